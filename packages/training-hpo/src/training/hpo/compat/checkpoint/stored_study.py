"""Say where the study of an old sweep configuration belongs, and open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.hpo.compat.checkpoint.storage import (
    fill_template,
    get_storage_uri,
    resolve_storage_path,
)
from training.hpo.exceptions import StudyLoadError
from training.hpo.old_layout.keys import Keys
from training.hpo.storage.address import storage_address
from training.hpo.storage.open import OpenStudy, create_or_open

_WAYS_ON = "choose another `checkpoint.study_name`"


@dataclass(frozen=True)
class StudyPlace:
    """Name and storage of a study.

    Attributes:
        name: Its name.
        path: SQLite file it is stored in; None keeps it in memory.
        resume: Whether a stored study is resumed.
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
        run_id: Tells this session from others; part of the name of a study that is not resumed.

    Raises:
        ConfigError: A key is misspelled, or a value cannot be used.
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


def open_study(place: StudyPlace, goal: str, attributes: Mapping[str, Any]) -> OpenStudy:
    """Create a study, or open the stored one.

    Args:
        place: Its name and storage.
        goal: ``maximize`` or ``minimize``.
        attributes: What all its trials share, as JSON values; noted on a new study, compared with
            what a stored one notes.

    Raises:
        StudyLoadError: The storage cannot be opened, holds a study of that name that is not to be
            resumed, or one that was made with other attributes.
    """
    uri = get_storage_uri(place.path)
    url = None if uri is None else storage_address(uri, Path())
    opened = create_or_open(place.name, url, goal, attributes, _WAYS_ON)
    if not place.resume and place.path is not None and opened.study.get_trials(deepcopy=False):
        raise StudyLoadError(
            f"{place.path} holds a study `{place.name}` already, and `checkpoint.auto_resume` is "
            "false. Set it to true to continue that study, or choose another "
            "`checkpoint.study_name`."
        )
    return opened
