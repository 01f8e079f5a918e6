"""One console for each data folder: the first start holds a lock, a later one tells it to come forward and ends.

The lock is a file (``QLockFile``) that the system knows to be open: what a crash or a power cut leaves counts as none,
even if another program has been given the dead one's number since. Taking it costs the first start a file; the channel
on which later starts speak opens only when the window stands, and a start that comes before waits for it. A word is one
short line, ``raise`` or ``pair CODE``; anything else is dropped unread. Only the same person's programs can reach the
channel.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from tabeza_protocol.pairing_codes import normalise_code

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOCK_FILE: Final = "console.lock"
RAISE: Final = "raise"
_PAIR: Final = "pair "
_HEARD: Final = b"heard\n"
LONGEST_WORD_BYTES: Final = 64
LONGEST_SOCKET_PATH: Final = 100
"""A Unix socket's path must fit into 108 bytes."""
TELL_FOR_S: Final = 10.0
TRY_EVERY_MS: Final = 100
ANSWER_MS: Final = 2_000
SILENT_CALLER_MS: Final = 2_000


class Instance(QObject):
    """This process is the one console of ``folder``. Private state: the lock and, once listening, the channel.

    ``raised()``: somebody started the program again. ``code_given(str)``: with a pairing code in a link.
    """

    raised = Signal()
    code_given = Signal(str)

    def __init__(self, folder: Path, lock: QLockFile) -> None:
        super().__init__()
        self._folder, self._lock = folder, lock
        self._server: QLocalServer | None = None

    def listen(self) -> bool:
        """Open the channel. False if the system refuses it: then a second start ends without being heard."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(4)
        server.newConnection.connect(self._arrived)
        QLocalServer.removeServer(channel_name(self._folder))  # ours alone while we hold the lock
        self._server = server
        return server.listen(channel_name(self._folder))

    def close(self) -> None:
        """Another start may now be the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _arrived(self) -> None:
        assert self._server is not None
        while (caller := self._server.nextPendingConnection()) is not None:
            _Caller(caller, self)

    def heard(self, line: bytes) -> bool:
        """Act on one line. Returns whether it was a word we know."""
        text = line.decode("ascii", "replace")
        code = normalise_code(text.removeprefix(_PAIR)) if text.startswith(_PAIR) else None
        if code is not None:
            self.code_given.emit(code)
        elif text != RAISE:
            return False
        self.raised.emit()
        return True


class _Caller(QObject):
    """One later start, until it has said its line, said too much, or nothing."""

    def __init__(self, socket: QLocalSocket, instance: Instance) -> None:
        super().__init__(socket)
        self._socket, self._instance = socket, instance
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(socket.deleteLater)
        QTimer.singleShot(SILENT_CALLER_MS, self, socket.abort)
        self._read()

    def _read(self) -> None:
        if self._socket.canReadLine():
            line = bytes(self._socket.readLine(LONGEST_WORD_BYTES).data()).strip()
            if self._instance.heard(line):
                self._socket.write(_HEARD)
                self._socket.flush()
            self._socket.disconnectFromServer()
        elif self._socket.bytesAvailable() >= LONGEST_WORD_BYTES:
            self._socket.abort()


def claim(folder: Path, code: str | None = None, *, tell_for_s: float = TELL_FOR_S) -> Instance | None:
    """Be the one console of ``folder``; or tell the one that is, and give None.

    ``code`` is a pairing code for it. A folder that cannot be written makes no console refuse to start: the console
    itself says what is wrong with the disk.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Instance(folder, QLockFile(str(folder / LOCK_FILE)))
    lock = QLockFile(str(folder / LOCK_FILE))
    lock.setStaleLockTime(0)  # age alone makes no lock stale: a shift is long
    word = RAISE if code is None else f"{_PAIR}{code}"
    deadline = time.monotonic() + tell_for_s
    while not lock.tryLock(TRY_EVERY_MS) and lock.error() is QLockFile.LockError.LockFailedError:
        if lock.removeStaleLockFile():
            continue  # nobody has it open: after a crash another program may go by the number written in it
        if _tell(folder, word):
            return None
        if time.monotonic() > deadline:
            sys.stderr.write("Tabeza is open already and does not answer.\n")
            return None
    return Instance(folder, lock)


def channel_name(folder: Path) -> str:
    """What later starts connect to: on Windows a pipe's name, elsewhere a socket in the folder itself.

    A folder too deep for a socket gets one beside other temporary files, which only this person can open.
    """
    import hashlib  # not before the window stands

    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]
    if sys.platform == "win32":
        return f"tabeza-{digest}"
    inside = str(folder.resolve() / "console.socket")
    if len(inside.encode()) <= LONGEST_SOCKET_PATH:
        return inside
    return str(Path(tempfile.gettempdir()) / f"tabeza-{digest}.socket")


def _tell(folder: Path, word: str) -> bool:
    """Say a word to the console that holds the lock. False while it does not listen yet, or any more."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(channel_name(folder))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    _let_it_come_forward()
    socket.write(f"{word}\n".encode())
    answered = socket.waitForBytesWritten(ANSWER_MS) and socket.waitForReadyRead(ANSWER_MS)
    return answered and bytes(socket.readAll().data()) == _HEARD


def _let_it_come_forward() -> None:
    """Windows lets only the program a person just started put a window in front; hand that on to the first."""
    if sys.platform == "win32":
        import ctypes

        any_process = -1
        ctypes.windll.user32.AllowSetForegroundWindow(any_process)
