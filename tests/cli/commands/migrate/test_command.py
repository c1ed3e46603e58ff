from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.migrate.conftest import Cli
from training.migrate.codes import CODES

CODE = """\
from training import trainer, train_model
NAME = "hpo.core.study.StudyManager"
"""
FIXED = """\
from training import train_model
from training.core import trainer
NAME = "hpo.core.study.StudyManager"
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text('dependencies = ["legacy-shims"]\n')
    (tmp_path / "a.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_check_reports_every_place_and_the_way_on(cli: Cli, project: Path) -> None:
    done = cli("migrate", "check")
    assert done.code == 1
    assert done.out.splitlines() == [
        "a.py:1:1: TM001 `training.trainer` is now `training.core.trainer`",
        "a.py:2:9: TM007 `hpo.core.study.StudyManager` is now "
        "`training.hpo.core.study.StudyManager`; nothing says that this text is imported "
        "[fix with --unsafe]",
        "pyproject.toml:1:18: TM006 `legacy-shims`: name training-core, training-hpo instead",
        "3 old paths in 2 files: fix 2 with `training migrate fix`, 1 with --unsafe.",
    ]
    assert (project / "a.py").read_text() == CODE


def test_check_of_a_clean_tree(cli: Cli, project: Path) -> None:
    (project / "a.py").write_text("import training.hpo\n")
    done = cli("migrate", "check", "a.py")
    assert (done.code, done.out) == (0, "No old paths in 1 file.\n")


def test_fix_reports_what_it_did_and_what_is_left(cli: Cli, project: Path) -> None:
    done = cli("migrate", "fix")
    assert done.code == 1
    assert (project / "a.py").read_text() == FIXED
    assert done.out.splitlines()[-2:] == [
        "pyproject.toml:1:18: TM006 `legacy-shims`: a.py:3 still needs it [fix by hand]",
        "Fixed 1 old path in 1 file; 2 left, 1 of them can be fixed with --unsafe.",
    ]


def test_fix_with_unsafe_leaves_nothing(cli: Cli, project: Path) -> None:
    done = cli("migrate", "fix", "--unsafe", project)
    assert (done.code, done.out) == (0, "Fixed 3 old paths in 2 files; nothing is left.\n")
    assert '"legacy-shims"' not in (project / "pyproject.toml").read_text()
    assert cli("migrate", "check").code == 0


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_difference_can_be_applied_by_git(cli: Cli, project: Path, command: str) -> None:
    (project / "b.py").write_bytes(b"import hpo\r\nx = '\xc3\xa9'")
    done = cli("migrate", command, "--diff", "--unsafe")
    assert done.code == 1
    assert (project / "a.py").read_text() == CODE
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), check=True, cwd=project)
    assert cli("migrate", "check").code == 0
    assert (project / "b.py").read_bytes() == b"from training import hpo\r\nx = '\xc3\xa9'"


def test_a_file_that_cannot_be_read_is_an_error_and_hides_nothing(cli: Cli, project: Path) -> None:
    (project / "b.py").write_text("import hpo\nx = (\n")
    done = cli("migrate", "check")
    assert done.code == 2
    assert "error: b.py:2: '(' was never closed" in done.err
    assert "b.py:1:8: TM001 `hpo` is now `training.hpo`" in done.out
    assert "a.py:1:1" in done.out
    assert cli("migrate", "fix").code == 2
    assert (project / "b.py").read_text() == "import hpo\nx = (\n"


def test_json_for_programs(cli: Cli, project: Path) -> None:
    told = json.loads(cli("migrate", "check", "a.py", "-o", "json").out)
    assert told["findings"][0] == {
        "code": "TM001",
        "path": "a.py",
        "line": 1,
        "column": 1,
        "end_line": 1,
        "end_column": 42,
        "within": "",
        "old": "training.trainer",
        "new": "training.core.trainer",
        "message": "`training.trainer` is now `training.core.trainer`",
        "fix": "safe",
        "note": False,
    }
    fixed = json.loads(cli("migrate", "fix", "a.py", "-o", "json").out)
    assert [one["code"] for one in fixed["fixed"]] == ["TM001"]
    assert [one["code"] for one in fixed["findings"]] == ["TM007"]


def test_sarif_for_code_scanning(cli: Cli, project: Path) -> None:
    (project / "b.py").write_text("import hpo\nx = (\n")
    log = json.loads(cli("migrate", "check", "--output", "sarif").out)
    (run,) = log["runs"]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert log["version"] == "2.1.0"
    assert rules == set(CODES)
    assert {result["ruleId"] for result in run["results"]} <= rules
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a.py"
    assert place["region"] == {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 42}
    assert not run["invocations"][0]["executionSuccessful"]


def test_sarif_names_files_by_valid_uris(cli: Cli, project: Path) -> None:
    (project / "my notes é.py").write_text("import hpo\n")
    elsewhere = project.parent / "else where" / "b.py"
    elsewhere.parent.mkdir()
    elsewhere.write_text("import hpo\n")
    log = json.loads(cli("migrate", "check", ".", str(elsewhere), "--output", "sarif").out)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert uris >= {"a.py", "my%20notes%20%C3%A9.py", elsewhere.as_uri()}


def test_annotations_for_github(cli: Cli, project: Path) -> None:
    first, *_ = cli("migrate", "check", "--output", "github").out.splitlines()
    assert first == (
        "::error file=a.py,line=1,endLine=1,col=1,endColumn=42,title=TM001 old import::"
        "`training.trainer` is now `training.core.trainer`"
    )


def test_notes_leave_the_exit_code_alone(cli: Cli, project: Path) -> None:
    (project / "a.py").write_text('import logging\nlogging.getLogger("hpo.core.study")\n')
    done = cli("migrate", "check", "a.py")
    assert done.code == 0
    assert "[note]" in done.out
    assert done.out.endswith("No old paths in 1 file. 1 note.\n")


def test_what_belongs_to_the_project_is_reported(cli: Cli, project: Path) -> None:
    (project / "hpo").mkdir()
    (project / "hpo/__init__.py").write_text("")
    (project / "a.py").write_text("import hpo\n")
    done = cli("migrate", "check", "a.py")
    assert done.code == 0
    assert done.err == "left alone: imports of hpo, which is the project's own\n"


def test_mistakes_are_reported_in_one_line(cli: Cli, project: Path) -> None:
    assert cli("migrate", "check", "nowhere").err == "error: There is no file or folder nowhere.\n"
    assert "--unsafe says which fixes --diff shows" in cli("migrate", "check", "--unsafe").err
    both = cli("migrate", "check", "--diff", "-o", "json")
    assert (both.code, both.err) == (
        2,
        "error: --diff shows text; leave out --output, or --diff.\n",
    )


@pytest.mark.parametrize(
    "question",
    [
        "training.trainer",
        "training.trainer.train_model",
        "from training import trainer",
        "ImportError: cannot import name 'trainer' from 'training' (/x/__init__.py)",
        "ModuleNotFoundError: No module named 'training.trainer'",
        "module 'training' has no attribute 'trainer'",
        "`training.trainer` is now `training.core.trainer`; import that instead.",
    ],
)
@pytest.mark.parametrize("command", [("migrate", "explain"), ("doctor",)])
def test_old_paths_and_messages_about_them_are_explained(
    cli: Cli, command: tuple[str, ...], question: str, tmp_path: Path
) -> None:
    if command == ("doctor",) and question.startswith(("module", "`")):
        return
    done = cli(*command, question)
    assert done.code == 0
    assert "is now training.core.trainer" in done.out
    assert "training-core" in done.out
    assert re.search(r"works until legacy-shims \d", done.out)


def test_a_package_that_went_to_several_places_is_explained(cli: Cli) -> None:
    told = json.loads(cli("migrate", "explain", "orchestration.jobs", "--json").out)
    assert told["new"] is None
    assert ["orchestration.jobs.training", "training.execution.jobs"] in told["below"]


@pytest.mark.parametrize("code", CODES)
def test_codes_are_explained_with_an_example(cli: Cli, code: str) -> None:
    done = cli("migrate", "explain", code.lower())
    assert done.out.startswith(f"{code}: {CODES[code].name}\n")
    assert CODES[code].before.splitlines()[0] in done.out


@pytest.mark.parametrize("what", ["numpy", "training.core.trainer", "TM999"])
def test_what_never_moved_is_said_to(cli: Cli, what: str) -> None:
    done = cli("migrate", "explain", what)
    assert done.code == 2
    assert "no old path" in done.err
