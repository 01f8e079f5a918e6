"""The pages of Help: what goes wrong at a counter, in the words of a counter, and what to do. Data for one page."""

from __future__ import annotations

from dataclasses import dataclass

from tabeza_desktop.i18n.words import words

tr = words("HelpTopics")


@dataclass(frozen=True)
class Topic:
    """``said`` is what the screen or the customer says, ``why`` the cause, ``steps`` what to do, in order."""

    key: str
    title: str
    said: str
    why: str
    steps: tuple[str, ...]
    support: str = ""
    """A line for whoever helps from afar: codes and the name of the fault as support knows it."""
    pictures: tuple[tuple[str, str], ...] = ()
    """File in ``resources/help`` without its language and ending, and what it shows."""

    def matches(self, text: str) -> bool:
        """Whether every word typed is somewhere in the topic."""
        whole = " ".join((self.title, self.said, self.why, *self.steps, self.support)).casefold()
        return all(word in whole for word in text.casefold().split())


def topics() -> tuple[Topic, ...]:
    """All topics in the current language, the most asked first."""
    return (
        _cancelled(),
        _checking(),
        _customer_paid(),
        _limit(),
        _offline(),
        _till(),
        _keys(),
        _phone(),
        _setup(),
        _pin(),
        _pairing(),
        _contact(),
    )


def _cancelled() -> Topic:
    return Topic(
        "cancelled",
        tr("The payment was cancelled"),
        tr("“Cancelled” on the tab. Code 1032."),
        tr(
            "The customer closed or cancelled the prompt. This is normal; nothing is broken and nothing was charged."
        ),
        (
            tr("Ask if the amount is right."),
            tr("Ask if they are ready with their phone."),
            tr("Press F2 and request again."),
        ),
        tr("For support: STK push failed with code 1032."),
    )


def _checking() -> Topic:
    return Topic(
        "checking",
        tr("It says Checking for a long time"),
        tr("“Checking with M‑Pesa. Don’t ask them to pay again yet.”"),
        tr(
            "M‑Pesa’s answer has not arrived. It may be slow, or the answer was lost on the way. Tabeza asks again by "
            "itself until it knows."
        ),
        (
            tr("Don’t ask the customer to pay again: they may have paid already."),
            tr("Serve the next customer; the tab keeps watching."),
            tr("Press F5 on the tab to ask M‑Pesa again now."),
            tr(
                "If no answer comes, within 24 hours, the owner decides under Payments, from the PayBill statement."
            ),
        ),
        tr("For support: callback not received; check that the callback address can be reached."),
    )


def _customer_paid() -> Topic:
    return Topic(
        "customer_paid",
        tr("The customer says they have paid"),
        tr("A message on the customer’s phone, but the tab still owes."),
        tr(
            "Messages can be faked or be about another payment. Only Tabeza’s own record and the PayBill "
            "statement count."
        ),
        (
            tr("Look at the tab: is there a green payment line with the same receipt?"),
            tr("Press Ctrl K and type the receipt. If it is found, it says which tab it paid."),
            tr(
                "Not found: they may have typed the PayBill by hand. The owner looks at the PayBill statement."
            ),
        ),
    )


def _limit() -> Topic:
    return Topic(
        "limit",
        tr("Too many requests"),
        tr("“Ten requests in five minutes is the most.”"),
        tr("To protect customers a bar may ask ten times in five minutes, and one phone three times."),
        (
            tr("Wait: the message says how long, never more than five minutes."),
            tr("Meanwhile take cash, or let the customer pay the PayBill by hand."),
            tr("If a busy night needs more, ask Tabeza support for a higher limit."),
        ),
        tr("For support: rate limit exceeded (429), P05 or P06."),
    )


def _offline() -> Topic:
    return Topic(
        "offline",
        tr("No internet"),
        tr("An amber line at the top: “No internet. These are the tabs as they were”."),
        tr("This PC can’t reach Tabeza. Nothing is lost: payments already requested are still recorded."),
        (
            tr("Check the router and the cable; ask if other phones have internet here."),
            tr("Press F5 to try now. Tabeza also tries by itself."),
            tr("Customers who were waiting: don’t ask them to pay again until the screen is live."),
        ),
        tr("For support: C01 to C06."),
    )


def _till() -> Topic:
    return Topic(
        "till",
        tr("The number is not accepted in Setup"),
        tr("“This is a Till; a PayBill is needed”, or the number has the wrong length."),
        tr("Tabeza asks customers through a PayBill. A Till (Buy Goods) number can’t be used for tabs."),
        (
            tr("Look at the Safaricom letter or poster: it says PayBill or Till."),
            tr("With a Till only: ask Safaricom for a PayBill, or to link the Till to one."),
            tr("Enter the PayBill, five to seven digits, without spaces."),
        ),
        tr("For support: invalid business shortcode format, S01 or S02."),
    )


def _keys() -> Topic:
    return Topic(
        "keys",
        tr("M‑Pesa keys stopped working"),
        tr("A red line at the top, or “Set-up fault” on every request."),
        tr("Safaricom no longer takes this bar’s keys, or the service can’t open them."),
        (
            tr("Take cash, or let customers pay the PayBill by hand."),
            tr("The owner opens Setup and enters the Daraja keys again, then pays the KES 1 test."),
            tr("If the same message comes back, call Tabeza support."),
        ),
        tr(
            "For support: failed to decrypt M‑Pesa credentials (S17): MPESA_ENCRYPTION_KEY must be the same "
            "everywhere; S07 to S11: Safaricom refused the keys."
        ),
    )


def _phone() -> Topic:
    return Topic(
        "phone",
        tr("No prompt on the customer’s phone"),
        tr("“No answer”, code 1037 or 1036, or the customer sees nothing."),
        tr("The phone was off, out of reach or locked, its SIM is old, or another prompt is open on it."),
        (
            tr("Is the phone on, unlocked and with network?"),
            tr("Close any other M‑Pesa prompt and wait one minute."),
            tr("Dial *234# to update the SIM, or restart the phone."),
            tr("Request again, or try another phone with Shift F2."),
        ),
    )


def _setup() -> Topic:
    return Topic(
        "setup",
        tr("Setting up M‑Pesa"),
        tr("What the owner needs before starting."),
        tr(
            "Each bar is paid into its own PayBill, with its own Daraja keys. Setup has six steps and can be left and "
            "continued at any time."
        ),
        (
            tr("A PayBill, not a Till, with Lipa Na M‑Pesa Online switched on."),
            tr("A Daraja account with production keys: consumer key, consumer secret and passkey."),
            tr("A phone with M‑Pesa, to pay KES 1 as a test."),
            tr("The last step: see the KES 1 on the PayBill, then type LIVE."),
        ),
        pictures=(
            ("setup-checklist", tr("1. Before you start: tick what you have.")),
            (
                "setup-paybill",
                tr("2. PayBill: type the number, check every word of the name Safaricom gives."),
            ),
            (
                "setup-credentials",
                tr("3. Daraja credentials: paste the three keys. Nobody can read them back."),
            ),
            (
                "setup-send-name",
                tr("4. Send securely: they are locked on this PC and opened only by the payment service."),
            ),
            ("setup-test", tr("5. Test payment: pay KES 1 with your own phone.")),
            ("setup-golive", tr("6. Go live: you see the KES 1 on the PayBill, then type LIVE.")),
        ),
    )


def _pin() -> Topic:
    return Topic(
        "pin",
        tr("PIN wrong or forgotten"),
        tr("“That PIN is not right”, or the name is locked for a while."),
        tr(
            "Each person has a PIN of their own. After five wrong tries it locks, so that nobody can guess it."
        ),
        (
            tr("Wait until the time shown, then type it slowly."),
            tr("A cashier who forgot it: the owner sets a new one under People."),
            tr("The owner forgot it: Tabeza gives a new code after checking who is asking."),
        ),
        tr("For support: A05, A06."),
    )


def _pairing() -> Topic:
    return Topic(
        "pairing",
        tr("This PC asks for a pairing code"),
        tr("The first screen with ten boxes, on a new PC or after one was disconnected."),
        tr("A code connects one PC to one bar, once, within ten minutes. It signs nobody in."),
        (
            tr("The owner makes a code on another PC of the bar, or asks Tabeza for one."),
            tr("Read it letter by letter: there is no O, I, 0 or 1 in it."),
            tr("Check the bar’s name before you connect."),
        ),
        tr("For support: A08 to A11, A03."),
    )


def _contact() -> Topic:
    return Topic(
        "contact",
        tr("Tabeza support"),
        tr("When nothing here helps."),
        tr(
            "Support can look at this bar only after the owner presses Get help in Setup and reads out the code."
        ),
        (
            tr("Call the number on your Tabeza card."),
            tr("Have the short reference at hand, like P05, or the line “For support” of a payment."),
            tr("Never tell anyone a PIN, a key, a secret or a passkey. Support never asks for them."),
        ),
    )
