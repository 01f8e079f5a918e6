"""The short sentences of the set-up pages that depend on data: why Continue is off, what a pasted key looks like."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from tabeza_protocol.credentials import Finding

REASONS: Final = MappingProxyType(
    {
        "tick_all": ("Tick all four first", "Weka alama zote nne kwanza"),
        "shortcode_empty": ("Type the PayBill number", "Andika namba ya PayBill"),
        "shortcode_not_digits": ("Digits only, 5 to 7 of them", "Tarakimu pekee, 5 hadi 7"),
        "shortcode_too_short": (
            "Too short: a PayBill has 5 to 7 digits",
            "Fupi mno: PayBill ina tarakimu 5 hadi 7",
        ),
        "shortcode_too_long": (
            "Too long: a PayBill has 5 to 7 digits",
            "Ndefu mno: PayBill ina tarakimu 5 hadi 7",
        ),
        "choose_kind": (
            "Say what customers use: PayBill or Till",
            "Sema wateja wanatumia nini: PayBill au Till",
        ),
        "till_blocked": ("Tabeza needs a PayBill, not a Till", "Tabeza inahitaji PayBill, si Till"),
        "confirm_name": ("Check the name and confirm it", "Kagua jina, kisha lithibitishe"),
        "keys_missing": ("Paste all three keys", "Bandika funguo zote tatu"),
        "keys_blocked": ("One key can't be right", "Ufunguo mmoja hauwezi kuwa sahihi"),
        "not_sent": ("Send the keys first", "Tuma funguo kwanza"),
        "phone_missing": ("Type your own M\u2011Pesa phone", "Andika simu yako ya M\u2011Pesa"),
        "test_not_passed": ("Pay the KES 1 first", "Lipa KES 1 kwanza"),
        "not_seen": ("Look for the KES 1 on your PayBill", "Tafuta KES 1 kwenye PayBill yako"),
        "word_missing": ("Type the word LIVE", "Andika neno LIVE"),
        "busy": ("One moment", "Subiri kidogo"),
    }
)
_FINDINGS: Final = MappingProxyType(
    {
        "empty": ("Nothing pasted yet", "Hakuna kilichobandikwa"),
        "masked_dots": (
            "These are dots, not the key. Show it first, then copy",
            "Hizi ni nukta, si ufunguo. Uonyeshe kwanza, kisha nakili",
        ),
        "inner_space": ("There is a space inside. Copy it again", "Kuna nafasi katikati. Nakili tena"),
        "not_plain_text": (
            "It has signs a key never has. Copy it again",
            "Ina alama zisizo za ufunguo. Nakili tena",
        ),
        "too_long": ("Far too long for a key", "Ndefu mno kuwa ufunguo"),
        "sandbox_passkey_in_production": (
            "This is Safaricom's public test passkey. Use your own",
            "Hii ni passkey ya majaribio ya Safaricom. Tumia yako",
        ),
        "initiator_password": (
            "This is an initiator credential, not the passkey",
            "Hii ni ya initiator, si passkey",
        ),
        "same_as_key": (
            "The same as the consumer key. Copy the secret",
            "Ni sawa na consumer key. Nakili secret",
        ),
        "unusual_length": (
            "{length} characters, usually {usual}. Paste it again",
            "Herufi {length}, kwa kawaida {usual}. Bandika tena",
        ),
        "looks_right": ("{length} characters, looks right", "Herufi {length}, inaonekana sawa"),
    }
)


def reason_words(key: str, lang: str) -> str:
    """Why Continue is off."""
    both = REASONS.get(key, REASONS["busy"])
    return both[1] if lang == "sw" else both[0]


def finding_words(finding: Finding, lang: str) -> str:
    """What the shape of a pasted key says; lengths only, never a character of it."""
    both = _FINDINGS[finding.key]
    return (both[1] if lang == "sw" else both[0]).format(length=finding.length, usual=finding.usual_length)
