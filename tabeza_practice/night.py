"""A night's trade at a made-up bar: who sat where, what they drank, what they paid and what went wrong.

Pure data, told relative to "now" so that practice always looks like this evening: three tabs are left over from last
night (overdue), the rest were opened in the hours before. All names, numbers and phones are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

BAR_NAME: Final = "Kilimani Tavern"
BAR_PLACE: Final = "Kilimani, Nairobi"
REGISTERED_NAME: Final = "KILIMANI TAVERN LTD"
PAYBILL: Final = "4083917"
OWNER_NAME: Final = "Joyce Kendi"
CASHIER_NAME: Final = "Mercy Atieno"
CASHIER_PIN: Final = "482915"
SUPPORT_NAME: Final = "Amina"
SUPPORT_PIN: Final = "615283"
"""The made-up support person: her desk signs itself in."""
PRACTICE_PHONE: Final = "254712345678"
"""The phone on screen, and the number saved on tab 124."""

Answer = Literal["paid", "cancelled", "low_balance", "no_answer", "wrong_pin"]


@dataclass(frozen=True, slots=True)
class Item:
    """One charge: ``minutes`` after the tab was opened; the price is in whole shillings."""

    minutes: int
    text: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One M-Pesa request: ``minutes`` after opening, whole shillings, how the customer answered, after how long."""

    minutes: int
    amount: int
    answer: Answer
    seconds: int = 14


@dataclass(frozen=True, slots=True)
class Sitting:
    """One tab. ``opened`` is how long before now (or, for last night, before last night's closing at 02:00)."""

    number: int
    name: str
    phone: str
    opened: timedelta
    items: tuple[Item, ...]
    asked: tuple[Asked, ...] = ()
    last_night: bool = False


def _at(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


_TUSKER: Final = ("Tusker Lager 500 ml", 350)
_WHITE_CAP: Final = ("White Cap 500 ml", 350)
_SODA: Final = ("Soda 300 ml", 100)
_CHOMA: Final = ("Nyama choma, ½ kg", 1_100)
_UGALI: Final = ("Ugali & kachumbari", 250)
_GIN: Final = ("Gin 350 ml", 1_450)
_WHISKY: Final = ("Whisky 350 ml", 2_400)
_CHIPS: Final = ("Chips masala", 300)
_CHICKEN: Final = ("Kienyeji chicken", 1_400)
_WATER: Final = ("Water 500 ml", 100)


def _item(minutes: int, what: tuple[str, int], quantity: int = 1) -> Item:
    return Item(minutes, what[0], quantity, what[1])


FIRST_NUMBER: Final = 104

SITTINGS: Final = (
    Sitting(104, "Kamau Njoroge", "254721555388", _at(4, 20),
            (_item(2, _WHISKY, 2), _item(30, _CHICKEN, 2), _item(70, _TUSKER, 4), _item(110, ("Cigar", 840))),
            (Asked(215, 9_840, "cancelled", 21),), last_night=True),
    Sitting(107, "Table 3, Achieng", "254733555207", _at(3, 45),
            (_item(1, _WHISKY, 3), _item(20, _CHOMA, 3), _item(60, _SODA, 18)),
            (Asked(180, 6_000, "paid", 12),), last_night=True),
    Sitting(109, "Wafula Simiyu", "254700555144", _at(3, 10),
            (_item(2, _TUSKER, 5), _item(40, _CHICKEN)),
            (Asked(170, 3_150, "no_answer", 26),), last_night=True),
    Sitting(112, "Faith Chebet", "254711555235", _at(2, 44),
            (_item(3, _GIN), _item(50, _UGALI, 5)), (Asked(162, 2_700, "paid", 11),)),
    Sitting(115, "Mutua & Mwikali", "254722555610", _at(2, 37),
            (_item(2, _WHISKY, 2), _item(35, _CHOMA), _item(36, _SODA, 4), _item(80, ("Mushroom stew", 950))),
            (Asked(102, 3_000, "paid", 16),)),
    Sitting(118, "Wanjiru Kamau", "254722555904", _at(2, 34),
            (_item(4, _GIN, 2), _item(30, _CHICKEN, 2), _item(75, _SODA, 7), _item(76, ("Samosa", 50), 1)),
            (Asked(70, 2_000, "paid", 9),)),
    Sitting(119, "Table 7, Omondi", "254710555663", _at(2, 26),
            (_item(1, _WHISKY, 4), _item(25, _CHOMA, 4), _item(60, _TUSKER, 4), _item(61, _SODA, 2)),
            (Asked(125, 10_000, "paid", 14),)),
    Sitting(121, "Hassan Abdi", "254745555582", _at(2, 5),
            (_item(3, _SODA, 4), _item(40, _CHOMA), _item(42, ("Fruit platter", 350))),
            (Asked(112, 1_850, "low_balance", 18),)),
    Sitting(124, "Brian Otieno", PRACTICE_PHONE, _at(2, 0),
            (_item(2, _TUSKER, 2), _item(20, _CHOMA), _item(21, _UGALI), _item(43, _TUSKER, 2), _item(76, _GIN),
             _item(102, _TUSKER, 2), _item(103, _SODA, 4)),
            (Asked(49, 2_000, "paid", 13),)),
    Sitting(125, "Grace Nyambura", "254798555031", _at(1, 39), (_item(2, _WHISKY),)),
    Sitting(127, "Kiprono Langat", "254720555117", _at(1, 16),
            (_item(2, _GIN, 2), _item(30, _CHIPS, 2), _item(31, ("Sausage", 100), 6)),
            (Asked(60, 4_100, "wrong_pin", 24),)),
    Sitting(128, "Ali Yusuf", "254729555744", _at(1, 2), (_item(2, _CHICKEN), _item(3, _WATER, 4))),
    Sitting(130, "Purity Wambui", "254743555190", _at(0, 48), (_item(1, _TUSKER, 4), _item(20, _CHIPS, 2))),
    Sitting(131, "Dennis Mutiso", "254798555460", _at(0, 21), (_item(1, _WHITE_CAP, 4), _item(4, _CHIPS))),
)
"""Fourteen open tabs, by number; three of them overdue."""
