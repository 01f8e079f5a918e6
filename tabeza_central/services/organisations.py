"""Safaricom's registered name for a shortcode, as a PayBill and as a Till.

A help, never a gate by itself: unavailable does not block and does not read as verified. Look-ups cost Safaricom
calls made with somebody's keys, so each bar has a budget.
"""

from __future__ import annotations

from typing import Final

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import HOUR, SECOND, instant
from tabeza_central.domain.principal import Principal
from tabeza_central.ports import DarajaCredentials, LookupAnswer, Organisation
from tabeza_central.problems import Problem
from tabeza_central.services.inquiries import open_credentials
from tabeza_central.store import access as counters
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_central.store.uow import Tx
from tabeza_protocol.environment import Environment
from tabeza_protocol.shortcodes import ShortcodeError, parse_shortcode
from tabeza_protocol.wire.setup import LookupState, OrganisationLookup

BUDGET: Final = 20
BUDGET_WINDOW_US: Final = HOUR


def look_up(context: Context, who: Principal, text: str) -> OrganisationLookup:
    """Raises ``shortcode_invalid`` and ``lookup_budget``; whatever Safaricom does is a state, not a problem."""
    shortcode = parse_shortcode(text)
    if isinstance(shortcode, ShortcodeError):
        raise Problem("shortcode_invalid", fields={"shortcode": shortcode.problem})
    _spend(context, who)
    credentials = _credentials(context, who)
    if credentials is None and context.settings.lookup_consumer_key is None:
        return OrganisationLookup(state="unavailable", shortcode=shortcode)
    return told(context, shortcode, context.daraja.lookup(credentials, shortcode))


def told(context: Context, shortcode: str, answer: LookupAnswer) -> OrganisationLookup:
    """An answer of Safaricom's as the console reads it."""
    if not isinstance(answer, Organisation):
        return OrganisationLookup(state="unavailable", shortcode=shortcode)
    state: LookupState = "not_found"
    if answer.paybill_name is not None:
        state = "found"
    elif answer.till_name is not None:
        state = "only_till"
    return OrganisationLookup(
        state=state,
        shortcode=shortcode,
        paybill_name=answer.paybill_name,
        till_name=answer.till_name,
        checked_at=instant(context.now()),
    )


def _spend(context: Context, who: Principal) -> None:
    now = context.now()
    with context.store.write("organisations.budget", bar=who.bar_id) as tx:
        key = f"lookup:{who.bar_id}"
        count, until = counters.tries(tx, key, now, BUDGET_WINDOW_US)
        if count >= BUDGET:
            raise Problem("lookup_budget", retry_after_seconds=int(-(-(until - now) // SECOND)))
        counters.count_try(tx, key, now, BUDGET_WINDOW_US)


def _credentials(context: Context, who: Principal) -> DarajaCredentials | None:
    """The operator's keys where there are any (None stands for them), else the bar's own production keys."""
    if context.settings.lookup_consumer_key is not None:
        return None
    with context.store.read(bar=who.bar_id) as tx:
        stored = versions.candidate(tx, who.bar_id) or _live(tx, who.bar_id)
    if stored is None or stored.environment != Environment.PRODUCTION:
        return None
    return open_credentials(context, stored)


def _live(tx: Tx, bar_id: str) -> versions.Version | None:
    bar = bars.find(tx, bar_id)
    if bar is None or bar.mpesa_credential_version is None:
        return None
    return versions.find(tx, bar_id, bar.mpesa_credential_version)
