from __future__ import annotations

import json
import re

from tests.promises.docs.conftest import Fit
from tests.promises.docs.markdown import ROOT

PAGE = (ROOT / "docs/runs.md").read_text(encoding="utf-8")
FILES, FIELDS = (
    {
        name
        for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for name in cell.split("`")[1::2]
    }
    for table in re.findall(r"^\| [a-z]+ \| .*?\n\n", PAGE, re.MULTILINE | re.DOTALL)
)


def test_a_run_directory_holds_exactly_the_files_of_the_table(fit: Fit) -> None:
    folder = fit().run.directory
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {re.sub(r"(step-)\d+(/).*", r"\1…\2", name) for name in found} == FILES


def test_the_record_of_a_run_has_exactly_the_keys_of_the_table(fit: Fit) -> None:
    record = json.loads((fit().run.directory / "run.json").read_text())
    assert set(record) == FIELDS - {"error", "resumed"}


def test_every_number_in_the_metrics_is_explained(fit: Fit) -> None:
    lines = (fit().run.directory / "metrics.jsonl").read_text().splitlines()
    names = {name for line in lines for name in json.loads(line)}
    assert {"grad_norm", "per_entity"} <= names
    assert [name for name in sorted(names) if f"`{name}`" not in PAGE] == []
