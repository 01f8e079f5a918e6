"""One example of each request body, for the OpenAPI document. Built from the structs, so they stay true."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from tabeza_protocol.environment import Environment
from tabeza_protocol.wire import access, alerts, people, ratings, setup, support, tab_actions, trade

_BAR: Final = "3f0c2b9e8d7a4c61b5e2f1a09d8c7b6a"
_TAB: Final = "a17e4c8f2b3d4e5f9a8b7c6d5e4f3a2b"

_EXAMPLES: Final[tuple[msgspec.Struct, ...]] = (
    access.PairingLookRequest(code="ABCDE-FGHJK"),
    access.PairingClaimRequest(
        code="ABCDE-FGHJK", claim_key="4a7c0e5d1f2b3c4d5e6f708192a3b4c5", device_name="Counter PC"
    ),
    people.ChangeRoleRequest(bar_id=_BAR, role="owner"),
    access.NewPairingCodeRequest(bar_id=_BAR, purpose="add_device"),
    setup.SealNonceRequest(bar_id=_BAR),
    setup.GoLiveRequest(bar_id=_BAR, credential_version=2, seen_on_paybill=True, word="LIVE"),
    setup.OrganisationLookupRequest(bar_id=_BAR, shortcode="4083917"),
    setup.SealedCredentialsRequest(
        environment=Environment.PRODUCTION,
        business_shortcode="4083917",
        declared_kind="paybill",
        key_id="9b1c2d3e4f506172",
        nonce="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        sealed="(base64 of the HPKE message)",
    ),
    setup.SetupProgressRequest(
        bar_id=_BAR,
        current="paybill",
        steps=(setup.StepProgress(step="checklist", state="done"),),
        checklist=("paybill",),
    ),
    trade.OpenTabRequest(bar_id=_BAR, customer_name="Wanjiru", phone="0712 345 678"),
    trade.AddChargeRequest(bar_id=_BAR, text="Tusker 500 ml", quantity=2, unit_price_cents=30_000),
    trade.CloseTabRequest(bar_id=_BAR),
    tab_actions.ReceiveCashRequest(bar_id=_BAR, amount_cents=60_000),
    tab_actions.VoidEntryRequest(bar_id=_BAR, reason="Wrong table"),
    tab_actions.AdjustTabRequest(bar_id=_BAR, amount_cents=-10_000, reason="Spilled"),
    tab_actions.TransferTabRequest(bar_id=_BAR, to_tab_id="b28f5d9a3c4e4f60ab9c8d7e6f504b3c"),
    tab_actions.ReopenTabRequest(bar_id=_BAR),
    trade.RequestPaymentRequest(bar_id=_BAR, tab_id=_TAB, amount_cents=60_000),
    trade.VerifyPaymentRequest(bar_id=_BAR, receipt="UJ22AB3CD4"),
    trade.RecordByHandRequest(bar_id=_BAR, tab_id=_TAB, receipt="UJ22AB3CD4", amount_cents=60_000),
    support.ShareRequest(bar_id=_BAR),
    support.OpenBarRequest(code="482-917"),
    support.PointRequest(field="passkey"),
    support.TipRequest(tip="golive_email"),
    trade.TestPaymentRequest(bar_id=_BAR, phone="0712 345 678"),
    alerts.SeenRequest(bar_id=_BAR, payment_ids=(_TAB,)),
    ratings.RatingRequest(bar_id=_BAR, score=5),
    trade.PaymentActionRequest(bar_id=_BAR, decision="paid", reason="On the statement", receipt="UJ22AB3CD4"),
)
_BY_TYPE: Final = {type(example): example for example in _EXAMPLES}


def example_of(kind: type) -> Any | None:
    """The example of a request, as it travels; None where one would show a secret or help nobody."""
    found = _BY_TYPE.get(kind)
    return None if found is None else msgspec.to_builtins(found)
