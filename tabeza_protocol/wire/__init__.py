"""Every message between the console and the service, one msgspec struct each.

JSON, camelCase names, times as RFC 3339 UTC, money as integer cents in fields that end in ``Cents``. Structs that
the service reads forbid unknown fields; structs that the console reads ignore them, so an older console can talk to
a newer service.
"""
