"""The palette and the small stylesheet that Qt's own widgets need; our widgets paint themselves from the tokens.

Flat fills, 1 px borders and radii only. No font features, sizes or letter spacing here: roles live in code.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from PySide6.QtGui import QColor, QPalette

from tabeza_desktop.ui.theme.tokens import Tokens

_SHEET = Template("""
QToolTip { background: $surface; color: $t1; border: 1px solid $line2; padding: ${p4}px ${p8}px; }
QAbstractScrollArea { background: transparent; border: none; }
QTableView { background: $surface; border: none; gridline-color: transparent; outline: 0;
  selection-background-color: $selected; selection-color: $t1; }
QHeaderView { background: $sunken; border: none; }
QTableCornerButton::section { background: $sunken; border: none; }
QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; border: none; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; border: none; }
QScrollBar::handle:vertical { background: $line2; min-height: ${p40}px; margin: ${p4}px ${p3}px;
  border-radius: ${p3}px; }
QScrollBar::handle:horizontal { background: $line2; min-width: ${p40}px; margin: ${p3}px ${p4}px;
  border-radius: ${p3}px; }
QScrollBar::handle:hover { background: $t2; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: $surface; color: $t1; border: 1px solid $line2; padding: ${p4}px; }
QMenu::item { padding: ${p8}px ${p20}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $selected; color: $t1; }
QLineEdit { background: transparent; border: none; color: $t1; padding: 0; margin: 0;
  placeholder-text-color: $t3; selection-background-color: $selected; selection-color: $t1; }
QLineEdit:disabled { color: $disabled_on; }
""")


def build_palette(tokens: Tokens) -> QPalette:
    """The palette Fusion and Qt's own dialogs draw with."""
    role = QPalette.ColorRole
    palette = QPalette()
    pairs: dict[QPalette.ColorRole, QColor] = {
        role.Window: tokens.bg,
        role.WindowText: tokens.t1,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.sunken,
        role.Text: tokens.t1,
        role.PlaceholderText: tokens.t3,
        role.Button: tokens.surface,
        role.ButtonText: tokens.t1,
        role.BrightText: tokens.accent_on,
        role.Highlight: tokens.selected,
        role.HighlightedText: tokens.t1,
        role.Link: tokens.accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.t1,
        role.Mid: tokens.line,
        role.Dark: tokens.line2,
        role.Light: tokens.surface,
        role.Accent: tokens.accent,
    }
    for which, colour in pairs.items():
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, tokens.disabled_on)
    return palette


def build_stylesheet(tokens: Tokens, px: Callable[[float], int]) -> str:
    """The application stylesheet for these tokens at this scale."""
    names = ("surface", "sunken", "selected", "t1", "t2", "t3", "line2", "disabled_on")
    values = {name: getattr(tokens, name).name() for name in names}
    values |= {f"p{size}": str(px(size)) for size in (3, 4, 8, 12, 20, 40)}
    return _SHEET.substitute(values)
