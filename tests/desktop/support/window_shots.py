"""Diagnostics, the crash window and the log as pictures: ``python -m tests.desktop.support.window_shots DIR``."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.diagnostics.bundle import Sources, build_bundle
from tabeza_desktop.diagnostics.crash import crash_report
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_desktop.ui.support.bundle_dialog import BundleDialog
from tabeza_desktop.ui.support.crash_window import CrashWindow
from tabeza_desktop.ui.support.log_dialog import SupportLogDialog
from tabeza_desktop.ui.theme import Mode, theme
from tabeza_protocol.wire.support import SupportLog, SupportLogLine
from tests.desktop.support.shots import settle
from tests.desktop.ui.setup_scenes import CONFIRMED
from tests.desktop.ui.setup_stage import MORNING, in_setup


def guide() -> tuple[QWidget, object]:
    stage = in_setup(**CONFIRMED, current=StepKey.CREDENTIALS)
    window = SetupWindow(stage)  # type: ignore[arg-type]
    window.resize(1366, 768)
    window.show()
    settle()
    return window, stage


def log() -> QWidget:
    window, stage = guide()
    dialog = SupportLogDialog(window, stage)  # type: ignore[arg-type]
    dialog.open_log()
    acts = (
        "support_stopped",
        "support_tip",
        "support_pointed",
        "support_looked",
        "support_opened",
        "support_code",
    )
    whats = {"support_tip": "golive_email", "support_pointed": "passkey"}
    lines = tuple(
        SupportLogLine(
            at=MORNING - timedelta(minutes=2 * n), act=act, what=whats.get(act),  # type: ignore[arg-type]
            who="Joyce Kendi" if act in ("support_stopped", "support_code") else "Faith Njeri",
        )
        for n, act in enumerate(acts)
    )  # fmt: skip
    dialog._show(SupportLog(lines=lines))
    return window


def bundle() -> QWidget:
    from tests.desktop.ui.setup_stage import Recorder

    window, stage = guide()
    stage.services.diagnostics = Recorder([], "diagnostics")  # type: ignore[attr-defined]
    dialog = BundleDialog(window, stage)  # type: ignore[arg-type]
    dialog.open_bundle()
    dialog._show(build_bundle(Sources(Path("/nonexistent"), Path("/nonexistent"))))
    return window


def crash() -> QWidget:
    try:
        int("x")
    except ValueError as error:
        window = CrashWindow(crash_report(type(error), error, error.__traceback__), fatal=False)
    window.show()
    return window


PAGES = {"log": log, "bundle": bundle, "crash": crash}


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    for name, make in PAGES.items():
        for mode in (Mode.LIGHT, Mode.DARK):
            for lang in ("en", "sw"):
                theme().set_mode(mode)
                speak(lang)
                widget = make()
                settle()
                widget.grab().save(str(folder / f"{name}-{mode.value}-{lang}.png"))
                widget.close()
                widget.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                settle()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))
