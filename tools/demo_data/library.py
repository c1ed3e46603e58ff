"""All word lists and templates, with what is held out of the training split."""

from __future__ import annotations

from dataclasses import dataclass

from tools.demo_data.dice import Dice
from tools.demo_data.pools import Pool, merge_pools, split_pool
from tools.demo_data.resources import read_lists, read_templates, resource_names

HELD_OUT_WORDS = 0.28
HELD_OUT_TEMPLATES = 0.15
COMPOSED_COMPANIES = 9
PERSONS = 180
INSTITUTIONS = 65


@dataclass(frozen=True)
class Person:
    """An invented person."""

    given: str
    family: str

    def __str__(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Field:
    """A line of work: its job titles, skills, degrees, employers and ways to speak of them."""

    titles: Pool[str]
    skills: Pool[str]
    degrees: Pool[str]
    employers: Pool[str]
    duties: Pool[str]
    generic: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True)
class Library:
    """Everything that a document can be made of."""

    fields: tuple[Field, ...]
    persons: Pool[Person]
    institutions: Pool[str]
    cities: dict[str, Pool[str]]
    phones: dict[str, tuple[str, ...]]
    plain: dict[str, tuple[str, ...]]
    headings: dict[str, tuple[str, ...]]
    templates: dict[str, Pool[str]]
    companies: Pool[str]


def load_library(seed: int) -> Library:
    """Read the word lists and compose names of persons, companies and institutions.

    Args:
        seed: Seed of the compositions.

    Returns:
        The library.
    """
    fields = tuple(_field(name, seed) for name in resource_names("vocabulary/fields"))
    cities = read_lists("cities")
    return Library(
        fields=fields,
        persons=_persons(seed),
        institutions=_institutions(seed),
        cities={region: split_pool(names, HELD_OUT_WORDS) for region, names in cities.items()},
        phones=read_lists("phones"),
        plain=read_lists("plain"),
        headings=read_lists("headings"),
        templates={name: _templates(name) for name in resource_names("templates")},
        companies=merge_pools([field.employers for field in fields]),
    )


def _templates(name: str) -> Pool[str]:
    return split_pool(read_templates(name), HELD_OUT_TEMPLATES)


def _field(name: str, seed: int) -> Field:
    lists = read_lists(f"fields/{name}")
    employers = (*lists["employers"], *_companies(lists["tails"], Dice(f"{seed} {name}")))
    return Field(
        titles=split_pool(lists["titles"], HELD_OUT_WORDS),
        skills=split_pool(lists["skills"], HELD_OUT_WORDS),
        degrees=split_pool(lists["degrees"], HELD_OUT_WORDS),
        employers=split_pool(employers, HELD_OUT_WORDS),
        duties=split_pool(lists["duties"], HELD_OUT_TEMPLATES),
        generic=lists["generic"],
        sectors=lists["sectors"],
    )


def _companies(tails: tuple[str, ...], dice: Dice) -> list[str]:
    stems = dice.shuffled(read_lists("companies")["stems"])
    return [f"{stem} {dice.pick(tails)}" for stem in stems[:COMPOSED_COMPANIES]]


def _persons(seed: int) -> Pool[Person]:
    lists = read_lists("people")
    dice = Dice(f"{seed} persons")
    persons = [
        Person(dice.pick(lists["given"]), dice.pick(lists["family"])) for _ in range(PERSONS)
    ]
    return split_pool(persons, HELD_OUT_WORDS)


def _institutions(seed: int) -> Pool[str]:
    lists = read_lists("institutions")
    dice = Dice(f"{seed} institutions")
    composed = [
        dice.pick(lists["patterns"]).replace("{place}", dice.pick(lists["places"]))
        for _ in range(INSTITUTIONS)
    ]
    return split_pool([*lists["named"], *composed], HELD_OUT_WORDS)
