"""The preview of a paper, and the ways to it from the pages."""
