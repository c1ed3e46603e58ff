from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest

from tests.execution.final_training.conftest import SAME, Plan, Study
from tests.fork_server.commands import forked_python
from training.core.runs.directory import Run, open_run
from training.core.runs.parents import parents_in
from training.core.trainer.observers.observer import Observer, Step
from training.errors import ConfigError, DataError, RunError
from training.execution.final_training import FinalSettings, read_study_result, run_final_training
from training.execution.final_training.settings import ParentSettings, SourceSettings
from training.execution.final_training.variants import held, new_variant

BEST = SourceSettings(type="best_selected")


class Stop(Observer):
    """Stops a run as Ctrl-C does."""

    def on_step_end(self, step: Step) -> None:
        raise KeyboardInterrupt


def runs_in(folder: Path) -> list[str]:
    return sorted(path.parent.name for path in folder.glob("*/run.json"))


def earlier(run: Run) -> SourceSettings:
    return named(run=str(run.directory))


def named(**names: Any) -> SourceSettings:
    return SourceSettings(type="final_training", parent=ParentSettings(**names))


def test_a_final_training_is_recorded_with_where_it_comes_from(plan: Plan, study: Study) -> None:
    result = run_final_training(plan())
    record = result.run.record
    assert (result.outcome, result.variant, record["kind"]) == ("trained", 1, "final")
    assert record["details"]["selection"] == {"metric": "f1", "value": 0.5, "seed": 42}
    assert [(one.kind, one.id) for one in parents_in(result.run)] == [
        ("trial", study.trial.id),
        ("sweep", study.folder.name),
    ]
    assert (result.run.directory / "report.html").is_file()


def test_a_completed_one_is_recognised_and_not_touched(plan: Plan) -> None:
    first = run_final_training(plan())
    before = {path: path.stat().st_mtime_ns for path in first.run.directory.rglob("*")}
    again = run_final_training(plan())
    assert (again.outcome, again.run.id) == ("reused", first.run.id)
    assert {path: path.stat().st_mtime_ns for path in first.run.directory.rglob("*")} == before


def test_resume_recognises_a_completed_one_too(plan: Plan) -> None:
    first = run_final_training(plan())
    again = run_final_training(plan(mode="resume_if_incomplete"))
    assert (again.outcome, again.run.id) == ("reused", first.run.id)


def test_force_makes_another_variant_with_the_same_weights(plan: Plan) -> None:
    first = run_final_training(plan())
    second = run_final_training(plan(mode="force_new"))
    assert (second.outcome, second.variant) == ("trained", 2)
    weights = [one.run.checkpoint / "model.safetensors" for one in (first, second)]
    assert weights[0].read_bytes() == weights[1].read_bytes()


@pytest.mark.parametrize("override", ["seed=7", "training.learning_rate=0.02"])
def test_another_specification_is_another_final_training(plan: Plan, override: str) -> None:
    run_final_training(plan())
    assert run_final_training(plan(override)).outcome == "trained"


def test_an_unfinished_one_continues_only_when_asked(
    plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_final_training(plan(), [Stop()])
    unfinished = runs_in(plan().config.output_dir)
    resumed = run_final_training(plan(mode="resume_if_incomplete"))
    assert (resumed.outcome, [resumed.run.id]) == ("resumed", unfinished)
    assert resumed.run.record["status"] == "completed"
    assert resumed.run.record["kind"] == "final"


def test_an_unfinished_one_is_left_alone_by_default_and_named(
    plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_final_training(plan(), [Stop()])
    with caplog.at_level(logging.WARNING, "training"):
        result = run_final_training(plan())
    assert (result.outcome, result.variant) == ("trained", 2)
    assert "resume_if_incomplete" in caplog.text


def test_a_variant_can_be_asked_for_and_is_never_overwritten(plan: Plan) -> None:
    assert run_final_training(plan(variant=5)).variant == 5
    assert run_final_training(plan(variant=5)).outcome == "reused"
    with pytest.raises(RunError, match=r"variant 5 .* never overwritten"):
        run_final_training(plan(variant=5, mode="force_new"))
    assert run_final_training(plan(mode="force_new")).variant == 6


def test_variants_that_are_made_at_once_get_different_numbers(plan: Plan) -> None:
    plans = [plan(f"name=run-{number % 2}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        numbers = [number for number, _ in pool.map(new_variant, plans)]
    assert sorted(numbers) == list(range(1, 9))


def test_data_that_cannot_be_used_leaves_nothing_behind(plan: Plan, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": 3}\n')
    with pytest.raises(DataError, match=r"bad\.jsonl"):
        run_final_training(plan(f"data.path={bad}"))
    assert runs_in(tmp_path / "runs") == []


def test_it_starts_from_the_model_of_the_best_trial(plan: Plan, study: Study) -> None:
    made = plan(source=BEST)
    assert made.config.training.checkpoint.source_path == study.trial.checkpoint
    scratch, warm = (run_final_training(one).run for one in (plan(), made))
    assert scratch.record["fingerprints"]["spec_fp"] != warm.record["fingerprints"]["spec_fp"]


def test_it_starts_from_an_earlier_final_training_by_path_or_fingerprints(plan: Plan) -> None:
    first = run_final_training(plan()).run
    names = first.record["fingerprints"]
    by_path = plan(source=earlier(first))
    by_names = plan(source=named(spec_fp=names["spec_fp"][:8], exec_fp=names["exec_fp"], variant=1))
    assert by_path.config.training.checkpoint.source_path == first.checkpoint
    assert by_names.config.training.checkpoint.source_path == first.checkpoint
    second = run_final_training(by_path).run
    assert first.id in [one.id for one in parents_in(second)]


def test_a_parent_that_does_not_exist_or_is_none_is_refused(plan: Plan, study: Study) -> None:
    with pytest.raises(RunError, match="no run here"):
        plan(source=named(run="nowhere"))
    with pytest.raises(RunError, match="no completed final training has spec_fp 00000000"):
        plan(source=named(spec_fp="00000000"))
    with pytest.raises(RunError, match="kind `trial`"):
        plan(source=earlier(study.trial))
    with pytest.raises(ConfigError, match=r"source\.parent"):
        plan(source=SourceSettings(type="final_training"))


def test_a_parent_without_its_weights_is_refused(plan: Plan) -> None:
    first = run_final_training(plan()).run
    (first.checkpoint / "model.safetensors").unlink()
    with pytest.raises(RunError, match="missing or not whole"):
        plan(source=earlier(first))
    with pytest.raises(RunError, match="missing or not whole"):
        run_final_training(plan())


def test_a_model_that_is_damaged_is_neither_started_from_nor_reused(plan: Plan) -> None:
    first = run_final_training(plan())
    path = first.run.checkpoint / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(RunError, match=r"not as it was written: model\.safetensors"):
        run_final_training(plan())
    with pytest.raises(RunError, match=r"not as it was written: model\.safetensors"):
        plan(source=earlier(first.run))


def test_an_edited_record_is_neither_reused_nor_started_from_in_silence(
    plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    first = run_final_training(plan())
    path = first.run.directory / "run.json"
    path.write_text(path.read_text().replace('"best_epoch": ', '"best_epoch": 9'))
    assert run_final_training(plan()).outcome == "reused"
    plan(source=earlier(first.run))
    expected = f"{path}: the record was changed after it was written"
    assert [expected in message for message in caplog.messages].count(True) == 2


def test_a_parent_with_a_damaged_record_is_refused(plan: Plan) -> None:
    first = run_final_training(plan()).run
    (first.directory / "run.json").write_text("{")
    with pytest.raises(RunError, match=r"run\.json: the record of the run is damaged"):
        plan(source=earlier(first))
    with pytest.raises(RunError, match=r"run\.json: the record of the run is damaged"):
        run_final_training(plan())


def test_the_best_model_may_have_been_deleted(study: Study, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(study.folder, copied)
    shutil.rmtree(copied / "trial-0001/checkpoint")
    from training.execution.final_training import plan_final_training

    with pytest.raises(RunError, match=r"none of the runs .* has kept its model"):
        plan_final_training(read_study_result(copied), settings={"source": BEST}, environ={})


def test_two_ways_to_say_where_it_starts_contradict_each_other(
    plan: Plan, study: Study, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="Leave out one of the two"):
        plan(f"training.checkpoint.source_path={tmp_path}", source=BEST)


def test_later_places_win(plan: Plan, tmp_path: Path) -> None:
    final = tmp_path / "final_training.yaml"
    final.write_text(
        "mode: force_new\nconfig:\n  seed: 3\n  training: {epochs: 2, batch_size: 4}\n"
    )
    made = plan("training.epochs=3", final=final)
    training = made.config.training
    assert (made.config.seed, training.epochs, training.batch_size) == (3, 3, 4)
    assert made.config.model.model_dump()["hidden_size"] == 8
    assert made.settings.mode == "force_new"
    assert plan(final=final, mode="reuse_if_exists").settings.mode == "reuse_if_exists"


def test_a_path_in_the_file_is_seen_from_the_file(plan: Plan, study: Study, tmp_path: Path) -> None:
    shutil.copy(study.data, tmp_path / "more.jsonl")
    (tmp_path / "final_training.yaml").write_text("config: {data: {path: more.jsonl}}\n")
    made = plan(final=tmp_path / "final_training.yaml")
    assert made.config.data.path == tmp_path / "more.jsonl"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("mod: force_new\n", r"final_training\.yaml:1: unknown key `mod`.*Did you mean `mode`"),
        ("mode: again\n", r"final_training\.yaml:1: `mode` must be"),
        ("config:\n  training:\n    epocs: 2\n", r"final_training\.yaml:3: .*`epochs`"),
        ("source: {type: best_selectd}\n", r"final_training\.yaml:1: `source\.type` must be"),
        ("training: {epochs: 2}\n", r"final_training\.yaml:1: .*below `config:`"),
        ("config: 3\n", r"final_training\.yaml:1: .*`config`"),
    ],
)
def test_mistakes_in_the_file_are_reported_with_their_line(
    plan: Plan, tmp_path: Path, text: str, message: str
) -> None:
    final = tmp_path / "final_training.yaml"
    final.write_text(text)
    with pytest.raises(ConfigError, match=message):
        plan(final=final)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"config": {}, "parents": 3}'])
def test_a_damaged_result_of_a_study_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "best.json").write_text(content)
    with pytest.raises(RunError, match=r"best\.json"):
        read_study_result(tmp_path)


def test_a_study_without_a_result_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"neither best\.json nor best\.yaml"):
        read_study_result(tmp_path)
    with pytest.raises(RunError, match="does not exist"):
        read_study_result(tmp_path / "nope")


def test_a_configuration_alone_is_a_result_without_parents(tmp_path: Path) -> None:
    (tmp_path / "best.yaml").write_text("seed: 5\n")
    found = read_study_result(tmp_path / "best.yaml")
    assert (found.config.values, found.parents) == ({"seed": 5}, ())


@pytest.fixture
def other_process(plan: Plan, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A process that carries out the same final training and is in the middle of it."""
    made = plan()
    program = (
        "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, fcntl.LOCK_EX);"
        "print('held', flush=True); sys.stdin.read()"
    )
    with held(made.config.output_dir, made.fingerprints):
        (lock,) = made.config.output_dir.glob(".locks/final-*-run")
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield SimpleNamespace(process=process, plan=made)
    process.kill()
    process.communicate()


def test_a_second_process_says_that_it_waits_and_continues_when_the_first_ends(
    other_process: SimpleNamespace,
) -> None:
    told: list[str] = []

    def note(message: str) -> None:
        told.append(message)
        other_process.process.kill()

    result = run_final_training(other_process.plan, on_wait=note)
    assert result.outcome == "trained"
    assert "waiting" in told[0]


def test_a_second_process_need_not_wait(plan: Plan, other_process: SimpleNamespace) -> None:
    with pytest.raises(RunError, match="another process carries out this very final training"):
        run_final_training(plan(wait=False))


def test_one_of_several_processes_does_not_decide_for_itself(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("RANK", "1"), ("LOCAL_RANK", "1"), ("WORLD_SIZE", "2")):
        monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match="training launch --nproc"):
        run_final_training(plan("distributed.enabled=true"))


def test_settings_have_the_documented_defaults() -> None:
    assert FinalSettings().mode == "reuse_if_exists"
    assert FinalSettings().source.type == "scratch"


def test_processes_that_start_at_once_train_it_once(
    plan: Plan, study: Study, tmp_path: Path
) -> None:
    command = [
        *(*forked_python(), "-m", "training.cli", "final", "run", "--json", "--set", SAME),
        *("--from-study", str(study.folder), "-o", str(tmp_path / "runs")),
    ]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    results = [json.loads(process.communicate(timeout=300)[0]) for process in started]
    assert sorted(one["outcome"] for one in results) == ["reused", "trained"]
    assert len({one["run"] for one in results}) == 1
    assert (
        open_run(runs_in(tmp_path / "runs")[0], tmp_path / "runs").record["status"] == "completed"
    )


def test_one_that_was_killed_continues_and_ends_with_the_same_weights(
    plan: Plan, study: Study, tmp_path: Path
) -> None:
    long = ("training.epochs=25", "training.batch_size=2", "logging.log_every_steps=1")
    often = "training.checkpoint.every_steps=1"
    settings = [part for one in (SAME, often, *long) for part in ("--set", one)]
    command = [
        *(*forked_python(), "-m", "training.cli", "final", "run", "--quiet", *settings),
        *("--from-study", str(study.folder), "-o", str(tmp_path / "runs")),
    ]
    process = subprocess.Popen(command)
    while not list((tmp_path / "runs").glob("*-final-*/checkpoints/step-*/manifest.json")):
        assert process.poll() is None
        sleep(0.01)
    process.kill()
    process.wait()
    resumed = run_final_training(plan(*long, mode="resume_if_incomplete"))
    unharmed = run_final_training(plan(*long, mode="force_new"))
    assert resumed.outcome == "resumed"
    weights = [one.run.checkpoint / "model.safetensors" for one in (resumed, unharmed)]
    assert weights[0].read_bytes() == weights[1].read_bytes()
