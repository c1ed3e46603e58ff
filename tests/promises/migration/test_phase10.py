"""Phase 10, carried out: a project on old paths works, is migrated, and works without the shims."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tools.shims.old_modules import old_modules
from tools.wheels import ROOT

from tests.promises.packaging.environment import Environment, install
from training.migrate.readiness.usage_log import begin_log

pytestmark = pytest.mark.wheels

SAMPLE = ROOT / "tests/promises/migration/sample_project"
OURS = ("tests/shims", "tests/config/test_lazy_exports.py", "tests/config/test_resolve.py")
SUITE = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
TEXTS = ("Dockerfile", "pyproject.toml", "requirements.txt")
IMPORT_ALL = """
import importlib, json, sys
def outcome(path):
    try:
        importlib.import_module(path)
    except BaseException as error:
        return type(error).__name__
print(json.dumps({path: outcome(path) for path in json.loads(sys.argv[1])}))
"""


@dataclass(frozen=True)
class Story:
    """The project at each stage.

    Attributes:
        environment: Where it runs; at the end without legacy-shims.
        project: Its folder, migrated.
        before: Output of its tests on the old paths.
        asked_early: What `ready` said before the migration, as JSON.
        fixed: Output of `fix`, and of `fix --unsafe` after it.
        asked_late: What `ready` said after the migration.
        after: Output of its tests on the new paths, without the shims.
    """

    environment: Environment
    project: Path
    before: str
    asked_early: str
    fixed: list[str]
    asked_late: str
    after: str


@pytest.fixture(scope="module")
def story(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Story:
    home = tmp_path_factory.mktemp("phase10")
    environment = install(wheels, home, "hypothesis", "pytest")
    project = shutil.copytree(SAMPLE, home / "project")
    log = home / "usage.jsonl"
    begin_log(log, datetime.now(UTC) - timedelta(days=40))
    ask = ("migrate", "ready", ".", "--usage-log", str(log), "--min-releases", "0")
    before = environment.run("python", *SUITE, cwd=project)
    early = environment.attempt("training", *ask, "--json", cwd=project)
    assert early.returncode == 1, early.stderr
    fixed = [
        environment.attempt("training", "migrate", "fix", ".", cwd=project).stdout,
        environment.run("training", "migrate", "fix", "--unsafe", ".", cwd=project),
    ]
    late = environment.run("training", *ask, cwd=project)
    environment.pip(*late.split()[-4:][1:])
    after = environment.run("python", *SUITE, cwd=project)
    return Story(environment, project, before, early.stdout, fixed, late, after)


def test_the_project_works_on_old_paths(story: Story) -> None:
    assert "13 passed" in story.before


def test_before_the_migration_the_answer_is_no_and_says_why(story: Story) -> None:
    answer = json.loads(story.asked_early)
    assert not answer["may_go"]
    unmet = [one for one in answer["conditions"] if not one["is_met"]]
    assert [one["name"] for one in unmet] == ["code"]
    assert unmet[0]["way_out"] == "run `training migrate fix .`"


def test_the_migration_needs_no_hand(story: Story) -> None:
    safe, unsafe = story.fixed
    code = [line for line in safe.splitlines() if ": TM" in line and "TM006" not in line]
    assert all("fix with --unsafe" in line for line in code)
    assert ": TM" not in unsafe
    assert not [path for path in TEXTS if "legacy-shims" in (story.project / path).read_text()]


def test_after_the_migration_the_answer_is_one_command(story: Story) -> None:
    assert story.asked_late.splitlines()[-1] == "pip uninstall -y legacy-shims"


def test_the_project_works_without_the_shims(story: Story) -> None:
    assert "13 passed" in story.after
    done = subprocess.run(
        ["sh", "scripts/train.sh", "--help"],
        cwd=story.project,
        env={"PATH": f"{story.environment.folder / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout


def test_nothing_of_the_shims_remains(story: Story) -> None:
    site = story.environment.site
    for folder in ("hpo", "orchestration", "training_exec", "training/_legacy"):
        assert not (site / folder).exists(), folder
    assert not list(site.glob("legacy_shims*"))
    assert not [one for one in site.glob("training/*.py") if one.stem in OLD_SIBLINGS]
    installed = story.environment.run("training", "--version")
    assert "legacy-shims" not in installed


OLD_SIBLINGS = {
    one.path.removeprefix("training.") for one in old_modules() if one.path.startswith("training.")
}


def test_every_old_import_fails_as_an_import_that_was_never_there(story: Story) -> None:
    paths = [one.path for one in old_modules()]
    printed = story.environment.run("python", "-c", IMPORT_ALL, json.dumps(paths))
    assert set(json.loads(printed).values()) == {"ModuleNotFoundError"}


def test_every_new_path_is_still_there(story: Story) -> None:
    paths = sorted({one.new for one in old_modules() if one.new})
    printed = story.environment.run("python", "-c", IMPORT_ALL, json.dumps(paths))
    failed = {path: error for path, error in json.loads(printed).items() if error}
    assert set(failed.values()) <= {"MissingExtraError"}, failed


def test_our_own_tests_pass_without_the_shims(story: Story) -> None:
    done = story.environment.attempt("python", *SUITE, "-rs", *OURS, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "legacy-shims is not installed: its tests are left out" in done.stdout


def test_old_paths_are_explained_without_the_shims(story: Story, tmp_path: Path) -> None:
    told = story.environment.run("training", "migrate", "explain", "hpo.core.study")
    assert "training.hpo.core.study" in told
    diagnosed = story.environment.run("training", "doctor", "No module named 'training_exec'")
    assert "training.execution" in diagnosed
    (tmp_path / "old.py").write_text("from training.trainer import train_model\n")
    checked = story.environment.attempt("training", "migrate", "check", str(tmp_path))
    assert checked.returncode == 1
    assert "`training.trainer` is now `training.core.trainer`" in checked.stdout


def test_asked_again_there_is_nothing_to_remove(story: Story) -> None:
    asked = story.environment.attempt("training", "migrate", "ready", ".", cwd=story.project)
    assert asked.returncode == 0
    assert "there is nothing to remove" in asked.stderr
