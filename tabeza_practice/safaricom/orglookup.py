"""The organisation lookup: the registered name behind a PayBill (type 4) or a till (type 2). Production only [D].

What it answers for a number nobody has is not published; ours is a rejection without a name [?].
"""

from __future__ import annotations

from typing import Any

from tabeza_practice.safaricom.messages import Reply, json_reply, wrong_path
from tabeza_practice.safaricom.stk import is_shortcode, text_of
from tabeza_practice.safaricom.tenants import Directory, Tenant

_KIND_OF_TYPE = {"4": "paybill", "2": "till"}  # [D]; one document reads it the other way round [?]


def answer(
    body: dict[str, Any], caller: Tenant, directory: Directory, conversation_id: str, success_code: str
) -> Reply:
    if caller.spec.environment != "production":
        raise wrong_path()
    kind = _KIND_OF_TYPE.get(text_of(body, "IdentifierType"))
    number = text_of(body, "Identifier")
    if kind is None or not is_shortcode(number):
        return _rejected(
            400, conversation_id, "500", "Invalid parameter"
        )  # [D] code; the status is our guess [?]
    found = directory.by_receiving_number(number, "production")
    if found is None or found.spec.kind != kind:
        return _rejected(200, conversation_id, "1", "Organization not found")  # [?]
    return json_reply(
        200,
        {
            "ConversationID": conversation_id,
            "ResponseCode": success_code,
            "ResponseMessage": "Success",
            "DetailedMessage": "Request received successfully",
            "OrganizationShortCode": number,
            "OrganizationName": found.spec.name,
            "ChargeProfileID": "20013",
        },
    )


def _rejected(status: int, conversation_id: str, code: str, detail: str) -> Reply:
    return json_reply(
        status,
        {
            "ConversationID": conversation_id,
            "ResponseCode": code,
            "ResponseMessage": "Rejected",
            "DetailedMessage": detail,
        },
    )
