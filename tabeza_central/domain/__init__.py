"""Rules as pure functions over values: no I/O, no SQL, no clock of its own."""
