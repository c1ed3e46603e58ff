"""Create the study of a sweep, or open the stored one to go on with it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from training.hpo.checkpoint.storage import fill_template
from training.hpo.checkpoint.storage import get_storage_uri
from training.hpo.checkpoint.storage import resolve_storage_path
from training.hpo.core.optuna_integration import import_optuna
from training.hpo.core.settings_keys import Keys
from training.hpo.core.trials import give_up_cut_off_trials
from training.hpo.core.trials import spent_trials
from training.hpo.exceptions import StudyLoadError

if TYPE_CHECKING:
    from optuna import Study

logger = logging.getLogger("training")


@dataclass(frozen=True)
class StudyPlace:
    """Name and storage of a study.

    Attributes:
        name: Its name.
        path: SQLite file it is stored in; None keeps it in memory.
        resume: Whether a stored study is gone on with.
    """

    name: str
    path: Path | None
    resume: bool


def place_study(
    checkpoint_config: Mapping[str, Any], backbone: str, output_dir: Path, run_id: str
) -> StudyPlace:
    """Say where a study belongs; nothing is written.

    Args:
        checkpoint_config: Keys `enabled`, `study_name`, `storage_path`, `auto_resume` and
            `save_only_best`.
        backbone: Backbone of the sweep.
        output_dir: Folder of the sweep.
        run_id: Tells this sitting from others; part of the name of a study that is not resumed.

    Raises:
        ConfigError: A key is misspelt, or a value cannot be used.
    """
    keys = Keys(checkpoint_config, "checkpoint")
    keys.allow(("enabled", "study_name", "storage_path", "auto_resume", "save_only_best"))
    resume = keys.truth("auto_resume", True)
    lasting = resume and keys.truth("enabled", False)
    template = keys.text(
        "study_name", "hpo_{backbone}" if lasting else f"hpo_{{backbone}}_{run_id}"
    )
    name = fill_template(template, {"backbone": backbone}, "checkpoint.study_name")
    path = resolve_storage_path(output_dir, checkpoint_config, backbone, name, create_dirs=False)
    return StudyPlace(name, path, resume)


def open_study(place: StudyPlace, goal: str, attributes: Mapping[str, Any]) -> Study:
    """Create a study, or open the stored one.

    Trials that a killed process left running are marked failed, so only one process at a time may
    work on a stored study. A stored study whose objective points the other way is not opened, nor
    one whose trials were made with other attributes.

    Args:
        place: Its name and storage.
        goal: ``maximize`` or ``minimize``.
        attributes: What all its trials share, as JSON values; noted on a new study, compared with
            what a stored one notes.

    Raises:
        StudyLoadError: The storage cannot be opened, holds a study of that name that is not to be
            resumed, or one that was made with other attributes.
    """
    study = _create_or_load(place, goal)
    asked = {**attributes, "goal": goal}
    if study.get_trials(deepcopy=False):
        _check_same(place, {**study.user_attrs, "goal": study.direction.name.lower()}, asked)
        give_up_cut_off_trials(study)
        logger.info("study `%s`: going on after %d trials", place.name, spent_trials(study))
    for key, value in attributes.items():
        study.set_user_attr(key, value)
    return study


def _create_or_load(place: StudyPlace, goal: str) -> Study:
    optuna = import_optuna()
    from sqlalchemy.exc import SQLAlchemyError

    if place.path is None:
        study: Study = optuna.create_study(study_name=place.name, direction=goal)
        return study
    try:
        place.path.parent.mkdir(parents=True, exist_ok=True)
        stored: Study = optuna.create_study(
            storage=get_storage_uri(place.path),
            study_name=place.name,
            direction=goal,
            load_if_exists=place.resume,
        )
        return stored
    except optuna.exceptions.DuplicatedStudyError as error:
        raise StudyLoadError(
            f"{place.path} holds a study `{place.name}` already, and `checkpoint.auto_resume` is "
            "false. Set it to true to go on with that study, or choose another "
            "`checkpoint.study_name`."
        ) from error
    except (SQLAlchemyError, RuntimeError, OSError, optuna.exceptions.OptunaError) as error:
        raise StudyLoadError(
            f"{place.path}: the stored study cannot be opened: {_first_line(error)}. Move the file "
            "away, or choose another `checkpoint.storage_path`."
        ) from error


def _check_same(place: StudyPlace, noted: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    before, now = _leaves({key: noted.get(key) for key in asked}), _leaves(asked)
    differing = sorted(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
    if differing:
        key, *others = differing
        values = f"{key}={_shown(before, key)}, and this sweep has {key}={_shown(now, key)}"
        also = f" Also different: {', '.join(others)}." if others else ""
        raise StudyLoadError(
            f"{place.path}: the study `{place.name}` was made with {values}, so their "
            f"trials cannot be compared.{also} Choose another `checkpoint.study_name`, or go back "
            "to the earlier settings."
        )


def _leaves(values: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for key, value in values.items():
        below = _leaves(value, f"{above}{key}.") if isinstance(value, Mapping) else None
        leaves |= below or {f"{above}{key}": value}
    return leaves


def _shown(values: Mapping[str, Any], key: str) -> str:
    return json.dumps(values.get(key), default=str)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
