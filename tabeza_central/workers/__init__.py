"""Background work: claims jobs from the store and hands each to one service function."""
