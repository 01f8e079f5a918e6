"""Alerts that leave the window: the tray."""
