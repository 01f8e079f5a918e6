"""Two sounds, paid and failed, that repeat what is on screen and never add to it."""
