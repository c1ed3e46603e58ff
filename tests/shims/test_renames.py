"""The table of renames answers for every path, and every path it promises can be imported."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.cli.migrate.renames import RENAMES
from training.cli.migrate.renames import Rename
from training.cli.migrate.renames import new_path
from training.cli.migrate.renames import rename_of

words = st.from_regex(r"[a-z_][a-z0-9_]{0,7}", fullmatch=True)
tails = st.lists(words, max_size=4).map(lambda parts: "".join(f".{part}" for part in parts))


@pytest.mark.parametrize("rename", RENAMES, ids=lambda rename: rename.old)
def test_the_new_path_is_there(rename: Rename) -> None:
    found = find_spec(rename.new)
    assert found is not None
    assert (found.submodule_search_locations is not None) == (rename.kind == "package")


@given(rename=st.sampled_from(RENAMES), tail=tails)
def test_what_is_below_an_old_path_keeps_its_name_below_the_new_one(
    rename: Rename, tail: str
) -> None:
    assert new_path(rename.old + tail) == rename.new + tail


@given(path=st.lists(words, min_size=1, max_size=4).map(".".join))
def test_a_path_that_never_moved_has_no_new_path(path: str) -> None:
    moved = any(path == r.old or path.startswith(r.old + ".") for r in RENAMES)
    assert (new_path(path) is not None) == moved


@pytest.mark.parametrize("path", ["", "hpo_tools", "training", "training.trainers", "my.hpo"])
def test_a_longer_word_is_not_an_old_path(path: str) -> None:
    assert new_path(path) is None


@given(rename=st.sampled_from(RENAMES), tail=tails)
def test_new_paths_never_move_again(rename: Rename, tail: str) -> None:
    assert rename_of(rename.new + tail) is None
