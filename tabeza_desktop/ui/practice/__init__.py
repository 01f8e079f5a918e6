"""The practice phone at the right of every page, on which the person at the PC plays the customer."""
