from __future__ import annotations

import pytest

from training.migrate.files.prefilter import may_hold_old_path, words
from training.migrate.renames import RENAMES


@pytest.mark.parametrize("old", sorted({rename.old for rename in RENAMES}))
def test_every_old_path_passes_in_each_way_it_can_be_written(old: str) -> None:
    module, _, name = old.rpartition(".")
    assert may_hold_old_path(f"mock.patch('{old}.f')".encode())
    assert may_hold_old_path(f"import {old}\n".encode()) or not module
    if module:
        assert may_hold_old_path(f"from {module} import {name}\n".encode())
        spaced = old.replace(".", " . ")
        assert may_hold_old_path(f"import {spaced}\n".encode())


@pytest.mark.parametrize(
    "text",
    [
        "import os\n",
        "from training.execution import jobs\n",
        "import training\ntraining.train_model()\n",
        "self.hpo = 1\n",
        "checkpoint = load(optuna_integration_of_mine)\n",
        "legacyshims\n",
    ],
)
def test_what_certainly_holds_no_old_path_is_passed_over(text: str) -> None:
    assert not may_hold_old_path(text.encode())


@pytest.mark.parametrize(
    "text", ["import hpo\n", "from hpo import core\n", "legacy-shims>=1", "training._legacy.x"]
)
def test_what_may_hold_one_is_read(text: str) -> None:
    assert may_hold_old_path(text.encode())


def test_few_words_are_searched_for() -> None:
    assert len(words()) < 25
