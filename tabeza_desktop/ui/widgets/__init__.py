"""The console's building blocks. Import each class from its own module; README.md beside this file lists them all.

This package imports nothing on purpose: start-up pays only for the widgets a page uses.
"""
