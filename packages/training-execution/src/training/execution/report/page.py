"""Write `report.html`: everything about a run on one page that needs nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config.origin import dotted
from training.config.redaction import HIDDEN, is_secret_parameter, redacted, redacted_value
from training.config.resolved import leaves
from training.core.io.atomic_files import refusal, write_text
from training.core.runs.directory import RECORD, REPORT, Run
from training.core.runs.history import damage_of
from training.core.runs.liveness import status_of
from training.core.runs.parents import config_values, score_of
from training.core.runs.seen_splits import noted_seen
from training.errors import RunError
from training.execution.lineage import lineage_of
from training.execution.report.curves import charts_of
from training.execution.report.lineage_picture import lineage_svg
from training.execution.report.render import render

SPLITS = ("validation", "test")
SUFFIXES = (".html", ".htm")


def write_report(run: Run, root: Path, file: Path | None = None) -> Path:
    """Write the page about a run and return where it is.

    Args:
        run: The run, finished or not.
        root: Folder of runs, in which parents are looked up.
        file: Where to; by default `report.html` in the run directory.

    Raises:
        RunError: The record or configuration is damaged, the file cannot be written, or the run is
            a sweep, whose report `training hpo report` writes.
    """
    if run.record.get("kind") == "sweep":
        raise RunError(
            f"{run.directory}: this is a sweep; `training hpo report {run.directory}` writes its "
            "report."
        )
    place = file or run.directory / REPORT
    if place.suffix.lower() not in SUFFIXES:
        raise RunError(f"--output {place}: a report is a page; choose the ending .html.")
    try:
        write_text(place, report_page(run, root))
    except OSError as error:
        raise RunError(
            f"{place}: the report cannot be written: {refusal(error)}. Name a file in a folder "
            "that can be written with --output."
        ) from error
    return place


def report_page(run: Run, root: Path) -> str:
    """Return the page about a run."""
    record = run.record
    lineage = lineage_of(run, root)
    score = score_of(record)
    return render(
        "run.html.j2",
        run=run,
        facts={
            **{key: redacted_value(record.get(key)) for key in ("kind", "created", "error")},
            "status": status_of(run),
        },
        remark=_remark(record),
        tiles=_tiles(record),
        charts=charts_of(run.directory, score.get("metric")),
        tables=_tables(record.get("metrics") or {}),
        lineage=lineage_svg(lineage),
        problems=[*lineage.problems, *_lost_history(run)],
        sections=[
            {"title": "Configuration", "rows": _rows(config_values(run.directory)), "open": False},
            {"title": "Environment", "rows": _rows(record.get("environment") or {}), "open": False},
            {
                "title": "Fingerprints",
                "rows": _rows(record.get("fingerprints") or {}),
                "open": True,
            },
        ],
    )


def _remark(record: Mapping[str, Any]) -> str:
    """Return what the test score is worth; empty where nothing speaks against it."""
    seen = noted_seen(record, RECORD)
    if seen is not None:
        return " ".join(map(seen.remark, seen.splits))
    details = record.get("details")
    return str(details.get("why") or "") if isinstance(details, Mapping) else ""


def _lost_history(run: Run) -> list[str]:
    return [f"the history is damaged: {one}" for one in damage_of(run.directory, run.record)]


def _tiles(record: Mapping[str, Any]) -> list[dict[str, str]]:
    score, data = score_of(record), record.get("data") or {}
    test = (record.get("metrics") or {}).get("test") or {}
    values = {
        f"validation {score.get('metric')}": score.get("value"),
        f"test {score.get('metric')}": test.get(score.get("metric")),
        "best epoch": record.get("best_epoch"),
        "seconds": record.get("seconds"),
        "training samples": data.get("train"),
        "seed": record.get("seed"),
    }
    return [
        {"name": name, "value": _shown(value)}
        for name, value in values.items()
        if value is not None
    ]


def _tables(metrics: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the plain numbers of both splits beside each other, then every nested table."""
    splits = [split for split in SPLITS if metrics.get(split)]
    names = dict.fromkeys(
        name for split in splits for name, one in metrics[split].items() if not _is_table(one)
    )
    rows = [[name, *(_shown(metrics[split].get(name, "")) for split in splits)] for name in names]
    plain = [{"title": "Numbers", "columns": ["", *splits], "rows": rows}] if rows else []
    nested = [
        _nested(split, name, one)
        for split in splits
        for name, one in metrics[split].items()
        if _is_table(one) and one
    ]
    return plain + nested


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _nested(split: str, name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    rows = {key: row if isinstance(row, Mapping) else {"value": row} for key, row in table.items()}
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    cells = [
        [key, *(_shown(row.get(column, "")) for column in columns)] for key, row in rows.items()
    ]
    title = f"{name.replace('_', ' ').capitalize()}, {split}"
    return {"title": title, "columns": ["", *columns], "rows": cells}


def _rows(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (dotted(path), HIDDEN if is_secret_parameter(str(path[-1])) and value else _text(value))
        for path, value in leaves(values).items()
    ]


def _text(value: Any) -> str:
    return redacted(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _shown(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
