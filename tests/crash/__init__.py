"""Killed at every step of a payment and started again: the books balance and no second push is sent."""
