"""The HTTP shell: every route is a row of data, run by one handler. No SQL here, and no rules of the trade."""
