"""The pictures of the set-up guide in Help: ``python -m tests.desktop.ui.looks.guide`` makes them anew.

Taken from the real pages, light, in both languages; small, since every installed console carries them.
"""

from __future__ import annotations

import os
import sys

from PIL import Image
from PySide6.QtWidgets import QApplication

from tabeza_desktop.i18n.language import speak
from tabeza_desktop.resources import resource_path
from tabeza_desktop.ui.theme import Mode, theme
from tests.desktop.ui.looks.references import picture_of

NAMES = (
    "setup-checklist", "setup-paybill", "setup-credentials", "setup-send-name", "setup-test", "setup-golive",
)  # fmt: skip
COLOURS = 48


def main() -> int:
    from tests.desktop.ui import shots

    app = QApplication.instance() or QApplication([])
    theme().install(app)  # type: ignore[arg-type]
    theme().set_mode(Mode.LIGHT)
    shots.load_pages()
    for lang in ("en", "sw"):
        for name in NAMES:
            speak(lang)
            widget = shots.PAGES[name](shots.Shot(lang=lang))
            shots.settle()
            small = picture_of(widget).quantize(COLOURS, dither=Image.Dither.NONE)
            small.save(resource_path("help") / f"{name}-{lang}.png", optimize=True)
            widget.close()
            widget.deleteLater()
            shots.settle()
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
