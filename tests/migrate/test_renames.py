from __future__ import annotations

import pytest

from training.migrate.renames import is_split, new_path, rename_of, renames_below


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hpo", "training.hpo"),
        ("training.trainer.train_model", "training.core.trainer.train_model"),
        ("orchestration.jobs.hpo.local.cv.orchestrator", "training.hpo.execution.local.cv"),
        ("training.core", None),
        ("", None),
    ],
)
def test_the_longest_old_path_counts(old: str, new: str | None) -> None:
    assert new_path(old) == new


def test_a_path_below_an_old_one_has_the_rename_of_that() -> None:
    rename = rename_of("orchestration.jobs.hpo.azureml.sweeps.f")
    assert rename is not None
    assert rename.old == "orchestration.jobs.hpo.azureml"


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("orchestration.jobs", True),
        ("orchestration.jobs.hpo.local", True),
        ("hpo", False),
        ("hpo.core", False),
        ("src", False),
    ],
)
def test_a_package_whose_modules_went_apart_is_split(path: str, split: bool) -> None:
    assert is_split(path) is split


def test_what_was_below_a_package_is_listed() -> None:
    below = {rename.old for rename in renames_below("orchestration.jobs.hpo.local.study")}
    assert below == {"orchestration.jobs.hpo.local.study.manager"}
