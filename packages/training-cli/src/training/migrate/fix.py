"""Rewrite files from old paths to new ones."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from training.core.io.atomic_files import write_bytes
from training.errors import DataError
from training.migrate.check import (
    FileReport,
    ReadFile,
    check_file,
    check_paths,
    findings_in,
    kind_of_file,
    place,
    read_file,
)
from training.migrate.edits import apply_edits
from training.migrate.files.kinds import Kind
from training.migrate.files.lines import LineIndex
from training.migrate.files.projects import project_of
from training.migrate.files.walk import files_below
from training.migrate.findings import PlacedFinding, fixes
from training.migrate.fixers.dependencies import CODE as DEPENDENCY
from training.migrate.verify import verify

ROUNDS = 8


@dataclass
class FileFix:
    """What was done to one file.

    Attributes:
        report: What is left in it, and what could not be read.
        before: Its text.
        after: Its text with the fixes.
        fixed: What they were for.
    """

    report: FileReport
    before: str = ""
    after: str = ""
    fixed: list[PlacedFinding] = field(default_factory=list)


@dataclass
class Fixing:
    """One run over a tree.

    Attributes:
        excludes: Patterns of what to pass over.
        unsafe: Whether unsafe fixes are made too.
        write: Whether files are written, or the fixes only shown.
    """

    excludes: Sequence[str] = ()
    unsafe: bool = False
    write: bool = True
    _seen: dict[Path, FileReport] = field(default_factory=dict)

    def fix_paths(self, paths: Iterable[Path]) -> Iterator[FileFix]:
        """Fix files, yielding one after the other those that hold something to tell.

        Dependencies on legacy-shims go last, and only if nothing in their project needs it.

        Raises:
            DataError: A path does not exist.
        """
        waiting = []
        for path in files_below(paths, self.excludes):
            fix = self._fix(path, dependencies=False)
            if any(one.finding.code == DEPENDENCY for one in fix.report.findings):
                waiting.append(fix)
            elif fix.fixed or fix.report.findings or fix.report.problems or fix.report.own:
                yield fix
        for fix in waiting:
            yield self._without_dependency(fix)

    def _fix(self, path: Path, dependencies: bool) -> FileFix:
        try:
            kind = kind_of_file(path)
            file = None if kind in (None, Kind.PICKLE) else read_file(path, kind)
            fix = FileFix(check_file(path)) if file is None else self._fix_text(file, dependencies)
            if file is not None and fix.after != fix.before:
                self._store(file, fix.after)
        except (DataError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            fix = FileFix(FileReport(path, problems=[f"{path}: {reason}"]))
        if fix.report.findings or fix.fixed:
            self._seen[path] = fix.report
        return fix

    def _fix_text(self, file: ReadFile, dependencies: bool) -> FileFix:
        fix = FileFix(FileReport(file.path), file.decoded.text, file.decoded.text)
        for _ in range(ROUNDS):
            found = findings_in(file, fix.after, fix.report)
            wanted = [one for one in found if dependencies or one.code != DEPENDENCY]
            edits = fixes(wanted, self.unsafe)
            if not edits:
                break
            index = LineIndex(fix.after)
            fix.fixed += [place(file, one, index) for one in wanted if set(one.edits) & set(edits)]
            text = apply_edits(fix.after, edits)
            verify(file.kind, fix.after, text)
            fix.after = text
        else:
            found = findings_in(file, fix.after, fix.report)
        index = LineIndex(fix.after)
        fix.report.findings = [place(file, one, index) for one in found]
        return fix

    def _without_dependency(self, fix: FileFix) -> FileFix:
        """Drop legacy-shims from a list of dependencies, if nothing of its project needs it."""
        path = fix.report.path
        needed = self._needed_by(project_of(path))
        if needed is None:
            done = self._fix(path, dependencies=True)
            return FileFix(done.report, fix.before, done.after, [*fix.fixed, *done.fixed])
        place_of_it = f"{needed.path}:{needed.line}"
        for at, one in enumerate(fix.report.findings):
            if one.finding.code == DEPENDENCY:
                kept = one.finding.manual(f"{place_of_it} still needs it")
                fix.report.findings[at] = replace(one, finding=kept)
        return fix

    def _needed_by(self, project: Path) -> PlacedFinding | None:
        """Return a use of an old path that is left in a project.

        What this run has seen counts as it is after the fixes, even if they are only shown.
        """
        seen = {path.resolve(): report for path, report in self._seen.items()}
        for report in check_paths([project], self.excludes):
            report = seen.get(report.path.resolve(), report)
            for one in report.counted:
                if one.finding.code != DEPENDENCY:
                    return one
        return None

    def _store(self, file: ReadFile, text: str) -> None:
        content = file.decoded.encode(text)
        target = file.path.resolve()
        if not self.write:
            return
        if target.read_bytes() != file.raw:
            raise DataError("it changed while it was being fixed, so it is left as it is")
        write_bytes(target, content, mode=stat.S_IMODE(target.stat().st_mode))
