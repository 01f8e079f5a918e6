"""Everything that is drawn: theme, widgets, shell, pages, set-up and dialogs. Lives on the GUI thread only."""
