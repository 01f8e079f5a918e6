"""The words of the hand-over document, in English and Kiswahili: what an owner needs when nobody is on the phone."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Language = Literal["en", "sw"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language. Lists are shown as numbered steps or as rows of (what you see, why, what to do)."""

    title: str
    intro: str
    yours: str
    labels: tuple[str, str, str, str, str, str]
    """Bar, PayBill, its registered name, payments since, the console's service, identity words."""
    not_yet: str
    practice: str
    before: str
    before_items: tuple[str, ...]
    setup: str
    setup_steps: tuple[str, ...]
    evening: str
    evening_steps: tuple[str, ...]
    trouble: str
    trouble_head: tuple[str, str, str]
    trouble_rows: tuple[tuple[str, str, str], ...]
    outcomes: str
    outcome_head: tuple[str, str, str]
    customers: str
    customers_text: tuple[str, ...]
    contact: str
    contact_text: str
    made: str


_EN = Words(
    title="M-Pesa at {bar}",
    intro="Keep this with the bar's papers. It holds no PIN, key or password; nobody from Tabeza will ask for one.",
    yours="Your set-up",
    labels=(
        "Bar",
        "PayBill",
        "Registered name",
        "Taking payments since",
        "Service",
        "The service's six words",
    ),
    not_yet="not yet",
    practice="This is a test bar: its payments are not real money.",
    before="Before you begin",
    before_items=(
        "A PayBill of the bar's own. A Till (Buy Goods) number will not do.",
        "Lipa na M-Pesa Online allowed on that PayBill.",
        "A Daraja account (developer.safaricom.co.ke) whose app has gone live for the PayBill.",
        "From Daraja: consumer key and consumer secret. By email from Safaricom: the passkey.",
        "Your own phone with a Safaricom line, and one shilling on it.",
    ),
    setup="Setting up, step by step",
    setup_steps=(
        (
            "Install Tabeza Desktop on the counter PC. Type the pairing code that Tabeza reads to you, and compare the "
            "six words above with those on the screen."
        ),
        "Choose your name and your PIN. Only you know the PIN.",
        "Type the PayBill number and check the name that Safaricom gives for it.",
        (
            "Paste consumer key, consumer secret and passkey. They are sealed on the PC; then nobody can read them, "
            "and neither can we."
        ),
        "Ask for KES 1 on your own phone and enter your M-Pesa PIN there.",
        "Look on the PayBill itself (org.ke.m-pesa.com, or the message) that the shilling came to you. Then type LIVE.",
    ),
    evening="Each evening",
    evening_steps=(
        "Choose the tab, press F2 and Enter. The customer gets a request on their phone and enters their PIN.",
        "The row turns green by itself when the money is there. Until then it says Checking: do not ask again.",
        "If a customer shows an M-Pesa message, press F3 and type its code: the screen says whether it is ours.",
        "If a customer paid the PayBill by hand, record it on the tab. The statement confirms it later.",
    ),
    trouble="When something goes wrong",
    trouble_head=("What you see", "Why", "What to do"),
    trouble_rows=(
        (
            "The M-Pesa keys can't be opened",
            "Something changed at the service.",
            "Call Tabeza. Take cash meanwhile.",
        ),
        (
            "The number is not a PayBill",
            "It is a Till, or has a digit too few.",
            "Ask Safaricom for a PayBill, or type the number again.",
        ),
        (
            "Cancelled (1032)",
            "The customer closed the request.",
            "Nothing is wrong. Ask again if they want to pay.",
        ),
        (
            "Checking, for more than two minutes",
            "M-Pesa's answer is late or was lost.",
            "Do not ask again. Tabeza asks M-Pesa by itself, and after a day asks you to decide with the statement.",
        ),
        (
            "Too many requests",
            "Ten requests in five minutes is the limit.",
            "Wait as long as the screen says. If it happens often, call Tabeza.",
        ),
    ),
    outcomes="What M-Pesa answers most",
    outcome_head=("Answer", "What happened", "What to do"),
    customers="Your customers' phone numbers",
    customers_text=(
        (
            "They are shown masked, and go by themselves after {phone_days} days; what M-Pesa sent goes after "
            "{callback_days} days."
        ),
        (
            "A customer may ask you what you keep about them, or to erase it. Send the number to the contact below: "
            "Tabeza does it for you. Amounts and receipts stay, because the law wants the books kept for five years."
        ),
    ),
    contact="Whom to call",
    contact_text="{support}. Say the reference on the screen, such as R02. Never say a PIN or a key.",
    made="Made on {day} by the central service, version {version}.",
)

_SW = Words(
    title="M-Pesa katika {bar}",
    intro="Weka karatasi hii na karatasi za baa. Haina PIN, funguo wala nywila; hakuna mtu wa Tabeza atakayeiomba.",
    yours="Mipangilio yako",
    labels=(
        "Baa",
        "PayBill",
        "Jina lililosajiliwa",
        "Inapokea malipo tangu",
        "Huduma",
        "Maneno sita ya huduma",
    ),
    not_yet="bado",
    practice="Hii ni baa ya majaribio: malipo yake si pesa halisi.",
    before="Kabla ya kuanza",
    before_items=(
        "PayBill ya baa yenyewe. Namba ya Till (Buy Goods) haifai.",
        "Lipa na M-Pesa Online iruhusiwe kwenye PayBill hiyo.",
        "Akaunti ya Daraja (developer.safaricom.co.ke) ambayo programu yake imeanza kazi kwa PayBill hiyo.",
        "Kutoka Daraja: consumer key na consumer secret. Kwa barua pepe kutoka Safaricom: passkey.",
        "Simu yako yenye laini ya Safaricom, na shilingi moja ndani yake.",
    ),
    setup="Kuweka, hatua kwa hatua",
    setup_steps=(
        (
            "Weka Tabeza Desktop kwenye kompyuta ya kaunta. Andika namba ya kuunganisha unayosomewa na Tabeza, na "
            "linganisha maneno sita ya hapo juu na yaliyo kwenye skrini."
        ),
        "Chagua jina lako na PIN yako. Wewe tu ndiye unayeijua PIN.",
        "Andika namba ya PayBill na ukague jina ambalo Safaricom inatoa.",
        (
            "Bandika consumer key, consumer secret na passkey. Zinafungwa kwenye kompyuta; kisha hakuna anayeweza "
            "kuzisoma, hata sisi."
        ),
        "Omba KES 1 kwenye simu yako na uweke PIN yako ya M-Pesa hapo.",
        "Angalia kwenye PayBill yenyewe (org.ke.m-pesa.com, au ujumbe) kwamba shilingi imekufikia. Kisha andika LIVE.",
    ),
    evening="Kila jioni",
    evening_steps=(
        "Chagua bili, bonyeza F2 na Enter. Mteja anapata ombi kwenye simu yake na kuweka PIN yake.",
        "Mstari unageuka kijani wenyewe pesa zikifika. Kabla ya hapo unasema Tunathibitisha: usiombe tena.",
        "Mteja akionyesha ujumbe wa M-Pesa, bonyeza F3 na uandike namba yake: skrini inasema kama ni yetu.",
        "Mteja akilipa PayBill mwenyewe, iandike kwenye bili. Taarifa ya M-Pesa itaithibitisha baadaye.",
    ),
    trouble="Mambo yakienda vibaya",
    trouble_head=("Unachokiona", "Kwa nini", "La kufanya"),
    trouble_rows=(
        (
            "Funguo za M-Pesa hazifunguki",
            "Kuna kilichobadilika kwenye huduma.",
            "Pigia Tabeza. Pokea pesa taslimu kwa sasa.",
        ),
        (
            "Namba si PayBill",
            "Ni Till, au tarakimu imepungua.",
            "Omba PayBill kwa Safaricom, au andika namba tena.",
        ),
        ("Imeghairiwa (1032)", "Mteja amefunga ombi.", "Hakuna tatizo. Omba tena akitaka kulipa."),
        (
            "Tunathibitisha, zaidi ya dakika mbili",
            "Jibu la M-Pesa limechelewa au limepotea.",
            "Usiombe tena. Tabeza inaendelea kuuliza M-Pesa yenyewe. Baada ya siku moja itakuomba uamue kwa taarifa.",
        ),
        (
            "Maombi mengi mno",
            "Kikomo ni maombi kumi kwa dakika tano.",
            "Subiri kwa muda unaoonyeshwa. Ikitokea mara nyingi, pigia Tabeza.",
        ),
    ),
    outcomes="Majibu ya M-Pesa yanayotokea zaidi",
    outcome_head=("Jibu", "Kilichotokea", "La kufanya"),
    customers="Namba za simu za wateja wako",
    customers_text=(
        (
            "Zinaonyeshwa zikiwa zimefichwa, na zinafutika zenyewe baada ya siku {phone_days}; yaliyotumwa na M-Pesa "
            "yanafutika baada ya siku {callback_days}."
        ),
        (
            "Mteja anaweza kuuliza unahifadhi nini kumhusu, au kuomba kifutwe. Tuma namba yake kwa mawasiliano ya hapa "
            "chini: Tabeza itakufanyia. Kiasi na risiti zinabaki, kwa sababu sheria inataka vitabu vya miaka mitano."
        ),
    ),
    contact="Wa kumpigia",
    contact_text="{support}. Taja namba iliyo kwenye skrini, kama R02. Usitaje PIN wala funguo kamwe.",
    made="Imetengenezwa tarehe {day} na huduma kuu, toleo {version}.",
)

TEXTS: Final = MappingProxyType[Language, Words]({"en": _EN, "sw": _SW})
COMMON_CODES: Final = ("0", "1032", "1037", "1", "2001", "4999")
"""What a PayBill in use answers nearly always; the words are those of the console."""
