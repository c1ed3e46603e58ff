"""With TRAINING_LEGACY_USAGE every old import is on record, once for each process and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shims.user_programs import PROGRAM, RunPython
from training.migrate.readiness.usage_log import read_log
from training.migrate.readiness.usage_record import UsageRecord

IMPORTS = """\
import hpo.core.search_space
from hpo.core.search_space import SearchSpaceTranslator
from training import cv_utils
from training import cv_utils
import training.cv_utils as again
for _ in range(3):
    import hpo
from orchestration.jobs.hpo.local.checkpoint import manager
import json, training.core.cv_utils
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "usage.jsonl"
    monkeypatch.setenv("TRAINING_LEGACY_USAGE", str(path))
    return path


def recorded(log: Path) -> list[UsageRecord]:
    found = read_log(log)
    assert found.unreadable == 0
    return list(found.records)


def test_every_line_that_imports_an_old_path_is_on_record(
    run_python: RunPython, log: Path, tmp_path: Path
) -> None:
    assert run_python(IMPORTS).code == 0
    assert [(one.line, one.old) for one in recorded(log)] == [
        (1, "hpo.core.search_space"),
        (2, "hpo.core.search_space"),
        (3, "training.cv_utils"),
        (4, "training.cv_utils"),
        (5, "training.cv_utils"),
        (7, "hpo"),
        (8, "orchestration.jobs.hpo.local.checkpoint.manager"),
    ]
    assert {one.file for one in recorded(log)} == {str(tmp_path / PROGRAM)}
    assert recorded(log)[-1].new == "training.hpo.checkpoint.storage"


def test_a_warning_that_is_ignored_or_an_error_is_on_record_too(
    run_python: RunPython, log: Path
) -> None:
    assert run_python("import hpo\n", "-W", "ignore").code == 0
    assert run_python("import hpo\n", "-W", "error::DeprecationWarning").code == 1
    assert len(recorded(log)) == 2


def test_nothing_is_recorded_unless_asked_for(run_python: RunPython, tmp_path: Path) -> None:
    outcome = run_python("import hpo, builtins\nprint(builtins.__import__)\n")
    assert outcome.stdout == "<built-in function __import__>\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [PROGRAM]


def test_new_paths_are_not_recorded(run_python: RunPython, log: Path) -> None:
    assert run_python("import training.core.cv_utils, training.hpo\n").code == 0
    assert not log.exists()


@pytest.mark.parametrize("name", ["nowhere/usage.jsonl", ""])
def test_a_log_that_cannot_be_written_is_reported_once_and_breaks_no_import(
    run_python: RunPython, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TRAINING_LEGACY_USAGE", f"{tmp_path}/{name}")
    source = "import hpo.core\nfrom training import cv_utils\nprint('done')\n"
    outcome = run_python(source, "-W", "error::RuntimeWarning")
    assert (outcome.code, outcome.stdout) == (0, "done\n")
    assert outcome.stderr.count("old imports are not recorded") == 1


def test_lines_of_several_processes_and_threads_do_not_mix(
    run_python: RunPython, log: Path
) -> None:
    outcome = run_python(
        """
import subprocess, sys, threading
program = '''
import threading
def work(number):
    exec(compile(chr(10) * number + "import hpo.exceptions", "thread.py", "exec"), {})
threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
'''
many = [subprocess.Popen([sys.executable, "-W", "ignore", "-c", program]) for _ in range(4)]
assert [one.wait() for one in many] == [0] * 4
"""
    )
    assert outcome.code == 0, outcome.stderr
    found = recorded(log)
    assert len({one.process for one in found}) == 4
    for process in {one.process for one in found}:
        lines = [one.line for one in found if one.process == process]
        assert sorted(lines) == sorted(set(lines))
        assert set(lines) <= set(range(1, 21))


def test_a_line_of_the_log_is_json_that_other_programs_read(
    run_python: RunPython, log: Path
) -> None:
    run_python("import hpo\n")
    [line] = log.read_text().splitlines()
    assert list(json.loads(line)) == ["time", "old", "new", "file", "line", "process"]
