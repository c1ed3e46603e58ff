"""Each distribution imports with what it declares, and with nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from tools.wheels import DISTRIBUTIONS, described, modules_of, unpack

from tests.promises.packaging.declared import closure
from tests.promises.packaging.linking import link_distribution

pytestmark = pytest.mark.wheels

IMPORTER = Path(__file__).with_name("import_all.py")
TORCH = "training-core[cpu]"
STRANGERS = ("hypothesis", "optuna", "pytest", "safetensors", "torch", "typer")
LIGHT = {
    "training-core": (
        "training",
        "training._*",
        "training.config*",
        "training.core",
        "training.core.compat.combine",
        "training.core.compat.labels",
        "training.core.compat.split_files",
        "training.core.compat.test_texts",
        "training.core.run_config.resolve",
        "training.core.cv_utils",
        "training.core.data*",
        "training.core.hookspecs",
        "training.core.plugin*",
        "training.core.runs.directory",
        "training.core.tasks",
        "training.core.trackers.tracker",
        "training.errors",
        "training.logging",
    ),
    "training-execution": (
        "training.execution",
        "training.execution.hookspecs",
        "training.execution.launchers",
        "training.execution.launchers.azureml.launcher",
        "training.execution.launchers.launch*",
        "training.execution.launchers.local",
        "training.execution.launchers.ray.launcher",
        "training.execution.launchers.subprocess",
        "training.execution.launchers.torchrun",
        "training.execution.plugin",
        "training.orchestrator",
    ),
    "training-hpo": (
        "training.hpo",
        "training.hpo.checkpoint*",
        "training.hpo.compat.optuna_integration",
        "training.hpo.compat.study*",
        "training.hpo.core*",
        "training.hpo.execution.local.sweep",
        "training.hpo.old_layout*",
        "training.hpo.samplers*",
        "training.hpo.search_space*",
        "training.hpo.sweep.config",
        "training.hpo.sweep.file",
    ),
    "training-cli": ("training.cli*", "training.migrate*"),
    "legacy-shims": ("hpo*", "orchestration*", "training._legacy*"),
}
TORCH_DATASETS = {"training.core.compat.dataset"}


@dataclass(frozen=True)
class Installed:
    """A distribution in a folder of its own, and how its imports went.

    Attributes:
        name: The distribution.
        extras: What was installed with it.
        ours: Our five distributions as their wheels describe them.
        brought: Names of all distributions in the folder.
        refusals: Type and text of the error of each module that could not be imported.
    """

    name: str
    extras: tuple[str, ...]
    ours: dict[str, Distribution]
    brought: frozenset[str]
    refusals: dict[str, tuple[str, str]]


@pytest.fixture(
    scope="module",
    params=[(name, extras) for name in DISTRIBUTIONS for extras in ((), (TORCH,))],
    ids=lambda case: " with ".join((case[0], *case[1])),
)
def installed(
    request: pytest.FixtureRequest, wheels: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    name, extras = request.param
    ours = described(wheels)
    brought = closure([name, *extras], ours)
    site = tmp_path_factory.mktemp("alone")
    unpack([wheel for wheel in wheels if _owner(wheel) in brought], site)
    for one in brought.keys() - ours.keys():
        link_distribution(brought[one], site)
    modules = [*modules_of(ours[name]), *_not_declared(ours, brought)]
    return Installed(name, extras, ours, frozenset(brought), _import_all(site, modules))


def _owner(wheel: Path) -> str:
    return wheel.name.split("-")[0].replace("_", "-")


def _not_declared(ours: dict[str, Distribution], brought: Collection[str]) -> list[str]:
    siblings = (one for name, one in ours.items() if name not in brought)
    modules = [module for one in siblings for module in modules_of(one)]
    return [*modules, *(name for name in STRANGERS if name not in brought)]


def _import_all(site: Path, modules: list[str]) -> dict[str, tuple[str, str]]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(IMPORTER), str(site), *modules],
        cwd=site,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name: tuple(error) for name, error in json.loads(done.stdout).items() if error}


def test_every_module_imports_or_names_an_extra_that_is_not_installed(installed: Installed) -> None:
    own = modules_of(installed.ours[installed.name])
    missing = _extras(installed.ours) - set(installed.extras)
    assert own
    for module in own:
        kind, text = installed.refusals.get(module, ("", ""))
        named = re.search(r'pip install "([^"]+)"$', text)
        assert not kind or (
            kind == "MissingExtraError" and named is not None and named[1] in missing
        ), f"{module}: {kind}: {text}"


def _extras(ours: dict[str, Distribution]) -> set[str]:
    return {
        f"{name}[{extra}]"
        for name, one in ours.items()
        for extra in one.metadata.get_all("Provides-Extra") or ()
    }


def test_light_modules_need_no_extra(installed: Installed) -> None:
    own = set(modules_of(installed.ours[installed.name])) - TORCH_DATASETS
    for pattern in LIGHT[installed.name]:
        light = {module for module in own if fnmatchcase(module, pattern)}
        assert light, f"no module matches {pattern}"
        assert not light & installed.refusals.keys()


def test_what_is_not_declared_is_not_there(installed: Installed) -> None:
    absent = _not_declared(installed.ours, installed.brought)
    assert {"hypothesis", "pytest"} <= set(absent)
    assert ("torch" in absent) == (TORCH not in installed.extras)
    for module in absent:
        assert installed.refusals.get(module, ("", ""))[0] == "ModuleNotFoundError", module
