"""A strong run teaches another one."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from training.config import RunConfig
from training.core.data import Dataset, Record
from training.core.export.exported_model import load_model
from training.core.run_config.resolve import resolve_run_config
from training.core.runs.directory import Run
from training.core.runs.fingerprints import specification
from training.core.runs.seen_splits import SEEN
from training.core.trainer.data.teacher import class_scores, teacher_key
from training.core.trainer.setup import prepare
from training.core.trainer.train import train
from training.errors import ConfigError, DataError

TINY = [
    "model.hidden_size=8",
    "model.rows=64",
    "training.epochs=2",
    "training.threads=1",
    "training.batch_size=8",
]
TEXT = ["task.name=text-classification"]
NAMES = ("Ana", "Ben", "Turin", "Oslo")


def tagged(number: int, **more: Any) -> dict[str, Any]:
    name = NAMES[number % 4]
    label = "NAME" if number % 4 < 2 else "PLACE"
    text = f"the {name} number {number} is here"
    return {"text": text, "annotations": [[4, 4 + len(name), label]], **more}


def labelled(number: int) -> dict[str, Any]:
    return {"text": f"the {NAMES[number % 4]} is here", "label": "ab"[number % 4 < 2]}


def without_labels(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": values["text"]}


def dataset(train: list[dict[str, Any]], other: list[dict[str, Any]]) -> Dataset[Record]:
    splits = [
        [Record(values, f"{name}:{at}") for at, values in enumerate(items)]
        for name, items in (("train", train), ("validation", other), ("test", other))
    ]
    return Dataset(*splits)


TAGGED = dataset([tagged(n) for n in range(16)], [tagged(n) for n in range(4)])
LABELLED = dataset([labelled(n) for n in range(16)], [labelled(n) for n in range(4)])


def config(folder: Path, *more: str) -> RunConfig:
    given = [*TINY, f"output_dir={folder / 'runs'}", *more]
    return resolve_run_config(overrides=given, environ={}).config


def weights(run: Run) -> bytes:
    return (run.checkpoint / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("teacher")
    return train(config(folder, "model.backbone=transformer", "seed=1"), dataset=TAGGED).run


@pytest.fixture(scope="module")
def text_teacher(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(config(tmp_path_factory.mktemp("texts"), *TEXT), dataset=LABELLED).run


def test_a_teacher_changes_what_is_learned_and_leaves_no_trace_in_the_model(
    teacher: Run, tmp_path: Path
) -> None:
    alone = train(config(tmp_path), dataset=TAGGED).run
    taught = train(config(tmp_path, f"task.teacher={teacher.directory}"), dataset=TAGGED).run
    assert weights(alone) != weights(taught)
    assert len(weights(alone)) == len(weights(taught))
    assert taught.record["parents"][0]["id"] == teacher.id


def test_its_scores_stand_beside_the_words_that_each_window_judges(
    teacher: Run, tmp_path: Path
) -> None:
    windows = ["task.max_length=8", "task.stride=2"]
    chosen = config(tmp_path, f"task.teacher={teacher.directory}", *windows)
    examples = prepare(chosen, TAGGED).data.splits["train"]
    kind, model = load_model(teacher.checkpoint)
    sample = kind.parse(TAGGED.train[3])
    (wanted,) = class_scores(model, [sample], torch.device("cpu"))
    mine = [examples[at] for at in range(*examples.first[3:5].tolist())]
    assert all(len(one["teacher"]) == len(one["tags"]) for one in mine)
    assert np.allclose(np.concatenate([one["teacher"] for one in mine]), wanted, atol=1e-5)


def test_the_same_scores_come_of_encoding_and_of_the_cache(teacher: Run, tmp_path: Path) -> None:
    chosen = config(tmp_path, f"task.teacher={teacher.directory}", "task.dropout=0.5")
    first, again = (train(chosen, dataset=TAGGED).run for _ in range(2))
    assert weights(first) == weights(again)


@pytest.mark.parametrize("alpha", [0.5, 1.0])
def test_texts_without_labels_are_learned_from_the_teacher(
    teacher: Run, tmp_path: Path, alpha: float
) -> None:
    bare = [without_labels(tagged(number)) for number in range(16, 40)]
    more = dataset([*(one.values for one in TAGGED.train), *bare], [tagged(n) for n in range(4)])
    taught = [f"task.teacher={teacher.directory}", f"task.distillation.alpha={alpha}"]
    few = train(config(tmp_path, *taught), dataset=TAGGED).run
    many = train(config(tmp_path, *taught), dataset=more)
    assert many.run.record["data"]["train"] == 40
    assert weights(few) != weights(many.run)
    assert many.validation["loss"] > 0
    with pytest.raises(DataError, match=r"train:16: the document has no `annotations`"):
        train(config(tmp_path), dataset=more)


def test_unlabelled_texts_are_never_held_out(teacher: Run, tmp_path: Path) -> None:
    file = tmp_path / "data.jsonl"
    items = [tagged(n) if n % 2 else without_labels(tagged(n)) for n in range(40)]
    items += [tagged(n) for n in range(0, 8)]
    file.write_text("".join(json.dumps(one) + "\n" for one in items))
    taught = config(tmp_path, f"task.teacher={teacher.directory}", f"data.path={file}")
    run = train(taught).run
    assert run.record["data"] | {"train": 42, "validation": 3, "test": 3} == run.record["data"]


def test_what_may_be_labels_under_another_key_is_refused_with_a_teacher_too(
    teacher: Run, tmp_path: Path
) -> None:
    odd = {"text": "Ana is here", "entities": [[0, 3, "NAME"]]}
    more = dataset([*(one.values for one in TAGGED.train), odd], [tagged(0)])
    with pytest.raises(DataError, match=r"train:16.*rename it to `annotations`"):
        train(config(tmp_path, f"task.teacher={teacher.directory}"), dataset=more)


def test_texts_to_classify_are_taught_with_and_without_labels(
    text_teacher: Run, tmp_path: Path
) -> None:
    items = [one.values for one in LABELLED.train]
    bare = [without_labels(labelled(number)) for number in range(20)]
    more = dataset([*items, *bare], [labelled(0), labelled(2)])
    taught = config(tmp_path, *TEXT, f"task.teacher={text_teacher.checkpoint}")
    alone, with_more = train(taught, dataset=LABELLED).run, train(taught, dataset=more).run
    assert with_more.record["data"]["train"] == 36
    assert weights(alone) != weights(with_more)
    with pytest.raises(DataError, match=r"train:16: the text has no label"):
        train(config(tmp_path, *TEXT), dataset=more)


def test_a_teacher_of_other_labels_is_refused_with_their_names(
    teacher: Run, tmp_path: Path
) -> None:
    items = [tagged(n) for n in range(16)]
    for one in items:
        one["annotations"][0][2] = one["annotations"][0][2].replace("PLACE", "CITY")
    with pytest.raises(ConfigError) as caught:
        train(
            config(tmp_path, f"task.teacher={teacher.directory}"),
            dataset=dataset(items, items[:2]),
        )
    assert "knows `PLACE`, which this run does not" in str(caught.value)
    assert "does not know `CITY`" in str(caught.value)
    assert "task.labels=[NAME, PLACE]" in str(caught.value)


def test_the_order_of_labels_may_differ(teacher: Run, tmp_path: Path) -> None:
    chosen = config(tmp_path, f"task.teacher={teacher.directory}", "task.labels=[PLACE, NAME]")
    examples = prepare(chosen, TAGGED).data.splits["train"]
    same = prepare(config(tmp_path, f"task.teacher={teacher.directory}"), TAGGED)
    wanted = same.data.splits["train"][0]["teacher"]
    assert np.allclose(examples[0]["teacher"], wanted[:, [0, 3, 4, 1, 2]], atol=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (TEXT, "is a model of the task TokenClassification, and this run has TextClassification"),
        (["task.words=spaces"], r"judges other words .* Set task.words=signs"),
        (["task.head=crf"], "task.head=crf and task.teacher"),
    ],
)
def test_who_does_not_fit_its_teacher_is_refused(
    teacher: Run, tmp_path: Path, options: list[str], message: str
) -> None:
    data = LABELLED if options == TEXT else TAGGED
    other = teacher
    if "spaces" in options[0]:
        signs = config(tmp_path, "task.words=signs")
        other = train(signs, dataset=TAGGED).run
    with pytest.raises(ConfigError, match=message):
        train(config(tmp_path, f"task.teacher={other.directory}", *options), dataset=data)


def test_a_teacher_that_judges_whole_sequences_is_refused(tmp_path: Path) -> None:
    other = train(config(tmp_path, "task.head=crf"), dataset=TAGGED).run
    with pytest.raises(ConfigError, match=r"no probabilities of single tags"):
        train(config(tmp_path, f"task.teacher={other.directory}"), dataset=TAGGED)


def test_a_damaged_or_missing_teacher_is_refused(teacher: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(teacher.directory, copy)
    file = copy / "checkpoint" / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(ConfigError, match=r"task.teacher: .*model.safetensors does not agree"):
        train(config(tmp_path, f"task.teacher={copy}"), dataset=TAGGED)
    with pytest.raises(ConfigError, match=r"task.teacher: .* holds no exported model"):
        train(config(tmp_path, f"task.teacher={tmp_path}"), dataset=TAGGED)


def test_the_content_of_the_teacher_counts_and_not_its_place(teacher: Run, tmp_path: Path) -> None:
    shutil.copytree(teacher.directory, tmp_path / "copy")
    (tmp_path / "copy" / "report.html").write_text("rendered again")
    named = (teacher.directory, teacher.checkpoint, tmp_path / "copy")
    configs = [config(tmp_path, f"task.teacher={one}") for one in named]
    first, *others = [(specification(one), teacher_key(one)) for one in configs]
    assert all(one == first for one in others)
    assert "task.teacher" not in specification(config(tmp_path))
    assert teacher_key(config(tmp_path)) == {}


def test_scores_on_what_the_teacher_was_trained_on_are_not_called_honest(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "data.jsonl"
    file.write_text("".join(json.dumps(tagged(n)) + "\n" for n in range(40)))
    first = train(config(tmp_path, f"data.path={file}", "seed=1")).run
    taught = config(tmp_path, f"data.path={file}", "seed=2", f"task.teacher={first.directory}")
    with caplog.at_level(logging.WARNING, "training"):
        run = train(taught).run
    assert run.record[SEEN]["splits"] == ["validation", "test"]
    assert f"the teacher of the run (task.teacher, run {first.id} with seed 1)" in caplog.text


def test_a_taught_model_is_evaluated_alone_with_the_recorded_numbers(
    teacher: Run, tmp_path: Path
) -> None:
    from training.core.data.batching import BatchLimit
    from training.core.evaluator import evaluate_samples

    result = train(config(tmp_path, f"task.teacher={teacher.directory}"), dataset=TAGGED)
    kind, model = load_model(result.run.checkpoint)
    samples = [kind.parse(one) for one in TAGGED.test]
    again = evaluate_samples(model, samples, BatchLimit(8, None), torch.device("cpu"))
    assert again == result.test
