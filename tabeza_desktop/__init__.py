"""Tabeza Desktop: the payments console that stands on a bar's counter.

The arrows between its rooms are checked by import-linter: ``core`` is pure, ``api`` alone speaks HTTP, ``store`` alone
speaks SQL, and ``ui`` touches neither network, disk nor SQL.
"""
