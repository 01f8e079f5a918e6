"""What the program that ships is made of, and under which licences: collected from the very files that were frozen.

`installer.spec` calls :func:`collect` with what PyInstaller found, so the list can neither miss a package nor name one
that is not there. The texts lie in the folder `licences` of the program; `dev.py licences` shows the list.
"""

from __future__ import annotations

import importlib.metadata
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from devtools import freezing
from devtools.paths import ROOT
from devtools.steps import StepFailed, say

FOLDER = "licences"
INDEX = "INDEX.txt"
TEXTS = ROOT / "packaging" / "licences"
TEXT_NAMES = re.compile(r"licen[cs]e|copying|notice|authors", re.IGNORECASE)
# at least one choice of each package must be among these; GPL alone never ships
FREE = re.compile(
    r"MIT(-0)?|BSD(-\d-Clause)?|Apache(-2\.0| 2\.0| Software)?|ISC|PSF-2\.0|Python-2\.0|MPL-2\.0|OFL-1\.1"
    r"|LGPL-[\d.]+(-only|-or-later)?"
)
QT = ("PySide6_Essentials", "shiboken6")
PREFACE = """\
Tabeza Desktop is free software under the MIT licence. It is delivered with the parts below, each under its own licence;
the texts are in this folder.

Qt and Qt for Python are used under the GNU Lesser General Public License 3 (qt-lgpl-3.0.txt, which builds on
qt-gpl-3.0.txt). They are unmodified shared libraries in the folder PySide6 beside this one: you may replace them with
your own build of the same version. Their sources are at download.qt.io, and the parts they contain in turn are listed
at doc.qt.io/qt-6/licenses-used-in-qt.html.

"""


@dataclass(frozen=True)
class Component:
    """One part that ships. `texts` are (file name, content)."""

    name: str
    version: str
    licence: str
    texts: tuple[tuple[str, bytes], ...]


def collect(modules: Iterable[str], libraries: Iterable[str], folder: Path) -> list[Component]:
    """Writes the index and the texts into an emptied `folder`.

    `modules` are importable names, `libraries` the paths of shared libraries that come from the system. Raises
    StepFailed for a Python package without a text or without a licence that lets us ship it.
    """
    parts = [python_itself(), *_own_parts(), *packages(modules), *system_packages(libraries)]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for part in parts:
        for name, content in part.texts:
            (folder / name).write_bytes(content)
    (folder / INDEX).write_text(PREFACE + table(parts), encoding="utf-8")
    return parts


def table(parts: list[Component]) -> str:
    """A line for each part."""
    ordered = sorted(parts, key=lambda part: part.name.casefold())
    return "".join(f"{part.name:24} {part.version:22} {part.licence}\n" for part in ordered)


def packages(modules: Iterable[str]) -> list[Component]:
    """The Python packages that these modules come from."""
    homes = importlib.metadata.packages_distributions()
    names = {home for module in modules for home in homes.get(module.split(".")[0], ())}
    return [_package(importlib.metadata.distribution(name)) for name in sorted(names, key=str.casefold)]


def licence_of(told: importlib.metadata.Distribution) -> str:
    """The licence as the package states it: expression, field, else classifiers."""
    meta = told.metadata
    stated = meta.get("License-Expression") or meta.get("License") or ""
    if not stated or "\n" in stated:
        kinds = [name.split(" :: ")[-1] for name in meta.get_all("Classifier") or [] if name.startswith("License ::")]
        stated = " OR ".join(kinds)
    return str(stated)


def is_free(licence: str) -> bool:
    """Whether one of the choices lets us ship it as we do."""
    return any(FREE.match(choice.strip(" ()")) for choice in re.split(r"\bOR\b|/", licence))


def _package(told: importlib.metadata.Distribution) -> Component:
    name, licence = told.metadata["Name"], licence_of(told)
    files = [file for file in told.files or [] if ".dist-info" in str(file) and TEXT_NAMES.search(file.name)]
    found = tuple((_plain(f"{name}-{file.name}"), Path(str(file.locate())).read_bytes()) for file in files)
    if name.replace("-", "_").casefold() in {qt.casefold() for qt in QT}:
        found = tuple((_plain(f"qt-{path.name}"), path.read_bytes()) for path in sorted(TEXTS.glob("*GPL*")))
    if not found or not is_free(licence):
        raise StepFailed(f"{name} {told.version} cannot ship as it is: licence {licence!r}, {len(found)} texts")
    return Component(name, told.version, licence, found)


def python_itself() -> Component:
    """CPython, with the licences of what its own build carries."""
    base = Path(sys.base_prefix)
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    places = [base / "LICENSE.txt", base / "lib" / f"python{version}" / "LICENSE.txt", TEXTS / "Python-2.0.txt"]
    text = next(path for path in places if path.exists()).read_bytes()
    return Component("Python", platform.python_version(), "Python-2.0", (("python-license.txt", text),))


def _own_parts() -> list[Component]:
    inter = (ROOT / "resources" / "fonts" / "OFL-LICENSE.txt").read_bytes()
    starter = importlib.metadata.distribution("pyinstaller")
    copying = next(Path(str(file.locate())) for file in starter.files or [] if file.name == "COPYING.txt")
    return [
        Component("Inter", "4", "OFL-1.1", (("inter-ofl-1.1.txt", inter),)),
        Component(
            "PyInstaller's starter", starter.version, "GPL-2.0-or-later WITH Bootloader-exception",
            (("pyinstaller-copying.txt", copying.read_bytes()),),
        ),
    ]


def system_packages(libraries: Iterable[str]) -> list[Component]:
    """The Debian packages that shared libraries were taken from, with Debian's own account of their licences."""
    if not shutil.which("dpkg-query"):
        return []
    names = {name for library in libraries if (name := _package_of(Path(library)))}
    return [_debian(name) for name in sorted(names)]


def _package_of(library: Path) -> str:
    """The package that owns a library; dpkg may know it without /usr. Empty if none does."""
    paths = {str(library), str(library.resolve())}
    paths |= {path.removeprefix("/usr") for path in paths}
    asked = subprocess.run(["dpkg-query", "-S", *paths], capture_output=True, text=True, check=False)
    return asked.stdout.partition(":")[0]


def _debian(name: str) -> Component:
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Version}\n", name], capture_output=True, text=True, check=True
    )
    text = (Path("/usr/share/doc") / name / "copyright").read_bytes()
    stated = re.findall(r"^License: *(\S+)", text.decode("utf-8", "replace"), re.MULTILINE)
    licence = ", ".join(dict.fromkeys(stated)) or "see its text"
    return Component(name, asked.stdout.split()[0], licence, ((_plain(f"{name}-copyright"), text),))


def _plain(name: str) -> str:
    """A file name that every system takes, and that opens with a double click."""
    return re.sub(r"[^\w.+-]", "-", name).lower().removesuffix(".txt").removesuffix(".md") + ".txt"


def licences() -> int:
    """Shows what the frozen program in dist/ is made of."""
    index = freezing.FOLDER / "_internal" / FOLDER / INDEX
    if not index.exists():
        raise StepFailed("There is no frozen program yet: python3 dev.py build")
    say(index.read_text(encoding="utf-8"))
    return 0
