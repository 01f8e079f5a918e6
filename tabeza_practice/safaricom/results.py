"""Every result code the simulator can end a push with, as DARAJA's callback and query write it.

`ResultDesc` is no contract: one payment's callback and query worded it differently [O]. The first wording is the
callback's, the second the query's. Codes are integers in callbacks, but text for SFC_IC0003 and E3008 [C];
queries write all of them as text [O].
"""

from __future__ import annotations

from dataclasses import dataclass

PAID = "0"


@dataclass(frozen=True)
class Result:
    code: str
    desc: str
    query_desc: str
    evidence: str

    @property
    def wire_code(self) -> int | str:
        """As a callback writes it."""
        return int(self.code) if self.code.isdigit() else self.code


_LOCKED = "Unable to lock subscriber, a transaction is already in process for the current subscriber"

RESULTS: dict[str, Result] = {
    code: Result(code, desc, query_desc or desc, evidence)
    for code, desc, query_desc, evidence in (
        ("0", "The service request is processed successfully.", "", "[O]"),
        ("1", "The balance is insufficient for the transaction", "", "[C]"),
        ("2", "Declined due to limit rule: less than the minimum transaction amount.", "", "[D]"),
        ("3", "Declined due to limit rule: greater than the maximum transaction amount.", "", "[D]"),
        ("4", "Declined due to limit rule: would exceed daily transfer limit", "", "[D]"),
        ("8", "Declined due to limit rule: would exceed the maximum balance.", "", "[D]"),
        ("11", "The DebitParty is in an invalid state.", "", "[D]"),
        ("17", "Rule limited.", "", "[C]"),
        ("26", "System busy. The service request is rejected.", "", "[D]"),
        ("1001", _LOCKED, "", "[D]"),
        ("1019", "Transaction has expired", "", "[C]"),
        ("1025", "An error occurred while sending a push request.", "", "[D]"),
        ("1031", "Request cancelled by user", "", "[C] 2021"),
        ("1032", "Request cancelled by user", "Request Cancelled by user.", "[O]"),
        ("1036", "[STK_CB - ]SMSC ACK timeout.", "SMSC ACK timeout.", "[C]"),
        ("1037", "No response from user.", "DS timeout user cannot be reached.", "[O]"),
        ("2001", "The initiator information is invalid.", "", "[C]"),
        ("2002", "Failed. The Agent number and Store number entered do not match", "", "[O]"),
        ("2006", "Declined due to account rule: the account status does not allow it.", "", "[D]"),
        ("2028", "The request is not permitted according to product assignment.", "", "[D]"),
        ("2029", "Failed due to an unresolved reason type.", "", "[I]"),
        ("8006", "The security credential is locked.", "", "[D]"),
        ("9999", "An error occurred while sending a push request", "", "[D]"),
        ("SFC_IC0003", "The operator does not exist.", "", "[C]"),
        ("E3008", "Error, the user has a bad debt contract.", "", "[O] sandbox"),
    )
}
