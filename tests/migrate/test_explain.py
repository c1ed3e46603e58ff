from __future__ import annotations

import pytest

from training.errors import UserError
from training.migrate.explain import explain, is_old


@pytest.mark.parametrize(
    "text",
    [
        "hpo.core.study.StudyManager",
        "from hpo.core.study import StudyManager",
        "ImportError: cannot import name 'StudyManager' from 'hpo.core.study' (/x.py)",
        "AttributeError: module 'hpo.core.study' has no attribute 'StudyManager'",
        "app.py:3: `hpo.core.study.StudyManager` is deprecated",
    ],
)
def test_whatever_names_an_old_path_is_explained(text: str) -> None:
    found = explain(text)
    assert found.old == "hpo.core.study.StudyManager"
    assert found.new == "training.hpo.core.study.StudyManager"
    assert found.distribution == "training-hpo"
    assert found.before == "from hpo.core.study import StudyManager"
    assert found.after == "from training.hpo.core.study import StudyManager"
    assert found.until == "2.0.0"


def test_a_path_that_never_had_a_shim_has_no_end() -> None:
    assert explain("data.loaders.load_dataset").until is None


def test_a_package_that_went_to_several_places_lists_them() -> None:
    found = explain("orchestration.jobs")
    assert (found.new, found.after) == (None, "")
    assert ("orchestration.jobs.training", "training.execution.jobs") in found.below


def test_a_new_path_is_said_to_be_no_old_one() -> None:
    with pytest.raises(UserError, match=r"`training\.hpo\.core` is no old path"):
        explain("training.hpo.core")


def test_an_unknown_word_gets_the_forms_and_the_nearest_path() -> None:
    with pytest.raises(UserError, match=r"Did you mean `training_exec`\?"):
        explain("training_exek")
    with pytest.raises(UserError, match="a code such as `TM001`"):
        explain("wibble")


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("hpo.core", True),
        ("orchestration.jobs", True),
        ("training.hpo", False),
        ("hpo core", False),
    ],
)
def test_an_old_path_alone_is_recognised(text: str, old: bool) -> None:
    assert is_old(text) is old
