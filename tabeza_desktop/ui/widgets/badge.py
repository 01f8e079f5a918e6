"""Mode badges: LIVE is solid; made-up or test money is dashed amber and cannot pass for real; READ ONLY is grey."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import draw_box, draw_icon_mid, draw_text, smooth, text_width


class BadgeKind(StrEnum):
    LIVE = "live"
    SANDBOX = "sandbox"
    PRACTICE = "practice"
    READ_ONLY = "read_only"


_ICONS = {
    BadgeKind.LIVE: "note",
    BadgeKind.SANDBOX: "flask",
    BadgeKind.PRACTICE: "flask",
    BadgeKind.READ_ONLY: "eye",
}


def _word(kind: BadgeKind) -> str:
    words = {
        BadgeKind.LIVE: QCoreApplication.translate("widgets", "LIVE"),
        BadgeKind.SANDBOX: QCoreApplication.translate("widgets", "SANDBOX"),
        BadgeKind.PRACTICE: QCoreApplication.translate("widgets", "PRACTICE"),
        BadgeKind.READ_ONLY: QCoreApplication.translate("widgets", "READ ONLY"),
    }
    return words[kind]


class Badge(Themed, QWidget):
    """Says whose money this is. Without ``text`` it shows its own word in the language in force."""

    def __init__(self, kind: BadgeKind, text: str | None = None) -> None:
        super().__init__()
        self._kind, self._given = kind, text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_kind(kind, text)
        self.init_theme()

    @property
    def kind(self) -> BadgeKind:
        return self._kind

    def text(self) -> str:
        return self._given or _word(self._kind)

    def set_kind(self, kind: BadgeKind, text: str | None = None) -> None:
        self._kind, self._given = kind, text
        self.setAccessibleName(self.text())
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        font = QFont(theme().font(Role.FINE, weight=700))
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
        return font

    def sizeHint(self) -> QSize:
        return QSize(px(9) + px(16) + px(6) + text_width(self._font(), self.text()) + px(9), px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tokens, box = smooth(QPainter(self)), theme().tokens, QRectF(self.rect())
        if self._kind is BadgeKind.LIVE:
            ink = tokens.badge_on
            draw_box(painter, box, fill=tokens.badge)
        elif self._kind is BadgeKind.READ_ONLY:
            ink = tokens.mute
            draw_box(painter, box, fill=tokens.mute_bg, border=tokens.mute_line)
        else:
            ink = tokens.warn
            draw_box(painter, box, fill=tokens.warn_bg, border=tokens.warn_solid, width=2, dashed=True)
        draw_icon_mid(painter, px(9), self.height() / 2, _ICONS[self._kind], ink, 16)
        words = QRectF(px(31), 0, self.width(), self.height())
        draw_text(painter, words, self.text(), self._font(), ink)
        painter.end()
