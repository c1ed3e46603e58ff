"""Mutants are complete, seeded, tried in a copy, and judged by the tests that concern them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.mutants.__main__ import ROOT, main
from tools.mutants.equivalents import Equivalent, read_equivalents
from tools.mutants.mutant import Mutant, mutants_of
from tools.mutants.report import killed_share, summary_lines
from tools.mutants.sample import all_mutants, modules_below, sample
from tools.mutants.test_map import test_files as files_for
from tools.mutants.trial import Trial, Verdict

SOURCE = '''\
"""Prices."""
from __future__ import annotations

LIMIT = 3


def price(number: int, discount: float | None = None) -> float:
    """Return the price."""
    if number > LIMIT and discount is not None:
        return number * discount
    return float(number)


def unused(number):
    return number + 1
'''
TEST = """\
from training.core.shop.prices import price


def test_many_are_cheaper():
    assert price(4, 0.5) == 2.0
    assert price(4) == 4.0
    assert price(3, 0.5) == 3.0
"""


def mutated(source: str) -> list[str]:
    return [one.after for one in mutants_of("m.py", source.encode())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a >= b > c", ["x = a > b > c", "x = a >= b >= c"]),
        ("x = a in (b)", ["x = a not in (b)"]),
        ("x = a is not b", ["x = a is b"]),
        ("x = (a + b) - c", ["x = (a + b) + c", "x = (a - b) - c"]),
        ("x = a // b", ["x = a * b"]),
        ("x = f'{a}' + b + ''", []),
        ("x = a and b or c", ["x = a and b and c", "x = a or b or c"]),
        ("x = True, 2, 'text', None", ["x = False, 2, 'text', None", "x = True, 3, 'text', None"]),
        ("x = 0.5", ["x = 1.5"]),
        ("if a: pass", ["if not (a): pass"]),
        ("x = [a for a in b if a]", ["x = [a for a in b if not (a)]"]),
        ("if not a: pass", ["if a: pass"]),
        ("def f(): return g()", ["def f(): return None"]),
        ("def f(a: int | str = 'b') -> A | B: ...", ["def f(a: int | str = '') -> A | B: ..."]),
        ("a.b = c", ["pass"]),
        ("a = c", []),
        ("for a in b: continue", ["for a in b: pass"]),
        ("raise ValueError", ["pass"]),
        ("log.debug('x')", []),
        ("if TYPE_CHECKING: x = 1", []),
        ("@dataclass(frozen=True)\nclass A: ...", []),
        ("x = 'ä', a < b", ["x = 'ä', a <= b"]),
    ],
)
def test_each_operator_changes_one_thing(source: str, expected: list[str]) -> None:
    assert sorted(mutated(source)) == sorted(expected)


def test_every_mutant_of_our_sources_is_python() -> None:
    path = "packages/training-core/src/training/core/trainer/fit.py"
    source = (ROOT / path).read_bytes()
    found = list(mutants_of(path, source))
    assert len(found) > 100
    for one in found:
        compile(one.edit.apply(source), one.path, "exec")
        assert one.edit.apply(source) != source


def test_a_mutant_knows_its_line_and_whether_it_runs_on_import() -> None:
    found = {one.after: one for one in mutants_of("m.py", SOURCE.encode())}
    limit, condition = found["LIMIT = 4"], found["if number >= LIMIT and discount is not None:"]
    assert (limit.line, limit.statement.at_import) == (4, True)
    assert (condition.line, condition.statement.at_import) == (9, False)
    assert (condition.statement.first, condition.statement.last) == (9, 9)
    assert condition.before == "if number > LIMIT and discount is not None:"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository with one module and its test."""
    files = {
        "packages/p/src/training/core/shop/prices.py": SOURCE,
        "packages/p/src/training/core/shop/__init__.py": "",
        "packages/p/src/training/core/__init__.py": "",
        "packages/p/src/training/__init__.py": "",
        "tests/core/shop/test_prices.py": TEST,
        "tests/core/shop/test_other.py": "def test_other():\n    pass\n",
        ".gitignore": "build\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


def snapshot(tree: Path) -> dict[str, str]:
    files = [*tree.glob("packages/**/*.py"), *tree.glob("tests/**/*.py")]
    return {str(file): file.read_text(encoding="utf-8") for file in files}


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tools.mutants", "--root", str(tree), "core/shop", *arguments]
    environ = {**os.environ, "TMPDIR": str(tree / "build")}
    (tree / "build").mkdir(exist_ok=True)
    return subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_survivors_are_listed_with_their_line_and_the_tree_stays_as_it_is(tree: Path) -> None:
    before = snapshot(tree)
    done = run(tree)
    path = "packages/p/src/training/core/shop/prices.py"
    assert f"survived   {path}:15: return value" in done.stdout
    assert "    - return number + 1\n    + return number - 1\n" in done.stdout
    assert f"killed     {path}:9: boundary (by tests/core/shop/test_prices.py)" in done.stdout
    assert "11 mutants: 8 killed, 0 timeout, 3 survived, 0 equivalent\n" in done.stdout
    assert "killed or timed out: 72.7 % of those not equivalent" in done.stdout
    assert done.returncode == 1, done.stderr
    assert snapshot(tree) == before
    assert [file.name for file in (tree / "build").iterdir()] == ["mutants"]


def test_a_mutant_that_never_ends_is_stopped_and_counts_as_noticed(tree: Path) -> None:
    module = tree / "packages/p/src/training/core/shop/prices.py"
    endless = "\n\ndef until(number):\n    while number > 0:\n        number -= 1\n"
    module.write_text(SOURCE + endless)
    test = tree / "tests/core/shop/test_prices.py"
    test.write_text("from training.core.shop.prices import until\ndef test(): until(3)\n")
    done = run(tree, "--line", "20", "--spare", "3", "--floor", "60")
    assert "timeout    packages/p/src/training/core/shop/prices.py:20: arithmetic" in done.stdout
    assert done.returncode == 0, "two of three are noticed, and the floor is 60 %"


def test_an_unknown_module_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["core/nothing"]) == 2
    assert "core/nothing: no such module or folder" in capsys.readouterr().err


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(tree: Path) -> None:
    mutants = all_mutants(tree, modules_below(tree, ["core/shop"]))
    assert sample(mutants, 5, 1) == sample(mutants, 5, 1)
    assert sample(mutants, 5, 1) != sample(mutants, 5, 2)
    assert len(sample(mutants, 500, 1)) == len(mutants)


def test_the_tests_of_a_module_are_those_of_the_nearest_folder(tree: Path) -> None:
    module = "packages/p/src/training/core/shop/prices.py"
    own, files = files_for(tree, module)
    assert own == "tests/core/shop/test_prices.py"
    assert files == ["tests/core/shop/test_other.py", "tests/core/shop/test_prices.py"]
    below = "packages/p/src/training/core/shop/deep/down.py"
    assert files_for(tree, below) == (None, files)


def test_a_module_that_is_tested_elsewhere_has_that_test_too(tree: Path) -> None:
    table = tree / "tests/promises/packaging/covered_elsewhere.toml"
    table.parent.mkdir(parents=True)
    table.write_text('"core/shop" = "tests/promises/test_sales.py"\n')
    files = files_for(tree, "packages/p/src/training/core/shop/prices.py")[1]
    assert files[-1] == "tests/promises/test_sales.py"


def verdicts(*found: Verdict) -> list[Trial]:
    (mutant,) = mutants_of("m.py", b"x = 1")
    return [Trial(mutant, one) for one in found]


def test_equivalents_do_not_count_and_a_time_limit_does() -> None:
    trials = verdicts(Verdict.KILLED, Verdict.TIMEOUT, Verdict.EQUIVALENT, Verdict.SURVIVED)
    assert killed_share(trials) == pytest.approx(200 / 3)
    assert killed_share([]) == 100.0
    lines = list(summary_lines(trials))
    assert lines[:3] == ["survived   m.py:1: constant", "    - x = 1", "    + x = 2"]


def test_an_equivalent_is_known_by_its_line_wherever_that_is(tmp_path: Path) -> None:
    file = tmp_path / "equivalent.txt"
    file.write_text("# Notes\n\nm.py\nx = 1\nx = 2\nNobody reads x.\n")
    (entry,) = read_equivalents(file)
    first, second = (next(mutants_of(name, b"\n\n  \nx =  1")) for name in ("m.py", "n.py"))
    assert entry.describes(first)
    assert not entry.describes(second)
    file.write_text("m.py\nx = 1\nNobody reads x.\n")
    with pytest.raises(ValueError, match=r"`m\.py` has 3 lines; expected 4"):
        read_equivalents(file)


def mutants_in(path: str) -> list[Mutant]:
    file = ROOT / path
    return list(mutants_of(path, file.read_bytes())) if file.is_file() else []


@pytest.mark.parametrize("entry", read_equivalents(), ids=lambda one: f"{one.path}: {one.after}")
def test_a_declared_equivalent_is_still_a_mutant_of_the_source(entry: Equivalent) -> None:
    assert any(entry.describes(mutant) for mutant in mutants_in(entry.path))
    assert entry.reason
