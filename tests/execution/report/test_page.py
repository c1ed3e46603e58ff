from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.execution.related_runs import Trained
from training.core import Provenance
from training.core.runs.directory import create_run, open_run
from training.errors import RunError
from training.execution.report import render, write_report
from training.execution.report.automatic import leave_report
from training.execution.report.curves import MOST_POINTS, charts_of

VOID = {"meta", "link", "br", "circle", "path", "line", "rect"}


class Wellformed(HTMLParser):
    """Notes tags that are not closed where they should be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(tag)


def test_every_run_leaves_a_page_with_curves_numbers_lineage_and_configuration(
    trained: Trained,
) -> None:
    page = (trained.first.directory / "report.html").read_text()
    for text in (trained.first.id, "learning rate", "Per entity", "NAME", "Lineage", "data_fp"):
        assert text in page
    parser = Wellformed()
    parser.feed(page)
    assert (parser.faults, parser.open) == ([], [])


def test_the_page_asks_nothing_of_the_network(trained: Trained) -> None:
    page = (trained.first.directory / "report.html").read_text()
    assert re.findall(r"(?:src|href)\s*=|@import|url\((?!#)", page) == []
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_what_a_record_says_is_escaped(trained: Trained, tmp_path: Path) -> None:
    run = open_run(str(trained.first.directory))
    run.record = {**run.record, "error": "<img src=x onerror=alert(1)>"}
    page = write_report(run, trained.root, tmp_path / "page.html").read_text()
    assert "<img" not in page
    assert "&lt;img" in page


def test_an_unfinished_run_without_numbers_has_a_page_too(trained: Trained, tmp_path: Path) -> None:
    run = open_run(str(trained.first.directory))
    run.record = {key: run.record[key] for key in ("id", "status", "kind")}
    assert write_report(run, trained.root, tmp_path / "page.html").is_file()


def test_the_page_of_a_killed_run_does_not_say_that_it_is_running(
    trained: Trained, tmp_path: Path
) -> None:
    run = open_run(str(trained.first.directory))
    run.record = {**run.record, "status": "running"}
    page = write_report(run, trained.root, tmp_path / "page.html").read_text()
    assert ">stopped<" in page
    assert ">running<" not in page


def test_the_page_says_that_a_score_is_not_honest(trained: Trained, tmp_path: Path) -> None:
    run = open_run(str(trained.first.directory))
    run.record = {**run.record, "seen": {"splits": ["test"], "why": "it was trained on"}}
    page = write_report(run, trained.root, tmp_path / "page.html").read_text()
    assert "No honest score of the test split: it was trained on." in page


def test_a_long_run_makes_no_large_page(trained: Trained, tmp_path: Path) -> None:
    with (tmp_path / "metrics.jsonl").open("w") as file:
        for step in range(5000):
            row = {"split": "train", "epoch": 1, "step": step, "loss": 1.0, "learning_rate": 0.1}
            file.write(json.dumps(row) + "\n")
        file.write("damaged\n")
    charts = charts_of(tmp_path, "f1")
    assert [chart.title for chart in charts] == ["loss", "learning rate"]
    assert all(chart.svg.count(" L") < 2 * MOST_POINTS for chart in charts)


def test_a_report_that_fails_is_a_warning_and_the_run_stays_complete(
    trained: Trained, caplog: pytest.LogCaptureFixture
) -> None:
    run = open_run(str(trained.first.directory))
    run.record = {**run.record, "parents": "damaged"}
    leave_report(run, trained.root)
    assert "the report could not be written" in caplog.text


def test_the_report_of_a_sweep_is_not_overwritten(tmp_path: Path) -> None:
    sweep = create_run(tmp_path, "demo", "", Provenance("sweep"))
    with pytest.raises(RunError, match="training hpo report"):
        write_report(sweep, tmp_path)


def test_a_place_that_cannot_be_written_is_named(trained: Trained, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nowhere.*cannot be written"):
        write_report(trained.first, trained.root, tmp_path / "nowhere" / "page.html")


def test_the_page_shows_no_secret_of_a_configuration_or_an_error(tmp_path: Path) -> None:
    config = (
        "data: {path: 'https://me:t0psecret@host/data'}\nlogging: {other: {password: t0psecret}}"
    )
    run = create_run(tmp_path, "secret", config)
    run.record = {**run.record, "error": "OSError: https://me:t0psecret@host is gone"}
    page = write_report(run, tmp_path).read_text()
    assert "t0psecret" not in page
    assert page.count("https://***@host") == 2


def test_no_column_of_a_page_is_wider_than_a_phone() -> None:
    style = Path(render.__file__).parent / "templates/style.css.j2"
    widths = re.findall(r"minmax\((.*?), 1fr\)", style.read_text("utf-8"))
    assert widths
    assert all("100%" in width for width in widths)
