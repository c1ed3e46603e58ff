from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.wheels import ROOT, build_wheel, shared_paths, unpack

pytestmark = pytest.mark.wheels
HEAVY = {"torch", "optuna", "transformers", "mlflow", "azure"}


def run(site: Path, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        command, cwd=cwd, env=environ, capture_output=True, text=True, timeout=120, check=False
    )


def test_no_two_wheels_contain_the_same_path(wheels: list[Path]) -> None:
    assert len(wheels) == 5
    assert shared_paths(wheels) == {}


def test_layers_go_one_way_in_the_wheels(site: Path, tmp_path: Path) -> None:
    config = str(ROOT / "pyproject.toml")
    linter = str(Path(sys.executable).parent / "lint-imports")
    done = run(site, linter, "--config", config, "--no-cache", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("training", HEAVY | {"typer", "pydantic", "importlib.metadata"}),
        ("training.core", HEAVY),
        ("training.hpo", HEAVY),
        ("training.execution", HEAVY),
        ("training.cli", HEAVY),
    ],
)
def test_importing_a_package_loads_nothing_heavy(
    site: Path, tmp_path: Path, module: str, forbidden: set[str]
) -> None:
    code = f"import sys; old = set(sys.modules); import {module}; print(*(set(sys.modules) - old))"
    done = run(site, sys.executable, "-S", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not forbidden & set(done.stdout.split())


def test_without_legacy_shims_the_old_paths_are_gone_and_the_rest_works(
    wheels: list[Path], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    unpack([one for one in wheels if "legacy" not in one.name], site)
    code = (
        "import importlib.util as u\n"
        f"assert u.find_spec('training').origin.startswith({str(site)!r})\n"
        "import training.core.cv_utils, training.hpo\n"
        "assert not any(u.find_spec(p) for p in ['training.trainer', 'training._legacy'])\n"
    )
    paths = [path for path in sys.path if path.endswith("site-packages")]
    code = f"import sys; sys.path[:] = [{str(site)!r}] + sys.path + {paths!r}\n" + code
    done = run(site, sys.executable, "-S", "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_a_third_party_distribution_is_found_and_used(tmp_path: Path) -> None:
    wheel = build_wheel(ROOT / "tests/plugins/tabular-regression", tmp_path / "dist")
    site = tmp_path / "site"
    unpack([wheel], site)
    rows = ["a,b,price", *(f"{x},{x % 7},{3 * x + x % 7}" for x in range(80))]
    (tmp_path / "houses.csv").write_text("\n".join(rows) + "\n")
    settings = ["task.name=tabular-regression", "data.reader=csv", "data.target=price"]
    settings += ["training.epochs=3", "logging.trackers=[jsonl, csv-log]"]
    flags = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "training.cli", "train", "--data", "houses.csv", *flags]
    done = run(site, *command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("runs/*/metrics.csv"))
    listed = run(site, sys.executable, "-m", "training.cli", "plugins", "list", cwd=tmp_path)
    assert "tabular-regression" in listed.stdout


def test_a_plugin_whose_import_raises_is_named_and_harms_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    metadata = site / "broken_plugin-9.9.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-plugin\nVersion: 9.9\n")
    (metadata / "entry_points.txt").write_text("[training.plugins]\nbroken = broken_plugin\n")
    (site / "broken_plugin.py").write_text("raise RuntimeError('no luck today')\n")
    command = [sys.executable, "-m", "training.cli"]
    listed = run(site, *command, "plugins", "list", cwd=tmp_path)
    assert listed.returncode == 0
    assert "no luck today" in listed.stdout + listed.stderr
    assert "broken" in listed.stdout
    assert run(site, *command, "config", "show", cwd=tmp_path).returncode == 0
