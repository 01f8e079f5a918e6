"""The fifteen guarantees broken on purpose, one small edit of the code at a time: their tests must notice each."""
