from __future__ import annotations

import re

import pytest

from training.migrate.edits import Edit, apply_edits
from training.migrate.old_paths import (
    dotted,
    is_only_a_folder,
    is_specific,
    new_module,
    occurrences,
    path_edit,
    successor,
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hpo", "training.hpo"),
        ("hpo.core.study.StudyManager", "training.hpo.core.study.StudyManager"),
        ("src.training.trainer", "training.core.trainer"),
        ("orchestration.jobs.hpo.local.cv.orchestrator.f", "training.hpo.execution.local.cv.f"),
        ("training.hpo.core", None),
        ("training", None),
        ("hporama", None),
        ("mine.hpo", None),
    ],
)
def test_a_path_is_followed_to_where_it_ends_up(old: str, new: str | None) -> None:
    assert successor(old) == new


def test_the_module_to_import_is_the_one_that_the_path_was_renamed_to() -> None:
    assert new_module("training.trainer.train_model") == "training.core.trainer"
    assert new_module("infrastructure.config.loader.ExperimentConfig") == "training.config"
    assert new_module("src.training.trainer.f") == "training.core.trainer"


def test_a_package_that_only_held_old_paths_is_a_folder() -> None:
    assert is_only_a_folder("orchestration.jobs")
    assert not is_only_a_folder("hpo.core")
    assert not is_only_a_folder("training")
    assert not is_only_a_folder("elsewhere")


@pytest.mark.parametrize(
    ("path", "specific"),
    [
        ("hpo.core.study", True),
        ("hpo.sampler", False),
        ("hpo.sampler.seed", False),
        ("training.trainer.f", True),
        ("training.trainer", False),
    ],
)
def test_a_text_is_taken_for_an_old_path_only_where_it_can_hardly_be_anything_else(
    path: str, specific: bool
) -> None:
    assert is_specific(path) is specific


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hpo.core.study", ["hpo.core.study"]),
        ("x = hpo.f(training.trainer.g)", ["hpo.f", "training.trainer.g"]),
        ("my.hpo.core my-hpo.core runs/hpo.core $hpo.core", []),
        ("hpo.core-x hpo.core/x", []),
        ("hpo.core. And more", ["hpo.core"]),
    ],
)
def test_paths_are_found_in_a_text_and_not_in_other_words(text: str, found: list[str]) -> None:
    pattern = re.compile(rf"(?P<path>{dotted()})")
    assert [match["path"] for match, _ in occurrences(pattern, text)] == found


@pytest.mark.parametrize(
    ("old", "new", "edit"),
    [
        ("hpo.core.f", "training.hpo.core.f", Edit(5, 8, "training.hpo")),
        ("training.trainer", "training.core.trainer", Edit(5, 13, "training.core")),
        ("hpo", "training.hpo", Edit(5, 8, "training.hpo")),
    ],
)
def test_the_edit_leaves_what_both_paths_end_with(old: str, new: str, edit: Edit) -> None:
    found = path_edit(5, old, new)
    assert found == edit
    assert apply_edits(f"call({old})", [found]) == f"call({new})"
