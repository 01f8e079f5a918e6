"""Joining this PC to a bar: the code, the bar's name and the service's six words, the owner's name and PIN."""
