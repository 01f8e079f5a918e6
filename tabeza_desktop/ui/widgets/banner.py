"""What is wrong with the whole console right now: one banner, under the top bar, pushing the page down.

Only the worst shows. A banner stays until its cause is gone; "back online" alone leaves by itself after 8 s.
"""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tabeza_desktop.ui.theme import Role, Status, Themed, px, theme
from tabeza_desktop.ui.widgets.label import Icon, Label
from tabeza_desktop.ui.widgets.paint import Tone, draw_box
from tabeza_desktop.ui.widgets.richtext import plain

BACK_ONLINE_MS = 8000


class BannerKind(StrEnum):
    """Worst first."""

    KEYS_STOPPED = "keys_stopped"
    OFFLINE = "offline"
    PAUSED = "paused"
    MPESA_SLOW = "mpesa_slow"
    BACK_ONLINE = "back_online"


_ORDER = list(BannerKind)
_LOOKS: dict[BannerKind, tuple[str, Status]] = {
    BannerKind.KEYS_STOPPED: ("stop", Status.FAIL),
    BannerKind.OFFLINE: ("cloud-off", Status.WARN),
    BannerKind.PAUSED: ("pause", Status.WARN),
    BannerKind.MPESA_SLOW: ("slow", Status.WAIT),
    BannerKind.BACK_ONLINE: ("check-circle", Status.PAID),
}


class Banner(Themed, QWidget):
    """Title in bold, one more sentence, an aside (a countdown) and buttons. ``inline`` is the one-line boxed form."""

    def __init__(
        self, kind: BannerKind, title: str, text: str = "", *, aside: str = "", inline: bool = False
    ) -> None:
        super().__init__()
        self.kind = kind
        self._inline = inline
        self._buttons: list[QWidget] = []
        icon, status = _LOOKS[kind]
        tone = Tone(status.value)
        self._status = status
        self._icon = Icon(icon, 20 if inline else 24, tone)
        self._title = Label(
            role=Role.BODY if inline else Role.NAME,
            weight=400 if inline else 600,
            elide=inline,
            wrap=not inline,
        )
        self._text = Label(role=Role.LABEL, weight=400, wrap=True)
        right = Qt.AlignmentFlag.AlignRight
        self._above = Label(role=Role.LABEL, weight=400, align=right)
        self._aside = Label(role=Role.BODY, tone=tone, weight=600, tnum=True, align=right)
        self._row = QHBoxLayout(self)
        self._words, self._aside_box = QVBoxLayout(), QWidget()
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(title, text)
        self.set_aside(aside)
        self.init_theme()

    def _lay_out(self) -> None:
        self._words.setSpacing(0)
        self._words.addStretch(1)
        self._words.addWidget(self._title)
        if not self._inline:
            self._words.addWidget(self._text)
        self._words.addStretch(1)
        self._row.addWidget(self._icon)
        self._row.addLayout(self._words, 1)
        aside = QVBoxLayout(self._aside_box)
        aside.setContentsMargins(0, 0, 0, 0)
        aside.setSpacing(0)
        aside.addStretch(1)
        aside.addWidget(self._above)
        aside.addWidget(self._aside)
        aside.addStretch(1)
        self._row.addWidget(self._aside_box)

    def event(self, event: QEvent) -> bool:
        """A button that came, went or got other words leaves the others more or less room."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_height()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Words that need a second line get it: what to do is never cut. The countdown gives way first."""
        if self._inline:
            return
        self._aside_box.setVisible(bool(self._aside.text()))
        self._row.activate()
        if self._title.width() < self._title.sizeHint().width() and self._buttons:
            self._aside_box.setVisible(False)
            self._row.activate()
        needed = sum(
            label.heightForWidth(max(px(80), label.width()))
            for label in (self._title, self._text)
            if not label.isHidden()
        )
        self.setFixedHeight(max(px(56), needed + px(12)))

    def retheme(self) -> None:
        self.setFixedHeight(px(44 if self._inline else 56))
        side = px(16 if self._inline else 20)
        self._row.setContentsMargins(side, 0, px(16), 0)
        self._row.setSpacing(px(14 if self._inline else 16))
        self._fit_height()

    def set_text(self, title: str, text: str = "") -> None:
        """The first sentence in bold and the second below it (after it, when inline)."""
        self._title.set_text(f"<b>{title}</b> {text}".strip() if self._inline else title)
        self._text.set_text(text)
        self._text.setVisible(bool(text) and not self._inline)
        self.setAccessibleName(plain(f"{title} {text}").strip())
        self._fit_height()

    def text(self) -> str:
        return self.accessibleName()

    def set_icon(self, icon: str) -> None:
        self._icon.set_icon(icon)

    def set_aside(self, text: str, above: str = "") -> None:
        """What stands at the right in the banner's colour, with a plain line above it."""
        for label, words in ((self._aside, text), (self._above, above)):
            label.set_text(words)
            label.setVisible(bool(words))
        self._fit_height()

    def add_button(self, button: QWidget) -> None:
        self._buttons.append(button)
        self._row.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours, box = theme().tokens.status(self._status), QRectF(self.rect())
        if self._inline:
            draw_box(painter, box, fill=colours.fill, border=colours.border, radius=8)
        else:
            painter.fillRect(box, colours.fill)
            painter.fillRect(QRectF(0, box.bottom() - px(1), box.width(), px(1)), colours.border)
        painter.end()


class BannerStack(Themed, QWidget):
    """Holds every banner whose cause is present, shows the worst and announces it once."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._held: dict[BannerKind, Banner] = {}
        self._silent = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._leave = QTimer(self)
        self._leave.setSingleShot(True)
        self._leave.setInterval(BACK_ONLINE_MS)
        self._leave.timeout.connect(self._back_online_over)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setVisible(False)
        self.init_theme()

    def current(self) -> Banner | None:
        """The banner on screen."""
        return next((self._held[kind] for kind in _ORDER if kind in self._held), None)

    def held(self, kind: BannerKind) -> Banner | None:
        return self._held.get(kind)

    def show_banner(self, banner: Banner) -> None:
        """Add or replace the banner of its kind."""
        self.drop(banner.kind)
        before = self.current()
        self._held[banner.kind] = banner
        self._column.addWidget(banner)
        if banner.kind is BannerKind.BACK_ONLINE:
            self._leave.start()
        self._show_worst()
        if self.current() is banner and before is not banner:
            QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))

    def drop(self, kind: BannerKind) -> None:
        banner = self._held.pop(kind, None)
        if banner is None:
            return
        banner.hide()
        self._column.removeWidget(banner)
        banner.deleteLater()
        self._show_worst()

    def _back_online_over(self) -> None:
        self.drop(BannerKind.BACK_ONLINE)

    def _show_worst(self) -> None:
        worst = self.current()
        for banner in self._held.values():
            banner.setVisible(banner is worst)
        self.setVisible(worst is not None)
        self.changed.emit()

    def set_silent(self, silent: bool) -> None:
        """Nothing shows while the page in front says it all itself; the causes are still held."""
        self._silent = silent
        self._show_worst()

    def setVisible(self, visible: bool) -> None:
        super().setVisible(visible and bool(getattr(self, "_held", None)) and not self._silent)
