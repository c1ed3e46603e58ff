"""What stays the same throughout one document: who writes, where, and in which habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tools.demo_data.dice import Dice
from tools.demo_data.library import Field, Library, Person
from tools.demo_data.pools import Pool

T = TypeVar("T")

REGIONS = ("uk", "uk", "uk", "uk", "us", "us", "us", "ie", "ca", "au", "de", "de", "fr", "se")
"""Regions as often as they should occur."""


@dataclass(frozen=True)
class Habits:
    """How the writer of a document spells dates, lists and amounts."""

    date_style: int
    dash: str
    bullet: str
    heading: str


@dataclass
class Scene:
    """The state of one document while it is written.

    Attributes:
        dice: Source of randomness of this document.
        library: Words and templates.
        novelty: Probability of drawing a word that the training split never holds.
        region: Key of phone formats, cities and currency.
        work: The line of work.
        person: Who the CV or the letter is about.
        home: Where that person lives.
        post: The job that is held, sought or advertised.
        employer: Who advertises or is written to.
        habits: Spelling habits.
        year: When the document is written.
        earliest: Year in which the periods written so far begin; careers are told backwards.
        contact: The person named last, other than the one that the document is about.
        used: Words drawn so far, to avoid repeating them.
    """

    dice: Dice
    library: Library
    novelty: float
    region: str
    work: Field
    person: Person
    home: str
    post: str
    employer: str
    habits: Habits
    year: int
    earliest: int
    contact: Person | None = None
    used: set[object] = field(default_factory=set)

    def draw(self, pool: Pool[T]) -> T:
        """Draw an entry, if possible one that this document does not hold yet."""
        entry = pool.draw(self.dice, self.novelty)
        for _ in range(4):
            if entry not in self.used:
                break
            entry = pool.draw(self.dice, self.novelty)
        self.used.add(entry)
        return entry

    def plain(self, section: str) -> str:
        """Draw words that carry no label."""
        return self.fresh(self.library.plain[section])

    def fresh(self, choices: Sequence[str]) -> str:
        """Pick words that this document does not hold yet; any words if it holds all."""
        unused = [choice for choice in choices if choice not in self.used]
        chosen = self.dice.pick(unused or choices)
        self.used.add(chosen)
        return chosen


def open_scene(library: Library, dice: Dice, novelty: float) -> Scene:
    """Choose the writer, the place and the habits of a new document.

    Args:
        library: Words and templates.
        dice: Source of randomness of this document.
        novelty: Probability of drawing a word that the training split never holds.

    Returns:
        The scene, with nothing used yet.
    """
    work, region, year = dice.pick(library.fields), dice.pick(REGIONS), dice.between(2014, 2025)
    return Scene(
        dice=dice,
        library=library,
        novelty=novelty,
        region=region,
        work=work,
        person=library.persons.draw(dice, novelty),
        home=library.cities[region].draw(dice, novelty),
        post=work.titles.draw(dice, novelty),
        employer=work.employers.draw(dice, novelty),
        habits=_habits(dice),
        year=year,
        earliest=year,
    )


def _habits(dice: Dice) -> Habits:
    return Habits(
        date_style=dice.between(0, 9),
        dash=dice.pick((" \u2013 ", " - ", "\u2013", "-", " to ", " \u2014 ")),
        bullet=dice.pick(("- ", "* ", "• ", "\u2013 ", "o ", "-", "» ")),
        heading=dice.pick(("{}", "{}:", "{upper}", "{upper}:", "== {} ==", "{lower}")),
    )
