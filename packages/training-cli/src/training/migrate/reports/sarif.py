"""SARIF 2.1.0, which code-scanning services read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from training.migrate.codes import CODES
from training.migrate.reports.rows import Row

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(rows: Iterable[Row], problems: Sequence[str]) -> dict[str, Any]:
    """Return a SARIF log of one run.

    Args:
        rows: The findings.
        problems: What could not be read.
    """
    driver = {"name": "training migrate", "version": version("training-cli"), "rules": _rules()}
    invocation = {
        "executionSuccessful": not problems,
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": problem}} for problem in problems
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [_result(row) for row in rows],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rules() -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "name": "".join(word.capitalize() for word in code.name.split()),
            "shortDescription": {"text": code.name},
            "fullDescription": {"text": code.meaning},
        }
        for name, code in CODES.items()
    ]


def _result(row: Row) -> dict[str, Any]:
    region = {
        "startLine": row["line"],
        "startColumn": row["column"],
        "endLine": row["end_line"],
        "endColumn": row["end_column"],
    }
    place = {"artifactLocation": {"uri": _uri(row["path"])}, "region": region}
    return {
        "ruleId": row["code"],
        "level": "note" if row["note"] else "warning",
        "message": {"text": row["message"]},
        "locations": [{"physicalLocation": place}],
    }


def _uri(path: str) -> str:
    """Return a path as a reference that RFC 3986 allows, relative where the path is."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path)
