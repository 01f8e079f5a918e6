"""The night of the pictures: Kilimani Tavern on Thursday 21 November at 21:42, as wire structs through the real state.

Fourteen open tabs, three of them left from Wednesday; 56 payments, 45 paid, 70,150 shillings; two still waiting.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tabeza_desktop.core import doctor
from tabeza_desktop.core.doctor import CheckKey, Checkup, Finding, Grade
from tabeza_protocol.business_day import NAIROBI
from tabeza_protocol.environment import Environment
from tabeza_protocol.payment_states import PaymentState
from tabeza_protocol.wire.access import BarSummary, PersonView
from tabeza_protocol.wire.setup import MpesaSettings, SealedField
from tabeza_protocol.wire.trade import (
    LastPayment,
    PaymentDetail,
    PaymentView,
    TabLine,
    TabView,
    TimelineEvent,
)

BAR = BarSummary(id="b" * 32, name="Kilimani Tavern", place="Kilimani, Nairobi")
MERCY = PersonView(id="1" * 32, name="Mercy Atieno", role="cashier")
JOYCE = PersonView(id="2" * 32, name="Joyce Kendi", role="owner")
_SET = SealedField(set=True, fingerprint="7c1f", set_by="Joyce Kendi")


def at(clock: str, day: int = 21) -> datetime:
    """A moment of that night in Nairobi: ``21:42`` or ``21:42:10``."""
    parts = [int(part) for part in clock.split(":")] + [0]
    return datetime(2024, 11, day, parts[0], parts[1], parts[2], tzinfo=NAIROBI).astimezone(UTC)


NOW = at("21:42:10")
_WEEK = timedelta(days=7)

MPESA = MpesaSettings(
    bar_id=BAR.id, enabled=True, environment=Environment.PRODUCTION, business_shortcode="4083917",
    registered_name="KILIMANI TAVERN LTD", consumer_key=_SET, consumer_secret=_SET, passkey=_SET,
    setup_completed=True, test_status="passed", last_test_at=at("10:31", 4), credential_version=1,
)

_S = PaymentState
# number, name, phone, day, opened, charged, paid, charges, payments,
# last: (amount, state, code, started, ended, receipt)
_TABS = (
    (104, "Kamau Njoroge", "0721 *** 388", 20, "21:40", 9840, 0, 9, 0,
     (9840, _S.FAILED, "1032", "21:05:02", "21:05:24", None)),
    (107, "Table 3, Achieng", "0799 *** 052", 20, "22:15", 12300, 6000, 12, 1,
     (6000, _S.SUCCEEDED, "0", "20:31:10", "20:31:21", "SKL7P8C3VN")),
    (109, "Wafula Simiyu", "0714 *** 926", 20, "22:50", 3150, 0, 4, 0,
     (3150, _S.NEEDS_REVIEW, "1032", "23:12:04", "23:12:51", None)),
    (112, "Faith Chebet", "0711 *** 235", 21, "18:58", 2700, 2700, 5, 1,
     (2700, _S.SUCCEEDED, "0", "21:41:12", "21:41:23", "SKL9D4R2WB")),
    (115, "Mutua & Mwikali", "0703 *** 471", 21, "19:05", 7250, 3000, 8, 1,
     (3000, _S.SUCCEEDED, "0", "20:47:03", "20:47:12", "SKL8B2T7YE")),
    (118, "Wanjiru Kamau", "0722 *** 904", 21, "19:08", 6450, 2000, 6, 1,
     (4450, _S.PROMPTED, None, "21:41:56", "21:41:57", None)),
    (119, "Table 7, Omondi", "0710 *** 663", 21, "19:16", 15600, 10000, 14, 1,
     (10000, _S.SUCCEEDED, "0", "21:20:41", "21:20:55", "SKL8Z2H6QN")),
    (121, "Hassan Abdi", "0745 *** 582", 21, "19:37", 1850, 0, 3, 0,
     (1850, _S.FAILED, "1", "21:29:05", "21:29:23", None)),
    (124, "Brian Otieno", "0712 *** 678", 21, "19:42", 5300, 2000, 7, 1,
     (2000, _S.SUCCEEDED, "0", "20:31:02", "20:31:12", "SKL7Q2M9XT")),
    (125, "Grace Nyambura", "0757 *** 310", 21, "20:03", 2400, 0, 3, 0, None),
    (127, "Kiprono Langat", "0720 *** 117", 21, "20:26", 4100, 0, 5, 0,
     (4100, _S.UNKNOWN, None, "21:40:58", "21:41:58", None)),
    (128, "Njeri Waweru", "0741 *** 846", 21, "20:48", 1200, 0, 2, 0, None),
    (130, "Table 1, Baraka", "0792 *** 539", 21, "21:10", 3600, 0, 4, 0, None),
    (131, "Cynthia Atieno", "0113 *** 207", 21, "21:33", 700, 0, 1, 0, None),
)


def hex_id(prefix: str, number: int) -> str:
    return f"{prefix}{number:031x}"


def _last(number: int, day: int, row: tuple | None) -> LastPayment | None:
    if row is None:
        return None
    amount, state, code, started, ended, receipt = row
    on = 20 if state is _S.NEEDS_REVIEW else 21
    return LastPayment(
        payment_id=hex_id("9", number), state=state, result_code=code, amount_cents=amount * 100,
        at=at(ended, on), started_at=at(started, on), receipt=receipt,
    )


def tabs() -> tuple[TabView, ...]:
    """The fourteen open tabs."""
    return tuple(
        TabView(
            id=hex_id("a", number), number=number, account=f"TAB{number}", customer_name=name, phone_masked=phone,
            status="open", opened_at=at(opened, day), closed_at=None, charged_cents=charged * 100,
            paid_cents=paid * 100, balance_cents=(charged - paid) * 100, charge_count=charges,
            payment_count=payments, last_payment=_last(number, day, last), version=number,
        )
        for number, name, phone, day, opened, charged, paid, charges, payments, last in _TABS
    )


def tab(number: int) -> TabView:
    """One of the open tabs by its number."""
    return next(row for row in tabs() if row.number == number)


_LINES = (
    ("19:44", "charge", "Tusker Lager 500 ml", 2, 350, 700), ("20:02", "charge", "Nyama choma, ½ kg", 1, 1100, 1100),
    ("20:02", "charge", "Ugali & kachumbari", 1, 250, 250), ("20:25", "charge", "Tusker Lager 500 ml", 2, 350, 700),
    ("20:31", "mpesa", "M‑Pesa", 1, None, -2000), ("20:58", "charge", "Gin 350 ml", 1, 1450, 1450),
    ("21:24", "charge", "Tusker Lager 500 ml", 2, 350, 700), ("21:24", "charge", "Soda 300 ml", 4, 100, 400),
)


def ledger(tab_id: str) -> tuple[TabLine, ...]:
    """The ledger of tab 124; other tabs have one line of what was charged and one of what was paid."""
    owner = next((row for row in tabs() if row.id == tab_id), None)
    if owner is None:
        return ()
    if owner.number == 124:
        return tuple(
            TabLine(
                id=f"{hex_id('c', n)}-0", tab_id=tab_id, at=at(clock), kind=kind, person=MERCY.name,
                text=text, quantity=count,
                unit_price_cents=None if price is None else price * 100, amount_cents=amount * 100,
                receipt="SKL7Q2M9XT" if kind == "mpesa" else None, version=n + 1,
            )
            for n, (clock, kind, text, count, price, amount) in enumerate(_LINES)
        )
    lines = [
        TabLine(id=hex_id("c", owner.number), tab_id=tab_id, at=owner.opened_at + timedelta(minutes=2), kind="charge",
                text="Tusker Lager 500 ml", amount_cents=owner.charged_cents, version=1)
    ]
    if owner.paid_cents and owner.last_payment is not None:
        lines.append(
            TabLine(id=hex_id("d", owner.number), tab_id=tab_id, at=owner.last_payment.at, kind="mpesa",
                    text="M‑Pesa", amount_cents=-owner.paid_cents, receipt=owner.last_payment.receipt, version=2)
        )
    return tuple(lines)


# started, tab, name, phone, amount, state, code, receipt, seconds it took
_PAYMENTS = (
    ("21:41:56", 118, "Wanjiru Kamau", "0722 *** 904", 4450, _S.PROMPTED, None, None, None),
    ("21:41:12", 112, "Faith Chebet", "0711 *** 235", 2700, _S.SUCCEEDED, "0", "SKL9D4R2WB", 11),
    ("21:40:58", 127, "Kiprono Langat", "0720 *** 117", 4100, _S.UNKNOWN, None, None, None),
    ("21:34:20", 126, "Dennis Mutiso", "0798 *** 460", 1650, _S.SUCCEEDED, "0", "SKL9A7KX3M", 9),
    ("21:29:05", 121, "Hassan Abdi", "0745 *** 582", 1850, _S.FAILED, "1", None, 18),
    ("21:20:41", 119, "Table 7, Omondi", "0710 *** 663", 10000, _S.SUCCEEDED, "0", "SKL8Z2H6QN", 14),
    ("21:14:33", 122, "Purity Wambui", "0743 *** 190", 2250, _S.SUCCEEDED, "0", "SKL8X5T1VC", 74),
    ("21:09:18", 116, "Ali Yusuf", "0729 *** 744", 1400, _S.SUCCEEDED, "0", "SKL8V9P4JD", 8),
    ("21:05:02", 104, "Kamau Njoroge", "0721 *** 388", 9840, _S.FAILED, "1032", None, 22),
    ("20:47:03", 115, "Mutua & Mwikali", "0703 *** 471", 3000, _S.SUCCEEDED, "0", "SKL8B2T7YE", 9),
    ("20:31:10", 107, "Table 3, Achieng", "0799 *** 052", 6000, _S.SUCCEEDED, "0", "SKL7P8C3VN", 11),
    ("20:31:02", 124, "Brian Otieno", "0712 *** 678", 2000, _S.SUCCEEDED, "0", "SKL7Q2M9XT", 10),
)
_NAMES = (
    "Peter Maina", "Esther Naliaka", "Table 5, Kibet", "Mary Wairimu", "John Okello", "Zainab Noor", "Table 2, Juma",
)
_EARLIER = {  # hour: amounts paid in it, shillings; they make up the rest of 70,150
    20: (1250, 980, 1420, 700, 850, 450, 250),
    19: (4200, 1850, 2100, 1350, 1000, 700), 18: (3100, 1900, 1250, 1200, 900),
    17: (1800, 1500, 900, 600, 400), 16: (1500, 900, 800, 500), 15: (1100, 800), 14: (600, 500), 13: (900, 800, 600),
    12: (900, 400, 200),
}
_EARLIER_FAILED = (("19:51", "1032"), ("19:12", "1032"), ("18:40", "1037"), ("17:33", "1"), ("16:20", "1032"),
                   ("15:02", "1037"), ("13:44", "2001"))


def payments() -> tuple[PaymentView, ...]:
    """The day's payments, newest first, and Wednesday's one in review."""
    rows = [
        _payment(n, started, number, name, phone, amount, state, code, receipt, took)
        for n, (started, number, name, phone, amount, state, code, receipt, took) in enumerate(_PAYMENTS)
    ]
    count = len(rows)
    for hour, amounts in _EARLIER.items():
        for n, amount in enumerate(amount for amount in amounts if amount):
            count += 1
            started = f"{hour}:{(7 * n + 3) % 30:02d}:{(13 * count) % 60:02d}"
            name, number = _NAMES[count % len(_NAMES)], 80 + count % 23
            took = 48 if count == 30 else 39 if count == 40 else 7 + count % 8
            rows.append(_payment(count, started, number, name, f"07{10 + count} *** {100 + count * 7}", amount,
                                 _S.SUCCEEDED, "0", f"SKL{count:02d}H{hour}QX{count % 10}", took))
    for n, (started, code) in enumerate(_EARLIER_FAILED):
        rows.append(_payment(200 + n, started, 85 + n, _NAMES[n], f"07{20 + n} *** {300 + n}", 800 + 50 * n,
                             _S.FAILED, code, None, 20 + n))
    rows.append(review())
    return tuple(sorted(rows, key=lambda row: row.requested_at, reverse=True))


def _payment(
    n: int, started: str, number: int, name: str, phone: str, amount: int, state: PaymentState, code: str | None,
    receipt: str | None, took: int | None, day: int = 21,
) -> PaymentView:
    begun = at(started, day)
    open_tab = next((row for row in tabs() if row.number == number), None)
    return PaymentView(
        id=open_tab.last_payment.payment_id if open_tab is not None and open_tab.last_payment is not None
        and open_tab.last_payment.started_at == begun else hex_id("8", n),
        kind="tab", environment=Environment.PRODUCTION, tab_id=hex_id("a", number), tab_number=number,
        customer_name=name, phone_masked=phone, amount_cents=amount * 100, state=state, result_code=code, problem=None,
        receipt=receipt, confirmed_by="callback" if took else None, requested_by="Mercy Atieno", requested_at=begun,
        prompted_at=begun + timedelta(seconds=1),
        finished_at=None if took is None else begun + timedelta(seconds=took), retry_of=None,
        support_reference=f"ws_CO_2111{started.replace(':', '')}4113_{1000 + n * 113}", credential_version=1,
        version=n + 1,
    )


def week_before(day: date) -> tuple[PaymentView, ...]:
    """Last Thursday: a tenth less came in, and it went on past midnight. No other day has payments."""
    import msgspec

    if day != date(2024, 11, 14):
        return ()
    rows = []
    for n, row in enumerate(payments()):
        if row.finished_at is None:
            continue
        begun, end = row.requested_at - _WEEK, row.finished_at - _WEEK
        rows.append(msgspec.structs.replace(row, id=hex_id("4", n), requested_at=begun, finished_at=end,
                                            amount_cents=row.amount_cents * 9 // 1000 * 100))
    late = rows[:4]
    rows += [
        msgspec.structs.replace(row, id=hex_id("3", n), requested_at=row.requested_at + timedelta(hours=1 + n),
                                finished_at=(row.finished_at or row.requested_at) + timedelta(hours=1 + n))
        for n, row in enumerate(late)
    ]
    return tuple(rows)


def review() -> PaymentView:
    """Wednesday's payment whose two answers disagree."""
    return _payment(
        300, "23:12:04", 109, "Wafula Simiyu", "0714 *** 926", 3150, _S.NEEDS_REVIEW, "1032", None, None, 20
    )


def detail(payment: PaymentView) -> PaymentDetail:
    """A payment with the history the service would keep of it."""
    begun, end = payment.requested_at, payment.finished_at
    if payment.state is _S.NEEDS_REVIEW:
        return PaymentDetail(payment=payment, timeline=_disagreeing(begun))
    events = [
        TimelineEvent(seq=1, at=begun, kind="requested", from_state=None, to_state=_S.QUEUED, actor="Mercy Atieno"),
        TimelineEvent(seq=2, at=begun, kind="dispatched", from_state=_S.QUEUED, to_state=_S.DISPATCHED),
        TimelineEvent(seq=3, at=begun + timedelta(seconds=1), kind="accepted", from_state=_S.DISPATCHED,
                      to_state=_S.PROMPTED),
    ]
    if end is not None:
        kind = "settled" if payment.state is _S.SUCCEEDED else "failed"
        events.append(TimelineEvent(seq=4, at=end, kind="callback", from_state=_S.PROMPTED, to_state=payment.state,
                                    result_code=payment.result_code))
        events.append(TimelineEvent(seq=5, at=end, kind=kind, from_state=_S.PROMPTED, to_state=payment.state))
    return PaymentDetail(payment=payment, timeline=tuple(events))


def _disagreeing(begun: datetime) -> tuple[TimelineEvent, ...]:
    """First paid without a receipt, then cancelled: nobody can say which."""

    def event(seq: int, after: int, kind: str, to: PaymentState, **more: str) -> TimelineEvent:
        at = begun + timedelta(seconds=after)
        return TimelineEvent(seq=seq, at=at, kind=kind, from_state=None, to_state=to, **more)  # type: ignore[arg-type]

    return (
        event(1, 0, "requested", _S.QUEUED, actor="Mercy Atieno"),
        event(2, 0, "dispatched", _S.DISPATCHED),
        event(3, 1, "accepted", _S.PROMPTED),
        event(4, 32, "callback", _S.PROMPTED, result_code="0"),
        event(5, 47, "query", _S.PROMPTED, result_code="1032"),
        event(6, 47, "review", _S.NEEDS_REVIEW, result_code="1032", detail="contradiction"),
    )


def paid(row: TabView, receipt: str, started: datetime, ended: datetime) -> TabView:
    """The tab after its whole balance was paid."""
    import msgspec

    last = LastPayment(payment_id=hex_id("7", row.number), state=_S.SUCCEEDED, result_code="0",
                       amount_cents=row.balance_cents, at=ended, started_at=started, receipt=receipt)
    return msgspec.structs.replace(row, paid_cents=row.charged_cents, balance_cents=0, last_payment=last,
                                   payment_count=row.payment_count + 1, version=row.version + 1000)




def _checkup() -> Checkup:
    """As pictured: the clock is seven minutes slow, everything else is fine."""
    fine = Grade.FINE
    return Checkup(
        (
            doctor.clock(-420),
            Finding(CheckKey.INTERNET, fine, "working", {"ms": 48}),
            Finding(CheckKey.NAMES, fine, "working", {"ms": 21}),
            Finding(CheckKey.PORTAL, fine, "clear"),
            Finding(CheckKey.PRIVACY, fine, "private"),
            Finding(CheckKey.IDENTITY, fine, "matches", {"words": "copper, lantern, river"}),
            doctor.mpesa(True, False, "21:41"),
            doctor.disk(84_000),
            doctor.keyring(None),
            doctor.database(True, False),
            doctor.version("0.1.0", False),
        ),
        took_ms=1200,
    )


CHECKUP = _checkup()
