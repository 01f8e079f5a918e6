"""What a table view needs besides its delegate: header, widths, heights and hover, following the theme."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from tabeza_desktop.ui.theme import Role, px, theme
from tabeza_desktop.ui.widgets.card import Panel
from tabeza_desktop.ui.widgets.paint import LEFT, RIGHT, draw_elided, smooth
from tabeza_desktop.ui.widgets.rows import RowDelegate

HEADER_HEIGHT = 34
_DRESS_NAME = "table-dress"


class TableHeader(QHeaderView):
    """34 high, each title aligned with its column. Sections can be pressed where the page listens to them."""

    def __init__(self, delegate: RowDelegate, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.delegate = delegate
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSectionSize(px(20))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), px(HEADER_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme().tokens.sunken)
        line = px(1)
        bottom = QRectF(0, self.height() - line, self.viewport().width(), line)
        painter.fillRect(bottom, theme().tokens.line)
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        if logicalIndex >= len(self.delegate.columns):
            return
        column, tokens = self.delegate.columns[logicalIndex], theme().tokens
        painter.save()
        smooth(painter)
        box = QRectF(rect).adjusted(px(column.inset), 0, -px(column.outset), -px(1))
        ink = tokens.t1 if column.strong else tokens.t2
        font = theme().font(Role.FINE, weight=600)
        draw_elided(painter, box, column.title, font, ink, RIGHT if column.right else LEFT)
        painter.restore()


class _Dress(QObject):
    """Keeps one view dressed through theme changes, and knows which row the pointer is on."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.setObjectName(_DRESS_NAME)
        self._view = view
        self._delegate: RowDelegate | None = None
        self._corner = Panel(fill="sunken", edges="b")
        view.addScrollBarWidget(self._corner, Qt.AlignmentFlag.AlignTop)
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)
        theme().changed.connect(self.apply)

    def wear(self, delegate: RowDelegate) -> None:
        delegate.setParent(self._view)
        self._delegate = delegate
        self._view.setItemDelegate(delegate)
        header = self._view.horizontalHeader()
        if isinstance(header, TableHeader):
            header.delegate = delegate
        else:
            self._view.setHorizontalHeader(TableHeader(delegate, self._view))
        self.apply()

    def apply(self) -> None:
        if self._delegate is None:
            return
        view, header = self._view, self._view.horizontalHeader()
        rows = view.verticalHeader()
        rows.setMinimumSectionSize(px(20))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(px(self._delegate.row_height))
        header.setFixedHeight(px(HEADER_HEIGHT))
        self._corner.setFixedHeight(px(HEADER_HEIGHT))
        for at, column in enumerate(self._delegate.columns[: header.count()]):
            mode = QHeaderView.ResizeMode.Stretch if column.stretch else QHeaderView.ResizeMode.Fixed
            header.setSectionResizeMode(at, mode)
            if not column.stretch:
                header.resizeSection(at, px(column.width))
        view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._delegate is None:
            return False
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._hover(self._view.indexAt(event.position().toPoint()))
        elif event.type() == QEvent.Type.Leave:
            self._hover(QModelIndex())
        return False

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if self._delegate is not None and row != self._delegate.hovered:
            self._delegate.hovered = row
            self._view.viewport().update()


def style_table(view: QTableView, delegate: RowDelegate) -> None:
    """Header, widths, row height, no grid, whole rows, thin bar. Call again with a new delegate for other columns.

    The model must be set, or set it and call again: widths belong to the model's columns.
    """
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    view.setTabKeyNavigation(False)
    view.setAlternatingRowColors(False)
    view.verticalHeader().hide()
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found = view.findChild(_Dress, _DRESS_NAME)
    worn = found if isinstance(found, _Dress) else _Dress(view)
    worn.wear(delegate)
