"""Structured logs with a closed catalogue of events: what is not in the catalogue can't be logged.

Each event names the fields it may carry, and no event has a field that could hold a secret or a phone. Should one
slip into a value all the same, a :class:`~tabeza_protocol.secret.Secret` prints ``[REDACTED]`` and digits that look
like a Kenyan number are masked. Two events also print the deployment checklist's lines, word for word.
"""

from __future__ import annotations

import re
import sys
from types import MappingProxyType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict

from tabeza_central.observe.figures import Figures
from tabeza_protocol.secret import REDACTED, Secret

EVENTS: Final = MappingProxyType(
    {
        # payments
        "stk_push": ("bar_id", "payment_id", "amount", "status", "code"),
        "callback": ("checkout_request_id", "result_code", "receipt_number", "payment_id", "verdict"),
        "payment_moved": ("bar_id", "payment_id", "from_state", "to_state", "kind", "result_code"),
        "query": ("bar_id", "payment_id", "answer", "code"),
        "alert": ("bar_id", "kind", "payment_id"),
        "alert_closed": ("bar_id", "kind"),
        "credentials_promoted": ("bar_id", "version", "environment"),
        "credentials_erased": ("bar_id", "version"),
        "switch_set": ("scope", "enabled", "percent", "by"),
        "rollout_held": ("percent", "stopped"),
        "rollout_resumed": ("percent", "by"),
        # intake
        "callback_refused": ("reason", "source_address", "bytes"),
        "callback_spooled": ("callback_id",),
        "spool_drained": ("count",),
        # machinery
        "started": ("version", "kind", "database", "port"),
        "stopped": ("reason",),
        "job_failed": ("job", "key", "attempts", "error"),
        "worker_error": ("where", "error"),
        "request": ("method", "route", "status", "ms", "request_id", "bar_id", "code", "ref"),
        "request_failed": ("route", "error", "request_id"),
        "audit": ("bars", "findings"),
        "audit_finding": ("bar_id", "invariant", "detail"),
        # access and set-up
        "paired": ("bar_id", "device_id", "purpose"),
        "pairing_refused": ("code",),
        "signed_in": ("bar_id", "person_id", "role"),
        "sign_in_refused": ("bar_id", "person_id", "code"),
        "token_reuse": ("bar_id", "device_id"),
        "device_revoked": ("bar_id", "device_id"),
        "credentials_sealed": ("bar_id", "version", "environment"),
        "seal_refused": ("bar_id", "code"),
        "support_look": ("bar_id", "person_id", "what"),
        "support_refused": ("person_id", "code"),
        "daraja_call": ("bar_id", "call", "status", "code", "ms"),
        "key_check": ("key_id", "outcome"),
    }
)
"""Every event and the fields it may carry."""

_PHONE: Final = re.compile(r"(?<!\d)(?:254|0)[17]\d{8}(?!\d)")
_CHECKOUT_TAIL: Final = re.compile(r"\A(ws_CO_.*?)([17]\d{8})\Z")


def mask_checkout(checkout_request_id: str | None) -> str:
    """A CheckoutRequestID without the customer's digits: it ends in the last nine of their number."""
    if not checkout_request_id:
        return ""
    found = _CHECKOUT_TAIL.match(checkout_request_id)
    return f"{found[1]}******{found[2][-3:]}" if found else checkout_request_id


def _clean(value: Any) -> Any:
    if isinstance(value, Secret):
        return REDACTED
    if isinstance(value, str):
        return _PHONE.sub(lambda m: f"{m[0][:-6]}***{m[0][-3:]}", value)
    if isinstance(value, int | float | bool) or value is None:
        return value
    return REDACTED


def _clean_all(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: _clean(value) for key, value in event.items()}


class EventLog:
    """Writes events as JSON lines. Thread-safe; a failure to write a log line never stops a payment.

    ``figures`` counts what is logged, for Prometheus.
    """

    def __init__(self, sink: TextIO | None = None) -> None:
        self.figures = Figures()
        self._logger = structlog.wrap_logger(
            structlog.WriteLogger(sink or sys.stderr),
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _clean_all,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
            wrapper_class=structlog.BoundLogger,
        )

    def emit(self, event: str, *, level: str = "info", **fields: Any) -> None:
        """Raises ``ValueError`` for an event or a field outside the catalogue: a defect, caught by any test."""
        allowed = EVENTS.get(event)
        if allowed is None:
            raise ValueError(f"{event!r} is not in the catalogue of events")
        if extra := set(fields) - set(allowed) - {"line"}:
            raise ValueError(f"{event!r} does not carry {sorted(extra)}")
        self.figures.event(event, fields)
        try:
            getattr(self._logger, level)(event, **fields)
        except (OSError, ValueError):  # the sink is full or closed; the work goes on unlogged
            return

    def stk_push(
        self, *, bar_id: str, payment_id: str, amount: str, status: str, code: str | None = None
    ) -> None:
        """The checklist's first line. ``amount`` is shillings as text."""
        line = f"M-Pesa STK Push: {bar_id} | Amount: {amount} | Status: {status}"
        self.emit(
            "stk_push",
            line=line,
            bar_id=bar_id,
            payment_id=payment_id,
            amount=amount,
            status=status,
            code=code,
        )

    def callback(
        self,
        *,
        checkout_request_id: str | None,
        result_code: str | None,
        receipt_number: str | None,
        payment_id: str | None = None,
        verdict: str,
    ) -> None:
        """The checklist's second line, with the customer's digits masked out of the CheckoutRequestID."""
        masked = mask_checkout(checkout_request_id)
        line = f"M-Pesa Callback: {masked} | Result: {result_code} | Receipt: {receipt_number}"
        self.emit(
            "callback", line=line, checkout_request_id=masked, result_code=result_code,
            receipt_number=receipt_number, payment_id=payment_id, verdict=verdict,
        )  # fmt: skip
