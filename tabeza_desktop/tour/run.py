"""Runs the tour: starts practice mode afresh, takes the steps in order, writes pictures and ``tour.json``.

Exit code 0 only if every step really happened. A surprise ends the tour with a last picture of what was on screen.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tabeza_desktop.api.client import HttpClient
from tabeza_desktop.api.simulated_safaricom import SimulatedSafaricom
from tabeza_desktop.app import build_console
from tabeza_desktop.application import application
from tabeza_desktop.diagnostics.watchdog import Watchdog
from tabeza_desktop.i18n.language import speak
from tabeza_desktop.practice_start import PracticeControl, StartPractice, practice_config
from tabeza_desktop.services.backend import new_id
from tabeza_desktop.services.console import Console
from tabeza_desktop.tour.books import Books
from tabeza_desktop.tour.robot import Robot, Surprise
from tabeza_desktop.tour.steps import STEPS, Scene
from tabeza_desktop.version import VERSION
from tabeza_desktop.window import Window

SIZE = (1366, 768)


class Tour:
    """One tour. ``folder`` gets ``NN-name.png`` for each step and ``tour.json``."""

    def __init__(self, folder: Path, lang: str, watchdog: Watchdog) -> None:
        self._folder, self._lang, self._watchdog = folder, lang, watchdog
        self._told: list[dict[str, Any]] = []
        self._pictures: list[tuple[Path, QImage]] = []

    def take(self, scene: Scene) -> bool:
        """Every step, until one surprises.

        The pauses are counted before the last step, which dresses every page anew in another language and theme.
        """
        numbered = list(enumerate(STEPS, start=1))
        good = all(self._one(number, name, step, scene) for number, (name, step) in numbered[:-1])
        scene.figures["stalls"] = stalls(self._watchdog)
        last, (name, step) = numbered[-1]
        return good and self._one(last, name, step, scene)

    def _one(self, number: int, name: str, step: Callable[[Scene], dict[str, Any] | None], scene: Scene) -> bool:
        picture = self._folder / f"{number:02d}-{name}.png"
        started = time.monotonic()
        told: dict[str, Any] = {"name": name, "ok": False}
        try:
            told["evidence"] = step(scene) or {}
            told["ok"] = True
        except Surprise as surprise:
            told["surprise"] = str(surprise)
        told["seconds"] = round(time.monotonic() - started, 2)
        told["stalls_over_50_ms"] = self._watchdog.figures.stalls_over_50_ms
        self._pictures.append((picture, scene.robot.picture()))
        self._watchdog.excuse()
        told["screenshot"] = picture.name
        self._told.append(told)
        mark = "ok  " if told["ok"] else "FAIL"
        sys.stdout.write(f"{mark} {number:2d} {name} ({told['seconds']} s) {told.get('surprise', '')}\n")
        sys.stdout.flush()
        return bool(told["ok"])

    def write(self, figures: dict[str, Any]) -> None:
        """Everything at the end, so that writing holds up no step."""
        for path, picture in self._pictures:
            if not picture.save(str(path)):
                raise OSError(f"could not write {path.name}")
        whole = {"lang": self._lang, "steps": self._told, "figures": figures}
        (self._folder / "tour.json").write_text(json.dumps(whole, indent=2))


def run_tour(folder: Path, start_practice: StartPractice, *, lang: str = "en") -> int:
    """The whole job unattended. Returns 0, or 1 after a surprise."""
    folder.mkdir(parents=True, exist_ok=True)
    app = application()
    speak(lang)
    watchdog = Watchdog()
    tour = Tour(folder, lang, watchdog)
    home = Path(tempfile.mkdtemp(prefix="tabeza-tour-"))
    try:
        announced, control = start_practice(home)
        try:
            return _with_console(app, tour, watchdog, announced, control, home, lang)
        finally:
            control.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)  # Windows keeps a file that a thread still holds open


def _with_console(
    app: QApplication,
    tour: Tour,
    watchdog: Watchdog,
    announced: dict[str, Any],
    control: PracticeControl,
    home: Path,
    lang: str,
) -> int:
    console: Console = build_console(practice_config(announced, home / "console", memory_only=True))
    window = Window(console, practice=True)
    window.resize(*SIZE)
    window.show()
    console.start()
    console.services.preferences.set(lang=lang, theme="light")
    books = Books(Path(announced["practice"]["database"]))
    http = HttpClient(announced["practice"]["control_url"], client_version=VERSION, new_id=new_id)
    scene = Scene(Robot(window), window, console, announced["practice"], books, SimulatedSafaricom(http), control)
    try:
        window.activateWindow()
        scene.robot.until(window.isActiveWindow, "the window to have the keyboard")
        watchdog.start()
        good = tour.take(scene)
        figures = dict(scene.figures)
        tour.write(figures)
        figures["stalls"] = {name: value for name, value in figures["stalls"].items() if name != "where"}
        sys.stdout.write(json.dumps(figures) + "\n")
    finally:
        watchdog.stop()
        console.stop()
        http.close()
        window.close()
        app.processEvents()
    return 0 if good else 1


def stalls(watchdog: Watchdog) -> dict[str, Any]:
    figures = watchdog.figures
    return {
        "beats": figures.beats,
        "over_50_ms": figures.stalls_over_50_ms,
        "longest_ms": round(figures.longest_ms, 1),
        "where": [
            {"ms": stall.milliseconds, "busy_ms": stall.busy_ms, "frames": list(stall.where)}
            for stall in watchdog.stalls
        ],
    }
