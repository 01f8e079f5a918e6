"""``main.py --self-check``: what works on this machine, one line each, for support and for those who build.

Each check runs the real thing once, with made-up contents: fonts are loaded, a SQLite file is written, credentials are
sealed and opened, practice mode's two processes are started. Nothing of the person's data, keyring entries or screen
is touched: files go to a temporary folder, the keyring entry has a name of its own and is removed again, Qt draws off
screen. A ``WARN`` is what the console can live with (no keyring: people sign in at every start); a ``FAIL`` is what it
cannot. The console imports neither the service nor practice mode, so the starter of practice is handed in.
"""

from __future__ import annotations

import base64
import importlib
import os
import pkgutil
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, TextIO

from tabeza_protocol.sealing import seal_info, sealing_key_statement
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.access import SealingKey, ServiceIdentity
from tabeza_protocol.wire.setup import CredentialsPlain

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey


class Stoppable(Protocol):
    """Practice mode's processes, once started."""

    def stop(self) -> None: ...


PracticeStarter = Callable[[Path], tuple[dict[str, Any], Stoppable]]

# imported where they are used, so that the window comes up sooner; a bundle may have lost them all the same
_LATE_IMPORTS: Final = (
    "PySide6.QtSvg", "PySide6.QtNetwork", "PySide6.QtPrintSupport", "xlsxwriter", "keyring.backends",
)  # fmt: skip
_KEYRING_SERVICE: Final = "tabeza-self-check"
_NO_KEYRING: Final = {
    "no_backend": "this PC keeps no passwords for programs; people will sign in again after every start",
    "locked": "this PC's password store is locked; until it is opened people will sign in again after every start",
    "failed": "this PC's password store gives an error; people will sign in again after every start",
}
LEAST_FREE_MB: Final = 500
_DAY_S: Final = 86_400


class Grade(StrEnum):
    """How a check ended; the value is what its line starts with."""

    OK = "ok"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has to say."""

    grade: Grade
    detail: str


Check = Callable[[], Finding]


def run_self_check(practice: PracticeStarter | None = None, output: TextIO | None = None) -> int:
    """Runs every check, also after one has failed; prints a line each. 0 if none failed, else 1.

    ``practice`` starts practice mode's processes in a folder and returns what they announced and their control;
    None leaves that check out (a console installed without practice mode).
    """
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    failed = 0
    with _console(output) as sink:
        for name, check in checks(practice):
            finding = carry_out(check)
            failed += finding.grade is Grade.FAIL
            print(f"{finding.grade:4} {name}: {finding.detail}", file=sink, flush=True)
    return 1 if failed else 0


def checks(practice: PracticeStarter | None) -> list[tuple[str, Check]]:
    """The checks in the order they run; what later ones stand on comes first."""
    listed: list[tuple[str, Check]] = [
        ("program", check_program),
        ("imports", check_imports),
        ("resources", check_resources),
        ("texts", check_texts),
        ("folder", check_folder),
        ("keyring", check_keyring),
        ("database", check_database),
        ("sealing", check_sealing),
    ]
    if practice is not None:
        listed.append(("practice", lambda: check_practice(practice)))
    return listed


def carry_out(check: Check) -> Finding:
    """The finding of a check; one that raises has failed, and says with what."""
    try:
        return check()
    except Exception as problem:  # noqa: BLE001  whatever broke, the checks after it still have something to tell
        lines = str(problem).strip().splitlines()
        return Finding(Grade.FAIL, f"{type(problem).__name__}: {lines[0] if lines else 'no more is known'}")


def check_program() -> Finding:
    """What is running on what: the first thing support asks."""
    import PySide6

    kind = "installed" if getattr(sys, "frozen", False) else "from source"
    versions = f"Python {platform.python_version()}, Qt {PySide6.__version__}"
    return Finding(Grade.OK, f"{kind}; {versions}; {platform.system()} {platform.machine()}")


def check_imports() -> Finding:
    """Every module of the console, and what they import late."""
    import tabeza_desktop
    import tabeza_protocol

    names = list(_LATE_IMPORTS)
    for package in (tabeza_protocol, tabeza_desktop):
        names += [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    broken = [name for name in names if not _can_import(name)]
    if broken:
        return Finding(
            Grade.FAIL, f"{len(broken)} of {len(names)} modules cannot be loaded: {', '.join(broken[:5])}"
        )
    return Finding(Grade.OK, f"{len(names)} modules")


def check_resources() -> Finding:
    """Fonts that Qt accepts, icons that it can draw, both colour tables."""
    from PySide6.QtGui import QFontDatabase, QImage
    from PySide6.QtSvg import QSvgRenderer
    from PySide6.QtWidgets import QApplication

    from tabeza_desktop.resources import resource_path
    from tabeza_desktop.ui.theme.fonts import FAMILY, load_fonts
    from tabeza_desktop.ui.theme.tokens import Mode, load_tokens

    app = QApplication.instance() or QApplication(
        ["self-check"]
    )  # fonts need one, for as long as they are used
    load_fonts()
    weights = len(QFontDatabase.styles(FAMILY))
    icons = sorted(resource_path("icons").glob("*.svg"))
    bad = [path.name for path in icons if not QSvgRenderer(str(path)).isValid()]
    for mode in (Mode.LIGHT, Mode.DARK):
        load_tokens(mode)
    if QImage(str(resource_path("icon", "tabeza-256.png"))).isNull():
        bad.append("the program's own")
    if bad or not icons:
        return Finding(Grade.FAIL, f"icons that cannot be drawn: {', '.join(bad) or 'all are missing'}")
    assert app is not None
    return Finding(Grade.OK, f"{weights} font weights, {len(icons)} icons, light and dark colours")


def check_texts() -> Finding:
    """The Kiswahili texts are there and whole."""
    from tabeza_desktop.i18n.catalogue import load_catalogue

    texts = load_catalogue("sw")
    if not texts:
        return Finding(Grade.FAIL, "the Kiswahili texts are missing")
    return Finding(Grade.OK, f"{len(texts)} in Kiswahili")


def check_folder() -> Finding:
    """The console's own folder, or the nearest one above it that exists, can be written."""
    from tabeza_desktop.places import data_dir

    place = next(folder for folder in (data_dir(), *data_dir().parents) if folder.is_dir())
    with tempfile.TemporaryFile(dir=place) as file:
        file.write(b"canary")
    free_mb = shutil.disk_usage(place).free // 1_000_000
    if free_mb < LEAST_FREE_MB:
        return Finding(Grade.WARN, f"the disk is nearly full: {free_mb} MB are left")
    return Finding(Grade.OK, f"can be written; {free_mb} MB free")


def check_keyring() -> Finding:
    """A canary goes in, comes back and is removed; without a keyring the console works, so that only warns."""
    import keyring

    from tabeza_desktop.store.secrets import KeyringStore

    backend = type(keyring.get_keyring()).__module__.removeprefix("keyring.backends.")
    canary, place = Secret(os.urandom(16).hex()), os.urandom(8).hex()
    writer = KeyringStore(_KEYRING_SERVICE, place)
    writer.put("device_key", canary)
    read_back = None if writer.reason else KeyringStore(_KEYRING_SERVICE, place).get("device_key")
    writer.drop("device_key")
    if writer.reason is not None:
        return Finding(Grade.WARN, f"{_NO_KEYRING[writer.reason]} ({backend})")
    if read_back is None or read_back.reveal() != canary.reveal():
        return Finding(Grade.FAIL, f"what was stored did not come back ({backend})")
    if KeyringStore(_KEYRING_SERVICE, place).get("device_key") is not None:
        return Finding(Grade.WARN, f"a test entry could not be removed ({backend})")
    return Finding(Grade.OK, f"a test entry was kept, read and removed ({backend})")


def check_database() -> Finding:
    """A real SQLite file with a write-ahead log, written by one engine and read by the next."""
    from tabeza_desktop.store.database import open_engine, quick_check

    with tempfile.TemporaryDirectory(prefix="tabeza-check-") as folder:
        path = Path(folder) / "check.sqlite"
        first = open_engine(path, "FULL")
        with first.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE canary (cents INTEGER NOT NULL)")
            connection.exec_driver_sql("INSERT INTO canary VALUES (25000000)")
        first.dispose()
        second = open_engine(path, "FULL")
        with second.connect() as connection:
            journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())
            cents = connection.exec_driver_sql("SELECT cents FROM canary").scalar_one()
            version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
        whole = quick_check(second)
        second.dispose()
    if journal != "wal" or cents != 25_000_000 or not whole:
        return Finding(Grade.FAIL, f"SQLite {version} did not keep what was written (journal {journal})")
    return Finding(Grade.OK, f"SQLite {version}, write-ahead log, written and read back")


def check_sealing() -> Finding:
    """Made-up credentials are sealed as in set-up and opened as at the service; a box bound elsewhere stays shut."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from tabeza_desktop.api import sealing

    opener, identity = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    who = _made_up_identity(opener.public_key().public_bytes_raw(), identity)
    key = sealing.vouched_key(who, sealing.fingerprint_of(who), datetime.now(UTC))
    plain = CredentialsPlain(
        consumer_key="canary-key",
        consumer_secret="canary-secret",  # noqa: S106
        passkey="canary-passkey",
        environment="sandbox",
        business_shortcode="600000",
    )
    box = sealing.seal(plain, key, sealing.Binding("bar", "device", "nonce"))
    opened = _opened(box, opener, nonce="nonce")
    try:
        _opened(box, opener, nonce="another")
    except InvalidTag:
        pass
    else:
        return Finding(Grade.FAIL, "a sealed box opened in the wrong place")
    if b"canary-secret" not in opened:
        return Finding(Grade.FAIL, "what was sealed did not come back")
    return Finding(Grade.OK, "sealed, opened, and shut to others")


def _can_import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except Exception:  # noqa: BLE001  a module may break in any way while it loads; which one is what matters here
        return False
    return True


def _made_up_identity(sealing_key: bytes, identity: Ed25519PrivateKey) -> ServiceIdentity:
    """A service of our own that vouches for ``sealing_key`` (raw X25519) for a day."""
    not_after = int(time.time()) + _DAY_S
    statement = sealing_key_statement(key_id="check", public_key=sealing_key, not_after=not_after)
    key = SealingKey(
        key_id="check",
        public_key=sealing_key.hex(),
        not_after=not_after,
        signature=identity.sign(statement).hex(),
    )
    public = identity.public_key().public_bytes_raw().hex()
    return ServiceIdentity(
        kind="practice", identity_public_key=public, sealing_keys=(key,), protocol_version=1
    )


def _opened(box: str, opener: X25519PrivateKey, *, nonce: str) -> bytes:
    """What is in the box, opened for this nonce; raises if it was sealed for another."""
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

    info = seal_info(bar_id="bar", device_id="device", key_id="check", nonce=nonce)
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM).decrypt(
        base64.b64decode(box), opener, info=info
    )


def check_practice(start: PracticeStarter) -> Finding:
    """Practice mode's two processes start, say where they listen, and end."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tabeza-check-", ignore_cleanup_errors=True) as folder:
        announced, processes = start(Path(folder))
        took_s = time.monotonic() - begun
        processes.stop()
    if not str(announced.get("base_url", "")).startswith("http://127.0.0.1:"):
        return Finding(
            Grade.FAIL, f"the practice service announced no address of this PC: {sorted(announced)}"
        )
    return Finding(Grade.OK, f"simulated Safaricom and practice service started in {took_s:.1f} s")


@contextmanager
def _console(output: TextIO | None) -> Iterator[TextIO]:
    """Where the lines go. An installed Windows program has no output of its own: it borrows its caller's console."""
    if output is not None or sys.stdout is not None:
        yield output or sys.stdout
        return
    place = "CONOUT$" if _borrow_console() else os.devnull
    with Path(place).open("w", encoding="utf-8", errors="replace") as sink:
        yield sink


def _borrow_console() -> bool:
    """Whether this process now shares the console of the one that started it (Windows)."""
    if sys.platform != "win32":
        return False
    import ctypes

    parent = -1
    return bool(ctypes.windll.kernel32.AttachConsole(parent))
