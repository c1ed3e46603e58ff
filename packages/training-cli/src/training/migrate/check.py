"""Check files for old paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from mmap import ACCESS_READ, mmap
from pathlib import Path

from training.errors import DataError
from training.migrate.analysis import analyse
from training.migrate.files.decode import DecodedFile, decode_other, decode_python
from training.migrate.files.kinds import Kind, kind_of, kind_of_script
from training.migrate.files.lines import LineIndex
from training.migrate.files.own_packages import is_part_of_shims, own_package
from training.migrate.files.pickles import find_in_file
from training.migrate.files.prefilter import may_hold_old_path
from training.migrate.files.walk import files_below
from training.migrate.findings import Finding, PlacedFinding

LARGE = 1 << 25


@dataclass
class FileReport:
    """What the check says about one file.

    Attributes:
        path: The file.
        findings: Uses of old paths, in the order of their places.
        problems: Why it, or a part of it, could not be read; each begins with the place.
        own: Folders and files of the project that imports in it mean, although they have the name
            of an old path; those imports are left alone.
    """

    path: Path
    findings: list[PlacedFinding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    own: set[Path] = field(default_factory=set)

    @property
    def counted(self) -> list[PlacedFinding]:
        """The findings that are more than a note."""
        return [one for one in self.findings if not one.finding.is_note]


@dataclass(frozen=True)
class ReadFile:
    """A file that may hold old paths, and its text."""

    path: Path
    kind: Kind
    raw: bytes
    decoded: DecodedFile


def check_paths(paths: Iterable[Path], excludes: Sequence[str] = ()) -> Iterator[FileReport]:
    """Yield a report for every file that has findings, problems or imports of its own packages.

    Args:
        paths: Files and folders.
        excludes: Patterns of what to pass over, as in a `.gitignore`.

    Raises:
        DataError: A path does not exist.
    """
    for path in files_below(paths, excludes):
        report = check_file(path)
        if report.findings or report.problems or report.own:
            yield report


def check_file(path: Path) -> FileReport:
    """Return what the check says about one file, without importing anything it names."""
    report = FileReport(path)
    try:
        kind = kind_of_file(path)
        if kind is Kind.PICKLE:
            found = [PlacedFinding(path, one, 1, 1, 1, 1, "") for one in find_in_file(path)]
            report.findings = found
        elif kind is not None and (file := read_file(path, kind)):
            _check_text(file, report)
    except (DataError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        report.problems.append(f"{path}: {reason}")
    return report


def kind_of_file(path: Path) -> Kind | None:
    """Return how a file is read, by its name or, for a script, its first line.

    Raises:
        OSError: It cannot be read.
    """
    kind = kind_of(path.name, path.parent.name)
    if kind is None and "." not in path.name:
        with path.open("rb") as file:
            return kind_of_script(file.read(128).split(b"\n", 1)[0])
    return kind


def read_file(path: Path, kind: Kind) -> ReadFile | None:
    """Return a file that may hold old paths, or None for one that certainly does not.

    Raises:
        DataError: Its text cannot be decoded.
        OSError: It cannot be read.
    """
    if path.stat().st_size > LARGE and not _may_hold_old_path(path):
        return None
    raw = path.read_bytes()
    if not may_hold_old_path(raw):
        return None
    decode = decode_python if kind is Kind.PYTHON else decode_other
    return ReadFile(path, kind, raw, decode(raw))


def findings_in(file: ReadFile, text: str, report: FileReport) -> list[Finding]:
    """Return the findings in a text of a file, and note in its report what stands beside them."""
    if is_part_of_shims(file.path):
        return []
    analysis = analyse(text, file.kind, file.path)
    report.problems = [_placed_problem(file.path, one) for one in analysis.problems]
    findings = []
    for finding in analysis.findings:
        own = own_package(file.path, finding.old)
        if own is None:
            findings.append(finding)
        else:
            report.own.add(own)
    return findings


def place(file: ReadFile, finding: Finding, index: LineIndex) -> PlacedFinding:
    """Return a finding with its place in the file."""
    line, column = index.place(finding.start)
    end_line, end_column = index.place(finding.end)
    source = index.line(line)
    return PlacedFinding(file.path, finding, line, column, end_line, end_column, source)


def _may_hold_old_path(path: Path) -> bool:
    """Look through a large file without reading it into memory."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return may_hold_old_path(content)


def _check_text(file: ReadFile, report: FileReport) -> None:
    text = file.decoded.text
    found = findings_in(file, text, report)
    index = LineIndex(text)
    report.findings = [place(file, one, index) for one in found]


def _placed_problem(path: Path, problem: str) -> str:
    separator = ":" if problem[0].isdigit() else ": "
    return f"{path}{separator}{problem}"
