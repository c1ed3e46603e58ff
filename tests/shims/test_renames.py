"""The table of renames answers for every path, and every path it promises can be imported."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from training.migrate.renames import RENAMES, Rename, new_path, rename_of, renames_below

words = st.text(alphabet=f"{ascii_lowercase}_", min_size=1, max_size=8)
tails = st.lists(words, max_size=4).map(lambda parts: "".join(f".{part}" for part in parts))
MODULES = [rename for rename in RENAMES if rename.kind != "name"]
NAMES = [rename for rename in RENAMES if rename.kind == "name"]


def by_old_path(rename: Rename) -> str:
    return rename.old


@pytest.mark.parametrize("rename", MODULES, ids=by_old_path)
def test_the_new_path_is_there(rename: Rename) -> None:
    found = find_spec(rename.new)
    assert found is not None
    assert (found.submodule_search_locations is not None) == (rename.kind == "package")


@pytest.mark.parametrize("rename", NAMES, ids=by_old_path)
def test_the_new_name_is_there(rename: Rename) -> None:
    module, _, name = rename.new.rpartition(".")
    assert hasattr(import_module(module), name)


@pytest.mark.parametrize("rename", RENAMES, ids=by_old_path)
def test_the_parts_of_an_old_package_are_below_the_new_one(rename: Rename) -> None:
    for part in rename.parts:
        moved = new_path(f"{rename.old}.{part}")
        assert moved is not None
        assert find_spec(moved) is not None, moved


@pytest.mark.parametrize("rename", RENAMES, ids=by_old_path)
def test_a_path_is_deprecated_before_it_is_removed(rename: Rename) -> None:
    since, deprecated, removed = map(
        Version, (rename.since, rename.deprecated_in, rename.removed_in)
    )
    assert since <= deprecated < removed
    assert removed.major > deprecated.major


def test_an_old_path_moved_once() -> None:
    assert len({rename.old for rename in RENAMES}) == len(RENAMES)


@given(rename=st.sampled_from(RENAMES), tail=tails)
def test_what_is_below_an_old_path_keeps_its_name_below_the_new_one(
    rename: Rename, tail: str
) -> None:
    path = rename.old + tail
    nearest = max((one for one in RENAMES if one.covers(path)), key=lambda one: len(one.old))
    assert rename_of(path) == nearest
    assert new_path(path) == nearest.new + path.removeprefix(nearest.old)


@given(path=st.lists(words, min_size=1, max_size=4).map(".".join))
def test_a_path_that_never_moved_has_no_new_path(path: str) -> None:
    moved = any(path == r.old or path.startswith(r.old + ".") for r in RENAMES)
    assert (new_path(path) is not None) == moved


@pytest.mark.parametrize(
    "path", ["", "hpo_tools", "training", "training.trainers", "my.hpo", "orchestration.jobs"]
)
def test_a_longer_or_shorter_word_is_not_an_old_path(path: str) -> None:
    assert new_path(path) is None


@given(rename=st.sampled_from(MODULES))
def test_new_paths_never_move_again(rename: Rename) -> None:
    assert rename_of(rename.new) is None


def test_what_was_below_a_folder_is_found() -> None:
    olds = {rename.old for rename in renames_below("orchestration")}
    assert "orchestration.jobs.hpo.local.refit.executor" in olds
    assert all(old.startswith("orchestration.jobs.") for old in olds)
    assert renames_below("orchestration.jobs.hpo.local.refit.executor") == ()


@pytest.mark.parametrize("word", ["common", "data", "infrastructure", "src"])
def test_a_word_that_other_people_use_for_their_folders_is_rewritten_but_not_served(
    word: str,
) -> None:
    found = [rename for rename in RENAMES if rename.old.partition(".")[0] == word]
    assert not any(rename.served for rename in found)
    assert find_spec(word) is None or "legacy" not in str(find_spec(word))
