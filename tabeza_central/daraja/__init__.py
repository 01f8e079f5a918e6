"""Safaricom's API as it really behaves, behind one client. The only room that speaks HTTP to the outside."""
