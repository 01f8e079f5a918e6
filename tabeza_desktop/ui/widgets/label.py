"""Text on screen: one label class, an icon with text, an icon, and the dividing line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.paint import Tone, draw_icon, smooth
from tabeza_desktop.ui.widgets.richtext import TextBlock, TextFaces, plain
from tabeza_desktop.ui.widgets.spinner import Spinner

__all__ = ["Icon", "IconLabel", "Label", "Line", "Tone"]

_STRONG_WEIGHT = 600
_WIDTHS = 6


class Label(Themed, QLabel):
    """Text in one role and tone. Without ``wrap`` it never shrinks below its words, unless ``elide`` says it may.

    Private state: role, tone, the text laid out for the widths last asked about, and the one that is painted (all
    dropped on any change). A layout asks for the same few widths over and over.
    """

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        tone: Tone = Tone.T1,
        *,
        wrap: bool = False,
        tnum: bool = False,
        codes: bool = False,
        align: Qt.AlignmentFlag | None = None,
        weight: int | None = None,
        elide: bool = False,
        size: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._tone = role, tone
        self._tnum, self._codes, self._weight, self._size = tnum, codes, weight, size
        self._align = align or Qt.AlignmentFlag.AlignLeft
        self._elide = elide
        self._block: TextBlock | None = None
        self._blocks: dict[float | None, TextBlock] = {}
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.set_text(text)
        self.init_theme()

    def set_text(self, text: str) -> None:
        """Show another text; ``<b>`` is allowed."""
        if text == self.text() and self.accessibleName():
            return
        self.setText(text)
        self.setAccessibleName(plain(text))
        self._forget()

    def set_tone(self, tone: Tone) -> None:
        if tone is not self._tone:
            self._tone = tone
            self._block = None
            self._blocks.clear()
            self.update()

    def set_role(self, role: Role) -> None:
        self._role = role
        self._forget()

    @property
    def tone(self) -> Tone:
        return self._tone

    def retheme(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._block = None
        self._blocks.clear()
        self.updateGeometry()
        self.update()

    def _faces(self) -> TextFaces:
        style = theme().style(self._role)
        line = style.line if self._size is None else px(round(self._size * 1.2))
        base = theme().font(self._role, tnum=self._tnum, codes=self._codes, weight=self._weight, size=self._size)
        strong = max(_STRONG_WEIGHT, base.weight())
        bold = theme().font(self._role, tnum=self._tnum, codes=self._codes, weight=strong, size=self._size)
        return TextFaces(base, bold, line)

    def _laid_out(self, width: float | None) -> TextBlock:
        if width not in self._blocks:
            if len(self._blocks) == _WIDTHS:
                self._blocks.clear()
            self._blocks[width] = self._block_of(self.text(), width)
        return self._blocks[width]

    def _block_of(self, text: str, width: float | None) -> TextBlock:
        strong = Tone.T1.colour if self._tone is Tone.T2 else None
        return TextBlock(text, self._faces(), width, self._align, strong)

    def hasHeightForWidth(self) -> bool:
        return self.wordWrap()

    def heightForWidth(self, width: int) -> int:
        return self._laid_out(width).height if self.wordWrap() else -1

    def sizeHint(self) -> QSize:
        block = self._laid_out(None)
        return QSize(block.natural_width, block.height)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        if self.wordWrap() or self._elide:
            return QSize(min(hint.width(), px(40)), self._faces().line_height)
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._block = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._block is None:
            self._block = self._make_block()
        painter = QPainter(self)
        top = 0.0 if self.wordWrap() else max(0.0, (self.height() - self._block.height) / 2)
        off = theme().tokens.disabled_on
        self._block.paint(painter, 0, top, self._tone.colour if self.isEnabled() else off)
        painter.end()

    def _make_block(self) -> TextBlock:
        if self.wordWrap() or not self._elide:
            return self._laid_out(self.width() if self.wordWrap() or self._align_matters() else None)
        faces = self._faces()
        metrics = theme().metrics(faces.normal)
        shown = metrics.elidedText(plain(self.text()), Qt.TextElideMode.ElideRight, self.width())
        if self._laid_out(None).natural_width <= self.width():
            shown = self.text()
        return self._block_of(shown, self.width())

    def _align_matters(self) -> bool:
        fits = self.width() >= self.sizeHint().width()
        return fits and not self._align & Qt.AlignmentFlag.AlignLeft


class Icon(Themed, QWidget):
    """One icon. Decoration: it has no accessible name unless given one, since a word always stands beside it.

    ``line`` is the role of the words beside it: the icon then takes the height of one line and stands in its middle,
    so that it sits right beside the first of several lines.
    """

    def __init__(
        self, name: str, size: float = 18, tone: Tone = Tone.T2, *, accessible: str = "", line: Role | None = None
    ) -> None:
        super().__init__()
        self._name, self._size, self._tone, self._line = name, size, tone, line
        self.setAccessibleName(accessible)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.init_theme()

    def retheme(self) -> None:
        line = theme().style(self._line).line if self._line is not None else 0
        self.setFixedSize(px(self._size), max(px(self._size), line))

    def set_icon(self, name: str) -> None:
        self._name = name
        self.update()

    def set_tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(QPainter(self))
        if self._name:
            draw_icon(painter, 0, (self.height() - px(self._size)) // 2, self._name, self._tone.colour, self._size)
        painter.end()


class IconLabel(Themed, QWidget):
    """An icon and its word. The icon name ``"spinner"`` turns."""

    def __init__(
        self,
        icon: str,
        text: str = "",
        role: Role = Role.LABEL,
        tone: Tone = Tone.T2,
        *,
        size: float = 18,
        weight: int | None = None,
        tnum: bool = False,
        wrap: bool = False,
        gap: float = 8,
    ) -> None:
        super().__init__()
        self._gap = gap
        self._icon_name: str | None = None
        self._size = size
        self._line = role if wrap else None
        self.icon: Icon | Spinner = Icon("", size, tone, line=self._line)
        self.label = Label(text, role, tone, weight=weight, tnum=tnum, wrap=wrap)
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        top = Qt.AlignmentFlag.AlignTop if wrap else Qt.AlignmentFlag.AlignVCenter
        self._icon_align = top
        self._box.addWidget(self.icon, 0, top)
        self._box.addWidget(self.label, 1)
        self.set_all(icon, text, tone)
        self.init_theme()

    def retheme(self) -> None:
        self._box.setSpacing(px(self._gap))

    def text(self) -> str:
        return self.label.text()

    def set_text(self, text: str) -> None:
        self.label.set_text(text)
        self.setAccessibleName(plain(text))

    def set_icon(self, name: str) -> None:
        if name == self._icon_name:
            return
        turning = "spinner" in (name, self._icon_name)
        self._icon_name = name
        if turning:
            ring = name == "spinner"
            self._swap(Spinner(self._size, self.label.tone) if ring else Icon(name, self._size, line=self._line))
        elif isinstance(self.icon, Icon):
            self.icon.set_icon(name)
        self.icon.setVisible(bool(name))

    def _swap(self, icon: Icon | Spinner) -> None:
        old, self.icon = self.icon, icon
        self._box.replaceWidget(old, icon)
        self._box.setAlignment(icon, self._icon_align)
        old.hide()
        old.deleteLater()
        icon.set_tone(self.label.tone)

    def set_tone(self, tone: Tone) -> None:
        self.label.set_tone(tone)
        self.icon.set_tone(tone)

    def set_all(self, icon: str, text: str, tone: Tone) -> None:
        self.set_icon(icon)
        self.set_text(text)
        self.set_tone(tone)


class Line(Themed, QWidget):
    """A 1 px divider."""

    def __init__(self, vertical: bool = False, *, length: int = 0) -> None:
        super().__init__()
        self._vertical, self._length = vertical, length
        self.init_theme()

    def retheme(self) -> None:
        if self._vertical:
            self.setFixedWidth(px(1))
            if self._length:
                self.setFixedHeight(px(self._length))
        else:
            self.setFixedHeight(px(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().tokens.line)
        painter.end()
