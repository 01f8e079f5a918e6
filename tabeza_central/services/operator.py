"""What the operator does from the command line. Every act is audited."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.domain.principal import Principal
from tabeza_central.problems import Problem
from tabeza_central.services import access, pairing
from tabeza_central.services.pin_rules import tidy_name
from tabeza_central.store import alerts, bars
from tabeza_central.store import credentials as versions
from tabeza_central.store.bars import Bar
from tabeza_central.store.uow import ALL_BARS, Tx
from tabeza_protocol.pairing_codes import PairingPurpose
from tabeza_protocol.wire.access import PairingCode, PersonView

OPERATOR = "operator"
_MPESA_COLUMNS = tuple(
    f"mpesa_{name}"
    for name in (
        "environment", "business_shortcode", "consumer_key_encrypted", "consumer_secret_encrypted", "passkey_encrypted",
        "last_test_at", "credential_version", "registered_name", "consumer_key_fingerprint",
        "consumer_secret_fingerprint", "passkey_fingerprint", "set_at", "set_by", "live_at",
    )
)  # fmt: skip
_MPESA_AT_FIRST = {"mpesa_enabled": False, "mpesa_setup_completed": False, "mpesa_test_status": "pending"}


def add_bar(context: Context, *, name: str, place: str = "", is_test_bar: bool = False) -> str:
    """A new bar; gives its id. Raises ``name_invalid``."""
    tidied = tidy_name(name)
    if tidied is None:
        raise Problem("name_invalid")
    bar_id, now = context.ids.new_id(), context.now()
    with context.store.write("operator.bar", bar=ALL_BARS) as tx:
        bars.create(tx, bar_id, name=tidied, place=tidy_name(place) or "", now=now, is_test_bar=is_test_bar)
        alerts.audit(tx, bar_id=bar_id, at=now, actor=OPERATOR, action="bar_added")
    return bar_id


def list_bars(context: Context) -> list[Bar]:
    with context.store.read(bar=ALL_BARS) as tx:
        return bars.listed(tx)


def require_bar(context: Context, bar_id: str) -> None:
    """Raises ``not_found`` if there is no such bar."""
    with context.store.read(bar=bar_id) as tx:
        if bars.find(tx, bar_id) is None:
            raise Problem("not_found")


def mark_test_bar(context: Context, bar_id: str, *, is_test_bar: bool) -> None:
    """Only test bars may use the sandbox. Raises ``not_found``."""
    now = context.now()
    with context.store.write("operator.bar", bar=ALL_BARS) as tx:
        if bars.find(tx, bar_id, lock=True) is None:
            raise Problem("not_found")
        bars.change(tx, bar_id, {"is_test_bar": is_test_bar}, feed=("bar", "settings"))
        detail = {"is_test_bar": is_test_bar}
        alerts.audit(tx, bar_id=bar_id, at=now, actor=OPERATOR, action="test_bar", detail=detail)


def reset_mpesa(context: Context, bar_id: str) -> None:
    """Back to before set-up, for a test bar. Raises ``not_found``, and ``not_allowed`` for a bar that is not one."""
    now = context.now()
    with context.store.write("operator.reset", bar=bar_id) as tx:
        bar = bars.find(tx, bar_id, lock=True)
        if bar is None:
            raise Problem("not_found")
        if not bar.is_test_bar:
            raise Problem("not_allowed")
        clear_mpesa(tx, bar_id)
        alerts.audit(tx, bar_id=bar_id, at=now, actor=OPERATOR, action="mpesa_reset")


def clear_mpesa(tx: Tx, bar_id: str) -> None:
    """Clears the bar's M-Pesa columns. Its past and its books stay; its versions stay sealed, for queries only."""
    bars.change(tx, bar_id, {**dict.fromkeys(_MPESA_COLUMNS), **_MPESA_AT_FIRST})
    for state in ("promoted", "candidate"):
        versions.supersede(tx, bar_id, state=state)


def set_push_limit(context: Context, bar_id: str, limit: int) -> None:
    """How many requests a bar may make in five minutes. Raises ``not_found`` and ``bad_request``."""
    if not 0 <= limit <= 1_000:
        raise Problem("bad_request")
    now = context.now()
    with context.store.write("operator.bar", bar=ALL_BARS) as tx:
        if bars.find(tx, bar_id, lock=True) is None:
            raise Problem("not_found")
        bars.change(tx, bar_id, {"push_limit": limit})
        alerts.audit(tx, bar_id=bar_id, at=now, actor=OPERATOR, action="push_limit", detail={"limit": limit})


def new_code(context: Context, bar_id: str, purpose: PairingPurpose) -> PairingCode:
    """A pairing code for a bar. Raises ``not_found``."""
    return pairing.make_code(context, bar_id=bar_id, purpose=purpose, by=OPERATOR)


def list_people(context: Context, bar_id: str) -> tuple[PersonView, ...]:
    """Raises ``not_found``."""
    with context.store.read(bar=bar_id) as tx:
        if bars.find(tx, bar_id) is None:
            raise Problem("not_found")
    here = Principal(bar_id=bar_id, device_id="", person_id=None, role=None, name=OPERATOR)
    return access.list_people(context, here).people
