"""The practice phone: the simulated Safaricom's control API, over the same HTTP client.

Only for practice. The simulator listens on this machine alone and its prompts are of nobody's real phone.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tabeza_desktop.api.client import HttpClient
from tabeza_desktop.core.practice import PhoneAnswer, PhonePrompt

HOLD_SECONDS: Final = 8
READ_SECONDS: Final = 12.0


class _Prompt(msgspec.Struct):
    """One entry of ``GET /_control/prompts``; fields we do not use are ignored."""

    id: str
    phone: str
    amount: int
    business_name: str = ""
    account_reference: str = ""
    ignored: bool = False


class Prompts(msgspec.Struct):
    version: int
    prompts: list[_Prompt]


class _Action(msgspec.Struct):
    action: str


class PracticePhone:
    """Watches and answers the simulated phones: whichever rings, the person on screen plays its owner."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def wait(self, since: int | None) -> tuple[int, PhonePrompt | None]:
        """The version of the simulator's prompts and the newest that shows, once it differs from ``since``."""
        params: dict[str, str | int] = {"wait": HOLD_SECONDS}
        if since is not None:
            params["since"] = since
        answer = self._http.send(
            "GET", "/_control/prompts", Prompts, params=params, read_seconds=READ_SECONDS
        )
        showing = [prompt for prompt in answer.prompts if not prompt.ignored]
        newest = showing[-1] if showing else None
        if newest is None:
            return answer.version, None
        return answer.version, PhonePrompt(
            newest.id, newest.phone, newest.amount, newest.business_name, newest.account_reference
        )

    def answer(self, prompt_id: str, answer: PhoneAnswer) -> None:
        self._http.send("POST", f"/_control/prompts/{prompt_id}", dict, body=_Action(answer.value))
