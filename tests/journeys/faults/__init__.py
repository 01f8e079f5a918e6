"""Journeys over a network that does everything networks do."""
