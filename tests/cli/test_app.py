from __future__ import annotations

import pytest

from tests.cli.conftest import Cli, run_process
from training.cli.app import main
from training.cli.command_group import CommandGroup


def test_help_lists_our_commands_in_the_order_a_newcomer_meets_them(cli: Cli) -> None:
    told = cli("--help")
    names = ["init", "train", "evaluate", "predict", "config", "plugins"]
    positions = [told.out.index(f"│ {name} ") for name in names]
    assert told.code == 0
    assert positions == sorted(positions)


def test_short_help_option_works_for_every_command(cli: Cli) -> None:
    for name in ("init", "train", "evaluate", "predict", "config", "plugins"):
        told = cli(name, "-h")
        assert told.code == 0
        assert "Examples" in told.out


def test_version_names_every_installed_distribution(cli: Cli) -> None:
    told = cli("--version")
    assert told.code == 0
    assert "training-core " in told.out
    assert "training-cli " in told.out


def test_misspelled_command_is_corrected(cli: Cli) -> None:
    told = cli("trian")
    assert told.code == 2
    assert told.out == ""
    assert "Did you mean `train`?" in told.err


def test_misspelled_option_says_where_the_options_are_listed(cli: Cli) -> None:
    told = cli("train", "--epoch", 3)
    assert told.code == 2
    assert told.err.startswith("error: `training train` has no option --epoch. ")
    assert "`training train --help`" in told.err


@pytest.mark.parametrize("arguments", [[], ["config"], ["plugins"]])
def test_a_group_alone_prints_its_help_once(cli: Cli, arguments: list[str]) -> None:
    told = cli(*arguments)
    assert told.code == 2
    assert told.out.count("Usage:") == 1
    assert told.err == ""


def test_error_for_a_pipe_is_one_line_without_traceback(cli: Cli) -> None:
    told = cli("train", "--data", "/no/such/place/" + "long" * 40)
    assert told.code == 2
    assert told.err.startswith("error: /no/such/place/")
    assert told.err.count("\n") == 1


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("bug")

    monkeypatch.setattr(CommandGroup, "invoke", fail)
    with pytest.raises(ZeroDivisionError):
        main(["plugins", "list"])


def test_module_and_console_script_are_the_same_program() -> None:
    assert run_process("--version").out.startswith("training-core ")


def test_reader_that_leaves_early_causes_no_noise() -> None:
    import subprocess
    import sys

    command = f"{sys.executable} -m training.cli config show --json | head -c 5"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
