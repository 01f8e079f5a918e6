"""The pages of the console: tabs, payments, today, help. They render state and ask services; they decide nothing."""
