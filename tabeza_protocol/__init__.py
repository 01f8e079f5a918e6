"""What the console and the central service must agree on.

Pure values and rules: no I/O, no Qt, no SQL, no HTTP. Everything here is imported by both sides, so a rule that
lives here (what an amount is, what a result code means, when a tab is overdue) cannot drift between them.
"""
