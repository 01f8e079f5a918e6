"""The owner's guide while support follows, as pictures: ``python -m tests.desktop.support.owner_shots DIR``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tabeza_desktop.core.setup_flow import StepKey
from tabeza_desktop.core.support import Sharing
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.ui.setup.window import SetupWindow
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.support import scenes
from tests.desktop.support.shots import settle
from tests.desktop.ui.setup_scenes import CONFIRMED, KEYS
from tests.desktop.ui.setup_stage import MORNING, in_setup

SHARINGS: dict[str, Sharing] = {
    "closed": Sharing(),
    "code": scenes.sharing(opened_by=None, looking=False),
    "looking": scenes.sharing(pointed_at="passkey", tip="golive_email", told_at=MORNING),
}


def owner(name: str) -> QWidget:
    stage = in_setup(**CONFIRMED, current=StepKey.CREDENTIALS)
    window = SetupWindow(stage)  # type: ignore[arg-type]
    window.resize(1366, 768)
    window.show()
    settle()
    for field, value in zip(window.credentials.fields.values(), KEYS, strict=True):
        field.edit.replace(value)
    stage.state.support.set(SHARINGS[name])
    settle()
    return window


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    for name in SHARINGS:
        for mode in (Mode.LIGHT, Mode.DARK):
            for lang in ("en", "sw"):
                theme().set_mode(mode)
                speak(lang)
                widget = owner(name)
                widget.grab().save(str(folder / f"owner-{name}-{mode.value}-{lang}.png"))
                widget.close()
                widget.deleteLater()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
                settle()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    raise SystemExit(main(sys.argv[1:]))
