"""Where this PC keeps the console's files. Imports nothing that takes time: a second start asks this and ends."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PRACTICE_FOLDER: Final = "practice"
STATE_FILE: Final = "state.sqlite"


def data_dir() -> Path:
    """Where this PC keeps the console's files; ``TABEZA_DATA_DIR`` moves it."""
    chosen = os.environ.get("TABEZA_DATA_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("Tabeza", appauthor=False)
