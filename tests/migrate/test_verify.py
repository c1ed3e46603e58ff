from __future__ import annotations

import pytest

from training.errors import DataError
from training.migrate.files.kinds import Kind
from training.migrate.verify import verify

WHOLE = {
    Kind.PYTHON: ("x = 1\n", "x = (\n"),
    Kind.NOTEBOOK: ("{}", "{"),
    Kind.JSON: ("[1]", "[1"),
    Kind.YAML: ("a: [1]", "a: [1"),
    Kind.TOML: ("a = 1", "a = "),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_fix_that_breaks_a_file_is_refused(kind: Kind) -> None:
    before, broken = WHOLE[kind]
    verify(kind, before, before)
    with pytest.raises(DataError, match=r"the fix would break it \(.+\), so it is left as it is"):
        verify(kind, before, broken)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_that_was_broken_before_may_be_fixed(kind: Kind) -> None:
    _, broken = WHOLE[kind]
    verify(kind, broken, f"{broken} ")


@pytest.mark.parametrize("kind", [Kind.SHELL, Kind.INI, Kind.REQUIREMENTS, Kind.MARKDOWN])
def test_kinds_without_a_grammar_of_ours_are_not_judged(kind: Kind) -> None:
    verify(kind, "a", "((")
