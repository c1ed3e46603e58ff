"""Show what a look through a dataset brought."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from training.cli.terminal.tables import print_table
from training.config.origin import shown_path
from training.core.console.numbers import counted, shown

if TYPE_CHECKING:
    from training.core.data_check import DataReport
    from training.core.data_check.findings import Finding

COLOURS = {"problem": "red", "warning": "yellow"}
PLACES = 3
INDENT = " " * 9
LENGTHS = {
    "words": "total",
    "shortest": "shortest",
    "median": "median",
    "95 %": "p95",
    "99 %": "p99",
    "longest": "longest",
}


def print_report(console: Console, report: DataReport) -> None:
    """Print splits, labels and findings, and what follows from them."""
    source = Path(report.source)
    name = shown_path(source) if source.is_absolute() else report.source
    console.print(f"data  {name}")
    console.print(f"task  {report.task}")
    console.print()
    _print_splits(console, report)
    console.print()
    if report.labels:
        _print_labels(console, report)
        console.print()
    if report.findings:
        _print_findings(console, report)
        console.print()
    console.print(_verdict(report))


def _print_splits(console: Console, report: DataReport) -> None:
    present = [name for name, count in report.records.items() if count]
    rows = []
    for name in present:
        lengths = report.lengths.get(name)
        cells = [shown(getattr(lengths, one)) if lengths else "-" for one in LENGTHS.values()]
        rows.append([name, shown(report.records[name]), *cells])
    columns = ["split", "records", *LENGTHS]
    print_table(console, columns, rows, numeric=columns[1:])


def _print_labels(console: Console, report: DataReport) -> None:
    present = [name for name, count in report.records.items() if count]
    rows = [
        [label, *(shown(counts[name]) for name in present)]
        for label, counts in report.labels.items()
    ]
    print_table(console, ["label", *present], rows, numeric=present)


def _print_findings(console: Console, report: DataReport) -> None:
    """Print each finding with its places, and below it what to do."""
    for finding in report.findings:
        severity = (f"{finding.severity}  ", COLOURS[finding.severity])
        what = (finding.kind, "bold")
        times = f", {finding.count:,} times" if finding.count > 1 else ""
        where = _places(finding, Path(report.source))
        console.print(Text.assemble(severity, what, f"{times}: {where}"))
        console.print(Text(f"{INDENT}{finding.advice}", "dim"))


def _places(finding: Finding, source: Path) -> str:
    """Return the first places, without the folder that all of them are in."""
    folder = source if source.is_dir() else source.parent
    named = [place.replace(f"{folder}/", "") for place in finding.places[:PLACES]]
    more = finding.count - len(named)
    return "; ".join([*named, *([f"{more:,} more"] if more else [])])


def _verdict(report: DataReport) -> Text:
    if report.verdict == "clean":
        return Text("Nothing is wrong.", "green")
    problems = sum(finding.count for finding in report.findings if finding.severity == "problem")
    warnings = sum(finding.count for finding in report.findings if finding.severity == "warning")
    if problems:
        text = f"Training would refuse this data: {counted(problems, 'problem')}"
        return Text(f"{text}, {counted(warnings, 'warning')}.", "red")
    return Text(f"Training would accept this data: {counted(warnings, 'warning')}.", "yellow")
