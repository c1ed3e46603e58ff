from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from training.config import RunConfig, to_yaml
from training.core import Parent, Provenance, resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.runs.directory import (
    PREPARED,
    Run,
    create_run,
    is_locked,
    locked,
    open_run,
    start_run,
)
from training.core.runs.fingerprints import (
    Fingerprints,
    fingerprints_of,
    spec_fingerprint,
    specification,
)
from training.core.runs.parents import parent_of, parents_in
from training.errors import RunError

SMALL = ["model.hidden_size=8", "model.rows=64", "training.epochs=1", "training.threads=1"]
ITEM = {"text": "Ana Ruiz works in Turin", "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]]}
DATA = Dataset([Record(ITEM, f"item {number}") for number in range(8)])
ENVIRONMENT: dict[str, Any] = {
    "python": "3.11.4",
    "packages": {"torch": "2.6.0", "training-cli": "0.1.0"},
    "plugins": {},
    "code": {"commit": "abc", "dirty": False, "changes": None},
}


def config_of(*overrides: str) -> RunConfig:
    return resolve_run_config(overrides=[*SMALL, *overrides], environ={}).config


def fingerprints(*overrides: str, data_fp: str = "d", **environment: Any) -> Fingerprints:
    return fingerprints_of(config_of(*overrides), data_fp, {**ENVIRONMENT, **environment})


def test_a_fold_is_named_after_the_trial_and_the_sweep_around_it(tmp_path: Path) -> None:
    sweep = create_run(tmp_path, "demo", "trials: 1\n", Provenance("sweep"))
    (sweep.directory / "trial-1/fold-2").mkdir(parents=True)
    trial = start_run(
        sweep.directory / "trial-1", "", Provenance("trial", [parent_of(sweep)], {"number": 1})
    )
    fold = start_run(trial.directory / "fold-2", "", Provenance("fold", [parent_of(trial)]))
    assert fold.id == f"{sweep.id}/trial-1/fold-2"
    assert open_run(fold.id, tmp_path).directory == fold.directory
    assert trial.record["details"] == {"number": 1}


def test_parents_are_found_after_the_folder_of_runs_was_moved(tmp_path: Path) -> None:
    first = create_run(tmp_path / "old", "first", "")
    second = create_run(tmp_path / "old", "second", "", Provenance("final", [parent_of(first)]))
    (tmp_path / "old").rename(tmp_path / "new")
    moved = open_run(second.id, tmp_path / "new")
    (parent,) = parents_in(moved)
    assert parent.directory is not None
    assert open_run(parent.directory).id == first.id


@pytest.mark.parametrize("parents", ["text", [{"id": "x"}], [3]])
def test_damaged_parents_are_refused(tmp_path: Path, parents: Any) -> None:
    run = create_run(tmp_path, "run", "", facts={"parents": parents})
    with pytest.raises(RunError, match=r"run\.json: `parents` is damaged"):
        parents_in(run)


def test_a_run_says_what_it_is_and_what_it_was_made_from(tmp_path: Path) -> None:
    given = Provenance("fold", [Parent("trial", "t", str(tmp_path / "t"))], {"fold": 2})
    run = train(config_of(f"output_dir={tmp_path}"), dataset=DATA, provenance=given).run
    record = json.loads((run.directory / "run.json").read_text())
    assert record["kind"] == "fold"
    assert record["details"] == {"fold": 2}
    assert record["parents"] == [
        {"kind": "trial", "id": "t", "directory": "../t", "fingerprints": {}}
    ]
    assert set(record["fingerprints"]) == {"data_fp", "spec_fp", "exec_fp"}
    assert record["score"]["metric"] == "f1"


def test_a_prepared_run_keeps_what_was_prepared(tmp_path: Path) -> None:
    config = config_of(f"output_dir={tmp_path}")
    (tmp_path / "mine").mkdir()
    provenance = Provenance("final", (), {"variant": 3})
    start_run(tmp_path / "mine", to_yaml(config), provenance, status=PREPARED)
    run = train(config, dataset=DATA, directory=tmp_path / "mine").run
    assert (run.record["kind"], run.record["details"]) == ("final", {"variant": 3})
    assert run.record["status"] == "completed"
    assert not run.is_resumed


def test_a_prepared_run_is_not_begun_with_another_specification(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    facts = {"fingerprints": {"spec_fp": "other"}}
    start_run(tmp_path / "mine", "", facts=facts, status=PREPARED)
    with pytest.raises(RunError, match="prepared for another configuration"):
        train(config_of(f"output_dir={tmp_path}"), dataset=DATA, directory=tmp_path / "mine")


def test_a_run_that_starts_from_another_ones_weights_names_it_as_parent(tmp_path: Path) -> None:
    first = train(config_of(f"output_dir={tmp_path}"), dataset=DATA).run
    source = f"training.checkpoint.source_path={first.checkpoint}"
    second = train(config_of(f"output_dir={tmp_path}", source), dataset=DATA).run
    (parent,) = parents_in(second)
    assert parent.id == first.id
    assert parent.fingerprints == first.record["fingerprints"]


def test_the_newest_run_is_the_newest_that_trains_a_model(tmp_path: Path) -> None:
    run = create_run(tmp_path, "run", "")
    create_run(tmp_path, "sweep", "", Provenance("sweep"))
    assert open_run("latest", tmp_path).id == run.id


def test_whether_somebody_trains_can_be_seen_without_disturbing_him(tmp_path: Path) -> None:
    run: Run = create_run(tmp_path, "run", "")
    assert not is_locked(run.directory)
    with locked(run.directory):
        assert is_locked(run.directory)
    assert not is_locked(run.directory)


def test_the_execution_is_the_one_that_was_once_written_down() -> None:
    assert fingerprints().exec_fp == "fc5af80fabbffa31176a9af3641120f1"


def test_the_spec_is_data_and_every_deciding_value(monkeypatch: pytest.MonkeyPatch) -> None:
    config = config_of()
    assert {"seed", "model.dropout", "training.epochs"} <= specification(config).keys()
    monkeypatch.setattr(
        "training.core.runs.fingerprints.specification",
        lambda _: {"model.dropout": 0.1, "seed": 42},
    )
    assert spec_fingerprint(config, "d") == "4b1c4be0a859cdc2ae7ac5943eeb208c"


@pytest.mark.parametrize(
    "override",
    ["name=other", "output_dir=elsewhere", "data.workers=2", "training.checkpoint.keep_last=5"],
)
def test_what_does_not_change_the_result_changes_no_fingerprint(override: str) -> None:
    assert fingerprints(override) == fingerprints()


@pytest.mark.parametrize("override", ["seed=7", "training.epochs=2", "model.dropout=0.3"])
def test_what_decides_the_result_changes_the_spec(override: str) -> None:
    assert fingerprints(override).spec_fp != fingerprints().spec_fp


def test_other_data_is_another_spec() -> None:
    assert fingerprints(data_fp="e").spec_fp != fingerprints().spec_fp


@pytest.mark.parametrize(
    "override",
    ["training.precision=bf16", "training.matmul_precision=medium", "training.deterministic=true"],
)
def test_how_it_is_computed_changes_only_the_execution(override: str) -> None:
    changed, before = fingerprints(override), fingerprints()
    assert changed.spec_fp == before.spec_fp
    assert changed.exec_fp != before.exec_fp


@pytest.mark.parametrize(
    ("part", "environment"),
    [
        ("code", {"code": {"commit": "def", "changes": None}}),
        ("packages", {"packages": {"torch": "2.7.0"}}),
        ("python", {"python": "3.12.1"}),
        ("device", {"device": "cuda:0"}),
    ],
)
def test_what_counts_is_configurable(part: str, environment: dict[str, Any]) -> None:
    for counted in (f"[{part}]", "[determinism]"):
        chosen = f"fingerprints.execution={counted}"
        differs = fingerprints(chosen).exec_fp != fingerprints(chosen, **environment).exec_fp
        assert differs == (part in counted)


def test_starting_weights_count_by_their_content(tmp_path: Path) -> None:
    names = []
    for folder, content in (("a", "same"), ("b", "same"), ("c", "other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.safetensors").write_text(content)
        names.append(fingerprints(f"training.checkpoint.source_path={tmp_path / folder}").spec_fp)
    assert names[0] == names[1] != names[2]


def test_a_pretrained_model_counts_by_its_content(tmp_path: Path) -> None:
    names = []
    for folder, content in (("a", "same"), ("b", "same"), ("c", "other")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "config.json").write_text(content)
        given = ["model.backbone=pretrained", f"model.name={tmp_path / folder}"]
        config = resolve_run_config(overrides=given, environ={}).config
        names.append(fingerprints_of(config, "d", ENVIRONMENT).spec_fp)
    assert names[0] == names[1] != names[2]
