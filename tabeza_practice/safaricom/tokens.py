"""OAuth: consumer key and secret in, a bearer token out, and which app a token speaks for.

"Each request invalidates the previous token" [D]: one live token an app. Production answers keys it does not
know, such as sandbox keys, with HTTP 400 and an empty body [O].
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from tabeza_practice.safaricom.behaviour import Behaviour
from tabeza_practice.safaricom.ids import Ids
from tabeza_practice.safaricom.messages import (
    EmptyRefusal,
    Refused,
    Reply,
    Request,
    invalid_token,
    json_reply,
    missing_product,
    missing_token,
)
from tabeza_practice.safaricom.tenants import Directory, Product, Tenant


@dataclass(frozen=True)
class Token:
    tenant: Tenant
    expires_ms: int


class Tokens:
    """Live tokens by their text. Refusals are `Refused` or `EmptyRefusal`."""

    def __init__(self, directory: Directory, behaviour: Behaviour, ids: Ids) -> None:
        self._directory = directory
        self._behaviour = behaviour
        self._ids = ids
        self._live: dict[str, Token] = {}

    def use(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def generate(self, request: Request, now_ms: int) -> tuple[Tenant, Reply]:
        """`GET /oauth/v1/generate?grant_type=client_credentials`."""
        key, secret = _basic(request.headers.get("authorization", ""))
        if request.query.get("grant_type") != "client_credentials":
            raise Refused(400, "400.008.02", "Invalid grant type passed")  # [D]
        tenant = self._directory.by_consumer_key(key)
        there = request.environment
        if there is not None and (tenant is None or tenant.spec.environment != there):
            if there == "production" or tenant is not None:
                raise EmptyRefusal  # [O] on production; the reverse is our guess [?]
            raise _bad_credentials()
        if tenant is None or tenant.consumer_secret != secret:
            raise _bad_credentials()
        if self._behaviour.newer_token_replaces_older:
            self.forget(tenant)
        token = self._ids.access_token(key, now_ms)
        self._live[token] = Token(tenant, now_ms + self._behaviour.token_lifetime_ms)
        seconds = self._behaviour.token_lifetime_ms // 1000
        expires_in = str(seconds) if self._behaviour.expires_in_type == "string" else seconds
        return tenant, json_reply(200, {"access_token": token, "expires_in": expires_in})

    def tenant_for(self, request: Request, product: Product, now_ms: int) -> Tenant:
        """Whose call this is. Token first, then the product, as the gateway does [C]."""
        scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise missing_token()
        live = self._live.get(token.strip())
        if live is None or now_ms >= live.expires_ms:
            raise invalid_token()
        if request.environment not in (None, live.tenant.spec.environment):
            raise invalid_token()
        if product not in live.tenant.spec.products:
            raise missing_product()
        return live.tenant

    def owner(self, request: Request) -> Tenant | None:
        """Whose keys or token these seem to be; nothing is checked."""
        header = request.headers.get("authorization", "")
        live = self._live.get(header.strip().partition(" ")[2].strip())
        if live is not None:
            return live.tenant
        try:
            return self._directory.by_consumer_key(_basic(header)[0])
        except Refused:
            return None

    def forget(self, tenant: Tenant) -> None:
        """As if somebody else had fetched a token with the same keys."""
        self._live = {text: token for text, token in self._live.items() if token.tenant is not tenant}


def _bad_credentials() -> Refused:
    return Refused(
        400, "400.008.01", "Invalid Authentication passed"
    )  # [D] code and text; for a bad secret [?]


def _basic(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        raise _bad_credentials()
    try:
        key, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise _bad_credentials() from None
    if not colon:
        raise _bad_credentials()
    return key, secret
