"""The console's rules, pure: no Qt, no network, no disk, no SQL, no threads."""
