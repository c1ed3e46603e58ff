from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.migrate.conftest import Cli

HOOKS = yaml.safe_load((Path(__file__).parents[4] / ".pre-commit-hooks.yaml").read_text())


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_on_the_files_that_pre_commit_gives_it(
    cli: Cli, tmp_path: Path, hook: dict[str, str]
) -> None:
    old, new, other = (tmp_path / name for name in ("old.py", "new.py", "notes.txt"))
    old.write_text("import hpo\n")
    new.write_text("import training.hpo\n")
    other.write_text("import hpo\n")
    program, *words = hook["entry"].split()
    assert program == "training"
    assert cli(*words, new, other).code == 0
    is_fix = words[-1] == "fix"
    assert cli(*words, old, new).code == (0 if is_fix else 1)
    assert old.read_text() == ("from training import hpo\n" if is_fix else "import hpo\n")
