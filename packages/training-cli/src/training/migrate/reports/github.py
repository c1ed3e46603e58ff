"""Workflow commands, which GitHub Actions shows beside the lines of a pull request."""

from __future__ import annotations

from training.migrate.codes import CODES
from training.migrate.reports.rows import Row


def annotation(row: Row) -> str:
    """Return the workflow command for one finding."""
    level = "notice" if row["note"] else "error"
    title = f"{row['code']} {CODES[row['code']].name}"
    properties = {
        "file": row["path"],
        "line": row["line"],
        "endLine": row["end_line"],
        "col": row["column"],
        "endColumn": row["end_column"],
        "title": title,
    }
    attributes = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {attributes}::{_data(row['message'])}"


def problem_annotation(problem: str) -> str:
    """Return the workflow command for a file that cannot be read."""
    return f"::error title=unreadable::{_data(problem)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
