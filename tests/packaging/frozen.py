"""Reading a frozen folder: which modules and which libraries it carries."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

INSIDE = "_internal"
# what every desktop has and no bundle should carry: the C library, the driver's OpenGL, the shared X client libraries
SYSTEM = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libcups.so.2": "libcups2",
    **dict.fromkeys(
        [
            "libc.so.6",
            "libm.so.6",
            "libdl.so.2",
            "libpthread.so.0",
            "librt.so.1",
            "libresolv.so.2",
            "libutil.so.1",
            "ld-linux-x86-64.so.2",
        ],
        "libc6",
    ),
}


def top_level_modules(program: Path) -> set[str]:
    """Every importable name at the top: from the archive in the program and from the folder beside it."""
    archive = CArchiveReader(str(program))
    library = next(name for name in archive.toc if "PYZ" in name)
    names = {name.split(".")[0] for name in archive.open_embedded_archive(library).toc}
    folder = program.parent / INSIDE
    extensions = [
        path.name for path in folder.glob("*.so") if ".cpython-" in path.name or ".abi3." in path.name
    ]
    return (
        names
        | {name.split(".")[0] for name in extensions}
        | {path.parent.name for path in folder.glob("*/*.so")}
    )


def not_of_python(names: Iterable[str]) -> set[str]:
    """Those that neither Python nor PyInstaller's own machinery brings."""
    ours = re.compile(r"pyi|_pyi|_sysconfigdata|lib-dynload|python3\.\d+$")
    return {name for name in names if name not in sys.stdlib_module_names and not ours.match(name)}


def asked_of_the_system(folder: Path) -> set[str]:
    """The libraries (sonames) that the folder's binaries name and the folder does not have."""
    binaries = [
        path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path)
    ]
    dump = subprocess.run(["objdump", "-p", *binaries], capture_output=True, text=True, check=True)
    needed = set(re.findall(r"^\s+NEEDED\s+(\S+)", dump.stdout, re.MULTILINE))
    return needed - {path.name for path in folder.rglob("*")}


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
