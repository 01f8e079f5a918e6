"""What a support person says, in both languages: per step, and first of all per problem.

Each line is one breath, said to somebody at a busy counter who looks at the screen while listening. No line asks for
a key, a passkey or a PIN. The tips are what may be put on the owner's own screen: short, by key, in their language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from tabeza_desktop.core.problems import text_for
from tabeza_protocol.outcomes import outcome_for
from tabeza_protocol.wire.support import LastProblem, SupportView


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say. ``<b>`` marks what the owner sees on the screen."""

    en: str
    sw: str

    def text(self, lang: str) -> str:
        return self.sw if lang == "sw" else self.en


def _lines(*pairs: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(en, sw) for en, sw in pairs)


STEPS: Final[Mapping[str, tuple[Line, ...]]] = MappingProxyType(
    {
        "checklist": _lines(
            (
                "Karibu. I am with you and I can see which step you are on. I can’t see your keys or your PIN.",
                "Karibu. Niko nawe na ninaona uko hatua gani. Sioni funguo zako wala PIN yako.",
            ),
            (
                "Please read the four lines and tick each one you have. Press <b>How?</b> if one is not clear.",
                "Tafadhali soma mistari minne na uweke alama kwa kila uliyo nacho. Bonyeza <b>Vipi?</b> kama hauelewi.",
            ),
            (
                "When all four are ticked, press <b>Continue</b>.",
                "Zote nne zikiwa na alama, bonyeza <b>Endelea</b>.",
            ),
        ),
        "paybill": _lines(
            (
                "Do customers type a business number <b>and</b> an account? Then it is a <b>PayBill</b>.",
                "Je, wateja huandika namba ya biashara <b>na</b> akaunti? Basi ni <b>PayBill</b>.",
            ),
            (
                "Type the PayBill number as it stands on your poster. Slowly, digit by digit.",
                "Andika namba ya PayBill kama ilivyo kwenye bango lako. Polepole, tarakimu moja moja.",
            ),
            (
                "Read me the name on the screen. Is every word the name of your business? Then tick it.",
                "Nisomee jina lililo kwenye skrini. Je, kila neno ni jina la biashara yako? Basi weka alama.",
            ),
        ),
        "credentials": _lines(
            (
                "Please sign in to the Daraja portal with the owner’s email and open <b>My apps</b>.",
                "Tafadhali ingia Daraja kwa barua pepe ya mwenye baa, kisha fungua <b>My apps</b>.",
            ),
            (
                "Press the copy button next to the <b>Consumer key</b>. Then <b>Paste</b> here. Don’t read it to me.",
                "Bonyeza kitufe cha kunakili kando ya <b>Consumer key</b>. Kisha <b>Bandika</b> hapa. Usinisomee.",
            ),
            (
                "Now the same for the <b>Consumer secret</b>, from the same app.",
                "Sasa fanya hivyo kwa <b>Consumer secret</b>, kutoka programu ileile.",
            ),
            (
                "Please open the go-live email from Safaricom. Copy the <b>passkey</b> and press <b>Paste</b>.",
                "Tafadhali fungua barua pepe ya go-live kutoka Safaricom. Nakili <b>passkey</b>, kisha <b>Bandika</b>.",
            ),
        ),
        "send": _lines(
            (
                "Press <b>Send</b>. Your keys are locked on your PC first; nobody on the way can open them.",
                "Bonyeza <b>Tuma</b>. Funguo zako zinafungwa kwanza kwenye kompyuta yako; hazifunguliki njiani.",
            ),
            (
                "Please wait for three green ticks. It takes a few seconds.",
                "Tafadhali subiri alama tatu za kijani. Inachukua sekunde chache.",
            ),
        ),
        "test": _lines(
            (
                "Now we pay one shilling to prove the PayBill. Type your own M‑Pesa number and press <b>Enter</b>.",
                "Sasa tunalipa shilingi moja kuthibitisha PayBill. Andika namba yako ya M‑Pesa, kisha <b>Enter</b>.",
            ),
            (
                "Look at your phone. Enter your M‑Pesa PIN on the phone only. Never tell it to anybody, me included.",
                "Angalia simu yako. Weka PIN ya M‑Pesa kwenye simu pekee. Usimwambie mtu yeyote, hata mimi.",
            ),
            (
                "Wait for the SMS and watch the screen. It turns green by itself.",
                "Subiri SMS na uangalie skrini. Itageuka kijani yenyewe.",
            ),
        ),
        "go_live": _lines(
            (
                "Open your PayBill statement or the SMS. Do you see the KES 1? Then tick the box.",
                "Fungua taarifa ya PayBill au SMS. Unaiona KES 1? Basi weka alama.",
            ),
            (
                "Type the word <b>LIVE</b> in capitals. From then on customers pay for real.",
                "Andika neno <b>LIVE</b> kwa herufi kubwa. Kuanzia hapo wateja wanalipa pesa halisi.",
            ),
            (
                "Well done. You can press <b>Stop sharing</b> now; I will see nothing more.",
                "Hongera. Sasa bonyeza <b>Acha kushiriki</b>; sitaona kitu tena.",
            ),
        ),
    }
)

PROBLEMS: Final[Mapping[str, tuple[Line, ...]]] = MappingProxyType(
    {
        "till_not_supported": _lines(
            (
                "That number is a Till. Tabeza needs a <b>PayBill</b>. Do you have one for this business?",
                "Namba hiyo ni Till. Tabeza inahitaji <b>PayBill</b>. Je, unayo ya biashara hii?",
            ),
            (
                "If not, Safaricom gives you one. I will send you what to ask for. Nothing you did is lost.",
                "Kama hauna, Safaricom watakupa. Nitakutumia cha kuomba. Hakuna ulichofanya kinachopotea.",
            ),
        ),
        "keys_rejected": _lines(
            (
                "Safaricom did not take the key and secret. Are both from the <b>same app</b>, the go-live one?",
                "Safaricom hawakukubali key na secret. Je, zote ni za <b>programu ileile</b>, na ni ile ya go-live?",
            ),
            (
                "Please go back one step, and copy <b>both</b> again with the copy buttons.",
                "Tafadhali rudi hatua moja, kisha nakili <b>zote mbili</b> tena kwa vitufe vya kunakili.",
            ),
        ),
        "keys_other_environment": _lines(
            (
                "These look like sandbox keys. Open the app approved for <b>go-live</b> and copy from there.",
                "Hizi zinaonekana za sandbox. Fungua programu iliyoidhinishwa kwa <b>go-live</b>, unakili kutoka hapo.",
            ),
        ),
        "passkey_rejected": _lines(
            (
                "The passkey is not the one of this PayBill. It is in the go-live email from Safaricom.",
                "Passkey si ya PayBill hii. Iko kwenye barua pepe ya go-live kutoka Safaricom.",
            ),
            (
                "Please copy it again, all of it, and press <b>Paste</b> in the Passkey box.",
                "Tafadhali inakili tena, yote, kisha bonyeza <b>Bandika</b> kwenye kisanduku cha Passkey.",
            ),
        ),
        "shortcode_unknown": _lines(
            (
                "Safaricom does not know this PayBill for these keys. Which PayBill is on the go-live email?",
                "Safaricom hawaijui PayBill hii kwa funguo hizi. Barua pepe ya go-live inataja PayBill gani?",
            ),
        ),
        "product_missing": _lines(
            (
                "Open the app on the Daraja portal. It needs <b>Lipa na M‑Pesa Online</b> among its products.",
                "Fungua programu kwenye Daraja. Inahitaji <b>Lipa na M‑Pesa Online</b> kati ya huduma zake.",
            ),
        ),
        "unusual_length": _lines(
            (
                (
                    "Please open the go-live email from Safaricom. Use the copy button next to the {field}. "
                    "Then press <b>Paste</b> in the {field} box until it says <b>looks right</b>."
                ),
                (
                    "Tafadhali fungua barua pepe ya go-live kutoka Safaricom. Tumia kitufe cha kunakili kando ya "
                    "{field}. Kisha bonyeza <b>Bandika</b> kwenye kisanduku cha {field} hadi kiseme "
                    "<b>inaonekana sawa</b>."
                ),
            ),
        ),
        "masked_dots": _lines(
            (
                "You copied dots, not the {field}. Press the eye on the portal first, then copy.",
                "Umenakili nukta, si {field}. Bonyeza jicho kwenye Daraja kwanza, kisha nakili.",
            ),
        ),
        "inner_space": _lines(
            (
                "There is a space inside the {field}. Use the copy button instead of marking it by hand.",
                "Kuna nafasi ndani ya {field}. Tumia kitufe cha kunakili badala ya kuweka alama kwa mkono.",
            ),
        ),
        "same_as_key": _lines(
            (
                "The secret is the same as the key. Copy the one below it, named <b>Consumer secret</b>.",
                "Secret ni sawa na key. Nakili ile ya chini, iitwayo <b>Consumer secret</b>.",
            ),
        ),
        "sandbox_passkey_in_production": _lines(
            (
                "That is Safaricom’s public test passkey. Yours is in the go-live email.",
                "Hiyo ni passkey ya majaribio ya Safaricom. Yako iko kwenye barua pepe ya go-live.",
            ),
        ),
        "initiator_password": _lines(
            (
                "That is an initiator password. The <b>passkey</b> is another line of the go-live email.",
                "Hiyo ni nywila ya initiator. <b>Passkey</b> ni mstari mwingine wa barua pepe ya go-live.",
            ),
        ),
    }
)

RESULTS: Final[Mapping[str, tuple[Line, ...]]] = MappingProxyType(
    {
        "1032": _lines(
            (
                "It was cancelled on the phone. Nothing was charged. Press <b>F5</b> and enter the PIN this time.",
                "Ombi lilighairiwa kwenye simu. Hakuna pesa iliyokatwa. Bonyeza <b>F5</b>, sasa weka PIN.",
            ),
        ),
        "1037": _lines(
            (
                "The phone did not answer. Is it on, and does it have network? Then ask again.",
                "Simu haikujibu. Je, imewashwa na ina mtandao? Basi omba tena.",
            ),
        ),
        "1": _lines(
            (
                "There is not enough on that M‑Pesa. One shilling is enough. Then ask again.",
                "Salio la M‑Pesa halitoshi. Shilingi moja inatosha. Kisha omba tena.",
            ),
        ),
        "2001": _lines(
            (
                "The PIN was wrong. Ask again and enter it slowly, on the phone only.",
                "PIN haikuwa sahihi. Omba tena na uiweke polepole, kwenye simu pekee.",
            ),
        ),
    }
)

TIPS: Final[Mapping[str, Line]] = MappingProxyType(
    {
        "take_your_time": Line(
            "Take your time. What you did is saved.", "Usiharakishe. Uliyofanya yamehifadhiwa."
        ),
        "use_paybill": Line("You need a PayBill here, not a Till.", "Unahitaji PayBill hapa, si Till."),
        "check_name": Line(
            "Read every word of the registered name.", "Soma kila neno la jina lililosajiliwa."
        ),
        "open_portal": Line(
            "Open the Daraja portal and sign in as the owner.", "Fungua Daraja, uingie kama mwenye baa."
        ),
        "golive_email": Line(
            "Look in the go-live email from Safaricom.", "Angalia barua pepe ya go-live kutoka Safaricom."
        ),
        "copy_button": Line(
            "Use the copy button. Don’t type keys by hand.", "Tumia kitufe cha kunakili. Usiandike kwa mkono."
        ),
        "paste_again": Line("Copy it once more and press Paste.", "Nakili tena, kisha bonyeza Bandika."),
        "right_app": Line(
            "Take key and secret from the same go-live app.",
            "Chukua key na secret kutoka programu ileile ya go-live.",
        ),
        "add_product": Line(
            "Add Lipa na M‑Pesa Online to the app on Daraja.",
            "Ongeza Lipa na M‑Pesa Online kwenye programu ya Daraja.",
        ),
        "look_at_phone": Line("Look at your phone now.", "Angalia simu yako sasa."),
        "enter_pin": Line(
            "Enter your M‑Pesa PIN on the phone only.", "Weka PIN ya M‑Pesa kwenye simu pekee."
        ),
        "check_statement": Line(
            "Look for the KES 1 in your PayBill’s SMS or statement.",
            "Tafuta KES 1 kwenye SMS au taarifa ya PayBill yako.",
        ),
        "type_live": Line("Type the word LIVE in capitals.", "Andika neno LIVE kwa herufi kubwa."),
        "call_safaricom": Line(
            "Call Safaricom business care: they must change this.",
            "Pigia Safaricom biashara: wao ndio wabadilishe hili.",
        ),
    }
)

TIPS_OF_STEP: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "checklist": ("take_your_time", "use_paybill", "call_safaricom"),
        "paybill": ("use_paybill", "check_name", "call_safaricom"),
        "credentials": ("copy_button", "golive_email", "paste_again", "right_app", "open_portal"),
        "send": ("right_app", "add_product", "golive_email", "call_safaricom"),
        "test": ("look_at_phone", "enter_pin", "check_statement", "take_your_time"),
        "go_live": ("check_statement", "type_live"),
    }
)
"""Which tips are offered on each step, the likeliest first."""

FIELDS: Final[Mapping[str, Line]] = MappingProxyType(
    {
        "checklist": Line("The four lines", "Mistari minne"),
        "shortcode": Line("PayBill number", "Namba ya PayBill"),
        "kind": Line("PayBill or Till", "PayBill au Till"),
        "name": Line("Registered name", "Jina lililosajiliwa"),
        "environment": Line("Environment", "Mazingira"),
        "consumer_key": Line("Consumer key", "Consumer key"),
        "consumer_secret": Line("Consumer secret", "Consumer secret"),
        "passkey": Line("Passkey", "Passkey"),
        "send": Line("Send", "Tuma"),
        "phone": Line("M‑Pesa phone", "Simu ya M‑Pesa"),
        "seen_on_paybill": Line("KES 1 on the PayBill", "KES 1 kwenye PayBill"),
        "live_word": Line("The word LIVE", "Neno LIVE"),
    }
)
"""What each field that can be pointed at is called."""


def field_name(field: str, lang: str) -> str:
    return FIELDS[field].text(lang) if field in FIELDS else field


def lines_for(view: SupportView, lang: str) -> tuple[str, ...]:
    """What to say now: about the last problem first, then the step's own lines."""
    problem = view.bar.last_problem
    first = _about(problem, lang) if problem is not None else ()
    return (*first, *(line.text(lang) for line in STEPS.get(view.bar.step, ())))


def _about(problem: LastProblem, lang: str) -> tuple[str, ...]:
    if problem.kind == "result":
        known = RESULTS.get(problem.code)
        if known is not None:
            return tuple(line.text(lang) for line in known)
        outcome = outcome_for(problem.code)
        if outcome is None:
            return ()
        wording = outcome.sw if lang == "sw" else outcome.en
        return (f"{wording.happened} {wording.do}",)
    field = field_name(problem.field, lang) if problem.field is not None else ""
    known = PROBLEMS.get(problem.code)
    if known is not None:
        return tuple(line.text(lang).replace("{field}", field) for line in known)
    if problem.kind == "problem":
        words = text_for(problem.code, lang)
        return (f"{words.happened} {words.do}",)
    return ()
