"""The PC check: what this PC needs, looked at for real, in plain words with the cure."""
