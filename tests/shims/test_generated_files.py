"""The files of legacy-shims are what the table of renames says, and checkers see through them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tools.shims.generated import SHIMS, generated_files, leftovers
from tools.shims.old_modules import OldModule, old_modules
from tools.wheels import ROOT

from tests.shims.old_api import old_names

PROGRAM = """\
import hpo.core.search_space
from hpo.core.search_space import SearchSpaceTranslator
from training.cv_utils import create_kfold_splits
from training.hpo.core.search_space import SearchSpaceTranslator as New

splits = create_kfold_splits([1, 2, 3, 4], k=2)
reveal_type(splits)
translator: New = SearchSpaceTranslator()
create_kfold_splits([1], folds=2)
hpo.core.search_space.SearchSpaceTranslator.nowhere
from orchestration.jobs.hpo.local.trial.callback import create_trial_callback
reveal_type(create_trial_callback)
"""


def test_the_files_are_up_to_date() -> None:
    files, missing = generated_files()
    assert missing == []
    outdated = [
        str(path.relative_to(SHIMS))
        for path, text in files.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert outdated == [], "run `make docs`"


def test_nothing_else_is_there() -> None:
    files, _ = generated_files()
    assert leftovers(files) == []


def test_the_docstring_of_the_old_data_module_explains_its_successor() -> None:
    text = (SHIMS / "training/data.py").read_text(encoding="utf-8")
    assert text.startswith('"""The old path of `training.core.data`.')
    for name in ("load_dataset", "split_train_test", "combine_datasets"):
        assert f"`{name}`" in text


def stub_of(path: str) -> str:
    stem = SHIMS / path.replace(".", "/")
    stub = stem / "__init__.pyi" if stem.is_dir() else stem.with_suffix(".pyi")
    return stub.read_text(encoding="utf-8")


def test_one_stub_has_the_names_of_several_old_paths_of_a_module() -> None:
    files, _ = generated_files()
    names = [text.partition("\n\n")[2] for path, text in files.items() if path.suffix == ".pyi"]
    long = [text for text in names if text.count("\n") > 1]
    assert len(long) == len(set(long))


@pytest.mark.parametrize("old", [one for one in old_modules() if one.new], ids=lambda one: one.path)
def test_an_editor_finds_every_old_name_in_the_stub(old: OldModule) -> None:
    text = stub_of(old.path)
    if shared := re.search(r"^from (\S+) import \*$", text, re.MULTILINE):
        text = stub_of(shared[1])
    for known in old_names():
        name = known.item.name
        if known.module == old.new:
            assert (
                f"def {name}(" in text
                or f"import {name} as {name}" in text
                or (f"    {name} as {name}," in text)
            ), name


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return what mypy says about a program on old paths, with everything in one tree."""
    tree = tmp_path_factory.mktemp("tree")
    for source in ROOT.glob("packages/*/src"):
        _link(source, tree)
    (tree / "program.py").write_text(PROGRAM)
    options = ["--enable-error-code", "deprecated", "--follow-imports", "silent"]
    alone = ["--no-site-packages", "--ignore-missing-imports", "--cache-dir", str(tree / ".cache")]
    command = [sys.executable, "-m", "mypy", *options, *alone, "program.py"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


def _link(source: Path, tree: Path) -> None:
    for path in source.iterdir():
        if path.name == "training":
            (tree / "training").mkdir(exist_ok=True)
            for child in path.iterdir():
                if child.name != "__pycache__":
                    (tree / "training" / child.name).symlink_to(child)
        elif path.is_dir() and not path.name.endswith(".egg-info"):
            (tree / path.name).symlink_to(path)


def test_a_type_checker_sees_the_types_behind_old_paths(checked: list[str]) -> None:
    assert any("Revealed type" in line and "tuple" in line for line in checked), checked
    assert not any("Cannot find implementation" in line for line in checked)
    assert not any(line.startswith("program.py:8: error:") for line in checked)


def test_a_type_checker_finds_mistakes_behind_old_paths(checked: list[str]) -> None:
    assert any(line.startswith("program.py:9: error:") for line in checked), checked
    assert any(line.startswith("program.py:10: error:") for line in checked), checked


def test_a_type_checker_flags_old_functions_as_deprecated(checked: list[str]) -> None:
    flagged = [line for line in checked if "[deprecated]" in line]
    assert any(
        line.startswith("program.py:3:")
        and "`training.core.cv_utils.create_kfold_splits` replaces it" in line
        for line in flagged
    ), checked


def test_a_type_checker_sees_through_the_second_old_path_of_a_module(checked: list[str]) -> None:
    flagged = [line for line in checked if line.startswith("program.py:11:")]
    assert any("`training.hpo.trial.callback.create_trial_callback`" in line for line in flagged)
    assert any("program.py:12: note: Revealed type is" in line for line in checked)
    assert not any(line.startswith("program.py:12: error:") for line in checked)
