"""The support desk as pictures: ``python -m tests.desktop.support.shots DIR [NAME ...]``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.support.window import SupportWindow
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.support import scenes

Maker = Callable[[], QWidget]


def desk() -> QWidget:
    return SupportWindow(scenes.desk_stage(*scenes.BARS, front=scenes.view()))  # type: ignore[arg-type]


def desk_test() -> QWidget:
    bars = (scenes.ROYSAMBU, scenes.CANCELLED)
    front = scenes.view(scenes.CANCELLED, test=scenes.FAILED_TEST, pointed_at="phone", tip="look_at_phone")
    return SupportWindow(scenes.desk_stage(*bars, front=front))  # type: ignore[arg-type]


def desk_rejected() -> QWidget:
    return SupportWindow(scenes.desk_stage(*scenes.BARS, front=scenes.view(scenes.ROYSAMBU)))  # type: ignore[arg-type]


def desk_empty() -> QWidget:
    return SupportWindow(scenes.desk_stage())  # type: ignore[arg-type]


def desk_help() -> QWidget:
    window = SupportWindow(scenes.desk_stage())  # type: ignore[arg-type]
    window.show_page("help")
    return window


PAGES: dict[str, Maker] = {
    "support": desk,
    "support-test": desk_test,
    "support-rejected": desk_rejected,
    "support-empty": desk_empty,
    "support-help": desk_help,
}


def settle() -> None:
    for _ in range(6):
        QApplication.processEvents()


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    for name, make in PAGES.items():
        if arguments[1:] and name not in arguments[1:]:
            continue
        for mode in (Mode.LIGHT, Mode.DARK):
            for lang in ("en", "sw"):
                theme().set_mode(mode)
                speak(lang)
                widget = make()
                widget.resize(1366, 768)
                widget.show()
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
