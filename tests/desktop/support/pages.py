"""Guided set-up among the pages that are looked at, named and checked for cut words."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget

from tabeza_desktop.ui.support.crash_window import CrashWindow
from tabeza_desktop.ui.support.window import SupportWindow
from tests.desktop.support import scenes
from tests.desktop.support.owner_shots import owner
from tests.desktop.ui.setup_stage import BAR
from tests.desktop.ui.shots import NORMAL, SMALL, Shot, page, settle

REPORT = "2026-11-20T07:31:18+00:00\nTabeza 0.1.0\nValueError\n  tabeza_desktop/app.py:40 build_console\n"


def standing(window: QWidget, shot: Shot) -> QWidget:
    window.resize(*shot.size)
    window.show()
    settle()
    return window


@page("support", sizes=(NORMAL, SMALL))
def desk(shot: Shot) -> QWidget:
    return standing(SupportWindow(scenes.desk_stage(*scenes.BARS, front=scenes.view(device_name=None))), shot)  # type: ignore[arg-type]


@page("support-test")
def desk_test(shot: Shot) -> QWidget:
    bar = msgspec.structs.replace(scenes.CANCELLED, name=BAR.name, place=BAR.place)
    told = {"pointed_at": "phone", "tip": "look_at_phone", "device_name": None}
    stage = scenes.desk_stage(scenes.ROYSAMBU, bar, front=scenes.view(bar, test=scenes.FAILED_TEST, **told))
    return standing(SupportWindow(stage), shot)  # type: ignore[arg-type]


@page("support-empty")
def desk_empty(shot: Shot) -> QWidget:
    return standing(SupportWindow(scenes.desk_stage()), shot)  # type: ignore[arg-type]


@page("setup-followed")
def followed(_shot: Shot) -> QWidget:
    return owner("looking")


@page("crash")
def crash(_shot: Shot) -> QWidget:
    window = CrashWindow(REPORT, fatal=False)
    window.show()
    settle()
    return window
