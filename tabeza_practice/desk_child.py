"""Makes the made-up support person and a code for her desk, on the database of a practice mode that runs.

Started by :func:`tabeza_practice.launcher.support_desk`; says what it made in one line and ends.
"""

from __future__ import annotations

import os
from pathlib import Path

from tabeza_central import compose
from tabeza_central.cli import print_line
from tabeza_central.services import support_people
from tabeza_central.settings import settings_from_environment
from tabeza_practice import night
from tabeza_practice.central_child import DATABASE_NAME
from tabeza_protocol.secret import Secret


def main(_arguments: list[str]) -> int:
    """Announces ``{"name", "pin", "code"}``."""
    folder = Path(os.environ["TABEZA_PRACTICE_FOLDER"])
    os.environ.update(DATABASE_URL=f"sqlite:///{folder / DATABASE_NAME}", TABEZA_SERVICE_KIND="practice")
    service = compose.compose(settings_from_environment())
    try:
        if not any(person.name == night.SUPPORT_NAME for person in support_people.listed(service.context)):
            support_people.add(service.context, night.SUPPORT_NAME, Secret(night.SUPPORT_PIN))
        code = support_people.desk_code(service.context).code
    finally:
        service.close()
    print_line({"name": night.SUPPORT_NAME, "pin": night.SUPPORT_PIN, "code": code})
    return 0
