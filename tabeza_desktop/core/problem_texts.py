"""The words of every problem, in English and Kiswahili: what happened, why, and what to do now.

Written for bar staff: short, calm, no blame. Where money could be in doubt the words say whether any moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class ProblemText:
    """One language. ``why`` may be empty where there is nothing honest to add."""

    happened: str
    why: str
    do: str


_Words = tuple[str, str, str]


def _both(en: _Words, sw: _Words) -> tuple[ProblemText, ProblemText]:
    return ProblemText(*en), ProblemText(*sw)


_HELP_EN, _HELP_SW = "If it goes on, call support.", "Ikiendelea, pigia msaada simu."

_REQUEST: Final = {
    "bad_request": _both(
        ("That could not be read.", "Something in it has the wrong form.", "Check what was typed and try again."),
        ("Haikuweza kusomeka.", "Kuna kitu kisicho na umbo sahihi.", "Kagua ulichoandika, kisha jaribu tena.")),
    "not_found": _both(
        ("There is nothing here.", "It may have been closed on another PC.", "Go back and look at the list."),
        ("Hakuna kitu hapa.", "Huenda kimefungwa kwenye kompyuta nyingine.", "Rudi uangalie orodha.")),
    "method_not_allowed": _both(
        ("That can't be done here.", "This console and the service disagree.", f"Restart Tabeza. {_HELP_EN}"),
        ("Hilo haliwezekani hapa.", "Programu hii na huduma hazielewani.", f"Anzisha Tabeza upya. {_HELP_SW}")),
    "body_too_large": _both(
        ("That is too long to send.", "The service takes only short texts.", "Make it shorter and try again."),
        ("Hiyo ni ndefu mno kutuma.", "Huduma hupokea maandishi mafupi tu.", "Fupisha, kisha jaribu tena.")),
    "unsupported_media": _both(
        ("The service could not read that.", "This console and the service disagree.", _HELP_EN),
        ("Huduma haikuweza kusoma hilo.", "Programu hii na huduma hazielewani.", _HELP_SW)),
    "idempotency_mismatch": _both(
        ("This request was already made in another form.", "One request is sent only once, and never changed.",
         "Look at the tab: the first request stands. Ask anew if it still owes."),
        ("Ombi hili tayari lilitumwa kwa umbo lingine.", "Ombi moja hutumwa mara moja tu.",
         "Angalia bili: ombi la kwanza ndilo linalohesabika. Omba upya kama bado inadaiwa.")),
    "idempotency_missing": _both(
        ("The request was not sent.", "It had no number of its own.", _HELP_EN),
        ("Ombi halikutumwa.", "Halikuwa na namba yake.", _HELP_SW)),
    "internal": _both(
        ("Something failed at Tabeza.", "The fault is ours and has been recorded.",
         f"Look at the tab before you ask again. {_HELP_EN}"),
        ("Kuna hitilafu upande wa Tabeza.", "Kosa ni letu na limerekodiwa.",
         f"Angalia bili kabla ya kuomba tena. {_HELP_SW}")),
    "unavailable": _both(
        ("Tabeza can't answer just now.", "The service is starting or overloaded.", "Wait a moment and try again."),
        ("Tabeza haiwezi kujibu kwa sasa.", "Huduma inaanza au imelemewa.", "Subiri kidogo, kisha jaribu tena.")),
    "cursor_expired": _both(
        ("Loading everything afresh.", "This PC was away for long.", "Wait a moment."),
        ("Inapakia kila kitu upya.", "Kompyuta hii haikuwepo kwa muda.", "Subiri kidogo.")),
    "upgrade_required": _both(
        ("This Tabeza is too old.", "The service has moved on.", "Install the new version, then sign in again."),
        ("Tabeza hii ni ya zamani mno.", "Huduma imesonga mbele.", "Sakinisha toleo jipya, kisha ingia tena.")),
    "maintenance": _both(
        ("Tabeza is being worked on.", "Payments already asked for are still recorded.",
         "Take cash meanwhile. It comes back by itself."),
        ("Tabeza inafanyiwa matengenezo.", "Malipo yaliyoombwa bado yanarekodiwa.",
         "Pokea pesa taslimu kwa sasa. Itarudi yenyewe.")),
    "too_busy": _both(
        ("The service is busy.", "Many bars are asking at once.", "Wait a few seconds and try again."),
        ("Huduma ina shughuli nyingi.", "Baa nyingi zinaomba kwa pamoja.", "Subiri sekunde chache, jaribu tena.")),
    "conflict": _both(
        ("Someone else changed this first.", "Another PC was faster.", "Look at it as it is now, then decide."),
        ("Mtu mwingine amebadilisha kwanza.", "Kompyuta nyingine ilitangulia.", "Angalia ilivyo sasa, kisha amua.")),
}

_ACCESS: Final = {
    "signed_out": _both(
        ("You are signed out.", "The shift ended or this PC was restarted.", "Sign in with your PIN."),
        ("Umetoka.", "Zamu imeisha au kompyuta imeanzishwa upya.", "Ingia kwa PIN yako.")),
    "token_expired": _both(
        ("Your sign-in has ended.", "It lasts for one shift.", "Sign in with your PIN."),
        ("Muda wako wa kuingia umeisha.", "Hudumu kwa zamu moja.", "Ingia kwa PIN yako.")),
    "device_revoked": _both(
        ("This PC was disconnected.", "The owner or Tabeza removed it.", "Ask the owner for a new pairing code."),
        ("Kompyuta hii imeondolewa.", "Mwenye baa au Tabeza ameiondoa.", "Omba msimbo mpya kwa mwenye baa.")),
    "not_allowed": _both(
        ("Your role may not do that.", "Only the owner can.", "Ask the owner to sign in and do it."),
        ("Jukumu lako haliruhusu hilo.", "Ni mwenye baa pekee anayeweza.", "Mwombe mwenye baa aingie na kulifanya.")),
    "pin_wrong": _both(
        ("That PIN is not right.", "After five wrong tries it locks for a while.", "Try again slowly."),
        ("PIN hiyo si sahihi.", "Ukikosea mara tano itafungwa kwa muda.", "Jaribu tena polepole.")),
    "pin_locked": _both(
        ("Too many wrong PINs.", "The PIN is locked for a while to keep others out.",
         "Wait until the time shown, or let someone else sign in."),
        ("PIN zisizo sahihi ni nyingi mno.", "PIN imefungwa kwa muda kuzuia wengine.",
         "Subiri hadi muda ulioonyeshwa, au mtu mwingine aingie.")),
    "pin_weak": _both(
        ("That PIN is too easy to guess.", "Like 123456, 000000 or a repeated pair.", "Choose six other digits."),
        ("PIN hiyo ni rahisi kukisiwa.", "Kama 123456, 000000 au jozi inayojirudia.",
         "Chagua tarakimu sita nyingine.")),
    "pairing_code_wrong": _both(
        ("That code is not right.", "A letter may be misread. Five tries, then it locks.",
         "Read it again, letter by letter."),
        ("Msimbo huo si sahihi.", "Huenda herufi imesomwa vibaya. Mara tano, kisha hufungwa.",
         "Usome tena, herufi moja moja.")),
    "pairing_code_expired": _both(
        ("That code has expired.", "A code lasts ten minutes.", "Ask for a new one."),
        ("Muda wa msimbo huo umeisha.", "Msimbo hudumu dakika kumi.", "Omba mpya.")),
    "pairing_code_used": _both(
        ("That code was used already.", "Each code pairs one PC.", "Ask for a new one. If it was not you, say so."),
        ("Msimbo huo umeshatumika.", "Kila msimbo ni wa kompyuta moja.", "Omba mpya. Kama si wewe, toa taarifa.")),
    "pairing_code_locked": _both(
        ("Too many tries with this code.", "It is locked to keep guessers out.", "Ask for a new one."),
        ("Umejaribu msimbo huu mara nyingi mno.", "Umefungwa kuzuia wakisiaji.", "Omba mpya.")),
    "too_many_tries": _both(
        ("Too many tries.", "A short wait keeps guessers out.", "Wait a little, then try again."),
        ("Umejaribu mara nyingi mno.", "Kusubiri kidogo huzuia wakisiaji.", "Subiri kidogo, kisha jaribu tena.")),
    "person_exists": _both(
        ("The owner is set already.", "A bar has one owner PIN.", "Sign in as the owner, or ask Tabeza to reset it."),
        ("Mwenye baa tayari amewekwa.", "Baa ina PIN moja ya mwenye.",
         "Ingia kama mwenye baa, au omba Tabeza iiweke upya.")),
    "name_invalid": _both(
        ("That name can't be used.", "It is empty, too long or has odd signs.", "Type a short, plain name."),
        ("Jina hilo haliwezi kutumika.", "Ni tupu, refu mno au lina alama za ajabu.",
         "Andika jina fupi, la kawaida.")),
    "support_code_wrong": _both(
        ("No open set-up has this code.", "It was misheard, its time is up, or the owner stopped sharing.",
         "Ask the owner to read it again, or to press Get help for a new one."),
        ("Hakuna mpangilio ulio wazi wenye msimbo huu.", "Umesikika vibaya, muda umeisha, au mwenye baa ameufunga.",
         "Mwombe mwenye baa ausome tena, au abonyeze Pata msaada apate mpya.")),
}

_SETUP: Final = {
    "shortcode_invalid": _both(
        ("A PayBill has 5 to 7 digits.", "This one has another form.", "Check it on your Safaricom letter."),
        ("PayBill ina tarakimu 5 hadi 7.", "Hii ina umbo lingine.", "Ikague kwenye barua ya Safaricom.")),
    "till_not_supported": _both(
        ("Tabeza can't take tab payments on a Till. You need a PayBill.",
         "Safaricom lets only a PayBill tell which tab was paid.", "Enter a PayBill, or ask Safaricom for one."),
        ("Tabeza haiwezi kupokea malipo ya bili kwa Till. Unahitaji PayBill.",
         "Safaricom huwezesha PayBill pekee kuonyesha bili iliyolipwa.", "Weka PayBill, au omba moja kwa Safaricom.")),
    "seal_invalid": _both(
        ("The service could not open your keys.", "They were locked for another place or damaged on the way.",
         "Paste the three keys and send again."),
        ("Huduma haikuweza kufungua funguo zako.", "Zilifungwa kwa mahali pengine au ziliharibika njiani.",
         "Bandika funguo tatu, kisha tuma tena.")),
    "seal_nonce_invalid": _both(
        ("The keys were not taken.", "Too long passed between locking and sending.", "Paste them and send again."),
        ("Funguo hazikupokelewa.", "Muda mrefu ulipita kati ya kufunga na kutuma.", "Zibandike, kisha tuma tena.")),
    "credentials_invalid": _both(
        ("These keys can't be right.", "At least one has the wrong form.",
         "Copy each one again from the Daraja portal."),
        ("Funguo hizi haziwezi kuwa sahihi.", "Angalau moja ina umbo lisilo sahihi.",
         "Nakili kila moja tena kutoka Daraja.")),
    "sandbox_not_allowed": _both(
        ("Sandbox keys can't be used here.", "Only test bars may use Safaricom's test system.",
         "Choose Production and paste your go-live keys."),
        ("Funguo za majaribio haziwezi kutumika hapa.", "Ni baa za majaribio pekee zinazoweza.",
         "Chagua Halisi (Production), kisha bandika funguo zako za go-live.")),
    "keys_rejected": _both(
        ("Safaricom refused the key and secret.", "One is wrong, or the app was not approved for go-live.",
         "Copy both again from the same app on the Daraja portal."),
        ("Safaricom imekataa key na secret.", "Moja si sahihi, au programu haijaidhinishwa.",
         "Nakili zote mbili tena kutoka programu ileile ya Daraja.")),
    "keys_other_environment": _both(
        ("These keys belong to the other environment.", "Sandbox keys don't work for real money, nor the reverse.",
         "Choose the other environment, or paste the right keys."),
        ("Funguo hizi ni za mazingira mengine.", "Za majaribio hazifanyi kazi kwa pesa halisi, wala kinyume.",
         "Chagua mazingira mengine, au bandika funguo sahihi.")),
    "passkey_rejected": _both(
        ("Safaricom refused the passkey.", "It belongs to another PayBill or was cut short.",
         "Copy it again from Safaricom's go-live email."),
        ("Safaricom imekataa passkey.", "Ni ya PayBill nyingine au imekatwa.",
         "Inakili tena kutoka barua pepe ya go-live ya Safaricom.")),
    "shortcode_unknown": _both(
        ("Safaricom does not know this PayBill for these keys.", "The keys belong to another PayBill.",
         "Check the number, or use this PayBill's own keys."),
        ("Safaricom haiijui PayBill hii kwa funguo hizi.", "Funguo ni za PayBill nyingine.",
         "Kagua namba, au tumia funguo za PayBill hii.")),
    "product_missing": _both(
        ("The Daraja app lacks Lipa na M\u2011Pesa.", "It was made without that product.",
         "Add Lipa na M\u2011Pesa Online to the app on the Daraja portal."),
        ("Programu ya Daraja haina Lipa na M\u2011Pesa.", "Iliundwa bila huduma hiyo.",
         "Ongeza Lipa na M\u2011Pesa Online kwenye programu ya Daraja.")),
    "no_candidate": _both(
        ("The keys are not here yet.", "They must be sent before the test.", "Go back and enter the Daraja keys."),
        ("Funguo bado hazijafika.", "Lazima zitumwe kabla ya jaribio.", "Rudi uweke funguo za Daraja.")),
    "test_not_passed": _both(
        ("The KES 1 test is not paid yet.", "Only a paid test proves the PayBill.", "Pay the KES 1 test first."),
        ("Jaribio la KES 1 halijalipwa bado.", "Ni jaribio lililolipwa tu linalothibitisha PayBill.",
         "Lipa jaribio la KES 1 kwanza.")),
    "not_confirmed": _both(
        ("You have not yet seen the KES 1.", "It must show on your own PayBill statement or SMS.",
         "Look there, then tick the box."),
        ("Bado hujaiona KES 1.", "Lazima ionekane kwenye taarifa au SMS ya PayBill yako.",
         "Angalia, kisha weka alama.")),
    "lookup_budget": _both(
        ("Too many name look-ups.", "Safaricom allows only so many.", "Wait a little, or go on without."),
        ("Umetafuta majina mara nyingi mno.", "Safaricom huruhusu kiasi fulani tu.",
         "Subiri kidogo, au endelea bila.")),
    "mpesa_not_ready": _both(
        ("M\u2011Pesa is not set up for this bar.", "The owner has not finished Setup.",
         "Take cash for now. The owner opens Setup."),
        ("M\u2011Pesa haijawekwa kwa baa hii.", "Mwenye baa hajamaliza Mipangilio.",
         "Pokea pesa taslimu kwa sasa. Mwenye baa afungue Mipangilio.")),
    "keys_unreadable": _both(
        ("Tabeza can't open this bar's keys.", "The fault is at Tabeza. No request was sent.",
         "Take cash for now and call support."),
        ("Tabeza haiwezi kufungua funguo za baa hii.", "Kosa liko Tabeza. Hakuna ombi lililotumwa.",
         "Pokea pesa taslimu kwa sasa, kisha pigia msaada.")),
}

_PAYMENTS: Final = {
    "amount_invalid": _both(
        ("The amount must be 1 to 250,000 whole shillings.", "M\u2011Pesa takes no cents and no more at once.",
         "Change the amount. Split it if it is larger."),
        ("Kiasi kiwe shilingi kamili 1 hadi 250,000.", "M\u2011Pesa haichukui senti wala zaidi kwa mara moja.",
         "Badilisha kiasi. Kigawanye kama ni kikubwa.")),
    "phone_invalid": _both(
        ("That is not a Kenyan mobile number.", "It should be like 0712 345 678 or 0112 345 678.",
         "Check the digits."),
        ("Hiyo si namba ya simu ya Kenya.", "Iwe kama 0712 345 678 au 0112 345 678.", "Kagua tarakimu.")),
    "tab_closed": _both(
        ("This tab is closed.", "It was closed meanwhile.", "Open a new tab if there is more to pay."),
        ("Bili hii imefungwa.", "Imefungwa wakati huo huo.", "Fungua bili mpya kama kuna la kulipa.")),
    "amount_over_balance": _both(
        ("The amount is more than the tab owes.", "The balance may have changed just now.", "Check the balance."),
        ("Kiasi ni zaidi ya kinachodaiwa.", "Huenda salio limebadilika sasa hivi.", "Kagua salio.")),
    "limit_bar": _both(
        ("Ten requests in five minutes is the most.", "It keeps M\u2011Pesa working for the bar. Nothing was sent.",
         "Wait until the time shown, then ask."),
        ("Maombi kumi kwa dakika tano ndiyo mwisho.", "Hii hulinda M\u2011Pesa ya baa. Hakuna kilichotumwa.",
         "Subiri hadi muda ulioonyeshwa, kisha omba.")),
    "limit_phone": _both(
        ("Three requests to one phone in five minutes is the most.", "Nothing was sent.",
         "Wait a little, or use another phone."),
        ("Maombi matatu kwa simu moja kwa dakika tano ndiyo mwisho.", "Hakuna kilichotumwa.",
         "Subiri kidogo, au tumia simu nyingine.")),
    "phone_busy": _both(
        ("A prompt is already open on this phone.", "A second one would confuse the customer.",
         "Let them answer it, or wait a minute."),
        ("Tayari kuna ombi kwenye simu hii.", "La pili lingemchanganya mteja.",
         "Mwache alijibu, au subiri dakika moja.")),
    "tab_busy": _both(
        ("A request for this tab is already open.", "Someone asked just now.", "Watch that one. Don't ask twice."),
        ("Tayari kuna ombi la bili hii.", "Mtu ameomba sasa hivi.", "Fuatilia hilo. Usiombe mara mbili.")),
    "same_amount_too_soon": _both(
        ("The same amount was just asked of this phone.", "M\u2011Pesa refuses repeats within two minutes.",
         "See whether the first was paid, then wait two minutes."),
        ("Kiasi kilekile kimeombwa kwa simu hii sasa hivi.", "M\u2011Pesa hukataa marudio ndani ya dakika mbili.",
         "Angalia kama la kwanza limelipwa, kisha subiri dakika mbili.")),
    "paused": _both(
        ("M\u2011Pesa requests are paused by Tabeza.",
         "Nothing was sent. Payments already asked for are still recorded.",
         "Use the other ways to pay for now."),
        ("Maombi ya M\u2011Pesa yamesitishwa na Tabeza.", "Hakuna kilichotumwa. Yaliyoombwa bado yanarekodiwa.",
         "Tumia njia nyingine za kulipa kwa sasa.")),
    "safaricom_refused": _both(
        ("Safaricom refused the request.", "No prompt was shown and nothing was charged.",
         "Try again in a minute. If it repeats, tell the owner."),
        ("Safaricom imekataa ombi.", "Simu haikuonyesha kitu na hakuna pesa iliyokatwa.",
         "Jaribu tena baada ya dakika. Ikirudia, mwambie mwenye baa.")),
    "safaricom_unreachable": _both(
        ("Safaricom can't be reached.", "Their system is not answering.", "Take cash for now, or try again later."),
        ("Safaricom haipatikani.", "Mfumo wao haujibu.", "Pokea pesa taslimu kwa sasa, au jaribu baadaye.")),
    "not_reviewable": _both(
        ("This payment is not waiting for a decision.", "It was settled meanwhile.", "Look at it as it is now."),
        ("Malipo haya hayasubiri uamuzi.", "Yameshatatuliwa.", "Yaangalie yalivyo sasa.")),
    "reason_needed": _both(
        ("Say why.", "The decision is kept with its reason.", "Write one short sentence."),
        ("Eleza sababu.", "Uamuzi huhifadhiwa pamoja na sababu.", "Andika sentensi moja fupi.")),
    "balance_not_zero": _both(
        ("The tab still owes money.", "Only a paid tab can be closed.", "Take the payment first."),
        ("Bili bado inadaiwa.", "Ni bili iliyolipwa tu inayofungwa.", "Pokea malipo kwanza.")),
    "payment_open": _both(
        ("A payment on this tab is still being checked.", "Closing now could lose sight of it.",
         "Wait until it is paid or failed."),
        ("Malipo ya bili hii bado yanathibitishwa.", "Kufunga sasa kunaweza kuyapoteza.",
         "Subiri hadi yalipwe au yashindwe.")),
    "rated_already": _both(
        ("You have answered this month already.", "One answer of each person counts each month.",
         "Thank you. You can answer again next month."),
        ("Umeshajibu mwezi huu.", "Kila mtu hujibu mara moja kwa mwezi.",
         "Asante. Unaweza kujibu tena mwezi ujao.")),
    "receipt_used": _both(
        ("This receipt is counted already.", "A receipt counts once, on one tab, whichever way it came.",
         "Verify the code again to see which tab it paid."),
        ("Risiti hii tayari imehesabiwa.", "Risiti huhesabiwa mara moja, kwa bili moja, kwa njia yoyote ile.",
         "Thibitisha msimbo tena kuona ni bili ipi ililipwa.")),
    "receipt_invalid": _both(
        ("That is not the shape of an M\u2011Pesa code.", "A code has ten letters and digits, a letter first.",
         "Read it again from the SMS."),
        ("Hiyo si sura ya msimbo wa M\u2011Pesa.", "Msimbo una herufi na tarakimu kumi, herufi kwanza.",
         "Usome tena kwenye SMS.")),
    "already_voided": _both(
        ("This was taken back already.", "Each charge and each cash payment goes back once.", "Look at the tab."),
        ("Hii tayari ilirudishwa.", "Kila kitu hurudishwa mara moja tu.", "Angalia bili.")),
    "not_voidable": _both(
        ("This can't be taken back.", "Only charges and cash can be. M\u2011Pesa money stays as M\u2011Pesa told it.",
         "If the sum is wrong, the owner can adjust the tab."),
        ("Hii haiwezi kurudishwa.", "Ni vitu vilivyouzwa na pesa taslimu tu. Pesa ya M\u2011Pesa hubaki ilivyo.",
         "Kama jumla si sahihi, mwenye baa anaweza kurekebisha bili.")),
    "nothing_to_transfer": _both(
        ("There is nothing to move.", "The tab owes nothing and has no credit.", "Close it, or choose another tab."),
        ("Hakuna cha kuhamisha.", "Bili haidaiwi na haina salio la ziada.", "Ifunge, au chagua bili nyingine.")),
}

_CONSOLE: Final = {
    "no_network": _both(
        ("No connection to Tabeza.", "The internet or the service is away. What you see is the last known.",
         "Check the cable or Wi\u2011Fi. It comes back by itself."),
        ("Hakuna muunganisho na Tabeza.", "Intaneti au huduma haipo. Unachoona ni cha mwisho kujulikana.",
         "Kagua waya au Wi\u2011Fi. Itarudi yenyewe.")),
    "timed_out": _both(
        ("Tabeza did not answer in time.", "The connection is slow.", "Look at the tab before you ask again."),
        ("Tabeza haikujibu kwa wakati.", "Muunganisho ni wa polepole.", "Angalia bili kabla ya kuomba tena.")),
    "bad_answer": _both(
        ("The answer made no sense.", "Something between this PC and Tabeza changed it.",
         f"Try again. {_HELP_EN}"),
        ("Jibu halikueleweka.",
         "Kuna kitu kati ya kompyuta na Tabeza kilichobadilisha.", f"Jaribu tena. {_HELP_SW}")),
    "captive_portal": _both(
        ("This network wants you to sign in first.", "A Wi\u2011Fi page is in the way.",
         "Open a browser, sign in to the Wi\u2011Fi, then try again."),
        ("Mtandao huu unataka uingie kwanza.", "Kuna ukurasa wa Wi\u2011Fi njiani.",
         "Fungua kivinjari, ingia kwenye Wi\u2011Fi, kisha jaribu tena.")),
    "proxy_sign_in": _both(
        ("This network’s proxy wants a sign-in.", "The office or mall network lets nothing out without it.",
         "Ask whoever runs the network, or use a phone’s hotspot."),
        ("Mtandao huu unataka uingie kwenye proksi.", "Bila hiyo hakuna kinachotoka nje ya mtandao.",
         "Muulize msimamizi wa mtandao, au tumia hotspot ya simu.")),
    "tls_failed": _both(
        ("The connection is not private.",
         "Something between this PC and Tabeza is listening, or the clock is wrong.",
         "Check this PC's date and time. Don't type any keys."),
        ("Muunganisho si wa siri.", "Kuna kitu kinachosikiliza kati ya kompyuta na Tabeza, au saa si sahihi.",
         "Kagua tarehe na saa ya kompyuta. Usiandike funguo zozote.")),
    "clock_wrong": _both(
        ("This PC's clock is wrong.", "It differs from the real time by more than five minutes.",
         "Set date and time in Windows to automatic."),
        ("Saa ya kompyuta hii si sahihi.", "Inatofautiana na saa halisi kwa zaidi ya dakika tano.",
         "Weka tarehe na saa ya Windows ziwe za kujiweka.")),
    "identity_mismatch": _both(
        ("This is not the Tabeza service.", "Its identity is not the one this PC knows. Nothing was sent.",
         "Stop and call support. Don't type any keys or PINs."),
        ("Hii si huduma ya Tabeza.", "Utambulisho wake si ule unaojulikana. Hakuna kilichotumwa.",
         "Acha na upigie msaada. Usiandike funguo wala PIN.")),
    "keyring_missing": _both(
        ("This PC can't keep the sign-in.", "Its password store is locked or missing.",
         "Go on. You will pair again after a restart."),
        ("Kompyuta hii haiwezi kuhifadhi uingiaji.", "Hifadhi yake ya nywila imefungwa au haipo.",
         "Endelea. Utaunganisha tena baada ya kuizima.")),
    "code_of_other_kind": _both(
        ("This code is for another kind of PC.", "A bar's code connects its counter; a support desk has its own codes.",
         "Ask for a code of your bar. Support staff: start Tabeza with --support."),
        ("Msimbo huu ni wa aina nyingine ya kompyuta.",
         "Msimbo wa baa huunganisha kaunta; dawati la msaada lina misimbo yake.",
         "Omba msimbo wa baa yako. Msaada: anzisha Tabeza kwa --support.")),
    "disk_failed": _both(
        ("This PC could not write to its disk.", "It is full or can't be written. No request was sent.",
         "Free some space on the disk, then try again."),
        ("Kompyuta hii haikuweza kuandika kwenye diski.", "Imejaa au haiandikiki. Hakuna ombi lililotumwa.",
         "Ondoa vitu kwenye diski, kisha jaribu tena.")),
    "file_in_use": _both(
        ("The file is open in another program.", "It can't be replaced while it is open. What was in it is untouched.",
         "Close it there (often Excel), or choose another name. Then save again."),
        ("Faili imefunguliwa kwenye programu nyingine.",
         "Haiwezi kubadilishwa ikiwa wazi. Kilichomo hakijaguswa.",
         "Ifunge huko (mara nyingi Excel), au chagua jina lingine. Kisha hifadhi tena.")),
    "file_not_written": _both(
        ("The file could not be written there.", "The folder is missing or can't be written.",
         "Choose another folder, then save again."),
        ("Faili haikuweza kuandikwa hapo.", "Folda haipo au haiandikiki.",
         "Chagua folda nyingine, kisha hifadhi tena.")),
    "disk_full": _both(
        ("The disk is full.", "The file did not fit. Nothing that was there has changed.",
         "Free some space or choose another disk, then save again."),
        ("Diski imejaa.", "Faili haikutosha. Kilichokuwepo hakijabadilika.",
         "Ondoa vitu au chagua diski nyingine, kisha hifadhi tena.")),
    "print_failed": _both(
        ("The printer did not take it.", "It may be off, out of paper or not connected.",
         "Look at the printer and print again, or save a PDF."),
        ("Printa haikupokea.", "Huenda imezimwa, haina karatasi au haijaunganishwa.",
         "Angalia printa kisha chapisha tena, au hifadhi PDF.")),
}

TEXTS: Final = MappingProxyType({**_REQUEST, **_ACCESS, **_SETUP, **_PAYMENTS, **_CONSOLE})
"""Code to its words: (English, Kiswahili)."""
