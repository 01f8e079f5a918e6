"""A support person at a desk, as the operator and the desk's own PC make them."""

from __future__ import annotations

import secrets

from tabeza_central.domain.principal import Principal
from tabeza_central.services import access, pairing, progress, support_people
from tabeza_protocol.secret import Secret
from tabeza_protocol.wire.setup import SetupProgressRequest, StepProgress
from tests.central.access.people import SENDER, House

SUPPORT_PIN = "615283"
STEPS = ("checklist", "paybill", "credentials", "send", "test", "go_live")


def support_person(house: House, name: str = "Faith Njeri") -> Principal:
    """Added by the operator, signed in by PIN on a desk that was paired by a desk code."""
    person = support_people.add(house.ctx, name, Secret(SUPPORT_PIN))
    code = support_people.desk_code(house.ctx).code
    paired = pairing.claim(house.ctx, code, secrets.token_hex(16), "Desk", SENDER)
    desk = house.who(paired.tokens.access_token)
    signed_in = access.sign_in(house.ctx, desk, person.id, Secret(SUPPORT_PIN))
    return house.who(signed_in.session_token)


def tell(house: House, owner: Principal, current: str, problem: str | None = None, **fields: str) -> None:
    """The owner's console tells how far it is: every step before ``current`` is done."""
    at = STEPS.index(current)
    steps = tuple(
        StepProgress(
            step=step,  # type: ignore[arg-type]
            state="done" if n < at else "now" if n == at else "todo",
            problem=problem if n == at else None,
        )
        for n, step in enumerate(STEPS)
    )
    request = SetupProgressRequest(
        bar_id=owner.bar_id,
        current=current,
        steps=steps,
        business_shortcode="4083917",
        fields=fields,  # type: ignore[arg-type]
    )
    progress.write_progress(house.ctx, owner, request)
