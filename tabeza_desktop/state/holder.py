"""The one kind of state there is: an immutable value on the GUI thread and a ``changed`` signal."""

from __future__ import annotations

from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QThread, Signal

ValueT = TypeVar("ValueT")


class Holder(QObject, Generic[ValueT]):
    """Holds one immutable value. ``set`` tells ``changed`` only when the value really differs.

    Lives on the GUI thread and refuses to be set from any other: a worker that touches a screen is a defect found
    here, not in the field.
    """

    changed = Signal(object)

    def __init__(self, value: ValueT, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._value = value

    @property
    def value(self) -> ValueT:
        return self._value

    def set(self, value: ValueT) -> bool:
        """Replace the value. Returns whether it changed."""
        if QThread.currentThread() is not self.thread():
            raise RuntimeError(f"{type(self).__name__} was set outside the GUI thread")
        if value == self._value:
            return False
        self._value = value
        self.changed.emit(value)
        return True
