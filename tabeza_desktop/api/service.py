"""The service's endpoints, one typed method each. Which token a call carries is decided here and nowhere else.

A paired device has an access token that is refreshed by itself, one refresh at a time; a signed-in person has a
session token that is not refreshed: when it ends, the person signs in again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final, Literal, Protocol, TypeVar

import msgspec

from tabeza_desktop.api.client import WAITING_READ_SECONDS, HttpClient
from tabeza_desktop.api.errors import ProblemError, problem_error
from tabeza_protocol import routes
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire import access, alerts, ratings, setup, trade

HOLD_SECONDS: Final = 8
_EARLY: Final = timedelta(seconds=30)
ReplyT = TypeVar("ReplyT")
Who = Literal["nobody", "device", "person"]


class RefreshTokens(Protocol):
    """Where the device's refresh token lives (the keyring, or memory if there is none)."""

    def read(self) -> tuple[str, Secret] | None:
        """(device id, refresh token), or None when this PC is not paired."""
        ...

    def replace(self, token: Secret) -> None:
        """Keep the new token. The service honours the one before until the new one is first used."""
        ...


class ServiceApi:
    """Typed access to one service.

    Private state: the device's access token and its end, the session token. All three exist in memory only. A failed
    refresh leaves the old refresh token in place, so trying again is safe at any point.
    """

    def __init__(
        self, http: HttpClient, tokens: RefreshTokens, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._http, self._tokens, self._now = http, tokens, now
        self._refreshing = Lock()
        self._access: Secret | None = None
        self._access_until = datetime.min.replace(tzinfo=UTC)
        self._session: Secret | None = None

    # --- tokens

    def begin_device(self, tokens: access.Tokens) -> None:
        """Use a fresh pairing's tokens from now on."""
        self._access, self._access_until = Secret(tokens.access_token), tokens.access_expires_at

    def replace_session(self, token: Secret) -> None:
        """Use this session from now on; the one before is ended, or runs out by itself."""
        before, self._session = self._session, token
        if before is not None:
            with contextlib.suppress(ProblemError):
                self._http.send("DELETE", routes.SESSION_CURRENT, type(None), token=before)

    def end_session(self) -> None:
        if self._session is not None:
            self._session.wipe()
        self._session = None

    def forget_device(self) -> None:
        self.end_session()
        self._access = None

    @property
    def has_session(self) -> bool:
        return self._session is not None

    def _device_token(self, stale: Secret | None = None) -> Secret:
        """The access token, refreshed when it is about to end or was just refused (``stale``)."""
        with self._refreshing:
            fresh = (
                self._access is not None
                and self._access is not stale
                and self._now() < self._access_until - _EARLY
            )
            if fresh and self._access is not None:
                return self._access
            held = self._tokens.read()
            if held is None:
                raise problem_error("signed_out")
            device_id, refresh = held
            answer = self._http.send(
                "POST",
                routes.TOKENS_REFRESH,
                access.Tokens,
                body=access.RefreshRequest(device_id=device_id, refresh_token=refresh.reveal()),
            )
            self._tokens.replace(Secret(answer.refresh_token))
            self.begin_device(answer)
            assert self._access is not None
            return self._access

    def _send(
        self,
        who: Who,
        method: str,
        path: str,
        reply: type[ReplyT],
        *,
        params: dict[str, str | int] | None = None,
        body: msgspec.Struct | None = None,
        idempotency_key: str | None = None,
        read_seconds: float | None = None,
    ) -> ReplyT:
        def once(token: Secret | None) -> ReplyT:
            extra = {} if read_seconds is None else {"read_seconds": read_seconds}
            return self._http.send(
                method,
                path,
                reply,
                params=params,
                body=body,
                token=token,
                idempotency_key=idempotency_key,
                **extra,
            )

        if who == "nobody":
            return once(None)
        if who == "person":
            if self._session is None:
                raise problem_error("signed_out")
            return once(self._session)
        token = self._device_token()
        try:
            return once(token)
        except ProblemError as error:
            # A 401 is said before anything is done, so the same request with a fresh token is still the first.
            if error.code != "token_expired":
                raise
        return once(self._device_token(stale=token))

    def call(
        self,
        method: str,
        path: str,
        reply: type[ReplyT],
        *,
        params: dict[str, str | int] | None = None,
        body: msgspec.Struct | None = None,
        idempotency_key: str | None = None,
    ) -> ReplyT:
        """A request of the signed-in person, for the endpoints that have a module of their own."""
        return self._send(
            "person", method, path, reply, params=params, body=body, idempotency_key=idempotency_key
        )

    # --- who is there

    def identity(self) -> access.ServiceIdentity:
        return self._send("nobody", "GET", routes.SERVICE_IDENTITY, access.ServiceIdentity)

    def pairing_look(self, code: str) -> access.PairingLook:
        return self._send(
            "nobody",
            "POST",
            routes.PAIRING_LOOK,
            access.PairingLook,
            body=access.PairingLookRequest(code=code),
        )

    def pairing_claim(self, code: str, claim_key: str, device_name: str) -> access.Paired:
        body = access.PairingClaimRequest(code=code, claim_key=claim_key, device_name=device_name)
        return self._send("nobody", "POST", routes.PAIRING_CLAIM, access.Paired, body=body)

    def people(self, bar_id: str) -> access.People:
        return self._send("device", "GET", routes.PEOPLE, access.People, params={"barId": bar_id})

    def set_owner(self, ticket: Secret, name: str, pin: Secret) -> access.PersonView:
        body = access.SetOwnerRequest(owner_ticket=ticket.reveal(), name=name, pin=pin.reveal())
        return self._send("device", "POST", routes.OWNER, access.PersonView, body=body)

    def add_person(self, bar_id: str, name: str, pin: Secret) -> access.PersonView:
        body = access.AddPersonRequest(bar_id=bar_id, name=name, role="cashier", pin=pin.reveal())
        return self._send("person", "POST", routes.PEOPLE, access.PersonView, body=body)

    def sign_in(self, person_id: str, pin: Secret) -> access.SignedIn:
        return self._send(
            "device",
            "POST",
            routes.SESSIONS,
            access.SignedIn,
            body=access.SignInRequest(person_id=person_id, pin=pin.reveal()),
        )

    def sign_out(self) -> None:
        self._send("person", "DELETE", routes.SESSION_CURRENT, type(None))

    def new_pairing_code(self, bar_id: str) -> access.PairingCode:
        body = access.NewPairingCodeRequest(bar_id=bar_id, purpose="add_device")
        return self._send("person", "POST", routes.PAIRING_CODES, access.PairingCode, body=body)

    def devices(self, bar_id: str) -> access.Devices:
        return self._send("person", "GET", routes.DEVICES, access.Devices, params={"barId": bar_id})

    def rating(self, bar_id: str) -> ratings.RatingView:
        return self._send("person", "GET", routes.RATINGS, ratings.RatingView, params={"barId": bar_id})

    def rate(self, body: ratings.RatingRequest) -> ratings.RatingView:
        return self._send("person", "POST", routes.RATINGS, ratings.RatingView, body=body)

    def alerts_seen(self, body: alerts.SeenRequest) -> alerts.Seen:
        return self._send("person", "POST", routes.ALERTS_SEEN, alerts.Seen, body=body)

    # --- set-up

    def settings(self, bar_id: str) -> setup.MpesaSettings:
        return self._send(
            "person", "GET", routes.MPESA_SETTINGS, setup.MpesaSettings, params={"barId": bar_id}
        )

    def seal_nonce(self, bar_id: str) -> setup.SealNonce:
        return self._send(
            "person", "POST", routes.SEAL_NONCE, setup.SealNonce, body=setup.SealNonceRequest(bar_id=bar_id)
        )

    def send_credentials(
        self, bar_id: str, body: setup.SealedCredentialsRequest
    ) -> setup.CredentialsAccepted:
        return self._send(
            "person",
            "POST",
            routes.MPESA_SETTINGS,
            setup.CredentialsAccepted,
            params={"barId": bar_id},
            body=body,
            read_seconds=20.0,
        )

    def go_live(self, body: setup.GoLiveRequest) -> setup.MpesaSettings:
        return self._send("person", "POST", routes.GO_LIVE, setup.MpesaSettings, body=body)

    def lookup(self, bar_id: str, shortcode: str) -> setup.OrganisationLookup:
        body = setup.OrganisationLookupRequest(bar_id=bar_id, shortcode=shortcode)
        return self._send(
            "person",
            "POST",
            routes.ORGANISATION_LOOKUP,
            setup.OrganisationLookup,
            body=body,
            read_seconds=15.0,
        )

    def put_progress(self, body: setup.SetupProgressRequest) -> setup.SetupProgress:
        return self._send("person", "PUT", routes.SETUP_PROGRESS, setup.SetupProgress, body=body)

    def progress(self, bar_id: str) -> setup.SetupProgress:
        return self._send(
            "person", "GET", routes.SETUP_PROGRESS, setup.SetupProgress, params={"barId": bar_id}
        )

    # --- trade

    def changes(self, bar_id: str, since: str | None, wait_seconds: int = HOLD_SECONDS) -> trade.Changes:
        params: dict[str, str | int] = {"barId": bar_id, "wait": wait_seconds}
        if since is not None:
            params["since"] = since
        return self._send(
            "person", "GET", routes.CHANGES, trade.Changes, params=params, read_seconds=WAITING_READ_SECONDS
        )

    def request_payment(self, body: trade.RequestPaymentRequest, key: str) -> trade.PaymentView:
        return self._send(
            "person", "POST", routes.MPESA_REQUEST, trade.PaymentView, body=body, idempotency_key=key
        )

    def request_test(self, body: trade.TestPaymentRequest, key: str) -> trade.PaymentView:
        return self._send(
            "person", "POST", routes.MPESA_TEST, trade.PaymentView, body=body, idempotency_key=key
        )

    def payment_by_key(self, bar_id: str, key: str) -> trade.PaymentView:
        return self._send(
            "person", "GET", f"{routes.PAYMENT_BY_KEY}/{key}", trade.PaymentView, params={"barId": bar_id}
        )

    def payment(self, bar_id: str, payment_id: str) -> trade.PaymentDetail:
        return self._send(
            "person", "GET", f"{routes.PAYMENTS}/{payment_id}", trade.PaymentDetail, params={"barId": bar_id}
        )

    def check_payment(self, bar_id: str, payment_id: str) -> trade.PaymentView:
        return self._send(
            "person",
            "POST",
            f"{routes.PAYMENTS}/{payment_id}/check",
            trade.PaymentView,
            body=trade.PaymentActionRequest(bar_id=bar_id),
        )

    def decide_payment(self, payment_id: str, body: trade.PaymentActionRequest) -> trade.PaymentView:
        return self._send(
            "person", "POST", f"{routes.PAYMENTS}/{payment_id}/decide", trade.PaymentView, body=body
        )

    def verify(self, body: trade.VerifyPaymentRequest) -> trade.Verification:
        return self._send("person", "POST", routes.PAYMENTS_VERIFY, trade.Verification, body=body)

    def record_by_hand(self, body: trade.RecordByHandRequest, key: str) -> trade.HandRecord:
        return self._send(
            "person", "POST", routes.PAYMENTS_BY_HAND, trade.HandRecord, body=body, idempotency_key=key
        )

    def tab(self, bar_id: str, tab_id: str) -> trade.TabDetail:
        return self._send(
            "person", "GET", f"{routes.TABS}/{tab_id}", trade.TabDetail, params={"barId": bar_id}
        )

    def open_tab(self, body: trade.OpenTabRequest, key: str) -> trade.TabDetail:
        return self._send("person", "POST", routes.TABS, trade.TabDetail, body=body, idempotency_key=key)

    def add_charge(self, tab_id: str, body: trade.AddChargeRequest, key: str) -> trade.TabDetail:
        return self._send(
            "person",
            "POST",
            f"{routes.TABS}/{tab_id}/charges",
            trade.TabDetail,
            body=body,
            idempotency_key=key,
        )

    def close_tab(self, tab_id: str, bar_id: str) -> trade.TabDetail:
        return self._send(
            "person",
            "POST",
            f"{routes.TABS}/{tab_id}/close",
            trade.TabDetail,
            body=trade.CloseTabRequest(bar_id=bar_id),
        )
