"""The console's own log: JSON lines in the data folder, rotating, with every secret and whole phone struck out.

Redaction is by allow-list of keys where it can be, and by shape everywhere else: tokens, long keys, PINs in known
fields and phone numbers never reach the file, whoever logs them, tracebacks included.

structlog is imported with the first line that is logged: it takes longer to load than the window takes to paint.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from tabeza_protocol.secret import REDACTED, Secret

LOG_FILE: Final = "console.log"
MAX_BYTES: Final = 1_000_000
BACKUPS: Final = 5
SECRET_KEYS: Final = frozenset(
    {
        "pin", "consumer_key", "consumer_secret", "passkey", "token", "access_token", "refresh_token", "session_token",
        "authorization", "owner_ticket", "code", "sealed", "nonce", "password", "phone", "msisdn", "claim_key",
        "headers", "body",
    }
)  # fmt: skip
_SHAPES: Final = (
    re.compile(r"(?i)bearer\s+\S+"),
    re.compile(r"(?<![0-9])(?:\+?254|0)?[17][0-9]{8}(?![0-9])"),
    re.compile(
        r"(?<![A-Za-z0-9+/_\-])(?=[A-Za-z0-9+/_\-]*[0-9])(?=[A-Za-z0-9+/_\-]*[A-Za-z])[A-Za-z0-9+/_\-]{40,}={0,2}"
    ),
)
"""A bearer token; a Kenyan mobile number; any unbroken run of 40 letters and digits mixed, as keys and tokens are."""


def redact_text(text: str) -> str:
    """The text without anything shaped like a secret or a whole phone number."""
    for shape in _SHAPES:
        text = shape.sub(REDACTED, text)
    return text


def redact(value: Any, key: str = "") -> Any:
    """The same, through lists and mappings; values of keys that hold secrets are struck out whatever their shape."""
    if key.lower() in SECRET_KEYS or isinstance(value, Secret):
        return REDACTED
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {str(name): redact(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redact(inner) for inner in value]
    if value is None or isinstance(value, (int, float, bool)):
        return value
    return redact_text(repr(value))


def redacting(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last processor before the line is written, after tracebacks were made text."""
    return {name: redact(value, name) for name, value in event.items()}


class _Redacting(logging.Formatter):
    """For lines of other libraries, which know nothing of our processors."""

    def format(self, record: logging.LogRecord) -> str:
        return redact_text(super().format(record))


def get_logger(name: str) -> Any:
    """A logger of ours. Always redacting: structlog's own default prints tracebacks with every local variable."""
    return _Later(name)


class _Later:
    """A logger made when first used."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._logger: Any = None

    def __getattr__(self, attribute: str) -> Any:
        if self._logger is None:
            import structlog

            _configure()
            self._logger = structlog.get_logger(self._name)
        return getattr(self._logger, attribute)


def _configure() -> None:
    import structlog

    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redacting,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def start_logging(folder: Path, level: int = logging.INFO) -> Path | None:
    """Log to ``folder``; returns the file, or None when the disk refuses: the console works without a log."""
    from logging.handlers import RotatingFileHandler

    _configure()
    root = logging.getLogger()
    root.setLevel(level)
    for noisy in ("httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)  # they log addresses at INFO
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_FILE, maxBytes=MAX_BYTES, backupCount=BACKUPS, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    handler.setFormatter(_Redacting("%(message)s"))
    handler.set_name("tabeza-file")
    root.addHandler(handler)
    return folder / LOG_FILE


def stop_logging() -> None:
    """Close the file."""
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == "tabeza-file":
            root.removeHandler(handler)
            handler.close()


_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_messages() -> None:
    """Send what Qt says to the same log, and to stderr when a person runs from a terminal."""

    def write(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        level = _QT_LEVELS.get(kind, logging.WARNING)
        get_logger("qt").log(level, "qt", text=message, where=context.category)
        if sys.stderr is not None and level >= logging.WARNING:
            sys.stderr.write(redact_text(message) + "\n")

    qInstallMessageHandler(write)
