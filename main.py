"""Starts Tabeza Desktop: ``python main.py``.

``--practice`` needs no account, server or internet; ``--tour DIR`` does the whole job unattended and leaves pictures;
``--self-check`` says what works on this machine; ``--support`` is a support person's desk; ``--diagnostics FILE``
writes what support may see of this PC. This file is the only one that knows the console, practice mode and the
central service: it starts the latter two as child processes (a hidden flag, so that the frozen program can do it
with nothing else installed) and hands the console no more than addresses.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve()
UNATTENDED: Final = frozenset({"--child", "--tour", "--self-check", "--diagnostics"})


def main(arguments: list[str]) -> int:
    """Runs what the command line asks for and returns the exit code."""
    if arguments[:1] == ["--child"]:
        return _child(arguments[1], arguments[2:])
    if not _unattended(arguments):
        from tabeza_desktop.diagnostics import last_resort

        last_resort.install()
    from tabeza_desktop.core.links import code_of, is_link

    if is_link(arguments):
        code = code_of(arguments)
        return 2 if code is None else _console(_parser().parse_args([]), code)
    options = _parser().parse_args(arguments)
    if options.data_dir:
        os.environ["TABEZA_DATA_DIR"] = str(Path(options.data_dir).resolve())
    if options.self_check:
        from tabeza_desktop.diagnostics.self_check import run_self_check

        return run_self_check(_practice_starter())
    if options.diagnostics:
        from tabeza_desktop.diagnostics.bundle import write_bundle

        return write_bundle(Path(options.diagnostics), practice=options.practice, support=options.support)
    if options.tour:
        return _tour(options)
    return _support(options) if options.support else _console(options)


def _console(options: argparse.Namespace, code: str | None = None) -> int:
    """The console in its window; if it is open already, that one comes forward. ``code``: of a pairing link."""
    from tabeza_desktop.front_door import open_door

    door = open_door(practice=options.practice, code=code)
    if door is None:
        return 0
    from tabeza_desktop import program

    try:
        return program.run(
            lang=options.lang,
            server=options.server,
            practice=_practice_starter() if options.practice else None,
            door=door,
        )
    finally:
        door.close()


def _support(options: argparse.Namespace) -> int:
    """The desk of a support person; in practice the made-up one's, beside a practice mode that runs."""
    from tabeza_desktop import support_program

    def find(folder: Path) -> dict[str, Any]:
        from tabeza_practice.launcher import child_command, support_desk

        return support_desk(child_command(HERE), folder)

    return support_program.run(
        lang=options.lang, server=options.server, practice=find if options.practice else None
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tabeza", description="Tabeza Desktop: a bar's tabs and M-Pesa payments.")
    parser.add_argument("--practice", action="store_true", help="made-up bar, made-up Safaricom, no real money")
    parser.add_argument("--tour", metavar="DIR", help="do the whole job unattended; pictures and tour.json in DIR")
    parser.add_argument("--support", action="store_true", help="a support person's desk: guide set-up from afar")
    parser.add_argument("--diagnostics", metavar="FILE", help="write what support may see of this PC to FILE")
    parser.add_argument("--self-check", action="store_true", help="say what works on this machine")
    parser.add_argument("--lang", choices=["en", "sw"], help="English or Kiswahili")
    parser.add_argument("--server", metavar="URL", help="the address of a self-hosted service")
    parser.add_argument("--data-dir", metavar="DIR", help="where this PC's data lives")
    return parser


def _practice_starter() -> Callable[[Path], tuple[dict[str, Any], Any]]:
    """What the console calls in a worker thread: starts the children, gives what they announced and their control."""

    def start(folder: Path) -> tuple[dict[str, Any], Any]:
        from tabeza_practice.launcher import Practice, child_command

        practice = Practice(child_command(HERE), folder)
        return practice.start(), practice

    return start


def _tour(options: argparse.Namespace) -> int:
    """The whole job, unattended, with the real windows; without a display they are drawn off screen."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("TABEZA_PRACTICE_PUSH_LIMIT", "1000")  # the tour asks for more than a bar may in five minutes
    from tabeza_desktop.tour.run import run_tour

    return run_tour(Path(options.tour), _practice_starter(), lang=options.lang or "en")


def _child(name: str, arguments: list[str]) -> int:
    """One of practice mode's processes, or the central service's command line."""
    if name == "safaricom":
        from tabeza_practice.safaricom.__main__ import main as run
    elif name == "practice-central":
        from tabeza_practice.central_child import main as run
    elif name == "practice-desk":
        from tabeza_practice.desk_child import main as run
    else:
        raise SystemExit(f"unknown child: {name}")
    return run(arguments) or 0


def _unattended(arguments: list[str]) -> bool:
    return any(one.split("=")[0] in UNATTENDED for one in arguments)


def _guarded(arguments: list[str]) -> int:
    """Whatever nobody foresaw is shown in a window of ours: a frozen program must never show its packer's box."""
    if _unattended(arguments):
        return main(arguments)  # nobody is there to close a window: the error goes where the caller reads it
    try:
        return main(arguments)
    except Exception as error:  # noqa: BLE001 - the last place where anything can still be said
        from tabeza_desktop.diagnostics import last_resort

        last_resort.caught(type(error), error, error.__traceback__)
        return last_resort.FAILED


if __name__ == "__main__":
    sys.exit(_guarded(sys.argv[1:]))
