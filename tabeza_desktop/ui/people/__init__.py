"""Who works at this bar and on which PCs: the owner's page."""
