from __future__ import annotations

from pathlib import Path

import pytest

from tests.migrate.conftest import fix_folder
from training.migrate.codes import CODES

FILES = {
    "TM002": ("a.py", "import {}hpo.core.study\n", ("", "training.")),
    "TM003": ("a.py", "{}import mock\n", ("", "")),
    "TM004": ("a.sh", "{}", ("", "")),
    "TM005": ("a.yaml", "{}", ("", "")),
    "TM006": ("requirements.txt", "{}", ("", "")),
}


@pytest.mark.parametrize("code", [name for name, code in CODES.items() if code.after])
def test_the_example_of_a_code_is_what_happens(tmp_path: Path, code: str) -> None:
    name, header, (before, after) = FILES.get(code, ("a.py", "{}", ("", "")))
    (tmp_path / ".git").mkdir()
    if code == "TM006":
        (tmp_path / "b.py").write_text("import training.hpo\n")
    file = tmp_path / name
    file.write_text(f"{header.format(before)}{CODES[code].before}\n")
    fixed = fix_folder(tmp_path, unsafe=code == "TM007")[name]
    assert code in [one.finding.code for one in fixed.fixed]
    assert file.read_text() == f"{header.format(after)}{CODES[code].after}\n"


def test_every_code_stands_in_the_documentation() -> None:
    page = Path(__file__).parents[2] / "docs/migrate-command.md"
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if "| TM" in line]
    assert rows == [f"| {name} | {code.name} |" for name, code in CODES.items()]
