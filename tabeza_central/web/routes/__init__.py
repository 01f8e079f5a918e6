"""Rows of the route table, by subject. Each parses nothing and decides nothing: it names one service function."""
