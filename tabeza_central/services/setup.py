"""From sealed credentials to a bar that is on: nonce, candidate and its checks, progress, going live.

Credentials are write-only. What the wizard sends becomes a *candidate* next to whatever works already; only its own
KES 1 test (see :mod:`tabeza_central.services.promotion`) puts it into use, and only the owner's word turns the bar on.
No transaction is open while Safaricom is asked.
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from tabeza_central.app_context import Context
from tabeza_central.daraja.messages import invented_checkout_id
from tabeza_central.domain.instants import MINUTE, instant
from tabeza_central.domain.principal import Principal
from tabeza_central.ports import DarajaCredentials, NoAnswer, Refused, TokenReady
from tabeza_central.problems import Problem
from tabeza_central.services import identity, organisations, tokens
from tabeza_central.services.mpesa_view import candidate_view, settings_view
from tabeza_central.store import alerts, bars
from tabeza_central.store import credentials as versions
from tabeza_central.store import setup_progress as progress_store
from tabeza_central.vault.sealing import SealInvalid
from tabeza_protocol.credentials import CredentialField, Severity, inspect_field, tidy
from tabeza_protocol.environment import Environment
from tabeza_protocol.sealing import seal_info
from tabeza_protocol.secret import Secret
from tabeza_protocol.shortcodes import ShortcodeError, parse_shortcode
from tabeza_protocol.wire.setup import (
    CredentialCheck,
    CredentialsAccepted,
    CredentialsPlain,
    GoLiveRequest,
    MpesaSettings,
    SealedCredentialsRequest,
    SealNonce,
)

NONCE_LIFE_US: Final = 10 * MINUTE
LIVE_WORD: Final = "LIVE"
_NAME_MAX: Final = 80
_REFUSES: Final = frozenset({"keys_rejected", "keys_other_environment"})
"""What the OAuth call can say for certain: storing such keys would help nobody."""


# --- sealing --------------------------------------------------------------------------------------------------------


def seal_nonce(context: Context, who: Principal) -> SealNonce:
    """A nonce for one box from this device, good for ten minutes."""
    nonce = context.ids.new_id()
    now = context.now()
    expires_at = now + NONCE_LIFE_US
    with context.store.write("setup.nonce", bar=who.bar_id) as tx:
        hashed = tokens.token_hash(context, Secret(nonce))
        progress_store.add_nonce(tx, who.bar_id, who.device_id, hashed, expires_at, now)
    return SealNonce(nonce=nonce, expires_at=instant(expires_at))


def submit_credentials(
    context: Context, who: Principal, request: SealedCredentialsRequest
) -> CredentialsAccepted:
    """Opens the box, looks at the keys, tries them with Safaricom and stores them as the bar's candidate.

    Raises ``shortcode_invalid``, ``sandbox_not_allowed``, ``seal_nonce_invalid``, ``seal_invalid``,
    ``credentials_invalid`` (with ``fields``), ``keys_rejected``, ``keys_other_environment``, ``till_not_supported``.
    A Safaricom that can't be reached does not stop it: the check then reads ``not_checked``.
    """
    shortcode = parse_shortcode(request.business_shortcode)
    if isinstance(shortcode, ShortcodeError):
        raise Problem("shortcode_invalid", fields={"businessShortcode": shortcode.problem})
    _refuse_sandbox(context, who, request.environment)
    plain = _opened(context, who, request, shortcode)
    opened = _looked_at(who, plain, shortcode)
    checks, name = _tried(context, opened)
    stored = _store_candidate(context, who, request, opened, checks, name)
    return CredentialsAccepted(candidate=candidate_view(stored))


def _refuse_sandbox(context: Context, who: Principal, environment: Environment) -> None:
    with context.store.read(bar=who.bar_id) as tx:
        bar = bars.find(tx, who.bar_id)
    assert bar is not None  # the token's own bar
    if environment is Environment.SANDBOX and not bar.is_test_bar:
        raise Problem("sandbox_not_allowed")


def _opened(
    context: Context, who: Principal, request: SealedCredentialsRequest, shortcode: str
) -> CredentialsPlain:
    """What is in the box, if it was sealed for here, by this device, now, and says what the request says."""
    hashed = tokens.token_hash(context, Secret(request.nonce))
    with context.store.write("setup.take_nonce", bar=who.bar_id) as tx:
        taken = progress_store.take_nonce(tx, who.bar_id, who.device_id, hashed, context.now())
    if not taken:
        raise _seal_refused(context, who, "seal_nonce_invalid")
    pair = identity.sealing_pair(context, request.key_id)
    if pair is None:
        raise _seal_refused(context, who, "seal_invalid")
    info = seal_info(bar_id=who.bar_id, device_id=who.device_id, key_id=request.key_id, nonce=request.nonce)
    try:
        plain = msgspec.json.decode(pair.open(request.sealed, info), type=CredentialsPlain)
    except (SealInvalid, msgspec.MsgspecError, UnicodeDecodeError):
        raise _seal_refused(context, who, "seal_invalid") from None
    if (plain.environment, plain.business_shortcode) != (request.environment, shortcode):
        raise _seal_refused(context, who, "seal_invalid")
    return plain


def _seal_refused(context: Context, who: Principal, code: str) -> Problem:
    context.log.emit("seal_refused", bar_id=who.bar_id, code=code)
    return Problem(code)


def _looked_at(who: Principal, plain: CredentialsPlain, shortcode: str) -> DarajaCredentials:
    """The same recognisers as the console's: what is certainly wrong stops here too."""
    typed = {
        CredentialField.CONSUMER_KEY: plain.consumer_key,
        CredentialField.CONSUMER_SECRET: plain.consumer_secret,
        CredentialField.PASSKEY: plain.passkey,
    }
    findings = [
        inspect_field(field, text, plain.environment, typed[CredentialField.CONSUMER_KEY])
        for field, text in typed.items()
    ]
    blocked = {finding.field.value: finding.key for finding in findings if finding.severity is Severity.BLOCK}
    if blocked:
        raise Problem("credentials_invalid", fields=blocked)
    return DarajaCredentials(
        bar_id=who.bar_id,
        version=0,
        environment=plain.environment,
        business_shortcode=shortcode,
        consumer_key=Secret(tidy(plain.consumer_key)),
        consumer_secret=Secret(tidy(plain.consumer_secret)),
        passkey=Secret(tidy(plain.passkey)),
    )


def _tried(context: Context, opened: DarajaCredentials) -> tuple[list[CredentialCheck], str | None]:
    """What Safaricom says of the keys. Raises for what is certain; the rest is advice or not yet known."""
    oauth = check_oauth(context, opened)
    if oauth.problem in _REFUSES:
        raise Problem(oauth.problem)
    if oauth.state != "passed":
        return [oauth, _not_checked("passkey_and_shortcode"), _not_checked("organisation")], None
    organisation, name = _check_organisation(context, opened)
    return [oauth, check_passkey(context, opened), organisation], name


def check_oauth(context: Context, opened: DarajaCredentials) -> CredentialCheck:
    answer = context.daraja.token(opened)
    if isinstance(answer, TokenReady):
        return CredentialCheck(name="oauth", state="passed")
    if isinstance(answer, Refused) and answer.problem != "safaricom_unreachable":
        return CredentialCheck(name="oauth", state="failed", problem=answer.problem)
    return CredentialCheck(name="oauth", state="not_checked", problem="safaricom_unreachable")


def check_passkey(context: Context, opened: DarajaCredentials) -> CredentialCheck:
    """A status query for an invented payment: a bad passkey or shortcode answers differently. Advice only."""
    answer = context.daraja.query(opened, invented_checkout_id(context.clock.now()))
    name: Any = "passkey_and_shortcode"
    if isinstance(answer, Refused) and answer.problem != "safaricom_unreachable":
        return CredentialCheck(name=name, state="failed", problem=answer.problem, advisory=True)
    if isinstance(answer, NoAnswer | Refused):
        return _not_checked(name)
    return CredentialCheck(name=name, state="passed", advisory=True)


def _check_organisation(context: Context, opened: DarajaCredentials) -> tuple[CredentialCheck, str | None]:
    if opened.environment is not Environment.PRODUCTION:
        return _not_checked("organisation"), None
    operator = context.settings.lookup_consumer_key is not None
    answer = context.daraja.lookup(None if operator else opened, opened.business_shortcode)
    found = organisations.told(context, opened.business_shortcode, answer)
    if found.state == "only_till":
        raise Problem("till_not_supported")
    if found.state != "found":
        return _not_checked("organisation"), None
    return CredentialCheck(name="organisation", state="passed", advisory=True), found.paybill_name


def _not_checked(name: Any) -> CredentialCheck:
    return CredentialCheck(name=name, state="not_checked", advisory=True)


def _store_candidate(
    context: Context,
    who: Principal,
    request: SealedCredentialsRequest,
    opened: DarajaCredentials,
    checks: list[CredentialCheck],
    name: str | None,
) -> versions.Version:
    vault = tokens.vault_of(context)
    secrets = {
        "consumer_key": opened.consumer_key,
        "consumer_secret": opened.consumer_secret,
        "passkey": opened.passkey,
    }
    values: dict[str, Any] = {
        "environment": opened.environment.value,
        "business_shortcode": opened.business_shortcode,
        "declared_kind": request.declared_kind,
        "registered_name": name or _short(request.registered_name),
        "checks": json.dumps([msgspec.to_builtins(_snake(check)) for check in checks]),
        "created_at": context.now(),
        "created_by": who.name,
    }
    for field, secret in secrets.items():
        values[f"{field}_encrypted"] = vault.seal_secret(who.bar_id, field, secret)
        values[f"{field}_fingerprint"] = vault.fingerprint(who.bar_id, field, secret)
    with context.store.write("setup.candidate", bar=who.bar_id) as tx:
        version = versions.add(tx, who.bar_id, values)
        alerts.audit(
            tx, bar_id=who.bar_id, at=context.now(), actor=who.name, action="credentials_sealed",
            detail={"version": version, "environment": opened.environment.value},
        )  # fmt: skip
        stored = versions.find(tx, who.bar_id, version)
    assert stored is not None  # added just now
    environment = opened.environment.value
    context.log.emit("credentials_sealed", bar_id=who.bar_id, version=version, environment=environment)
    return stored


def _snake(check: CredentialCheck) -> dict[str, Any]:
    return {
        "name": check.name,
        "state": check.state,
        "problem": check.problem,
        "advisory": check.advisory,
    }


def _short(text: str | None) -> str | None:
    cleaned = " ".join((text or "").split())[:_NAME_MAX]
    return cleaned or None


def read_settings(context: Context, who: Principal) -> MpesaSettings:
    """What is set, by whom and whether it is on. There is no way to read a credential."""
    with context.store.read(bar=who.bar_id) as tx:
        found = settings_view(context, tx, who.bar_id, progress_store.settings_seq(tx, who.bar_id))
    assert found is not None  # the token's own bar
    return found


# --- going live -----------------------------------------------------------------------------------------------------


def go_live(context: Context, who: Principal, request: GoLiveRequest) -> None:
    """Turns the bar on for exactly the version whose KES 1 the owner has seen on the PayBill.

    Raises ``test_not_passed`` and ``not_confirmed``. Doing it again changes nothing.
    """
    if request.word.strip() != LIVE_WORD:
        raise Problem("not_confirmed", fields={"word": "word_missing"})
    if not request.seen_on_paybill:
        raise Problem("not_confirmed", fields={"seenOnPaybill": "not_seen"})
    now = context.now()
    with context.store.write("setup.go_live", bar=who.bar_id) as tx:
        bar = bars.find(tx, who.bar_id, lock=True)
        assert bar is not None  # the token's own bar
        if bar.mpesa_test_status != "passed" or bar.mpesa_credential_version != request.credential_version:
            raise Problem("test_not_passed")
        if bar.mpesa_enabled and bar.mpesa_setup_completed:
            return
        live = {"mpesa_enabled": True, "mpesa_setup_completed": True, "mpesa_live_at": now}
        bars.change(tx, who.bar_id, live)
        alerts.audit(
            tx, bar_id=who.bar_id, at=now, actor=who.name, action="went_live",
            detail={"version": request.credential_version},
        )  # fmt: skip
