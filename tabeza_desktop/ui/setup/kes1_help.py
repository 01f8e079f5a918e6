"""Help beside the KES 1 test: what the phone shows, what else may come, why to look at the PayBill."""

from __future__ import annotations

from tabeza_desktop.i18n.words import words
from tabeza_desktop.ui.setup.kes1_story import RUNNING, Stage
from tabeza_desktop.ui.setup.step_page import Help

tr = words("TestPayment")


def kes1_help(stage: Stage, name: str) -> tuple[Help, ...]:
    """What stands beside the page in each stage, but the last card, which is the same everywhere."""
    if stage is Stage.PAID:
        return (_look_help(),)
    if stage is Stage.FAILED:
        return (_other_results(),)
    if stage in RUNNING or stage is Stage.REVIEW:
        return (_phone_help(name), _pin_help())
    return (_why_help(), _pin_help())


def _phone_help(name: str) -> Help:
    title = tr("Pay KES 1 to {name}?", name=name) if name else tr("Pay KES 1?")
    return Help(
        tr("What the phone shows"),
        (
            tr("It may look a little different on your phone."),
            tr("No prompt after 20 s? Check for signal, or switch flight mode on and off."),
        ),
        figure="phone",
        lines=(title, tr("Enter M‑Pesa PIN"), tr("Cancel"), tr("OK")),
    )


def _pin_help() -> Help:
    pin = tr("<b>Your PIN stays on the phone.</b> Never type it on this PC or say it on a call.")
    return Help("", (pin,), style="warn", icon="shield")


def _why_help() -> Help:
    return Help(
        tr("Why pay KES 1?"),
        (
            tr("Only a real payment proves that the money reaches <b>your</b> PayBill."),
            tr("The shilling is yours: it lands on your own PayBill."),
            tr("Any M‑Pesa phone will do. Your own is best."),
        ),
    )


def _look_help() -> Help:
    return Help(
        tr("Why look at the PayBill?"),
        (
            tr("The test shows that M‑Pesa took KES 1."),
            tr("Only you can see that it reached <b>your</b> account and not someone else’s."),
            tr("Can’t see it? Wait a minute, then press <b>I don’t see it</b>. Nothing goes live."),
        ),
    )


def _other_results() -> Help:
    items = (
        tr("<b>1037</b> Phone off, no signal, or no answer in time."),
        tr("<b>2001</b> Wrong PIN. Try again carefully."),
        tr("<b>1</b> Not enough M‑Pesa balance. KES 1 is enough."),
        tr("<b>1001</b> Another M‑Pesa prompt is open. Wait a minute."),
    )
    return Help(tr("Other results you may see"), items, style="text")
