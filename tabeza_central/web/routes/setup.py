"""M-Pesa settings, sealed credentials, the name look-up, progress, the KES 1 test and going live."""

from __future__ import annotations

from typing import Final

from tabeza_central.services import organisations, probe, progress, pushes, setup
from tabeza_central.web.route import OWNER, TRADE, BarFrom, Call, Pool, Reply, Route
from tabeza_protocol import routes
from tabeza_protocol.wire.setup import (
    CredentialsAccepted,
    GoLiveRequest,
    MpesaSettings,
    OrganisationLookup,
    OrganisationLookupRequest,
    SealedCredentialsRequest,
    SealNonce,
    SealNonceRequest,
    SetupProgress,
    SetupProgressRequest,
)
from tabeza_protocol.wire.trade import CredentialsProbe, PaymentView, TestPaymentRequest


def _settings(call: Call) -> MpesaSettings:
    return setup.read_settings(call.context, call.who)


def _submit(call: Call) -> CredentialsAccepted:
    return setup.submit_credentials(call.context, call.who, call.body)


def _nonce(call: Call) -> SealNonce:
    return setup.seal_nonce(call.context, call.who)


def _go_live(call: Call) -> MpesaSettings:
    setup.go_live(call.context, call.who, call.body)
    return setup.read_settings(call.context, call.who)


def _lookup(call: Call) -> OrganisationLookup:
    return organisations.look_up(call.context, call.who, call.body.shortcode)


def _progress(call: Call) -> SetupProgress:
    return progress.read_progress(call.context, call.who)


def _put_progress(call: Call) -> SetupProgress:
    return progress.write_progress(call.context, call.who, call.body)


def _test(call: Call) -> CredentialsProbe | Reply:
    """Two things by one name, as the checklist has it: with a phone the KES 1 push, without it a check only."""
    if call.body.phone is None:
        return probe.probe(call.context, call.who)
    return Reply(202, pushes.request_test(call.context, call.who, call.body, call.idempotency_key))


ROUTES: Final = (
    Route("GET", routes.MPESA_SETTINGS, TRADE, _settings, "What is set and whether it is on; never a credential",
          MpesaSettings, bar=BarFrom.QUERY),
    Route("POST", routes.MPESA_SETTINGS, OWNER, _submit, "Sealed credentials become the bar's candidate",
          CredentialsAccepted, SealedCredentialsRequest, bar=BarFrom.QUERY, pool=Pool.SAFARICOM, status=201,
          problems=("shortcode_invalid", "sandbox_not_allowed", "seal_nonce_invalid", "seal_invalid",
                    "credentials_invalid", "keys_rejected", "keys_other_environment", "till_not_supported")),
    Route("POST", routes.SEAL_NONCE, OWNER, _nonce, "A one-time nonce to seal credentials with",
          SealNonce, SealNonceRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS, status=201),
    Route("POST", routes.GO_LIVE, OWNER, _go_live, "Turn the bar on for the version whose KES 1 was paid",
          MpesaSettings, GoLiveRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS,
          problems=("test_not_passed", "not_confirmed")),
    Route("POST", routes.ORGANISATION_LOOKUP, OWNER, _lookup, "Safaricom's registered name for a shortcode",
          OrganisationLookup, OrganisationLookupRequest, bar=BarFrom.BODY, pool=Pool.SAFARICOM,
          problems=("shortcode_invalid", "lookup_budget", "keys_unreadable")),
    Route("GET", routes.SETUP_PROGRESS, OWNER, _progress, "How far set-up has come", SetupProgress,
          bar=BarFrom.QUERY),
    Route("PUT", routes.SETUP_PROGRESS, OWNER, _put_progress, "Keep how far set-up has come", SetupProgress,
          SetupProgressRequest, bar=BarFrom.BODY, pool=Pool.COMMANDS),
    Route("POST", routes.MPESA_TEST, OWNER, _test, "With a phone the KES 1 test; without, a check of the keys",
          (PaymentView, CredentialsProbe), TestPaymentRequest, bar=BarFrom.BODY, pool=Pool.SAFARICOM,
          problems=("no_candidate", "keys_unreadable", "sandbox_not_allowed", "phone_invalid", "paused",
                    "limit_bar", "limit_phone", "phone_busy", "same_amount_too_soon", "idempotency_missing",
                    "idempotency_mismatch")),
)  # fmt: skip
