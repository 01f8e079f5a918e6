"""The callback as Safaricom writes it: raw text with `1.00`, integer codes but two, a Balance without a value.

No signature, nothing the merchant chose, no amount or phone on failure [O].
"""

from __future__ import annotations

import msgspec

from tabeza_practice.safaricom.clock import nairobi_stamp
from tabeza_practice.safaricom.messages import JSON_TYPE
from tabeza_practice.safaricom.results import Result


def headers(shortcode: str) -> dict[str, str]:
    """As observed on a live callback in 2026 [O]."""
    return {"Content-Type": JSON_TYPE, "Businessshortcode": shortcode}


def metadata(
    amount: int, receipt: str, phone: str, at_ms: int, *, balance_item: bool = True, masked: bool = False
) -> dict[str, object]:
    """`CallbackMetadata` of a paid push. `amount` whole shillings, written with two decimals [O]."""
    items: list[dict[str, object]] = [
        {"Name": "Amount", "Value": msgspec.Raw(f"{amount}.00".encode())},
        {"Name": "MpesaReceiptNumber", "Value": receipt},
    ]
    if balance_item:
        items.append({"Name": "Balance"})  # [O] without Value
    number: object = f"{phone[:5]}****{phone[-3:]}" if masked else int(phone)
    items += [
        {"Name": "TransactionDate", "Value": int(nairobi_stamp(at_ms))},
        {"Name": "PhoneNumber", "Value": number},
    ]
    return {"Item": items}


def body(
    merchant_request_id: str,
    checkout_request_id: str,
    result: Result,
    result_desc: str,
    paid: dict[str, object] | None,
) -> bytes:
    callback: dict[str, object] = {
        "MerchantRequestID": merchant_request_id,
        "CheckoutRequestID": checkout_request_id,
        "ResultCode": result.wire_code,
        "ResultDesc": result_desc,
    }
    if paid is not None:
        callback["CallbackMetadata"] = paid
    return msgspec.json.encode({"Body": {"stkCallback": callback}})
