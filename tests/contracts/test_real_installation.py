"""The five wheels in a virtual environment of their own, installed and removed by pip."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.wheels import described

from .declared import closure
from .linking import link_distribution

pytestmark = [pytest.mark.wheels, pytest.mark.xdist_group("wheels")]


@dataclass(frozen=True)
class Environment:
    """A virtual environment outside the repository.

    Attributes:
        folder: Its root.
    """

    folder: Path

    @property
    def site(self) -> Path:
        """Where pip installs."""
        return next(self.folder.glob("lib/python*/site-packages"))

    def run(self, program: str, *arguments: str) -> str:
        """Run one of its programs; return what it prints."""
        return self._run(str(self.folder / "bin" / program), *arguments)

    def pip(self, *arguments: str) -> None:
        """Run pip on it, without an index; the environment's own would bring old setuptools."""
        python = str(self.folder / "bin" / "python")
        self._run(sys.executable, "-m", "pip", "--python", python, *arguments)

    def _run(self, *command: str) -> str:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PRIVATE)}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, **QUIET},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


PRIVATE = ("PIP_", "PYTHON", "TRAINING_", "VIRTUAL_ENV")
QUIET = {
    "OMP_NUM_THREADS": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INDEX": "1",
}


@pytest.fixture(scope="module")
def requested(wheels: list[Path]) -> list[str]:
    """Return what a user would pass to `pip install` for all five, with torch."""
    return [f"{wheel}[cpu]" if "training_core" in wheel.name else str(wheel) for wheel in wheels]


@pytest.fixture(scope="module")
def installation(
    wheels: list[Path], requested: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    """Install the wheels beside links to the third-party packages that they declare."""
    home = tmp_path_factory.mktemp("installation")
    ours = described(wheels)
    for name, one in closure([*ours, "training-core[cpu]"], ours).items():
        if name not in ours:
            link_distribution(one, home / "third-party")
    environment = Environment(home / "environment")
    venv.create(environment.folder, symlinks=True)
    (environment.site / "third-party.pth").write_text(f"{home / 'third-party'}\n")
    environment.pip("install", *requested)
    return environment


@pytest.fixture
def without_shims(installation: Environment, requested: list[str]) -> Iterator[Environment]:
    installation.pip("uninstall", "-y", "legacy-shims")
    yield installation
    installation.pip("install", *requested)


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
