"""`dev.py deb`: the frozen program as a Debian package, with its entry in the desktop's menu.

Made by `dpkg-deb` alone. The package has no scripts: dpkg only copies files, and removing it removes them all; a
person's data is in their home folder and stays.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from devtools import debian, freezing
from devtools.paths import BUILD, DIST, ROOT, version
from devtools.steps import StepFailed, quietly, say

RECIPES = ROOT / "packaging" / "linux"
APP_ID = "ke.co.tabeza.Desktop"
NAME = "tabeza-desktop"
PROGRAM_DIR = Path("usr/lib") / NAME
# what the bundle does not carry, besides the C library: the graphics driver's side of OpenGL, the shared X client
# libraries, the printing system's and the fonts' configuration
DEPENDS = ("libgl1", "libegl1", "libxcb1", "libx11-6", "libcups2", "fontconfig-config")
RECOMMENDS = ("gnome-keyring | kwalletmanager",)


def build() -> int:
    """Freezes if anything changed, makes the package in dist/ and says its size."""
    package = make()
    say(f"  package: {package} ({package.stat().st_size / 1e6:.1f} MB)")
    return 0


def make() -> Path:
    """The package, made from the frozen program as it is built from this working copy."""
    if not shutil.which("dpkg-deb"):
        raise StepFailed("A Debian package is made with dpkg-deb: do this on Debian or Ubuntu.")
    debian.ensure("desktop", "build")
    freezing.freeze_if_changed()
    root = BUILD / "deb" / "root"
    shutil.rmtree(root.parent, ignore_errors=True)
    fill(root, freezing.FOLDER)
    package = DIST / f"{NAME}_{version()}_{_architecture()}.deb"
    options = ["--build", "--root-owner-group", "-Zxz", "-z6", "--threads-max=2"]
    quietly("deb", ["dpkg-deb", *options, root, package])
    return package


def fill(root: Path, frozen: Path) -> None:
    """Everything the package holds, laid out under `root` as it will be under `/`."""
    program = root / PROGRAM_DIR
    shutil.copytree(frozen, program, symlinks=True)
    (root / "usr/bin").mkdir(parents=True)
    (root / "usr/bin" / NAME).symlink_to(Path("../lib") / NAME / NAME)
    _place(RECIPES / f"{APP_ID}.desktop", root / "usr/share/applications" / f"{APP_ID}.desktop")
    _fill_appstream(root)
    icons = ROOT / "resources" / "icon"
    for picture in icons.glob("tabeza-*.png"):
        side = picture.stem.removeprefix("tabeza-")
        _place(picture, root / "usr/share/icons/hicolor" / f"{side}x{side}" / "apps" / f"{APP_ID}.png")
    _place(icons / "tabeza.svg", root / "usr/share/icons/hicolor/scalable/apps" / f"{APP_ID}.svg")
    documents = root / "usr/share/doc" / NAME
    _place(ROOT / "LICENSE", documents / "copyright")
    with gzip.GzipFile(documents / "changelog.gz", "wb", compresslevel=9, mtime=0) as packed:
        packed.write((ROOT / "CHANGELOG.md").read_bytes())
    (documents / "changelog.gz").chmod(0o644)
    _fill_control(root)
    _normalise_modes(root)


def _fill_appstream(root: Path) -> None:
    text = (RECIPES / f"{APP_ID}.metainfo.xml").read_text(encoding="utf-8")
    text = text.replace("@VERSION@", version()).replace("@DATE@", _release_date())
    target = root / "usr/share/metainfo" / f"{APP_ID}.metainfo.xml"
    target.parent.mkdir(parents=True)
    target.write_text(text, encoding="utf-8")


def _release_date() -> str:
    """The day of the last commit, so that one commit always gives one package; today without git."""
    asked = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or time.strftime("%Y-%m-%d", time.gmtime())


def _fill_control(root: Path) -> None:
    size_kb = round(freezing.size_mb(root) * 1000)
    depends = [f"libc6 (>= {newest_glibc(root)})", *DEPENDS]
    lines = {
        "Package": NAME, "Version": version(), "Architecture": _architecture(), "Section": "misc",
        "Priority": "optional", "Installed-Size": str(size_kb), "Depends": ", ".join(depends),
        "Recommends": ", ".join(RECOMMENDS), "Maintainer": "The Tabeza authors",
        "Description": "bar's tabs and M-Pesa payments, live\n"
        " Leads a bar owner from nothing to a proved PayBill, then shows every tab's balance\n"
        " and every M-Pesa payment the moment it happens. Practice mode needs no account.",
    }
    target = root / "DEBIAN" / "control"
    target.parent.mkdir()
    target.write_text("".join(f"{name}: {value}\n" for name, value in lines.items()), encoding="utf-8")


def newest_glibc(folder: Path) -> str:
    """The newest version of the C library that a symbol in the folder's binaries asks for, such as `2.36`."""
    binaries = [path for path in folder.rglob("*") if path.is_file() and (".so" in path.name or path.name == NAME)]
    told = subprocess.run(["objdump", "-T", *binaries], capture_output=True, text=True, check=False).stdout
    found = {tuple(int(part) for part in version.split(".")) for version in re.findall(r"GLIBC_(\d+\.\d+)", told)}
    if not found:
        raise StepFailed("objdump (Debian: binutils) did not say which C library the program needs.")
    return ".".join(str(part) for part in max(found))


def _architecture() -> str:
    asked = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _normalise_modes(root: Path) -> None:
    """Whatever the umask here: folders and programs 755, everything else 644."""
    for path in [root, *root.rglob("*")]:
        if path.is_symlink():
            continue
        program = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(0o755 if program else 0o644)
