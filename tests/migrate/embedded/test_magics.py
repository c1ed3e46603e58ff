from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.migrate.embedded.magics import without_magics
from training.migrate.syntax.source import is_python


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("%matplotlib inline", "0#################"),
        ("!pip install hpo", "0###############"),
        ("files = !ls", "files = 0##"),
        ("hpo.f?", "hpo.f#"),
        ("  hpo.f?? ", "  hpo.f###"),
        ("??hpo", "++hpo"),
        ("hpo.*run*?", "0#########"),
        ("%timeit?", "0#######"),
        ("!echo {hpo.a} $hpo.b x", "+     (hpo.a)++hpo.b##"),
        ("x = !ls {a}{b[0]}", "x = +   (a)(b[0])"),
        ("!awk '{print $1}'", "0################"),
        ("%run {name}.py", "+    (name)###"),
        ("%timeit -n 1 -r3 hpo.f()", "0;               hpo.f()"),
        ("%prun -l 5 -q hpo.f()", "0;            hpo.f()"),
        ("%%timeit -n 1 a = hpo.f()", "0;            a = hpo.f()"),
        ("%time hpo.f()", "0;    hpo.f()"),
        ("  %timeit x", "  0;      x"),
        ("x = a % b", "x = a % b"),
        ("x % y", "x % y"),
        ("import hpo", "import hpo"),
    ],
)
def test_what_ipython_adds_is_masked_and_python_stays(line: str, masked: str) -> None:
    assert without_magics(line) == masked


def test_a_command_over_several_lines_is_masked_to_its_end() -> None:
    assert without_magics("!pip \\\n  install hpo\nx = 1\n") == "0#####\n#############\nx = 1\n"


@given(st.lists(st.sampled_from(["!a \\", "%b", "x = 1", "y?", "", "z % 2", "\r"]), max_size=5))
def test_every_character_keeps_its_place(lines: list[str]) -> None:
    code = "\n".join(lines)
    masked = without_magics(code)
    assert len(masked) == len(code)
    assert [i for i, c in enumerate(masked) if c == "\n"] == [
        i for i, c in enumerate(code) if c == "\n"
    ]


def test_a_masked_cell_is_python() -> None:
    assert is_python(without_magics("%load_ext x\nif a:\n    !ls\nb = %sql x\n%time c()\n"))
