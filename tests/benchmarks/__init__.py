"""Measurements, never timed tests: ``python3 dev.py bench [name ...]`` prints their figures as JSON."""
