from __future__ import annotations

import pytest

from training.migrate.edits import apply_edits
from training.migrate.findings import Fix
from training.migrate.fixers.config_values import find_in_text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("_target_: hpo.core.study.S\n", "_target_: training.hpo.core.study.S\n"),
        ('"class_path": "hpo.core.S",', '"class_path": "training.hpo.core.S",'),
        ("source = [\n    'hpo.core',\n]\n", "source = [\n    'training.hpo.core',\n]\n"),
        ("packages:\n  - hpo.core\n", "packages:\n  - training.hpo.core\n"),
        ("run = hpo.core.study:main\n", "run = training.hpo.core.study:main\n"),
        ("ignore::hpo.core.W\n", "ignore::hpo.core.W\n"),
        ("addopts = --cov=hpo.core\n", "addopts = --cov=training.hpo.core\n"),
        ("error:x:UserWarning:hpo.core\n", "error:x:UserWarning:training.hpo.core\n"),
        ("[mypy-hpo.core.*]\n", "[mypy-training.hpo.core.*]\n"),
        ("module = 'hpo.*'\n", "module = 'training.hpo.*'\n"),
    ],
)
def test_values_that_are_imported_follow(text: str, after: str) -> None:
    safe = [one for one in find_in_text(text) if one.fix is Fix.SAFE]
    assert apply_edits(text, [edit for one in safe for edit in one.edits]) == after


def test_a_value_of_another_key_is_a_guess() -> None:
    (finding,) = find_in_text("note: hpo.core.study\n")
    assert (finding.code, finding.fix) == ("TM007", Fix.UNSAFE)


@pytest.mark.parametrize(
    "text",
    [
        "hpo: 3\n",
        "key: hpo.sampler\n",
        "note: see hpo.core.study for more\n",
        "module: hpo\n",
        "_target_: training.hpo.core\n",
    ],
)
def test_keys_and_prose_are_left_alone(text: str) -> None:
    assert list(find_in_text(text)) == []
