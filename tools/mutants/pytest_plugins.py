"""Plugins of pytest: one records which test ran which line, one runs chosen tests alone."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import coverage
import pytest

Lines = dict[str, dict[str, list[str]]]
"""The tests of each line of each source."""
ALWAYS = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"]
PASSED = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


SETTINGS = """\
[run]
source = {sources}
data_file = {data}
parallel = True
context = ${{{test}}}
patch = _exit
"""
"""Coverage of the processes that a test starts, under the name of the test."""
TEST = "MUTANTS_TEST"


class LineRecorder:
    """Record the seconds of each test that passes, and the lines of the sources that it runs.

    What the processes that a test starts run counts for every test of its file: a fixture may have
    started them for all.

    Args:
        copy: The tree.
        folder: Empty folder for the lines that other processes run.
    """

    def __init__(self, copy: Path, folder: Path) -> None:
        self._copy = copy
        self._folder = folder
        self._seconds: dict[str, float] = defaultdict(float)
        self._failed: set[str] = set()
        self._coverage = coverage.Coverage(
            data_file=None, config_file=False, source=[str(copy / "packages")], messages=False
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Attribute the lines that run from now on to this test."""
        os.environ[TEST] = item.nodeid
        self._coverage.switch_context(item.nodeid)
        return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how long a phase of a test took, and whether it failed."""
        self._seconds[report.nodeid] += report.duration
        if not report.passed:
            self._failed.add(report.nodeid)

    def run(self, test: str, result: Path) -> int:
        """Run a test file, and write what was recorded to `result` as JSON."""
        self._watch_children()
        self._coverage.start()
        code = pytest.main([*ALWAYS, "--basetemp", f"{result}.tmp", test], plugins=[self])
        self._coverage.stop()
        result.write_text(json.dumps(self._recorded()), encoding="utf-8")
        return int(code)

    def _watch_children(self) -> None:
        settings = self._folder / "settings"
        text = SETTINGS.format(
            sources=self._copy / "packages", data=self._folder / "data", test=TEST
        )
        settings.write_text(text, encoding="utf-8")
        os.environ["COVERAGE_PROCESS_START"] = str(settings)

    def _recorded(self) -> dict[str, Any]:
        passed = {one: time for one, time in self._seconds.items() if one not in self._failed}
        lines = _tests_by_line(self._coverage.get_data(), self._copy)
        for file in sorted(self._folder.glob("data*")):
            _add(lines, _tests_by_line(_read(file), self._copy), sorted(passed))
        return {"seconds": passed, "failed": sorted(self._failed), "lines": lines}


def _read(file: Path) -> coverage.CoverageData:
    data = coverage.CoverageData(str(file))
    with suppress(coverage.CoverageException):
        data.read()
    return data


def _tests_by_line(data: coverage.CoverageData, copy: Path) -> Lines:
    found = {}
    for file in data.measured_files():
        by_line = data.contexts_by_lineno(file)
        named = {str(line): [one for one in tests if one] for line, tests in by_line.items()}
        name = Path(file).relative_to(copy).as_posix()
        found[name] = {line: tests for line, tests in named.items() if tests}
    return found


def _add(lines: Lines, of_child: Lines, tests: list[str]) -> None:
    for name, by_line in of_child.items():
        for line in by_line:
            lines.setdefault(name, {})[line] = tests


class ChosenTests:
    """Run chosen tests alone, in the order given."""

    def __init__(self, chosen: Sequence[str]) -> None:
        self._order = {test: index for index, test in enumerate(chosen)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop the other tests, and sort those that are left."""
        kept = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(kept, key=lambda item: self._order[item.nodeid])

    def run(self, folder: Path) -> int:
        """Return the exit code of pytest, which stops at the first failure."""
        files = list(dict.fromkeys(test.partition("::")[0] for test in self._order))
        return int(pytest.main([*ALWAYS, "-x", "--basetemp", str(folder), *files], plugins=[self]))
