"""`dev.py sign-update`: the keys of updates and their manifests, made and checked by `packaging/sign_update.py`."""

from __future__ import annotations

from devtools.paths import ROOT
from devtools.steps import project_python


def sign_update(arguments: list[str]) -> int:
    """Runs the tool on our own terminal: it asks for the key's passphrase there."""
    return project_python(ROOT / "packaging" / "sign_update.py", *arguments)
