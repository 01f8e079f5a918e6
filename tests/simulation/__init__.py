"""The real services in one thread, on a virtual clock, against a Safaricom that misbehaves by a seed."""
