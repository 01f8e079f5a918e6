"""The central service: keeps each bar's credentials sealed, talks to Safaricom as that bar, and keeps the ledger."""
