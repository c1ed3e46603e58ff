"""Create the study of a sweep, or open the stored one to resume it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from training.hpo.exceptions import StudyLoadError
from training.hpo.optuna import import_optuna
from training.hpo.storage.address import shown_address
from training.hpo.storage.database import open_database, patiently
from training.hpo.storage.leases import Leases, NoLeases, StoredLeases

if TYPE_CHECKING:
    from optuna import Study
    from sqlalchemy import URL


class OpenStudy(NamedTuple):
    """A study, and who works on which of its trials.

    Attributes:
        study: The study.
        leases: Its leases.
        url: Where it is kept; None for one in memory.
    """

    study: Study
    leases: Leases
    url: URL | None


def create_or_open(
    name: str,
    url: URL | None,
    direction: str,
    attributes: Mapping[str, Any],
    ways_on: str = "choose another `name`",
) -> OpenStudy:
    """Create a study, or open the stored one.

    Args:
        name: Its name.
        url: Where it is kept; None for a study in memory.
        direction: ``maximize`` or ``minimize``.
        attributes: What all its trials share, as JSON values; noted on a new study, compared with
            what a stored one notes.
        ways_on: What to do when they differ, beside going back to the earlier settings.

    Raises:
        StudyLoadError: The storage cannot be opened, or holds a study of that name that was made
            with other attributes: they are named with both values.
    """
    optuna = import_optuna()
    if url is None:
        study = optuna.create_study(study_name=name, direction=direction)
        _note(study, attributes)
        return OpenStudy(study, NoLeases(), None)
    storage = open_database(url)
    study = patiently(url, lambda: _stored(name, storage, direction))
    require_same(f"{shown_address(url)}", study, {**attributes, "goal": direction}, ways_on)
    patiently(url, lambda: _note(study, attributes))
    leases = patiently(url, lambda: StoredLeases(storage.engine, name))
    return OpenStudy(study, leases, url)


def open_stored(name: str, url: URL) -> OpenStudy:
    """Open a stored study, without changing anything.

    Raises:
        StudyLoadError: There is none of that name.
    """
    optuna = import_optuna()
    if url.drivername == "sqlite" and not Path(str(url.database)).is_file():
        raise StudyLoadError(_no_study(name, url))
    storage = open_database(url)
    try:
        study = optuna.load_study(study_name=name, storage=storage)
    except KeyError as error:
        raise StudyLoadError(_no_study(name, url)) from error
    return OpenStudy(study, StoredLeases(storage.engine, name), url)


def _no_study(name: str, url: URL) -> str:
    return (
        f"{shown_address(url)}: no study `{name}` is kept here. Start it with `training hpo run`; "
        "one that was lost is made anew from the folders of its trials by `training hpo resume`."
    )


def _stored(name: str, storage: Any, direction: str) -> Study:
    optuna = import_optuna()
    study: Study = optuna.create_study(
        study_name=name, storage=storage, direction=direction, load_if_exists=True
    )
    return study


def _note(study: Study, attributes: Mapping[str, Any]) -> None:
    noted = study.user_attrs
    for key, value in attributes.items():
        if noted.get(key) != value:
            study.set_user_attr(key, value)


def require_same(place: str, study: Study, asked: Mapping[str, Any], ways_on: str) -> None:
    """Refuse to continue a study whose trials were made with other settings.

    Args:
        place: Where the study is kept.
        study: The study; one without attributes is new.
        asked: What the trials of this sweep share, and its `goal`.
        ways_on: What to do about it.

    Raises:
        StudyLoadError: Something differs; all of it is named with both values.
    """
    if not study.user_attrs or not study.get_trials(deepcopy=False):
        return
    noted = {**study.user_attrs, "goal": study.direction.name.lower()}
    before, now = _leaves({key: noted.get(key) for key in asked}), _leaves(asked)
    differing = [
        f"{key} was {_shown(before, key)} and is {_shown(now, key)}"
        for key in sorted(before.keys() | now.keys())
        if before.get(key) != now.get(key)
    ]
    if differing:
        raise StudyLoadError(
            f"{place}: the study `{study.study_name}` was made with other settings, so the trials "
            f"could not be compared: {'; '.join(differing)}. Go back to the earlier settings, or "
            f"{ways_on} to begin a new study."
        )


def _leaves(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for key, value in values.items():
        below = _leaves(value, f"{above}{key}.") if isinstance(value, Mapping) else None
        leaves |= below or {f"{above}{key}": value}
    return leaves


def _shown(values: Mapping[str, Any], key: str) -> str:
    return json.dumps(values[key], default=str) if key in values else "not there"
