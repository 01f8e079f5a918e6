"""Who is asking. Made by authentication only; every service function that acts for someone takes one."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_protocol.wire.access import Role


@dataclass(frozen=True, slots=True)
class Principal:
    """A device, and the person signed in on it if any.

    ``bar_id`` is empty for support staff, who belong to no bar. ``role`` is None while nobody is signed in: a
    device alone may list people and sign someone in, and nothing else.
    """

    bar_id: str
    device_id: str
    person_id: str | None
    role: Role | None
    name: str
