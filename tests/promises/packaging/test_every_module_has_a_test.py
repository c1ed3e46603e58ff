"""Every source module has a test at the matching path, or one that the table names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.wheels import ROOT

from tests.promises.packaging.tested_modules import (
    covered_elsewhere,
    declared_test,
    has_tests,
    path_of_test,
    source_modules,
)

FLOOR = 0.67
"""Share of modules with a test at the matching path; it only rises."""

MODULES = source_modules()


def test_every_module_has_a_test_or_a_promise_that_covers_it() -> None:
    table = covered_elsewhere()
    uncovered = [
        f"{module} has no test: write {path_of_test(module)}, or name the test that covers it in "
        "tests/promises/packaging/covered_elsewhere.toml"
        for module in MODULES
        if not has_tests(ROOT / path_of_test(module)) and declared_test(module, table) is None
    ]
    assert not uncovered, "\n".join(uncovered)


def test_the_share_of_modules_with_a_test_at_the_matching_path_does_not_fall() -> None:
    tested = [module for module in MODULES if has_tests(ROOT / path_of_test(module))]
    missing = [str(path_of_test(one)) for one in MODULES if one not in set(tested)]
    share = len(tested) / len(MODULES)
    assert share >= FLOOR, f"{share:.1%} of the modules; there is no\n" + "\n".join(missing)


def test_the_table_names_modules_that_exist_and_tests_that_check_something() -> None:
    known = {module.with_suffix("").as_posix() for module in MODULES}
    known |= {module.parent.as_posix() for module in MODULES}
    for place, test in covered_elsewhere().items():
        assert place in known, f"covered_elsewhere.toml: there is no module or folder {place}"
        assert has_tests(ROOT / test), f"covered_elsewhere.toml: {place}: {test} has no test"


@pytest.mark.parametrize(
    "text", ["", "import training\n", "def test_a() -> None: ...\n", "def test_a():\n  assert 1\n"]
)
def test_a_file_that_checks_nothing_is_no_test(text: str, tmp_path: Path) -> None:
    file = tmp_path / "test_a.py"
    file.write_text(text)
    assert not has_tests(file)


def test_a_test_belongs_to_the_path_of_its_module() -> None:
    assert path_of_test(Path("core/runs/open.py")) == Path("tests/core/runs/test_open.py")
    assert path_of_test(Path("_waiting.py")) == Path("tests/core/test_waiting.py")
    assert path_of_test(Path("orchestrator.py")) == Path("tests/execution/test_orchestrator.py")


def test_every_folder_of_tests_is_a_package() -> None:
    """So that two tests of the same name in two folders are two modules."""
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    users = ROOT / "tests/promises/migration/sample_project"
    ours = [one for one in folders if not one.is_relative_to(users)]
    assert not [str(one) for one in ours if not (one / "__init__.py").is_file()]
