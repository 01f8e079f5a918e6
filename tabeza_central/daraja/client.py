"""The one HTTP client: Safaricom as one bar.

Two fixed hosts, explicit timeouts and a total deadline, redirects off, no retries, bodies bounded. Whatever the
network does comes back as a typed answer; nothing is raised for it, and no exception text (which may hold a URL,
header or body) ever leaves this module.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx

from tabeza_central.daraja import errors, messages
from tabeza_central.daraja.errors import Answer, Fetched, NameOf
from tabeza_central.daraja.oauth import HeldToken, OAuthTokens, TokenStore
from tabeza_central.ports import (
    Clock,
    DarajaCredentials,
    LookupAnswer,
    NoAnswer,
    Organisation,
    PushAnswer,
    PushRequest,
    QueryAnswer,
    Refused,
    TokenAnswer,
    TokenReady,
)
from tabeza_protocol.environment import Environment
from tabeza_protocol.secret import Secret

MAX_BODY_BYTES: Final = 64 * 1024
CONNECT_TIMEOUT_S: Final = 5.0
READ_TIMEOUT_S: Final = 12.0
POOL_TIMEOUT_S: Final = 5.0
PUSH_DEADLINE_S: Final = 25.0
CALL_DEADLINE_S: Final = 15.0
_CONNECTIONS: Final = 40

_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Failures before the first byte of the request: it is certain that Safaricom saw nothing."""

_A = TypeVar("_A")


@dataclass(frozen=True, slots=True)
class _NotSent:
    """The request never left."""


@dataclass(frozen=True, slots=True)
class LookupKeys:
    """The operator's own keys for looking up names before an owner has any (production)."""

    consumer_key: Secret
    consumer_secret: Secret


class HttpDaraja:
    """:class:`tabeza_central.ports.Daraja` over HTTP. Thread-safe; close it at the end.

    ``assert_idle`` is called before every request and raises if this thread holds a transaction open.
    """

    def __init__(
        self,
        *,
        hosts: Mapping[Environment, str],
        tokens: TokenStore,
        cache_key: Callable[[DarajaCredentials], str],
        clock: Clock,
        assert_idle: Callable[[], None],
        lookup_keys: LookupKeys | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._hosts = dict(hosts)
        self._clock = clock
        self._assert_idle = assert_idle
        self._lookup_keys = lookup_keys
        self._tokens = OAuthTokens(tokens, self._fetch_token, cache_key, clock, pause)
        self._http = httpx.Client(
            timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, pool=POOL_TIMEOUT_S),
            follow_redirects=False,
            trust_env=False,
            transport=httpx.HTTPTransport(
                retries=0,
                trust_env=False,
                limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=10),
            ),
            headers={"Accept": "application/json", "User-Agent": "tabeza-central"},
        )

    def close(self) -> None:
        self._http.close()

    # --- the port ---------------------------------------------------------------------------------------------------

    def push(self, credentials: DarajaCredentials, request: PushRequest) -> PushAnswer:
        """At most one STK push: repeated once, with a newer token, only after ``404.001.03``."""

        def send(token: HeldToken) -> PushAnswer:
            body = messages.push_body(credentials, request, self._clock.now())
            sent = self._post(
                credentials.environment, messages.PUSH_PATH, token, body, deadline_s=PUSH_DEADLINE_S
            )
            return _read(sent, errors.read_push)

        return self._with_token(credentials, send, read_only=False)

    def query(self, credentials: DarajaCredentials, checkout_request_id: str) -> QueryAnswer:
        def send(token: HeldToken) -> QueryAnswer:
            body = messages.query_body(credentials, checkout_request_id, self._clock.now())
            sent = self._post(credentials.environment, messages.QUERY_PATH, token, body)
            return _read(sent, errors.read_query)

        return self._with_token(credentials, send, read_only=True)

    def lookup(self, credentials: DarajaCredentials | None, shortcode: str) -> LookupAnswer:
        """Asks under both identifier types; one of them failing makes the whole answer unavailable."""
        asking = credentials or self._operator_credentials()
        if asking is None or asking.environment is not Environment.PRODUCTION:
            return Refused("product_missing")
        names: list[str | None] = []
        for identifier_type in (messages.PAYBILL_TYPE, messages.TILL_TYPE):
            answer = self._name_of(asking, shortcode, identifier_type)
            if not isinstance(answer, NameOf):
                return answer
            names.append(answer.name)
        return Organisation(paybill_name=names[0], till_name=names[1])

    def token(self, credentials: DarajaCredentials) -> TokenAnswer:
        """Refused keys are tried once on the other host, so that the owner can be told which world they are of."""
        held = self._tokens.current(credentials)
        if isinstance(held, HeldToken):
            return TokenReady()
        if (
            isinstance(held, Refused)
            and held.problem == "keys_rejected"
            and self._belong_elsewhere(credentials)
        ):
            return Refused("keys_other_environment", held.error_code, held.http_status)
        return held

    # --- tokens -----------------------------------------------------------------------------------------------------

    def _with_token(
        self, credentials: DarajaCredentials, send: Callable[[HeldToken], _A], *, read_only: bool
    ) -> _A | Refused | NoAnswer:
        """``send`` with the current token; once more with a newer one if Safaricom refused the first.

        Without a token nothing was sent, so even a token fetch nobody answered is a certain refusal of the call.
        """
        held = self._tokens.current(credentials)
        if not isinstance(held, HeldToken):
            return _unsent(held)
        answer = send(held)
        if not errors.is_token_refusal(answer, read_only=read_only):
            return answer
        newer = self._tokens.after_refusal(credentials, held)
        return send(newer) if isinstance(newer, HeldToken) else _unsent(newer)

    def _fetch_token(self, credentials: DarajaCredentials) -> Fetched | Refused | NoAnswer:
        return self._fetch_from(credentials.environment, credentials)

    def _fetch_from(
        self, environment: Environment, credentials: DarajaCredentials
    ) -> Fetched | Refused | NoAnswer:
        pair = f"{credentials.consumer_key.reveal()}:{credentials.consumer_secret.reveal()}"
        basic = base64.b64encode(pair.encode()).decode()
        request = self._http.build_request(
            "GET",
            self._hosts[environment] + messages.OAUTH_PATH,
            params={"grant_type": "client_credentials"},
            headers={"Authorization": f"Basic {basic}"},
        )
        return _read(self._send(request, CALL_DEADLINE_S), errors.read_token)

    def _belong_elsewhere(self, credentials: DarajaCredentials) -> bool:
        here = credentials.environment
        other = Environment.SANDBOX if here is Environment.PRODUCTION else Environment.PRODUCTION
        return isinstance(self._fetch_from(other, credentials), Fetched)

    def _operator_credentials(self) -> DarajaCredentials | None:
        if self._lookup_keys is None:
            return None
        return DarajaCredentials(
            bar_id="service",
            version=0,
            environment=Environment.PRODUCTION,
            business_shortcode="",
            consumer_key=self._lookup_keys.consumer_key,
            consumer_secret=self._lookup_keys.consumer_secret,
            passkey=Secret(""),
        )

    # --- the wire ---------------------------------------------------------------------------------------------------

    def _name_of(
        self, credentials: DarajaCredentials, shortcode: str, identifier_type: str
    ) -> NameOf | Refused | NoAnswer:
        def send(token: HeldToken) -> NameOf | Refused | NoAnswer:
            body = messages.lookup_body(shortcode, identifier_type)
            return _read(
                self._post(credentials.environment, messages.LOOKUP_PATH, token, body), errors.read_lookup
            )

        return self._with_token(credentials, send, read_only=True)

    def _post(
        self,
        environment: Environment,
        path: str,
        token: HeldToken,
        body: Mapping[str, str],
        *,
        deadline_s: float = CALL_DEADLINE_S,
    ) -> Answer | NoAnswer | _NotSent:
        request = self._http.build_request(
            "POST",
            self._hosts[environment] + path,
            json=dict(body),
            headers={"Authorization": f"Bearer {token.token.reveal()}"},
        )
        return self._send(request, deadline_s)

    def _send(self, request: httpx.Request, deadline_s: float) -> Answer | NoAnswer | _NotSent:
        """One request, once. The read timeout bounds a silence, the deadline bounds an answer that drips."""
        self._assert_idle()
        deadline = self._clock.monotonic() + deadline_s
        try:
            response = self._http.send(request, stream=True)
        except _NOT_SENT:
            return _NotSent()
        except httpx.TimeoutException:
            return NoAnswer("timeout")
        except httpx.HTTPError:
            return NoAnswer("disconnected")
        try:
            return self._read_whole(response, deadline)
        finally:
            response.close()

    def _read_whole(self, response: httpx.Response, deadline: float) -> Answer | NoAnswer:
        body = bytearray()
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    return NoAnswer("not_an_envelope")
                if self._clock.monotonic() > deadline:
                    return NoAnswer("cut_short")
        except httpx.TimeoutException:
            return NoAnswer("timeout")
        except httpx.HTTPError:
            return NoAnswer("cut_short")
        return Answer(response.status_code, bytes(body))


def _read(sent: Answer | NoAnswer | _NotSent, read: Callable[[Answer], _A]) -> _A | Refused | NoAnswer:
    if isinstance(sent, _NotSent):
        return Refused("safaricom_unreachable")
    return sent if isinstance(sent, NoAnswer) else read(sent)


def _unsent(answer: Refused | NoAnswer) -> Refused:
    return answer if isinstance(answer, Refused) else Refused("safaricom_unreachable")
