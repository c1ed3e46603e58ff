from __future__ import annotations

import json

from tests.cli.conftest import Cli


def test_show_lists_what_a_plugin_provides_and_implements(cli: Cli) -> None:
    told = cli("plugins", "show", "core", "--json")
    (details,) = json.loads(told.out)
    assert {"kind": "reader", "name": "jsonl"}.items() <= next(
        one for one in details["provides"] if one["name"] == "jsonl" and one["kind"] == "reader"
    ).items()
    assert "register_tasks" in details["hooks"]


def test_show_takes_the_name_of_a_distribution_too(cli: Cli) -> None:
    assert "register_commands" in cli("plugins", "show", "training-cli").out


def test_show_corrects_a_misspelled_name(cli: Cli) -> None:
    told = cli("plugins", "show", "cor")
    assert told.code == 2
    assert "Did you mean `core`?" in told.err


def test_hooks_are_listed_with_signature_purpose_and_implementers(cli: Cli) -> None:
    rows = {row["name"]: row for row in json.loads(cli("plugins", "hooks", "--json").out)}
    assert rows["on_step_end"]["signature"] == "on_step_end(step: Step) -> None"
    assert rows["on_step_end"]["summary"].startswith("Run after each optimizer step")
    assert "cli" in rows["register_commands"]["plugins"]


def test_every_hook_is_on_a_line_of_its_own_in_a_pipe(cli: Cli) -> None:
    lines = cli("plugins", "hooks").out.splitlines()
    assert lines[0].split() == ["hook", "purpose", "implemented", "by"]
    assert any(line.startswith("register_commands() -> Iterable[Provider]") for line in lines)
