"""Looks for a phone in a whole database, in any form it could take: typed, encoded, digested or sealed."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
from pathlib import Path
from urllib.parse import quote

from tabeza_central.ports import Unreadable
from tabeza_central.store import sealed
from tabeza_central.store.uow import ALL_BARS
from tabeza_protocol.phones import Msisdn, mask_phone, spoken_phone
from tests.central.world import World
from tests.support.postgres import PostgresServer


def spellings(phone: str) -> list[str]:
    """How people and programs write a number."""
    national = phone[3:]
    grouped = f"{national[:3]} {national[3:6]} {national[6:]}"
    written = [phone, f"+{phone}", f"0{national}", national, spoken_phone(Msisdn(phone)), f"+254 {grouped}"]
    return [*written, grouped.replace(" ", "-"), mask_phone(Msisdn(phone))]


def forms(world: World, phone: str) -> set[bytes]:
    """Every spelling, plain and encoded, and every digest that could be looked up or guessed through."""
    found: set[bytes] = set()
    for spelling in spellings(phone):
        raw = spelling.encode()
        found |= {
            raw,
            raw.hex().encode(),
            raw[::-1],
            quote(spelling, safe="").encode(),
            spelling.encode("utf-16-le"),
        }
        found |= {base64.b64encode(b"\0" * shift + raw)[4 * (shift > 0) : -4] for shift in range(3)}
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256, hashlib.sha512):
            found |= {digest(raw).hexdigest().encode(), digest(raw).digest()}
    return found | {world.ctx.vault.digest("phone", phone).encode()}


def holds(world: World, haystack: bytes, phone: str) -> list[bytes]:
    """The forms that are there."""
    found = [form for form in forms(world, phone) if len(form) >= 6 and form in haystack]
    loose = rb"[\s\-.()]*".join(digit.encode() for digit in phone[3:])
    return found + ([b"(spaced)"] if re.search(rb"(?<!\d)" + loose + rb"(?!\d)", haystack) else [])


def dump(world: World, server: PostgresServer | None) -> bytes:
    """The whole database: the bytes of the file and its companions, or what pg_dump gives."""
    if server is None:
        path = Path(str(world.ctx.store.engine.url.database))
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))
    name = str(world.ctx.store.engine.url.database)
    command = [str(server.binaries / "pg_dump"), "-h", str(server.folder), "-U", "tabeza_tests", name]
    env = {**os.environ, "PGOPTIONS": "-c tabeza.bar_id=*"}
    return subprocess.run(command, env=env, capture_output=True, check=True, timeout=60).stdout


def opened(world: World) -> bytes:
    """Everything that is sealed, opened with the service's own keys."""
    found: list[bytes] = []
    for column in sealed.COLUMNS:
        with world.ctx.store.read(bar=ALL_BARS) as tx:
            values = sealed.under_other_keys(tx, column, "", None, 100_000)
            values += sealed.under_other_keys(tx, column, "?" * 8, None, 100_000)
        for value in values:
            try:
                found.append(world.ctx.vault.open(value.bar_id, value.field, value.token))
            except Unreadable:
                continue  # a credential the test's world sealed under its own plain vault
    return b"\n".join(found)
