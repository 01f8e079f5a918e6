"""Colours, type, icons and sizes of the console, and the one switchable theme that hands them out."""

from tabeza_desktop.ui.theme.fonts import Role
from tabeza_desktop.ui.theme.theme import Theme, px, theme
from tabeza_desktop.ui.theme.themed import Themed
from tabeza_desktop.ui.theme.tokens import Mode, Status, StatusColours, Tokens

__all__ = ["Mode", "Role", "Status", "StatusColours", "Theme", "Themed", "Tokens", "px", "theme"]
