"""The tests that concern a line: recorded once for each test file, and kept while nothing changes.

A record is used again when the test file and every source that it ran are as they were.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools.mutants.forked import run_forked
from tools.mutants.mutant import Mutant
from tools.mutants.pytest_plugins import LineRecorder

COVERED = "tests/promises/packaging/covered_elsewhere.toml"
"""Names the tests of modules that have none at their own path."""
LONGEST = 300
"""Seconds that a test file may take while its lines are recorded."""


@dataclass(frozen=True)
class Record:
    """One test file: the tests that pass without a mutant.

    Attributes:
        seconds: Seconds of each.
        lines: Tests of each line of each source.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[str, list[str]]]

    def chosen(self, mutant: Mutant) -> dict[str, float]:
        """Return the tests that run the statement; if it runs on import, those of its module."""
        lines = self.lines.get(mutant.path, {})
        around = range(mutant.statement.first, mutant.statement.last + 1)
        wanted = lines if mutant.statement.at_import else [str(line) for line in around]
        tests = {test for line in wanted for test in lines.get(line, ())}
        return {test: time for test, time in self.seconds.items() if test in tests}


class TestMap:
    """The records of test files, kept in a folder."""

    __test__ = False

    def __init__(self, copy: Path, kept: Path, report: Callable[[str], None]) -> None:
        self._copy = copy
        self._kept = kept
        self._report = report
        self._known: dict[str, Record] = {}

    def stages(self, mutant: Mutant) -> Iterator[dict[str, float]]:
        """Yield the tests that concern a mutant, file by file, with their seconds.

        First all tests of the file that is named after the module, then those of its folder that
        run the mutated statement, or all of the folder when none does. A file is recorded when its
        turn comes, so not at all for a mutant that is noticed before.
        """
        own, files = test_files(self._copy, mutant.path)
        if own:
            yield self.record(own).seconds
        others = sorted((file for file in files if file != own), key=self._is_new)
        is_run = own is not None
        for tests in (self.record(file).chosen(mutant) for file in others):
            is_run = is_run or bool(tests)
            yield tests
        if not is_run:
            yield from (self.record(file).seconds for file in others)

    def _is_new(self, test: str) -> bool:
        return test not in self._known

    def record(self, test: str) -> Record:
        """Return the record of a test file; run the file if there is none that still holds."""
        if test not in self._known:
            place = self._kept / f"{test.replace('/', '.')}.json"
            self._known[test] = self._read(test, place) or self._run(test, place)
        return self._known[test]

    def _read(self, test: str, place: Path) -> Record | None:
        if not place.is_file():
            return None
        kept = json.loads(place.read_text(encoding="utf-8"))
        holds = all(self._digest(path) == digest for path, digest in kept["digests"].items())
        return Record(kept["seconds"], kept["lines"]) if holds else None

    def _run(self, test: str, place: Path) -> Record:
        place.parent.mkdir(parents=True, exist_ok=True)
        found = self._recorded(test, place.with_suffix(".log"))
        found["digests"] = {path: self._digest(path) for path in (test, *found["lines"])}
        if found["seconds"]:
            place.write_text(json.dumps(found), encoding="utf-8")
        self._report(f"recorded {test}: {len(found['seconds'])} tests{_left_out(found['failed'])}")
        return Record(found["seconds"], found["lines"])

    def _recorded(self, test: str, log: Path) -> dict[str, Any]:
        with TemporaryDirectory(dir=self._copy.parent) as folder:
            result = Path(folder) / "lines.json"
            run = partial(LineRecorder(self._copy, Path(folder)).run, test, result)
            run_forked(run, self._copy, log, LONGEST)
            if not result.is_file():
                return {"seconds": {}, "failed": [f"{test} (did not end: {log})"], "lines": {}}
            found: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
            return found

    def _digest(self, path: str) -> str:
        file = self._copy / path
        return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _left_out(failed: list[str]) -> str:
    return f"; left out, because they fail or are skipped: {', '.join(failed)}" if failed else ""


def test_files(root: Path, module: str) -> tuple[str | None, list[str]]:
    """Return the test file named after a module, if there is one, and all that concern it.

    These are the files of its folder, and the one that the table of covered modules names.
    """
    inside = Path(module.partition("/src/training/")[2]).with_suffix("")
    folder = _folder(root / "tests", inside.parent)
    own = folder / f"test_{inside.name}.py"
    is_whole = len(folder.relative_to(root / "tests").parts) > 1
    found = sorted(folder.rglob("test_*.py") if is_whole else folder.glob("test_*.py"))
    names = [file.relative_to(root).as_posix() for file in found]
    names += [file for file in _covered_elsewhere(root, inside) if file not in names]
    return (own.relative_to(root).as_posix() if own in found else None), names


test_files.__test__ = False  # type: ignore[attr-defined]


def _covered_elsewhere(root: Path, module: Path) -> list[str]:
    file = root / COVERED
    table = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    named = table.get(module.as_posix()) or table.get(module.parent.as_posix())
    return [named] if named else []


def _folder(tests: Path, wanted: Path) -> Path:
    """Return the folder of a module's tests, or the nearest one above it that has tests."""
    for folder in _upwards(tests / wanted, tests):
        if any(folder.glob("test_*.py")):
            return folder
    return tests / wanted.parts[0] if wanted.parts else tests


def _upwards(folder: Path, top: Path) -> Iterator[Path]:
    while folder != top:
        yield folder
        folder = folder.parent
