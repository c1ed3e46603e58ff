from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Cli


def rows(cli: Cli, *arguments: object) -> dict[str, dict[str, object]]:
    return {row["key"]: row for row in json.loads(cli("config", "show", *arguments, "--json").out)}


def test_show_says_where_each_value_came_from(cli: Cli, project: Path) -> None:
    found = rows(cli, project / "experiment.yaml", "--set", "training.epochs=3")
    assert found["training.epochs"]["value"] == 3
    assert found["training.epochs"]["origin"] == "--set training.epochs=3"
    assert str(found["model.hidden_size"]["origin"]).endswith("model/bilstm.yaml:4")
    assert found["training.weight_decay"]["origin"] == "default"


def test_short_options_mean_what_their_help_says(cli: Cli) -> None:
    found = rows(cli, "--data", "true", "--output", "1: 2", "--seed", 7)
    assert found["data.path"]["value"] == str(Path("true").resolve())
    assert found["output_dir"]["value"] == "1: 2"
    assert found["seed"]["value"] == 7


def test_set_wins_over_the_short_options(cli: Cli) -> None:
    assert rows(cli, "--set", "seed=2", "--seed", 1)["seed"]["value"] == 2


def test_later_config_files_win(cli: Cli, tmp_path: Path) -> None:
    for name, epochs in (("first", 1), ("second", 2)):
        (tmp_path / f"{name}.yaml").write_text(f"training: {{epochs: {epochs}}}\n")
    found = rows(cli, "-c", tmp_path / "first.yaml", "-c", tmp_path / "second.yaml")
    assert found["training.epochs"]["value"] == 2


def test_table_in_a_pipe_has_one_line_for_each_key(cli: Cli, project: Path) -> None:
    lines = cli("config", "show", project / "experiment.yaml").out.splitlines()
    assert lines[0].split() == ["key", "value", "origin"]
    assert len(lines) == len(rows(cli, project / "experiment.yaml")) + 1
    assert not any(line.endswith(" ") for line in lines)


def test_validate_names_every_file_that_took_part(cli: Cli, project: Path) -> None:
    told = cli("config", "validate", project / "experiment.yaml")
    assert told.code == 0
    assert "experiment.yaml" in told.out
    assert "model/bilstm.yaml" in told.out
    assert told.out.endswith("are valid.\n")


def test_validate_reports_every_problem_with_its_line(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("training:\n  epochs: many\n  learning_rat: 0.1\n")
    told = cli("config", "validate", file)
    assert told.code == 2
    assert "wrong.yaml:2" in told.err
    assert "wrong.yaml:3" in told.err
    assert "learning_rate" in told.err
    assert "Traceback" not in told.err


def test_keys_explain_those_of_the_chosen_backbone(cli: Cli) -> None:
    found = {row["key"]: row for row in json.loads(cli("config", "keys", "--json").out)}
    assert found["training.epochs"]["description"]
    assert found["model.hidden_size"]["default"] == 128
    assert "model.hidden_size" in cli("config", "keys").out


def test_validate_refuses_callbacks_that_training_refuses(cli: Cli) -> None:
    done = cli("config", "validate", "--set", "training.callbacks=[ema, swa]")
    assert done.code == 2
    assert "`ema` and `swa` exclude each other" in done.err
