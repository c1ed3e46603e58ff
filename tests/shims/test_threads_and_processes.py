"""Old paths in several threads at once, and in spawned processes."""

from __future__ import annotations

import pkgutil
from importlib.util import find_spec

import pytest

from tests.shims.user_programs import RunPython

OLD_PARTS = {"core", "checkpoint", "exceptions", "execution", "tracking", "trial", "utils"}

THREADS = """
import sys, threading, warnings
import training, training.core, training.hpo.core.search_space
from training._legacy import TrainingDeprecationWarning
sys.setswitchinterval(1e-6)

def forget():
    for name in [name for name in sys.modules if name.split(".")[0] == "hpo"]:
        del sys.modules[name]
    sys.modules.pop("training.trainer", None)
    vars(training).pop("trainer", None)
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "AliasFinder"]

def use_old_paths(start, errors):
    start.wait()
    try:
        from training.trainer import train_model
        from hpo.core.search_space import SearchSpaceTranslator
        import hpo.core.search_space as module
        assert train_model is training.core.trainer.train_model
        assert SearchSpaceTranslator is training.hpo.core.search_space.SearchSpaceTranslator
        assert module is training.hpo.core.search_space
    except BaseException as error:
        errors.append(error)

"""


def test_threads_that_import_at_once_all_get_the_new_module_and_one_warning_is_given(
    run_python: RunPython,
) -> None:
    outcome = run_python(
        THREADS
        + """
import training.core.trainer
for attempt in range(60):
    forget()
    start, errors = threading.Barrier(4), []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        workers = [threading.Thread(target=use_old_paths, args=(start, errors)) for _ in range(4)]
        [worker.start() for worker in workers]
        [worker.join() for worker in workers]
    assert not errors, errors
    old = sorted(str(w.message).split("`")[1] for w in caught)
    assert old == ["hpo.core.search_space", "training.trainer"], (attempt, old)
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_a_thread_that_waits_for_a_failing_import_fails_with_the_warning_too(
    run_python: RunPython,
) -> None:
    outcome = run_python(
        THREADS
        + """
for attempt in range(60):
    forget()
    start, errors = threading.Barrier(4), []
    workers = [threading.Thread(target=use_old_paths, args=(start, errors)) for _ in range(4)]
    [worker.start() for worker in workers]
    [worker.join() for worker in workers]
    assert [type(error) for error in errors] == [TrainingDeprecationWarning] * 4, errors
""",
        "-W",
        "error::DeprecationWarning",
    )
    assert outcome.code == 0, outcome.stderr


@pytest.mark.parametrize("attempt", range(5))
def test_threads_that_start_with_different_old_paths_all_succeed(
    run_python: RunPython, attempt: int
) -> None:
    outcome = run_python(
        """
import threading
STATEMENTS = (
    "from hpo.core import study",
    "import hpo.execution.local",
    "from hpo.exceptions import HPOError",
    "import hpo",
    "from hpo.checkpoint import storage",
)
start, errors = threading.Barrier(len(STATEMENTS)), []

def work(statement):
    start.wait()
    try:
        exec(statement)
    except BaseException as error:
        errors.append(error)

workers = [threading.Thread(target=work, args=(statement,)) for statement in STATEMENTS]
[worker.start() for worker in workers]
[worker.join() for worker in workers]
assert not errors, errors
import sys
for name in [name for name in sys.modules if name.split(".")[0] == "hpo"]:
    assert sys.modules[name] is sys.modules["training." + name], name
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_every_part_of_the_old_package_can_be_found_while_another_thread_imports_it() -> None:
    """The import system then looks beside `hpo/__init__.py`, where a shim file has to be."""
    beside = {module.name for module in pkgutil.iter_modules(_folders("hpo"))}
    moved = {module.name for module in pkgutil.iter_modules(_folders("training.hpo"))}
    assert moved & OLD_PARTS <= beside


def test_a_module_taken_before_its_replacement_reads_and_changes_the_new_one(
    run_python: RunPython,
) -> None:
    outcome = run_python(
        """
import sys
from unittest import mock
taken = []
def take(event, arguments):
    if event == "exec" and arguments[0].co_filename.endswith("/hpo/__init__.py"):
        taken.append(sys.modules.get("hpo"))
sys.addaudithook(take)
import hpo
import training.hpo
shim = taken[0]
assert shim is not hpo and hpo is training.hpo
assert shim.__name__ == "training.hpo" and dir(shim) == dir(hpo) and vars(shim) is vars(hpo)
with mock.patch.object(shim, "__doc__", "patched"):
    assert hpo.__doc__ == "patched"
assert hpo.__doc__ != "patched"
import hpo.core as core
assert shim.core is core
shim.extra = 1
assert hpo.extra == 1
del shim.extra
assert not hasattr(hpo, "extra")
"""
    )
    assert outcome.code == 0, outcome.stderr


def test_a_spawned_process_imports_and_receives_by_old_paths(run_python: RunPython) -> None:
    outcome = run_python(
        """
import multiprocessing
import hpo.core.search_space
from hpo.core.search_space import SearchSpaceTranslator

def describe(argument):
    return argument.__module__.split(".")[:2], argument is SearchSpaceTranslator, hpo.__name__

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.apply(describe, (SearchSpaceTranslator,)))
""",
        "-W",
        "always::DeprecationWarning",
    )
    assert outcome.code == 0, outcome.stderr
    assert outcome.stdout == "(['training', 'hpo'], True, 'training.hpo')\n"
    places = [line.partition(": ")[0] for line in outcome.warnings]
    assert len(places) == 2
    assert all(place.endswith("user_code.py:3") for place in places)


def _folders(package: str) -> list[str]:
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return list(spec.submodule_search_locations)


def test_threads_meet_in_packages_whose_modules_parted(run_python: RunPython) -> None:
    outcome = run_python(
        """
import importlib, sys, threading
import training.hpo.checkpoint.storage as storage
import training.hpo.core.search_space as space
import training.hpo.execution.azureml
sys.setswitchinterval(1e-6)

LOCAL = "orchestration.jobs.hpo.local"
STATEMENTS = (
    f"import {LOCAL}.checkpoint.manager as found; assert found is storage",
    f"from {LOCAL}.checkpoint import manager as found; assert found is storage",
    "from orchestration.jobs.hpo import local",
    "import orchestration.jobs.hpo.core.search_space as found; assert found is space",
    "from orchestration.jobs import hpo",
    f"import {LOCAL}.optuna.integration",
)

def forget():
    for name in [name for name in sys.modules if name.split(".")[0] == "orchestration"]:
        del sys.modules[name]
    for stranger in ("azureml", "local"):
        vars(training.hpo).pop(stranger, None)
    sys.meta_path[:] = [f for f in sys.meta_path if type(f).__name__ != "AliasFinder"]

def work(statement, start, errors):
    start.wait()
    try:
        exec(statement, dict(globals()))
    except BaseException as error:
        errors.append((statement, error))

for attempt in range(40):
    forget()
    start, errors = threading.Barrier(len(STATEMENTS)), []
    workers = [threading.Thread(target=work, args=(one, start, errors)) for one in STATEMENTS]
    [worker.start() for worker in workers]
    [worker.join(60) for worker in workers]
    assert not any(worker.is_alive() for worker in workers), "deadlock"
    assert not errors, (attempt, errors)
"""
    )
    assert outcome.code == 0, outcome.stderr
