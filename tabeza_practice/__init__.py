"""Practice mode: a simulated Safaricom, simulated phones and a bar with a night's trade, on this computer only."""
