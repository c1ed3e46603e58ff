"""Slots for jobs, employers, skills and training."""

from __future__ import annotations

from tools.demo_data.scene import Scene
from tools.demo_data.slots.kinds import Fill, labelled


def _title(scene: Scene) -> str:
    return scene.draw(scene.work.titles)


def _post(scene: Scene) -> str:
    return scene.post


def _company(scene: Scene) -> str:
    pool = scene.work.employers if scene.dice.chance(0.75) else scene.library.companies
    return scene.draw(pool)


def _employer(scene: Scene) -> str:
    return scene.employer


def _skill(scene: Scene) -> str:
    work = scene.work if scene.dice.chance(0.96) else scene.dice.pick(scene.library.fields)
    return scene.draw(work.skills)


def _degree(scene: Scene) -> str:
    return scene.draw(scene.work.degrees)


def _school(scene: Scene) -> str:
    return scene.draw(scene.library.institutions)


def _generic(scene: Scene) -> str:
    return scene.fresh(scene.work.generic)


def _sector(scene: Scene) -> str:
    return scene.dice.pick(scene.work.sectors)


WORK_SLOTS: dict[str, Fill] = {
    "title": labelled("DESIGNATION", _title),
    "post": labelled("DESIGNATION", _post),
    "company": labelled("COMPANY", _company),
    "employer": labelled("COMPANY", _employer),
    "skill": labelled("SKILL", _skill),
    "degree": labelled("EDUCATION", _degree),
    "school": labelled("INSTITUTION", _school),
    "generic": labelled(None, _generic),
    "sector": labelled(None, _sector),
}
"""Slots that speak of work; `generic` names occupations in general and carries no label."""
