"""Who is at the counter: a person and a PIN. The same screen locks the console; no money or customer stands on it."""
