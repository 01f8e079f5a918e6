"""What `dev.py` is made of. Standard library only: it must run before anything is installed.

Entry points in the rest of the project that `dev.py` relies on, so that each can be run by hand too:

======================================  ==============================================================================
`main.py --practice`                    `run`: the console in practice mode, in a real window
`main.py --tour DIR`                    `run` without a display; `prove`; `prove` of the frozen program
`main.py --self-check`                  `build`: asked of the frozen program; exit code and one line a check
`python -m tests.desktop.ui.shots DIR`  `shots DIR`: the screens of README and docs
`python -m tests.benchmarks`            `bench [NAME]`: prints JSON, writes docs/benchmarks.md
`python -m tests.simulation`            `simulate --seeds N [--first-seed K]`: a failing seed prints its one-line replay
`installer.spec`                        `build`: PyInstaller's recipe for the folder in dist/
`packaging/windows/installer.nsi`       `windows`: NSIS's recipe for the installer
======================================  ==============================================================================

Test groups, in `devtools.testing`: a test belongs to the group of its marker (`keyring`, `xvfb`, `postgres`,
`alone`), else to `main`. `prove` marks what is too long for every day.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  whoever starts dev.py may have an older one
    raise SystemExit(f"Tabeza needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
