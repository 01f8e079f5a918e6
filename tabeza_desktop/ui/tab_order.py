"""Tab in reading order, worked out from where things stand when Tab is pressed.

Qt keeps a chain in the order things were made. Banners come and go, rails and chips are made anew, and the chain then
skips half a page or turns in a circle. What stands on screen has no such past: left to right, top to bottom, part by
part, everything that can be reached and nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget


def _is_stop(widget: QWidget) -> bool:
    policy = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
    return bool(policy) and widget.isEnabled() and widget.focusProxy() is None


def _before(one: QWidget, other: QWidget) -> int:
    """Side by side: by the left edge; else by the top."""
    a, b = one.geometry(), other.geometry()
    shared = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
    beside = shared > min(a.height(), b.height()) / 2
    return a.left() - b.left() if beside else a.top() - b.top()


def stops(ground: QWidget) -> Iterator[QWidget]:
    """Every tab stop in sight under ``ground``, in reading order."""
    if _is_stop(ground):
        yield ground
        if isinstance(ground, QAbstractScrollArea) and not isinstance(ground, QScrollArea):
            return  # a table or a text is one stop
    inside = [
        child for child in ground.children()
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow()
    ]  # fmt: skip
    for child in sorted(inside, key=cmp_to_key(_before)):
        yield from stops(child)


def move_focus(ground: QWidget, *, forward: bool) -> bool:
    """Put the focus on the next stop, round the corner at the ends. False if there is none."""
    order = list(stops(ground))
    if not order:
        return False
    here = QApplication.focusWidget()
    if here in order:
        at = order.index(here) + (1 if forward else -1)
    else:
        at = _nearest(order, here) if here is not None else 0
    target = order[at % len(order)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _show(target)
    return True


def _nearest(order: list[QWidget], here: QWidget) -> int:
    """From something that has the focus and is no stop itself: the first stop inside it, else the first of all."""
    return next((at for at, stop in enumerate(order) if here.isAncestorOf(stop)), 0)


def _show(widget: QWidget) -> None:
    """Scroll whatever holds it, so that the focus is never out of sight."""
    holder = widget.parentWidget()
    while holder is not None:
        ensure = getattr(holder, "ensureWidgetVisible", None)
        if ensure is not None and holder.isAncestorOf(widget):
            ensure(widget, 0, 24)
        holder = holder.parentWidget()


class ReadingOrder:
    """Mix in first, into what fills a window: Tab goes through all of it in reading order."""

    fills_its_window = False
    """True: also while it lies in another window."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        assert isinstance(self, QWidget)
        if self.fills_its_window or self.isWindow():
            return move_focus(self, forward=forward)
        return super().focusNextPrevChild(forward)  # type: ignore[misc]
