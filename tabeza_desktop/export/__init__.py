"""Payments as a table for other programs: CSV and XLSX, written whole or not at all."""
