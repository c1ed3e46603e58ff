from __future__ import annotations

import pytest

from training.migrate.findings import Fix
from training.migrate.fixers import loose_texts
from training.migrate.syntax.source import PythonSource

from .conftest import Fixed


def test_a_text_that_reads_like_an_old_path_is_changed_on_request_alone(fixed: Fixed) -> None:
    text = "X = 'hpo.core.study.S'\n"
    assert fixed(loose_texts.find, text) == text
    assert fixed(loose_texts.find, text, unsafe=True) == "X = 'training.hpo.core.study.S'\n"


@pytest.mark.parametrize("text", ["X = 'hpo.sampler'\n", "X = 'hpo'\n", "X = ['hpo.sampler']\n"])
def test_what_may_well_be_a_key_is_left_alone(text: str) -> None:
    assert list(loose_texts.find(PythonSource(text))) == []


def test_below_training_it_is_only_a_note() -> None:
    (finding,) = loose_texts.find(PythonSource("X = 'training.trainer.f'\n"))
    assert finding.is_note


def test_in_a_list_with_a_sure_one_the_others_count_too() -> None:
    text = "X = ['hpo.core.study', 'training.trainer', 'hpo']\n"
    found = {one.old: one for one in loose_texts.find(PythonSource(text)) if not one.is_note}
    assert set(found) == {"hpo.core.study", "training.trainer"}
    assert all(one.fix is Fix.UNSAFE for one in found.values())
