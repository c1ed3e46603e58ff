"""Pay in the currencies and spellings of several countries."""

from __future__ import annotations

from tools.demo_data.dice import Dice
from tools.demo_data.scene import Scene

_YEARLY = {
    "pound": ("£{a},{b}", "£{a}k", "GBP {a},{b}", "£{a},{b} per annum", "£{a}.5k", "£{a},{b} pa"),
    "dollar": ("${a},{b}", "${a}k", "${a},{b} a year", "${a}K/yr", "USD {a},{b}", "${a},{b}.00"),
    "euro": ("€{a},{b}", "{a}.{b} €", "EUR {a}.{b}", "{a}k €", "{a} {b} euros", "€{a}k brutto"),
    "krona": ("{a} {b} kr", "SEK {a},{b} a month", "{a} {b} kr/mån", "{a}k SEK"),
}
_HOURLY = {
    "pound": ("£{h}.{c} per hour", "£{h}.{c}/h", "£{h} an hour", "£{h}.{c} p/h"),
    "dollar": ("${h}.{c}/hr", "${h} an hour", "${h}.{c} hourly", "${h} per hour"),
    "euro": ("€{h}.{c} per hour", "{h},{c} € / Std.", "{h},{c} €/h", "{h} euros an hour"),
    "krona": ("{h}0 kr/h", "{h}5 kr per hour"),
}
_RANGES = (
    "£{a}-{z}k",
    "£{a},000 \u2013 £{z},000",
    "{a}-{z}k",
    "£{a}k to £{z}k",
    "between £{a}k and £{z}k",
)
_CURRENCIES = {"uk": "pound", "us": "dollar", "ca": "dollar", "au": "dollar", "se": "krona"}
_SIGNS = {"pound": "£", "dollar": "$", "euro": "€", "krona": "SEK "}


def salary(scene: Scene) -> str:
    """Spell a salary, an hourly wage or a pay range in the region's currency."""
    currency = _CURRENCIES.get(scene.region, "euro")
    if scene.dice.chance(0.3):
        return _pay_range(scene.dice, currency)
    if scene.dice.chance(0.3):
        return _hourly(scene.dice, currency)
    return _yearly(scene.dice, currency)


def _yearly(dice: Dice, currency: str) -> str:
    thousands = dice.between(19, 95)
    rest = dice.pick(("000", "500", "250", "847", "120"))
    return dice.pick(_YEARLY[currency]).format(a=thousands, b=rest)


def _hourly(dice: Dice, currency: str) -> str:
    cents = dice.pick(("50", "00", "44", "25", "95"))
    return dice.pick(_HOURLY[currency]).format(h=dice.between(11, 38), c=cents)


def _pay_range(dice: Dice, currency: str) -> str:
    least = dice.between(19, 80)
    shape = dice.pick(_RANGES).replace("£", _SIGNS[currency])
    return shape.format(a=least, z=least + dice.between(2, 15))
