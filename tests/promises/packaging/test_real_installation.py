"""The five wheels in a virtual environment of their own, installed and removed by pip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.packaging.environment import Environment, install, requested

pytestmark = pytest.mark.wheels


@pytest.fixture(scope="module")
def installation(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Environment:
    return install(wheels, tmp_path_factory.mktemp("installation"))


@pytest.fixture
def without_shims(installation: Environment, wheels: list[Path]) -> Iterator[Environment]:
    installation.pip("uninstall", "-y", "legacy-shims")
    yield installation
    installation.pip("install", *requested(wheels))


def test_the_console_script_shows_its_help(installation: Environment) -> None:
    assert "training [OPTIONS] COMMAND" in installation.run("training", "--help")


def test_the_installed_plugins_are_listed(installation: Environment) -> None:
    assert loaded_plugins(installation) >= {"core", "cli", "execution"}


def test_convenience_names_come_from_their_distributions(installation: Environment) -> None:
    code = "from training import run_local_hpo_sweep, train_model; import training"
    found = installation.run("python", "-c", f"{code}; print(*training.__path__)")
    assert found.split() == [str(installation.site / "training")]


def test_a_model_trains(installation: Environment) -> None:
    installation.run("training", "train", "--set", "training.epochs=1")
    assert list(installation.folder.glob("runs/*/checkpoint/model.safetensors"))


def test_old_import_paths_work_while_the_shims_are_installed(installation: Environment) -> None:
    code = "import hpo, training.hpo, training.trainer, training.core.trainer as new"
    code += "; assert hpo.run_local_hpo_sweep is training.hpo.run_local_hpo_sweep"
    installation.run("python", "-c", f"{code}; assert training.trainer is new")


def test_uninstalling_the_shims_takes_the_old_paths_and_nothing_else(
    without_shims: Environment,
) -> None:
    code = "from importlib.util import find_spec; from training import train_model"
    code += "; print(find_spec('hpo'), find_spec('training.trainer'))"
    assert without_shims.run("python", "-c", code).split() == ["None", "None"]
    assert not (without_shims.site / "training" / "_legacy").exists()
    assert loaded_plugins(without_shims) >= {"core", "cli", "execution"}


def loaded_plugins(environment: Environment) -> set[str]:
    rows = [row.split() for row in environment.run("training", "plugins", "list").splitlines()]
    return {row[0] for row in rows if "loaded" in row}
