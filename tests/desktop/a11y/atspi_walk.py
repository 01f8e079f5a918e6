"""Walks a running program as a screen reader does, over D-Bus: ``python -m tests.desktop.a11y.atspi_walk``.

Runs inside a session bus of its own; starts the program, waits until the registry knows it, and prints what it found as
JSON: a list of [role, name] of everything that shows.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATIENCE_S = 30.0
MOST_NODES = 400
SHOWING = 25
"""The bit of ATSPI_STATE_SHOWING."""
ACCESSIBLE = "org.a11y.atspi.Accessible"
Place = tuple[str, str]


def accessibility_bus() -> DBusConnection:
    session = open_dbus_connection("SESSION")
    bus = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
    address = session.send_and_get_reply(new_method_call(bus, "GetAddress")).body[0]
    return open_dbus_connection(address)


class Walker:
    def __init__(self, bus: DBusConnection) -> None:
        self._bus = bus

    def ask(self, place: Place, method: str) -> Any:
        address = DBusAddress(place[1], place[0], ACCESSIBLE)
        return self._bus.send_and_get_reply(new_method_call(address, method), timeout=PATIENCE_S).body[0]

    def name(self, place: Place) -> str:
        address = DBusAddress(place[1], place[0], ACCESSIBLE)
        return str(
            self._bus.send_and_get_reply(Properties(address).get("Name"), timeout=PATIENCE_S).body[0][1]
        )

    def shows(self, place: Place) -> bool:
        return bool(self.ask(place, "GetState")[0] & 1 << SHOWING)

    def children(self, place: Place) -> list[Place]:
        return [(bus, path) for bus, path in self.ask(place, "GetChildren")]

    def everything(self, top: Place) -> list[list[str]]:
        """Roles and names, breadth first. A table's cells are left to itself: it may have a million."""
        found: list[list[str]] = []
        queue = [top]
        while queue and len(found) < MOST_NODES:
            place = queue.pop(0)
            if found and not self.shows(place):
                continue
            role = str(self.ask(place, "GetRoleName"))
            found.append([role, self.name(place)])
            if role not in ("table", "list"):
                queue += self.children(place)
        return found


def main() -> int:
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.a11y.atspi_app"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        assert program.stdout.readline() == b"ready\n"
        walker = Walker(accessibility_bus())
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        pause, deadline = threading.Event(), time.monotonic() + PATIENCE_S
        while not (programs := walker.children(root)):
            assert time.monotonic() < deadline, "the registry never heard of the program"
            pause.wait(0.1)
        print(json.dumps(walker.everything(programs[0])))
        return 0
    finally:
        program.stdin.close()
        program.wait(PATIENCE_S)


if __name__ == "__main__":
    sys.exit(main())
