from __future__ import annotations

from pathlib import Path

from training.cli.options import ConfigOptions

NOTHING = ConfigOptions(None, None, None, None, None, None)


def test_short_options_become_keys_and_those_of_set_come_last() -> None:
    options = NOTHING._replace(data=Path("d.jsonl"), seed=0, overrides=["seed=5"])
    assert options.all_overrides() == ['data.path="d.jsonl"', "seed=0", "seed=5"]


def test_what_was_not_given_overrides_nothing() -> None:
    assert NOTHING.all_overrides() == []


def test_set_wins_over_the_short_options_and_the_files(tmp_path: Path) -> None:
    experiment, further = tmp_path / "a.yaml", tmp_path / "b.yaml"
    experiment.write_text("seed: 1\ntraining: {epochs: 1}\n")
    further.write_text("training: {epochs: 2}\n")
    options = NOTHING._replace(experiment=experiment, configs=[further], seed=3)
    assert options.resolve().config.seed == 3
    assert options.resolve().config.training.epochs == 2
    assert options._replace(overrides=["seed=4"]).resolve().config.seed == 4
