"""Guided set-up on screen: the support desk, and on the owner's side the code, who looks, what is pointed at."""
