"""How the console watches itself: redacted logs, crash reports, the freeze watchdog."""
