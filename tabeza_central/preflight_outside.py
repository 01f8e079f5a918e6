"""What ``preflight`` checks through the network: the service's own public address, Safaricom, and the clocks."""

from __future__ import annotations

import json
import secrets
import ssl
from collections.abc import Callable
from datetime import datetime
from typing import Final

from tabeza_central.preflight_findings import Finding, failed, passed, warned
from tabeza_central.preflight_network import Answer, Unreached, ask
from tabeza_central.services import callback_probe
from tabeza_central.settings import Settings, is_loopback
from tabeza_central.vault.vault import Vault
from tabeza_protocol.environment import Environment

CLOCK_MOST_S: Final = 60.0
CLOCK_CURE: Final = "Turn on time synchronisation: timedatectl set-ntp true"
_TOKEN_PATH: Final = "/oauth/v1/generate?grant_type=client_credentials"  # noqa: S105 - an address, not a token
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_BEHIND_DOWN: Final = frozenset({502, 503, 504})
_TURNED_AWAY: Final = frozenset({401, 403, 405, 406, 411, 413, 415, 429})


def callback_reached(settings: Settings, vault: Vault, *, trust: ssl.SSLContext | None = None) -> Finding:
    """Posts a question to the public callback address; only this service knows the answer."""
    name = "callback reached"
    if settings.is_rehearsal and not is_loopback_with_port(settings.public_base_url):
        return passed(name, "not asked: a rehearsal has no public address")
    nonce = secrets.token_hex(16)
    url = settings.callback_url(callback_probe.question(vault, nonce))
    try:
        answer = ask(url, method="POST", body=b'{"preflight": true}', trust=trust)
    except Unreached as unreached:
        return failed(name, str(unreached))
    shown = f"{settings.public_base_url}{settings.callback_path}"
    problem = _not_ours(answer, callback_probe.expected(vault, nonce), shown)
    if problem is not None:
        return failed(name, problem)
    if answer.private and not settings.is_rehearsal:
        return failed(
            name, f"{shown} leads to a private address: Safaricom can't come there. Use a public one."
        )
    ms = round((answer.answered_at - answer.asked_at).total_seconds() * 1000)
    return passed(name, f"{shown}/... answers, and it is this service ({ms} ms)")


def _not_ours(answer: Answer, expected: str, shown: str) -> str | None:
    """What is wrong with an answer, and the cure; None if it is the service's own."""
    status = answer.status
    if status in _REDIRECTS:
        to = answer.headers.get("location", "elsewhere")
        return f"{shown} sends callers on to {to}; Safaricom does not follow. Put the last address in PUBLIC_BASE_URL."
    if status == 404:
        return f"{shown} is not found there (404). Let the proxy pass {shown.partition('//')[2].partition('/')[2]} on."
    if status in _BEHIND_DOWN:
        return f"The proxy answers {status}: the service behind it does not. Start it: tabeza-central serve"
    if status in _TURNED_AWAY:
        return f"Something in between turns the post away ({status}). Let POST to {shown}/... through, without asking."
    if status != 200:
        return f"{shown} answers {status} to a post. Look at the proxy and the service's log."
    try:
        told = json.loads(answer.body)
    except ValueError:
        told = None
    proof = told.get("preflight") if isinstance(told, dict) else None
    if proof is not None and secrets.compare_digest(str(proof), expected):
        return None
    if proof is not None or (isinstance(told, dict) and "ResultCode" in told):
        return f"Another Tabeza service answers at {shown}: it has another database. Point the proxy at this one."
    return f"Something else answers at {shown}. Point the proxy (or the name) at this service."


def is_loopback_with_port(base_url: str) -> bool:
    """A rehearsal that was given a real address on this machine to be reached at."""
    host, _, port = base_url.partition("//")[2].partition(":")
    return is_loopback(host) and bool(port)


# --- Safaricom ------------------------------------------------------------------------------------------------------


def daraja_reached(
    settings: Settings, environment: Environment, *, trust: ssl.SSLContext | None = None
) -> tuple[Finding, Answer | None]:
    """Whether Safaricom's API answers from here; the answer too, for its clock. No keys are sent."""
    name, host = f"Daraja {environment.value}", settings.daraja_host(environment)
    if settings.is_rehearsal and host.startswith("https://"):
        return passed(name, "not asked: a rehearsal"), None
    worse = failed if environment is Environment.PRODUCTION else warned
    try:
        answer = ask(host + _TOKEN_PATH, trust=trust)
    except Unreached as unreached:
        return worse(name, str(unreached) if unreached.where != "connection" else _no_way_out(host)), None
    if _is_firewall(answer):
        return worse(
            name,
            f"{host} turns this server's address away (status {answer.status}, a page of its firewall). Write to "
            "apisupport@safaricom.co.ke with the address, or send through another.",
        ), answer
    if answer.status >= 500:
        return warned(
            name, f"{host} answers, but is in trouble ({answer.status}). Try again in some minutes."
        ), answer
    ms = round((answer.answered_at - answer.asked_at).total_seconds() * 1000)
    return passed(name, f"{host} answers ({answer.status} without keys, as it should; {ms} ms)"), answer


def _no_way_out(host: str) -> str:
    return f"{host} can't be reached from here. Let this server out to it on port 443."


def _is_firewall(answer: Answer) -> bool:
    text = answer.body[:4096].lower()
    return b"incapsula" in text or b"imperva" in text or (answer.status == 403 and b"<html" in text)


# --- clocks ---------------------------------------------------------------------------------------------------------


def clock(
    answers: list[tuple[str, Answer]], database_now: datetime | None, now: Callable[[], datetime]
) -> Finding:
    """This machine's clock against every other that was heard: Safaricom's and the database's."""
    off = {who: seconds for who, answer in answers if (seconds := answer.clock_off_s) is not None}
    if database_now is not None:
        off["the database"] = (now() - database_now).total_seconds()
    if not off:
        return warned("clock", "no other clock was heard, so nothing can be said. Is the network there?")
    who, worst = max(off.items(), key=lambda item: abs(item[1]))
    if abs(worst) <= CLOCK_MOST_S:
        return passed("clock", f"within {max(1, round(abs(worst)))} s of {', '.join(off)}")
    side = "ahead of" if worst > 0 else "behind"
    return failed("clock", f"this machine is {round(abs(worst))} s {side} {who}. {CLOCK_CURE}")
