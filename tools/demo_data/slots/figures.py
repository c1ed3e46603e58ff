"""Slots for dates and pay, and for numbers that are neither."""

from __future__ import annotations

from tools.demo_data.scene import Scene
from tools.demo_data.slots.dates import birthday, moment, month, period, soon, soon_month
from tools.demo_data.slots.kinds import Fill, labelled
from tools.demo_data.slots.pay import salary


def _count(scene: Scene) -> str:
    return str(scene.dice.between(2, 60))


def _house_number(scene: Scene) -> str:
    return str(scene.dice.between(1, 190))


def _headcount(scene: Scene) -> str:
    number = scene.dice.pick((18, 35, 60, 120, 240, 400, 850, 1200, 2600, 14000))
    return f"{number:,}" if scene.dice.chance(0.6) else str(number)


def _plain_year(scene: Scene) -> str:
    return str(scene.dice.between(1884, 2023))


def _talk_year(scene: Scene) -> str:
    return str(scene.year - scene.dice.between(0, 8))


def _years(scene: Scene) -> str:
    return f"{scene.plain('numbers')} years"


def _duration(scene: Scene) -> str:
    number = scene.dice.between(2, 25)
    shapes = ("{} years", "{}+ years", "over {} years", "{} yrs", "more than {} years")
    if scene.dice.chance(0.4):
        return _years(scene)
    return scene.dice.pick(shapes).format(number)


def _reference(scene: Scene) -> str:
    shapes = ("REF{}", "#{}", "{}/A", "JB-{}", "VAC {}", "{}-2024", "2023/{}")
    return scene.dice.pick(shapes).format(scene.dice.between(1000, 98000))


def _postcode(scene: Scene) -> str:
    number = scene.dice.between(10000, 98999)
    if scene.region in ("uk", "ie"):
        return f"{scene.dice.pick(('ZX', 'QV', 'XZ'))}{number % 20 + 1} {number % 9 + 1}ZZ"
    return str(number)


def _budget(scene: Scene) -> str:
    sign = scene.dice.pick(("£", "€", "$"))
    shapes = ("{}{}m", "{}{} million", "{}{}.5m", "{}{}00k", "{}{}0,000")
    return scene.dice.pick(shapes).format(sign, scene.dice.between(2, 9))


def _small_budget(scene: Scene) -> str:
    return f"{scene.dice.pick(('£', '€', '$'))}{scene.dice.pick((250, 500, 750, 1000, 1500))}"


FIGURE_SLOTS: dict[str, Fill] = {
    "date": labelled("DATE", moment),
    "month": labelled("DATE", month),
    "soon": labelled("DATE", soon),
    "soonmonth": labelled("DATE", soon_month),
    "birthday": labelled("DATE", birthday),
    "range": period,
    "salary": labelled("SALARY", salary),
    "count": labelled(None, _count),
    "number": labelled(None, _house_number),
    "headcount": labelled(None, _headcount),
    "pastyear": labelled(None, _talk_year),
    "talkyear": labelled(None, _talk_year),
    "years": labelled(None, _years),
    "plainyear": labelled(None, _plain_year),
    "duration": labelled(None, _duration),
    "ref": labelled(None, _reference),
    "postcode": labelled(None, _postcode),
    "budget": labelled(None, _budget),
    "budget_small": labelled(None, _small_budget),
}
"""Slots made of digits: dates and pay are entities, the rest is there to be told apart."""
