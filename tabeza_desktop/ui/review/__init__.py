"""Payments M-Pesa's answers did not settle: what is known, what is not, and the owner's decision."""
