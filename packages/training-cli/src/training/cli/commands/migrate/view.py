"""Report what was found and what was fixed, in the form that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.text import Text

from training.cli.terminal.messages import print_error, print_note
from training.config.origin import shown_path
from training.core.console.consoles import output
from training.core.console.lines import print_exact, print_json
from training.migrate.check import FileReport
from training.migrate.findings import Fix, PlacedFinding
from training.migrate.reports.github import annotation, problem_annotation
from training.migrate.reports.lines import line_of
from training.migrate.reports.rows import Row, row_of
from training.migrate.reports.sarif import sarif

CLEAN = 0
FINDINGS = 1
UNREADABLE = 2


@dataclass
class Reporter:
    """Takes file after file; text and annotations appear at once, the rest at the end.

    Attributes:
        form: ``text``, ``json``, ``sarif`` or ``github``.
    """

    form: str
    files: int = 0
    files_with_findings: int = 0
    kinds: Counter[Fix] = field(default_factory=Counter)
    notes: int = 0
    fixed: int = 0
    own: set[Path] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    fixed_rows: list[Row] = field(default_factory=list)

    @property
    def found(self) -> int:
        """How many findings there are, without notes."""
        return sum(self.kinds.values())

    @property
    def exit_code(self) -> int:
        """What the process returns."""
        if self.problems:
            return UNREADABLE
        return FINDINGS if self.found else CLEAN

    def add(self, report: FileReport, fixed: Sequence[PlacedFinding] = ()) -> None:
        """Take what there is to tell about one file."""
        self.files += 1
        self.files_with_findings += bool(report.counted)
        self.kinds.update(one.finding.fix for one in report.counted)
        self.notes += len(report.findings) - len(report.counted)
        self.fixed += len(fixed)
        self.own |= report.own
        self.problems += report.problems
        if self.form in ("json", "sarif"):
            self.rows += map(row_of, report.findings)
            self.fixed_rows += map(row_of, fixed)
        else:
            self._print(report)

    def close(self, summary: str) -> None:
        """Tell the rest.

        Args:
            summary: Last line of the text form.
        """
        for problem in self.problems if self.form != "github" else ():
            print_error(problem)
        if self.form == "json":
            findings = {"fixed": self.fixed_rows, "findings": self.rows}
            own = sorted(shown_path(one) for one in self.own)
            print_json({**findings, "problems": self.problems, "left_alone": own})
        elif self.form == "sarif":
            print_json(sarif(self.rows, self.problems))
        elif self.form == "text":
            self._print_own()
            output().print(Text(summary, "bold"))

    def _print(self, report: FileReport) -> None:
        if self.form == "text" and report.findings:
            console = output()
            for finding in report.findings:
                console.print(line_of(finding))
        elif self.form == "github":
            lines = [annotation(row_of(finding)) for finding in report.findings]
            lines += map(problem_annotation, report.problems)
            print_exact("".join(f"{line}\n" for line in lines))

    def _print_own(self) -> None:
        for path in sorted(self.own):
            place = path.parent if path.name == "__init__.py" else path
            print_note(f"left alone: imports of {shown_path(place)}, which is the project's own")


def checked(reporter: Reporter, paths: Iterable[Path]) -> str:
    """Return the last line of a check."""
    if not reporter.found:
        return f"No old paths in {_count(reporter.files, 'file')}.{_notes(reporter)}"
    names = " ".join(shown_path(path) for path in paths)
    call = f"training migrate fix {names}".strip()
    ways = [
        (reporter.kinds[Fix.SAFE], f"with `{call}`"),
        (reporter.kinds[Fix.UNSAFE], "with --unsafe"),
        (reporter.kinds[Fix.MANUAL], "by hand"),
    ]
    found = _count(reporter.found, "old path")
    counts = ", ".join(f"{number} {way}" for number, way in ways if number)
    files = _count(reporter.files_with_findings, "file")
    return f"{found} in {files}: fix {counts}.{_notes(reporter)}"


def rewritten(reporter: Reporter, files: int) -> str:
    """Return the last line of a fix.

    Args:
        reporter: What was reported.
        files: How many files were rewritten.
    """
    done = f"Fixed {_count(reporter.fixed, 'old path')} in {_count(files, 'file')}"
    unsafe = reporter.kinds[Fix.UNSAFE]
    left = f"{reporter.found} left" if reporter.found else "nothing is left"
    hint = f", {unsafe} of them can be fixed with --unsafe" if unsafe else ""
    return f"{done}; {left}{hint}.{_notes(reporter)}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _notes(reporter: Reporter) -> str:
    return f" {_count(reporter.notes, 'note')}." if reporter.notes else ""
