"""The simulated Safaricom's control API, for the tour: how phones behave, and the simulator's own record.

Practice only, on this machine only. The practice phone on screen has a client of its own (:mod:`practice_phone`).
"""

from __future__ import annotations

from typing import Any

import msgspec

from tabeza_desktop.api.client import HttpClient


class _DefaultPolicy(msgspec.Struct):
    mode: str
    delay_ms: int


class _Phones(msgspec.Struct):
    default_policy: _DefaultPolicy


class _Behaviour(msgspec.Struct):
    prompt_appears_ms: int
    settle_ms: int
    callback_ms: int


class _Record(msgspec.Struct):
    last: int
    entries: list[dict[str, Any]]


class SimulatedSafaricom:
    """Calls raise :class:`tabeza_desktop.api.errors.ProblemError`."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def let_phones_pay(self, delay_ms: int) -> None:
        """Every phone enters its PIN by itself after a while."""
        body = _Phones(_DefaultPolicy("enter_pin", delay_ms))
        self._http.send("POST", "/_control/phones", dict, body=body)

    def let_people_answer(self) -> None:
        """Phones wait for the person on screen again."""
        self._http.send("POST", "/_control/phones", dict, body=_Phones(_DefaultPolicy("ask", 0)))

    def hurry(self, *, prompt_appears_ms: int, settle_ms: int, callback_ms: int) -> None:
        """How long Safaricom itself takes over a payment."""
        body = _Behaviour(prompt_appears_ms, settle_ms, callback_ms)
        self._http.send("POST", "/_control/behaviour", dict, body=body)

    def record(self, what: str) -> list[dict[str, Any]]:
        """Its own record of ``push``, ``transaction`` or ``delivery`` entries, oldest first."""
        answer = self._http.send("GET", "/_control/record", _Record, params={"what": what, "since": 0})
        return answer.entries
