"""Servers and readers that tests of every package share."""
