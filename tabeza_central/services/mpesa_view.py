"""A bar's M-Pesa settings as anyone may see them: what is set, by whom and when. Never a credential."""

from __future__ import annotations

import json
from typing import Any, cast

from tabeza_central.app_context import Context
from tabeza_central.domain.instants import instant_or_none
from tabeza_central.services.switchboard import pause_of
from tabeza_central.store import bars
from tabeza_central.store import credentials as versions
from tabeza_central.store.credentials import Version
from tabeza_central.store.uow import Tx
from tabeza_protocol.environment import Environment
from tabeza_protocol.wire.setup import CandidateView, CredentialCheck, MpesaSettings, SealedField


def settings_view(_ctx: Context, tx: Tx, bar_id: str, seq: int = 0) -> MpesaSettings | None:
    """``seq`` is the feed counter of the last change. None if there is no such bar."""
    bar = bars.find(tx, bar_id)
    if bar is None:
        return None
    candidate = versions.candidate(tx, bar_id)

    def field(name: str) -> SealedField:
        return _sealed(getattr(bar, f"mpesa_{name}_fingerprint"), bar.mpesa_set_at, bar.mpesa_set_by)

    return MpesaSettings(
        bar_id=bar.id,
        enabled=bar.mpesa_enabled,
        environment=None if bar.mpesa_environment is None else Environment(bar.mpesa_environment),
        business_shortcode=bar.mpesa_business_shortcode,
        registered_name=bar.mpesa_registered_name,
        consumer_key=field("consumer_key"),
        consumer_secret=field("consumer_secret"),
        passkey=field("passkey"),
        setup_completed=bar.mpesa_setup_completed,
        test_status=cast(Any, bar.mpesa_test_status),
        last_test_at=instant_or_none(bar.mpesa_last_test_at),
        credential_version=bar.mpesa_credential_version,
        candidate=None if candidate is None else candidate_view(candidate),
        pause=pause_of(tx, bar_id),
        sandbox_allowed=bar.is_test_bar,
        version=seq,
    )


def candidate_view(version: Version) -> CandidateView:
    def field(name: str) -> SealedField:
        return _sealed(getattr(version, f"{name}_fingerprint"), version.created_at, version.created_by)

    return CandidateView(
        version=version.version,
        environment=Environment(version.environment),
        business_shortcode=version.business_shortcode,
        registered_name=version.registered_name,
        consumer_key=field("consumer_key"),
        consumer_secret=field("consumer_secret"),
        passkey=field("passkey"),
        test_status=cast(Any, version.test_status),
        last_test_at=instant_or_none(version.last_test_at),
        last_test_payment_id=version.last_test_payment_id,
        checks=tuple(CredentialCheck(**check) for check in json.loads(version.checks)),
    )


def _sealed(fingerprint: str | None, at: int | None, by: str | None) -> SealedField:
    if fingerprint is None:
        return SealedField(set=False)
    return SealedField(set=True, fingerprint=fingerprint, set_at=instant_or_none(at), set_by=by)
