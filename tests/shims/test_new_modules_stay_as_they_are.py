"""An old path leaves no trace in the new modules, and never loads one a second time."""

from __future__ import annotations

import json

import pytest

from tests.shims.user_programs import RunPython, run_interpreter

DESCRIBE = """
import json, sys
def description(name):
    module = sys.modules[name]
    spec = module.__spec__
    return {
        "name": module.__name__,
        "package": module.__package__,
        "path": list(getattr(module, "__path__", ())),
        "file": module.__file__,
        "loader": [type(module.__loader__).__name__, module.__loader__.name],
        "spec": [spec.name, spec.origin, spec.parent, spec.loader is module.__loader__],
        "initializing": getattr(spec, "_initializing", False),
        "vars": sorted(vars(module)),
        "dir": dir(module),
    }
names = ["hpo", "hpo.core", "hpo.core.search_space"]
print(json.dumps([description("training." + name) for name in names]))
"""

NEW = "import training.hpo.core.search_space\n"
OLD = "import hpo.core.search_space\n"


@pytest.fixture(scope="module")
def never_moved(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    done = run_interpreter(tmp_path_factory.mktemp("new"), "-c", NEW + DESCRIBE)
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("imports", [OLD, NEW + OLD], ids=["old path", "new path, then old"])
def test_a_module_with_an_old_path_looks_like_one_that_never_moved(
    run_python: RunPython, imports: str, never_moved: list[dict[str, object]]
) -> None:
    outcome = run_python(imports + DESCRIBE)
    assert json.loads(outcome.stdout) == never_moved


def test_no_file_is_executed_twice(run_python: RunPython) -> None:
    outcome = run_python(
        """
import collections, sys
executed = collections.Counter()
def count(event, arguments):
    if event == "exec" and "/training/hpo/" in arguments[0].co_filename:
        executed[arguments[0].co_filename] += 1
sys.addaudithook(count)
import hpo.core.search_space
import training.hpo.core.search_space
from hpo.core import study
import hpo.core.study, hpo.execution.local
from training.hpo.core.study import extract_best_config_from_study
assert executed and set(executed.values()) == {1}, executed
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_every_name_of_a_module_stands_for_one_module(run_python: RunPython) -> None:
    outcome = run_python(
        """
import sys
import hpo.execution.local, hpo.core.search_space, hpo.core.study
old = [name for name in sys.modules if name.split(".")[0] == "hpo"]
assert len(old) == 6, old
assert all(sys.modules[name] is sys.modules["training." + name] for name in old)
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_nothing_is_installed_until_an_old_package_is_imported(run_python: RunPython) -> None:
    outcome = run_python(
        """
import sys
before = list(sys.meta_path)
import training, training._legacy, training.hpo.core.search_space, training.core.utils
assert sys.meta_path == before
import hpo
assert [type(sys.meta_path[0]).__name__, *sys.meta_path[1:]] == ["AliasFinder", *before]
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_the_old_search_space_stays_light(run_python: RunPython) -> None:
    outcome = run_python(
        """
import sys
import hpo.core.search_space
assert not {"torch", "optuna", "typer", "rich", "mlflow"} & set(sys.modules)
"""
    )
    assert outcome.code == 0, outcome.stderr
