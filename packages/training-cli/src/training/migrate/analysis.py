"""Every finding in a text, whatever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.migrate.edits import Edit
from training.migrate.embedded.doctests import doctest_snippets
from training.migrate.embedded.markdown import markdown_snippets
from training.migrate.embedded.notebook import notebook_snippets
from training.migrate.embedded.restructured_text import restructured_text_snippets
from training.migrate.embedded.scripts import shell_snippets, yaml_snippets
from training.migrate.embedded.snippet import Snippet
from training.migrate.files.kinds import Kind
from training.migrate.files.projects import project_of, used_distributions
from training.migrate.findings import Finding
from training.migrate.fixers import config_values, dependencies, module_runs, shim_internals
from training.migrate.keep import is_kept_file, without_kept
from training.migrate.python_findings import find_imports, find_in_python

PYTHON_WITH_DEPENDENCIES = ("setup.py", "noxfile.py")
CONFIGURATIONS = (Kind.YAML, Kind.TOML, Kind.JSON, Kind.INI)


@dataclass
class Analysis:
    """What a text holds.

    Attributes:
        findings: In the order of their places.
        problems: Parts that could not be read, each as place and reason.
    """

    findings: list[Finding] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def analyse(text: str, kind: Kind, path: Path) -> Analysis:
    """Return the findings in a text; nothing it names is imported.

    Args:
        text: What the file holds.
        kind: How it is read.
        path: Where it is stored, which tells the project it belongs to.

    Raises:
        DataError: The text is not of that kind at all.
    """
    if is_kept_file(text):
        return Analysis()
    analysis = Analysis()
    found = [
        *_own_findings(text, kind, analysis, path),
        *_dependencies(text, kind, path),
        *_inner_findings(text, kind, path, analysis),
    ]
    kept = without_kept(text, sorted(found, key=_place))
    analysis.findings = list(_without_overlaps(kept))
    return analysis


def _own_findings(
    text: str, kind: Kind, analysis: Analysis, path: Path | None = None
) -> Iterator[Finding]:
    if kind is Kind.PYTHON:
        yield from _python_findings(text, analysis, path)
    elif kind in (Kind.SHELL, *CONFIGURATIONS):
        yield from module_runs.find_in_text(text)
        filters = list(shim_internals.find_filters(text)) if kind in CONFIGURATIONS else []
        yield from filters
        yield from _outside(filters, shim_internals.find_in_text(text))
    if kind in CONFIGURATIONS:
        yield from config_values.find_in_text(text)


def _dependencies(text: str, kind: Kind, path: Path) -> Iterator[Finding]:
    if kind is Kind.PYTHON and path.name not in PYTHON_WITH_DEPENDENCIES:
        return iter(())
    return dependencies.find_in_text(text, kind, lambda: used_distributions(project_of(path)))


def _python_findings(text: str, analysis: Analysis, path: Path | None) -> list[Finding]:
    try:
        return find_in_python(text, path)
    except SyntaxError as error:
        analysis.problems.append(f"{error.lineno or 1}: {error.msg}")
    except RecursionError:
        analysis.problems.append("1: it is nested too deeply")
    return find_imports(text)


def _inner_findings(text: str, kind: Kind, path: Path, analysis: Analysis) -> Iterator[Finding]:
    """Yield the findings in code within the text.

    What a page tells its readers to install is theirs to decide; a notebook installs it.
    """
    for snippet in _snippets(text, kind, analysis):
        inner = Analysis()
        found = [
            *_own_findings(snippet.text, snippet.kind, inner),
            *_inner_findings(snippet.text, snippet.kind, path, inner),
        ]
        if kind is Kind.NOTEBOOK:
            found += _dependencies(snippet.text, snippet.kind, path)
        for finding in without_kept(snippet.text, found):
            yield snippet.in_host(finding)


def _snippets(text: str, kind: Kind, analysis: Analysis) -> Iterator[Snippet]:
    if kind is Kind.NOTEBOOK:
        snippets, problems = notebook_snippets(text)
        analysis.problems += problems
        yield from snippets
    elif kind is Kind.PYTHON:
        yield from doctest_snippets(text)
    elif kind is Kind.MARKDOWN:
        yield from markdown_snippets(text)
    elif kind is Kind.RESTRUCTURED_TEXT:
        yield from restructured_text_snippets(text)
    elif kind is Kind.SHELL:
        yield from shell_snippets(text)
    elif kind is Kind.YAML:
        yield from shell_snippets(text)
        yield from yaml_snippets(text)


def _outside(known: Sequence[Finding], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that stand in none of those that are known."""
    for finding in findings:
        if not any(other.start <= finding.start < other.end for other in known):
            yield finding


def _place(finding: Finding) -> tuple[int, int]:
    return finding.start, -finding.end


def _without_overlaps(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings as long as they do not change what an earlier one changes otherwise."""
    known: set[Edit] = set()
    for finding in findings:
        new = set(finding.edits) - known
        if not any(_overlap(one, other) for one in new for other in known):
            known |= new
            yield finding


def _overlap(one: Edit, other: Edit) -> bool:
    return one.start < other.end and other.start < one.end
