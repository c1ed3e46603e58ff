from __future__ import annotations

import pytest

from training.migrate.edits import apply_edits
from training.migrate.fixers import module_runs

from .conftest import Fixed


@pytest.mark.parametrize(
    "command",
    [
        "python -m {}",
        "python3.11 -u -m {} --epochs 3",
        "$PYTHON -m {}",
        "torchrun --nproc-per-node 2 -m {}",
        "cd x && python \\\n  -m {}",
        'CMD ["python", "-m", "{}"]',
        "%run -m {}",
    ],
)
def test_a_command_that_runs_an_old_module_follows(command: str) -> None:
    text = command.format("training.train")
    edits = [edit for one in module_runs.find_in_text(text) for edit in one.edits]
    assert apply_edits(text, edits) == command.format("training.cli.train")


@pytest.mark.parametrize(
    "text",
    [
        "pytest -m training.train",
        "git commit -m training.train",
        "python run.py; git commit -m training.train",
        "python -m training.cli.train",
        "-m training.train",
    ],
)
def test_an_option_m_of_another_program_is_left_alone(text: str) -> None:
    assert list(module_runs.find_in_text(text)) == []


@pytest.mark.parametrize(
    "call",
    [
        "run([sys.executable, '-m', '{}'])",
        "session.run('python', '-m', '{}')",
        "os.system('python -m {} --x')",
        "os.system(f'python -m {} {{x}}')",
    ],
)
def test_python_that_runs_an_old_module_follows(fixed: Fixed, call: str) -> None:
    text = call.replace("{{", "{").replace("}}", "}")
    before = call.format("training.train")
    assert fixed(module_runs.find, before) == call.format("training.cli.train"), text


def test_markers_of_pytest_are_left_alone(fixed: Fixed) -> None:
    text = "run(['pytest', '-m', 'training.train'])"
    assert fixed(module_runs.find, text) == text
