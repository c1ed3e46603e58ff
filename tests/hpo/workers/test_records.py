from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.core.runs.record import write_record
from training.errors import UserError
from training.hpo.selection.refit import noted_folds
from training.hpo.sweep.file import layer_of, sweep_of
from training.hpo.sweep.trials.trial import RunningTrial
from training.hpo.workers.fold_job import FoldJob, FoldResult
from training.hpo.workers.fold_record import recorded_result
from training.hpo.workers.records import fold_record, noted_fold, trial_record

FOLD: dict[str, Any] = {
    "id": "a",
    "status": "completed",
    "kind": "fold",
    "seconds": 1.5,
    "best_epoch": 2,
    "metrics": {"validation": {"loss": 0.5, "rows": {"x": 1}}, "test": {}},
    "data": {"train": 4},
}
TRIAL: dict[str, Any] = {
    "id": "a",
    "status": "completed",
    "kind": "trial",
    "details": {"number": 0, "params": {"x": 1.0}},
    "fold_values": [0.5, None],
    "error": None,
}
NOTE = FoldResult(0, 1, "completed", 0.5, {"loss": 0.5}, 2, 8, 1.5, "fold-1").as_values()
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=5), one, max_size=3),
    max_leaves=4,
)


def paths(values: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in values.items() if isinstance(values, dict) else ():
        yield (*above, key)
        yield from paths(value, (*above, key))


def changed(values: Any, path: tuple[str, ...], value: Any) -> Any:
    key, *rest = path
    return {**values, key: changed(values[key], tuple(rest), value) if rest else value}


def refusal(read: Callable[[], object], otherwise: str) -> str:
    """Return the message by which something is refused, or a text if it is not."""
    try:
        read()
    except UserError as error:
        return str(error)
    return otherwise


def written(folder: Path, record: Any) -> Path:
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fold")


def test_whole_records_are_read(folder: Path) -> None:
    result = recorded_result(FoldJob(0, 1, str(written(folder, FOLD)), {}), "loss")
    assert result is not None
    assert (result.value, result.best_epoch, result.seconds) == (0.5, 2, 1.5)
    assert trial_record(written(folder, TRIAL)).details.params == {"x": 1.0}
    assert noted_fold(json.loads(json.dumps(NOTE)), "study").as_values() == NOTE


@pytest.mark.parametrize("record", [FOLD, TRIAL])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_record_of_other_types_is_read_or_refused_as_damaged(
    record: dict[str, Any], data: st.DataObject, folder: Path
) -> None:
    path = data.draw(st.sampled_from(list(paths(record))))
    try:
        text = json.dumps(changed(record, path, data.draw(ODD)))
    except ValueError:
        return
    (folder / "run.json").write_text(text, encoding="utf-8")
    job = FoldJob(0, 1, str(folder), {})
    for read in (fold_record, trial_record, lambda _: recorded_result(job, "loss")):
        assert str(folder) in refusal(partial(read, folder), str(folder))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_note_of_other_types_in_the_study_is_read_or_refused_with_its_place(
    data: st.DataObject,
) -> None:
    note = data.draw(
        st.one_of(ODD, st.sampled_from(list(NOTE)).map(lambda key: {**NOTE, key: [key]}))
    )
    fixed = optuna.trial.create_trial(value=0.0, user_attrs={"fold_0": note, "worker_deaths": "x"})
    running = RunningTrial(fixed, {}, {}, Path("trial"), 1)
    for read in (lambda: noted_folds(fixed), running.remember):
        place = "`fold_0` in the study: the record is damaged"
        assert place in refusal(read, place)


@given(line=st.binary(max_size=40))
@settings(max_examples=30, deadline=None)
def test_damaged_metrics_do_not_hide_the_result_of_a_fold(line: bytes, folder: Path) -> None:
    good = json.dumps({"split": "validation", "step": 7, "loss": 0.5}).encode()
    (folder / "metrics.jsonl").write_bytes(line.replace(b"\n", b" ") + b"\n[1]\n" + good)
    result = recorded_result(FoldJob(0, 1, str(written(folder, FOLD)), {}), "loss")
    assert result is not None
    assert result.best_step == 7


@given(values=st.dictionaries(st.sampled_from(["name", "folds", "trials", "sampler"]), ODD))
@settings(max_examples=60, deadline=None)
def test_settings_of_other_types_are_read_or_refused(values: dict[str, Any]) -> None:
    space = {"training.learning_rate": {"type": "uniform", "min": 0.1, "max": 0.2}}
    layer = layer_of({"search_space": space, **values}, "sweep.yaml")
    assert "sweep.yaml" in refusal(lambda: sweep_of(layer, {}), "sweep.yaml")


def test_edited_records_of_folds_and_trials_are_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for record, read in ((FOLD, fold_record), (TRIAL, trial_record)):
        write_record(tmp_path, record)
        read(tmp_path)
        assert not caplog.messages
        path = tmp_path / "run.json"
        path.write_text(path.read_text().replace("0.5", "0.9"))
        read(tmp_path)
        assert "the record was changed after it was written" in caplog.text
        caplog.clear()
