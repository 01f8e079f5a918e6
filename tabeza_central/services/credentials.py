"""What may be told of a bar's credentials: that they are set, by whom, and a fingerprint. Never a value."""

from __future__ import annotations

import json

from tabeza_central.domain.instants import instant, instant_or_none
from tabeza_central.store.bars import Bar
from tabeza_central.store.credentials import Version
from tabeza_protocol.environment import Environment
from tabeza_protocol.wire.setup import CandidateView, CredentialCheck, MpesaSettings, PauseNotice, SealedField


def candidate_view(stored: Version) -> CandidateView:
    def sealed(field: str) -> SealedField:
        return SealedField(
            set=getattr(stored, f"{field}_encrypted") is not None,
            fingerprint=getattr(stored, f"{field}_fingerprint"),
            set_at=instant(stored.created_at),
            set_by=stored.created_by,
        )

    return CandidateView(
        version=stored.version,
        environment=Environment(stored.environment),
        business_shortcode=stored.business_shortcode,
        registered_name=stored.registered_name,
        consumer_key=sealed("consumer_key"),
        consumer_secret=sealed("consumer_secret"),
        passkey=sealed("passkey"),
        test_status=stored.test_status,  # type: ignore[arg-type]  # the column is checked by the database
        last_test_at=instant_or_none(stored.last_test_at),
        last_test_payment_id=stored.last_test_payment_id,
        checks=tuple(CredentialCheck(**check) for check in json.loads(stored.checks)),
    )


def settings_view(
    bar: Bar, candidate: Version | None, pause: PauseNotice | None, version: int
) -> MpesaSettings:
    """What the owner's console shows. Credentials are write-only: their values are not in here."""

    def sealed(field: str) -> SealedField:
        is_set = getattr(bar, f"mpesa_{field}_encrypted") is not None
        return SealedField(
            set=is_set,
            fingerprint=getattr(bar, f"mpesa_{field}_fingerprint"),
            set_at=instant_or_none(bar.mpesa_set_at) if is_set else None,
            set_by=bar.mpesa_set_by if is_set else None,
        )

    return MpesaSettings(
        bar_id=bar.id,
        enabled=bar.mpesa_enabled,
        environment=Environment(bar.mpesa_environment) if bar.mpesa_environment else None,
        business_shortcode=bar.mpesa_business_shortcode,
        registered_name=bar.mpesa_registered_name,
        consumer_key=sealed("consumer_key"),
        consumer_secret=sealed("consumer_secret"),
        passkey=sealed("passkey"),
        setup_completed=bar.mpesa_setup_completed,
        test_status=bar.mpesa_test_status,  # type: ignore[arg-type]  # the column is checked by the database
        last_test_at=instant_or_none(bar.mpesa_last_test_at),
        credential_version=bar.mpesa_credential_version,
        candidate=candidate_view(candidate) if candidate is not None else None,
        pause=pause,
        sandbox_allowed=bar.is_test_bar,
        version=version,
    )
