"""Parts of the Today page, and the dialogs that preview, print, save and export."""
