"""What the console does, off the GUI thread: pure Python run in lanes, results handed back on the GUI thread."""
