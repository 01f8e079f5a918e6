"""Alembic's environment and the versions. The first is 040, the number the deployment checklist knows it by."""
