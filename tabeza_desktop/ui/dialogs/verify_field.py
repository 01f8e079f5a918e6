"""The field of "Verify a payment": a code, a whole message or a phone. A pasted message loses at once what is nobody's
business here (the customer's balance), and the code in it stands out."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy

from tabeza_desktop.core.verify import Reading, ReadingKind
from tabeza_desktop.ui.theme import Role, Themed, px, theme
from tabeza_desktop.ui.widgets.field import FieldBox, FieldState
from tabeza_protocol.mpesa_sms import MOST_CHARACTERS, parse_mpesa_sms

HEIGHT, TIGHT_HEIGHT, CODE_SIZE, BOLD = 74, 48, 22, 600


class _Receipt(QSyntaxHighlighter):
    """The receipt in bold."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._code = ""

    def show_code(self, code: str) -> None:
        if code != self._code:
            self._code = code
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        at = text.upper().find(self._code) if self._code else -1
        if at >= 0:
            look = QTextCharFormat()
            look.setFontWeight(QFont.Weight(BOLD))
            self.setFormat(at, len(self._code), look)


class VerifyEdit(Themed, QPlainTextEdit):
    """Plain text of at most two lines in sight. Enter and Esc belong to the dialog, Tab moves on.

    Private state: whether the text is one short line, which is then shown large, whether that is a code, and the height
    of the box around it.
    """

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._large, self._codes, self._room = True, False, HEIGHT
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.document().setDocumentMargin(0)
        self._receipt = _Receipt(self.document())
        self.textChanged.connect(self._changed)
        self.init_theme()

    def text(self) -> str:
        return self.toPlainText()

    def show_reading(self, reading: Reading) -> None:
        """A code or a phone is shown large; in a message the code is bold."""
        self._large = reading.kind is not ReadingKind.SMS and len(self.text()) <= 24
        self._codes = reading.kind in (ReadingKind.CODE, ReadingKind.TYPING_CODE)
        query = reading.query
        in_message = reading.kind is ReadingKind.SMS and query is not None
        self._receipt.show_code(query.receipt or "" if in_message and query is not None else "")
        self.retheme()

    def retheme(self) -> None:
        large = self._large
        plain = theme().font(Role.NAME, weight=400)
        font = theme().font(Role.NAME, codes=self._codes, tnum=True, weight=BOLD, size=CODE_SIZE) if large else plain
        if self.font() != font:
            self.setFont(font)
        lines = 1 if large else max(2, min(3, self.document().size().toSize().height()))
        spare = px(self._room) - lines * theme().metrics(font).lineSpacing()
        self.setViewportMargins(0, max(px(4), spare // 2), 0, 0)

    def set_room(self, height: int) -> None:
        """How high the box around it is, in unscaled px."""
        self._room = height
        self.retheme()

    def _changed(self) -> None:
        self.typed.emit(self.text())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A whole message replaces what stood there, cut to what it claims; anything else goes in as text."""
        pasted = source.text()[:MOST_CHARACTERS]
        sms = parse_mpesa_sms(pasted)
        if sms is not None:
            self.setPlainText(sms.claim)
        else:
            self.insertPlainText(" ".join(pasted.split()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)


class VerifyBox(FieldBox):
    """The box that fields have, round the edit; low where a window leaves little room."""

    def __init__(self, edit: VerifyEdit) -> None:
        self._inner = edit
        super().__init__(edit, HEIGHT)
        self.set_state(FieldState.EMPTY)

    def set_tight(self, tight: bool) -> None:
        self._height = TIGHT_HEIGHT if tight else HEIGHT
        self._inner.set_room(self._height)
        self.retheme()
