"""The window: rail, top bar, banners, the stack of pages, the practice dock, and every key in one registry."""
