"""Dates and periods in the spellings of several countries."""

from __future__ import annotations

from tools.demo_data.dice import Dice
from tools.demo_data.scene import Scene
from tools.demo_data.segments import Segment

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_SEASONS = ("spring", "summer", "autumn", "winter", "Easter", "Christmas")
_OPEN_ENDS = ("present", "today", "now", "to date", "Present", "current")
_MONTH_STYLES = 6
_STYLES = 13


def moment(scene: Scene) -> str:
    """Spell a past date, month or year."""
    return _spell(scene.dice, _style(scene), scene.year - scene.dice.between(0, 12))


def month(scene: Scene) -> str:
    """Spell a past month or year."""
    style = _style(scene) % _MONTH_STYLES
    return _spell_month(scene.dice, style, scene.year - scene.dice.between(0, 12))


def soon(scene: Scene) -> str:
    """Spell a day or month about when the document is written."""
    style = scene.dice.between(_MONTH_STYLES, _STYLES - 1)
    return _spell(scene.dice, style, scene.year)


def soon_month(scene: Scene) -> str:
    """Spell a month, with or without its year, of the year of the document or the next."""
    if scene.dice.chance(0.4):
        return scene.dice.pick(MONTHS)
    style = _style(scene) % _MONTH_STYLES
    return _spell_month(scene.dice, style, scene.year + scene.dice.between(0, 1))


def birthday(scene: Scene) -> str:
    """Spell the date of birth of an adult."""
    style = scene.dice.between(_MONTH_STYLES, _MONTH_STYLES + 4)
    return _spell(scene.dice, style, scene.year - scene.dice.between(20, 60))


def period(scene: Scene) -> list[Segment]:
    """Spell a period that ends where the one written before it begins."""
    last = scene.earliest
    scene.earliest = last - scene.dice.between(1, 4)
    style = scene.habits.date_style % _MONTH_STYLES
    first = _spell_month(scene.dice, style, scene.earliest)
    if last == scene.year and scene.dice.chance(0.6):
        return _open_period(scene, first)
    text = f"{first}{scene.habits.dash}{_spell_month(scene.dice, style, last)}"
    return [Segment(text, "DATE")]


def _open_period(scene: Scene, first: str) -> list[Segment]:
    if scene.dice.chance(0.3):
        return [Segment("since "), Segment(first, "DATE")]
    text = f"{first}{scene.habits.dash}{scene.dice.pick(_OPEN_ENDS)}"
    return [Segment(text, "DATE")]


def _style(scene: Scene) -> int:
    if scene.dice.chance(0.6):
        return scene.habits.date_style
    return scene.dice.between(0, _STYLES - 1)


def _spell_month(dice: Dice, style: int, year: int) -> str:
    month = dice.between(1, 12)
    name = MONTHS[month - 1]
    shapes = (
        f"{name} {year}",
        f"{name[:3]} {year}",
        f"{month:02d}/{year}",
        str(year),
        f"{name[:3]} '{year % 100:02d}",
        f"{month}.{year}",
    )
    return shapes[style]


def _spell(dice: Dice, style: int, year: int) -> str:
    if style < _MONTH_STYLES:
        return _spell_month(dice, style, year)
    day, month = dice.between(1, 28), dice.between(1, 12)
    name = MONTHS[month - 1]
    shapes = (
        f"{day} {name} {year}",
        f"{name} {day}, {year}",
        f"{day:02d}/{month:02d}/{year}",
        f"{day:02d}.{month:02d}.{year}",
        f"{year}-{month:02d}-{day:02d}",
        f"{dice.pick(_SEASONS)} {year}",
        f"{day} {name}" if dice.chance(0.5) else name,
    )
    return shapes[style - _MONTH_STYLES]
