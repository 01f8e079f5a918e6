"""The one catalogue of things that can go wrong, by stable code.

On the wire an error is RFC 9457 ``application/problem+json`` with ``code`` from here. Nobody matches on text. ``ref``
is short enough to read over the phone and is the same on screen, in logs, in the support view and in the docs. The
console owns the words (what happened, why, what to do now) in both languages.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem. ``status`` is the HTTP status it travels under (0: never leaves the console)."""

    code: str
    ref: str
    status: int
    title: str


_KINDS: Final = (
    # The request itself
    ProblemKind("bad_request", "R01", 400, "The request is not well formed"),
    ProblemKind("not_found", "R02", 404, "There is nothing here"),
    ProblemKind("method_not_allowed", "R03", 405, "That can't be done here"),
    ProblemKind("body_too_large", "R04", 413, "The request is too large"),
    ProblemKind("unsupported_media", "R05", 415, "The request must be JSON"),
    ProblemKind("idempotency_mismatch", "R06", 409, "This key was used for another request"),
    ProblemKind("idempotency_missing", "R07", 400, "An Idempotency-Key is needed"),
    ProblemKind("internal", "R08", 500, "Something failed on our side"),
    ProblemKind("unavailable", "R09", 503, "The service can't answer now"),
    ProblemKind("cursor_expired", "R10", 410, "Load everything afresh"),
    ProblemKind("upgrade_required", "R11", 426, "This version of the console is too old"),
    ProblemKind("maintenance", "R12", 503, "The service is being worked on"),
    ProblemKind("too_busy", "R13", 503, "The service is busy"),
    ProblemKind("conflict", "R14", 409, "Someone else changed this first"),
    ProblemKind("rated_already", "R15", 409, "You have answered this month already"),
    # Who may
    ProblemKind("signed_out", "A01", 401, "Sign in first"),
    ProblemKind("token_expired", "A02", 401, "The access token has expired"),
    ProblemKind("device_revoked", "A03", 401, "This PC was disconnected"),
    ProblemKind("not_allowed", "A04", 403, "This role may not do that"),
    ProblemKind("pin_wrong", "A05", 403, "That PIN is not right"),
    ProblemKind("pin_locked", "A06", 423, "Too many wrong PINs"),
    ProblemKind("pin_weak", "A07", 422, "That PIN is too easy to guess"),
    ProblemKind("pairing_code_wrong", "A08", 404, "That code is not right"),
    ProblemKind("pairing_code_expired", "A09", 410, "That code has expired"),
    ProblemKind("pairing_code_used", "A10", 410, "That code was used already"),
    ProblemKind("pairing_code_locked", "A11", 423, "Too many tries with this code"),
    ProblemKind("too_many_tries", "A12", 429, "Too many tries; wait a little"),
    ProblemKind("person_exists", "A13", 409, "The owner is set already"),
    ProblemKind("name_invalid", "A14", 422, "That name can't be used"),
    ProblemKind("support_code_wrong", "A15", 404, "No open set-up has this code"),
    # Set-up
    ProblemKind("shortcode_invalid", "S01", 422, "A PayBill has 5 to 7 digits"),
    ProblemKind("till_not_supported", "S02", 422, "This is a Till; a PayBill is needed"),
    ProblemKind("seal_invalid", "S03", 422, "The sealed keys could not be opened"),
    ProblemKind("seal_nonce_invalid", "S04", 409, "Seal the keys again"),
    ProblemKind("credentials_invalid", "S05", 422, "These keys can't be right"),
    ProblemKind("sandbox_not_allowed", "S06", 422, "Only test bars may use the sandbox"),
    ProblemKind("keys_rejected", "S07", 422, "Safaricom refused the key and secret"),
    ProblemKind("keys_other_environment", "S08", 422, "These keys belong to the other environment"),
    ProblemKind("passkey_rejected", "S09", 422, "Safaricom refused the passkey"),
    ProblemKind("shortcode_unknown", "S10", 422, "Safaricom does not know this PayBill for these keys"),
    ProblemKind("product_missing", "S11", 422, "The Daraja app lacks Lipa na M-Pesa"),
    ProblemKind("no_candidate", "S12", 409, "Enter the Daraja keys first"),
    ProblemKind("test_not_passed", "S13", 409, "Pay the KES 1 test first"),
    ProblemKind("not_confirmed", "S14", 422, "The owner must see the KES 1 on the PayBill"),
    ProblemKind("lookup_budget", "S15", 429, "Too many name look-ups; wait a little"),
    ProblemKind("mpesa_not_ready", "S16", 409, "M-Pesa is not set up for this bar"),
    ProblemKind("keys_unreadable", "S17", 500, "Failed to decrypt M-Pesa credentials"),
    # Payments
    ProblemKind("amount_invalid", "P01", 422, "The amount must be 1 to 250,000 whole shillings"),
    ProblemKind("phone_invalid", "P02", 422, "That is not a Kenyan mobile number"),
    ProblemKind("tab_closed", "P03", 409, "This tab is closed"),
    ProblemKind("amount_over_balance", "P04", 422, "The amount is more than the tab owes"),
    ProblemKind("limit_bar", "P05", 429, "Ten requests in five minutes is the most"),
    ProblemKind("limit_phone", "P06", 429, "Three requests to one phone in five minutes is the most"),
    ProblemKind("phone_busy", "P07", 409, "A prompt is already open on this phone"),
    ProblemKind("tab_busy", "P08", 409, "A request for this tab is already open"),
    ProblemKind("same_amount_too_soon", "P09", 429, "The same amount was just asked of this phone"),
    ProblemKind("paused", "P10", 503, "M-Pesa payments are paused"),
    ProblemKind("safaricom_refused", "P11", 422, "Safaricom refused the request"),
    ProblemKind("safaricom_unreachable", "P12", 503, "Safaricom can't be reached"),
    ProblemKind("not_reviewable", "P13", 409, "This payment is not waiting for a decision"),
    ProblemKind("reason_needed", "P14", 422, "Say why"),
    ProblemKind("balance_not_zero", "P15", 409, "The tab still owes money"),
    ProblemKind("payment_open", "P16", 409, "A payment on this tab is still being checked"),
    ProblemKind("receipt_used", "P17", 409, "This receipt is counted already"),
    ProblemKind("receipt_invalid", "P18", 422, "A receipt has ten letters and digits"),
    ProblemKind("already_voided", "P19", 409, "This was taken back already"),
    ProblemKind("not_voidable", "P20", 409, "This can't be taken back"),
    ProblemKind("nothing_to_transfer", "P21", 409, "The tab has no balance to move"),
    # Never leave the console
    ProblemKind("no_network", "C01", 0, "No connection to the service"),
    ProblemKind("timed_out", "C02", 0, "The service did not answer in time"),
    ProblemKind("bad_answer", "C03", 0, "The answer made no sense"),
    ProblemKind("captive_portal", "C04", 0, "This network wants you to sign in first"),
    ProblemKind("tls_failed", "C05", 0, "The connection is not private"),
    ProblemKind("clock_wrong", "C06", 0, "This PC's clock is wrong"),
    ProblemKind("identity_mismatch", "C07", 0, "This is not the Tabeza service"),
    ProblemKind("keyring_missing", "C08", 0, "This PC can't keep the sign-in"),
    ProblemKind("disk_failed", "C09", 0, "This PC could not write to its disk"),
    ProblemKind("file_in_use", "C20", 0, "The file is open in another program"),
    ProblemKind("file_not_written", "C21", 0, "The file could not be written there"),
    ProblemKind("disk_full", "C22", 0, "The disk is full"),
    ProblemKind("print_failed", "C23", 0, "The printer did not take it"),
    ProblemKind("proxy_sign_in", "C10", 0, "This network's proxy wants a sign-in"),
    ProblemKind("code_of_other_kind", "C11", 0, "This code is for another kind of PC"),
)

PROBLEMS: Final = MappingProxyType({kind.code: kind for kind in _KINDS})
"""Every problem kind by its code."""


def problem_kind(code: str) -> ProblemKind:
    """The kind for a code; unknown codes (a newer service) read as ``internal``."""
    return PROBLEMS.get(code, PROBLEMS["internal"])
