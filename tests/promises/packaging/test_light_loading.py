from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("torch", "optuna", "transformers", "mlflow", "azure")

PROBE = """
import sys
{action}
print(",".join(name for name in {heavy} if name in sys.modules), file=sys.stderr)
commands = [name for name in sys.modules if name.startswith("training.cli.commands.")]
print("commands:", *commands, file=sys.stderr)
"""


def loaded(action: str) -> str:
    code = PROBE.format(action=action, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "action",
    [
        "import training.cli",
        "from training.cli.app import main; main(['--help'])",
        "from training.cli.app import main; main(['train', '--help'])",
        "from training.cli.app import main; main(['predict', '--help'])",
        "from training.cli.app import main; main(['config', 'show'])",
        "from training.cli.app import main; main(['plugins', 'list'])",
        "from training.cli.app import main; main(['--version'])",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(action: str) -> None:
    assert loaded(action).splitlines()[0] == ""


def test_help_imports_no_command() -> None:
    told = loaded("from training.cli.app import main; main(['--help'])")
    assert told.splitlines()[-1] == "commands:"


def test_a_command_imports_only_itself() -> None:
    told = loaded("from training.cli.app import main; main(['plugins', 'list'])")
    _, *modules = told.splitlines()[-1].split()
    assert modules
    assert {name.split(".")[3] for name in modules} == {"plugins"}
