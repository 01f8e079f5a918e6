"""Asks Safaricom how one payment ended, with the credentials it was made with. Always outside a unit of work."""

from __future__ import annotations

from tabeza_central.app_context import Context
from tabeza_central.ports import DarajaCredentials, NotYet, QueryAnswer, Refused, Result, Unreadable
from tabeza_central.problems import Problem
from tabeza_central.store import credentials as versions
from tabeza_central.store.payments import Payment
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret


def open_credentials(ctx: Context, sealed: versions.Version) -> DarajaCredentials:
    """The version's credentials, opened for one call. Raises ``keys_unreadable`` if they don't open or are erased."""
    return DarajaCredentials(
        bar_id=sealed.bar_id,
        version=sealed.version,
        environment=Environment(sealed.environment),
        business_shortcode=sealed.business_shortcode,
        consumer_key=_open(ctx, sealed.bar_id, "consumer_key", sealed.consumer_key_encrypted),
        consumer_secret=_open(ctx, sealed.bar_id, "consumer_secret", sealed.consumer_secret_encrypted),
        passkey=_open(ctx, sealed.bar_id, "passkey", sealed.passkey_encrypted),
    )


def _open(ctx: Context, bar_id: str, field: str, sealed: str | None) -> Secret:
    if sealed is None:
        raise Problem("keys_unreadable")
    try:
        return Secret(ctx.vault.open(bar_id, field, sealed).decode())
    except Unreadable as problem:
        raise Problem("keys_unreadable") from problem


def credentials_of(ctx: Context, bar_id: str, version: int) -> DarajaCredentials:
    """Raises ``keys_unreadable``."""
    with ctx.store.read(bar=bar_id) as tx:
        sealed = versions.find(tx, bar_id, version)
    if sealed is None:
        raise Problem("keys_unreadable")
    return open_credentials(ctx, sealed)


def ask(ctx: Context, payment: Payment) -> QueryAnswer:
    """Safaricom's word on a payment whose CheckoutRequestID is known."""
    if payment.checkout_request_id is None:
        raise ValueError("nothing to ask by")
    try:
        credentials = credentials_of(ctx, payment.bar_id, payment.credential_version)
    except Problem as problem:
        return _told(ctx, payment, Refused(problem.code))
    return _told(ctx, payment, ctx.daraja.query(credentials, payment.checkout_request_id))


def _told(ctx: Context, payment: Payment, answer: QueryAnswer) -> QueryAnswer:
    if isinstance(answer, Result | NotYet):
        code: str | None = answer.code
    else:
        code = answer.problem if isinstance(answer, Refused) else answer.reason
    kind = type(answer).__name__
    ctx.log.emit("query", bar_id=payment.bar_id, payment_id=payment.id, answer=kind, code=code)
    return answer
