"""The console's side of the wire. ``client`` alone imports httpx; every failure becomes a ``ProblemError``."""
