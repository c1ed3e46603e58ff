"""Look through every record of a dataset."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from training.config import RunConfig
from training.core.data.dataset import SPLITS, Dataset, Record
from training.core.data.read import read_records
from training.core.data_check.findings import WARNINGS, Findings
from training.core.data_check.label_checks import judge_labels
from training.core.data_check.repetition import SeenTexts
from training.core.data_check.report import DataReport, Lengths
from training.core.data_check.traits import Traits, errors_of, look_at
from training.core.plugins.foreign_exit import refusing_exits
from training.core.splits.divide import divide_records
from training.core.splits.shared_texts import shared_texts
from training.core.tasks.task import Task
from training.errors import DataError


def check_data(config: RunConfig) -> DataReport:
    """Look through the data of a configuration; memory hardly grows with its size.

    Records are read, parsed, divided and checked by the code that training does it with, so that
    both refuse the same data.

    Args:
        config: Its `data` section says what is read, its `task` section what is expected.

    Raises:
        DataError: The data cannot be read at all.
        RuntimeError: Code of a task or a data format tried to end the process.
    """
    from training.core.tasks.build import build_task

    with refusing_exits():
        return _Checking(config, build_task(config), read_records(config.data)).report()


class _Checking:
    """What has been seen so far.

    Args:
        config: What is expected.
        task: Understands records.
        dataset: What is looked through.
    """

    def __init__(self, config: RunConfig, task: Task, dataset: Dataset[Record]) -> None:
        self._config = config
        self._task = task
        self._dataset = dataset
        self._findings = Findings()
        self._seen = SeenTexts()
        self._labels = {name: Counter[str]() for name in SPLITS}
        self._words = {name: array("q") for name in SPLITS}

    def report(self) -> DataReport:
        """Look at everything."""
        for name in SPLITS:
            self._look_through(name, self._dataset.split(name))
        if not self._findings.has_problems:
            self._divide_and_learn()
        self._judge_repetitions()
        known: Sequence[str] | None = getattr(self._config.task, "labels", None)
        if known is not None or any(self._labels.values()):
            judge_labels(self._labels, self._dataset.sizes, known, self._findings)
        return self._reported()

    def _reported(self) -> DataReport:
        total = sum(self._labels.values(), Counter[str]())
        return DataReport(
            source=self._dataset.source,
            task=self._config.task.name,
            records=self._dataset.sizes,
            lengths={name: _lengths(words) for name, words in self._words.items() if words},
            labels={
                label: {name: self._labels[name][label] for name in SPLITS}
                for label, _ in total.most_common()
            },
            findings=self._findings.listed(),
        )

    def _look_through(self, split: str, records: Sequence[Record]) -> None:
        for position in range(len(records)):
            place = f"{split}, record {position + 1}"
            try:
                record = records[position]
            except DataError as error:
                self._refuse(error, place)
            else:
                self._look_at(split, position, record)

    def _look_at(self, split: str, position: int, record: Record) -> None:
        try:
            sample = self._task.parse(record)
            traits = look_at(self._task, sample, self._findings)
        except DataError as error:
            for found in errors_of(record, error):
                self._refuse(found, record.place)
        else:
            self._note(split, position, record.place, traits)

    def _refuse(self, error: DataError, place: str) -> None:
        kind = getattr(error, "kind", "unusable record")
        self._findings.refuse(kind, str(error), _place_in(error, place))

    def _note(self, split: str, position: int, place: str, traits: Traits) -> None:
        self._labels[split].update(traits.labels)
        if traits.text is None:
            return
        if not traits.text.strip():
            self._findings.warn("empty text", place)
        self._words[split].append(traits.words)
        self._seen.add(split, position, traits.text, traits.marks)

    def _divide_and_learn(self) -> None:
        """Hold out what training would, and learn the labels as it does."""
        try:
            divided = divide_records(self._config, self._task, self._dataset)
            samples = divided.records.map(self._task.parse)
            schema = divided.schema(self._task, samples)
        except DataError as error:
            kind = getattr(error, "kind", "refused by training")
            self._findings.refuse(kind, str(error), _place_in(error, self._dataset.source))
            return
        remarks = [*divided.remarks(), *self._task.remarks(samples.train, schema)]
        for remark in [*remarks, *shared_texts(self._task, samples, divided.held_out)]:
            if remark.kind not in WARNINGS:
                self._findings.remark(remark.kind, remark.message, remark.place)

    def _judge_repetitions(self) -> None:
        for first, second, is_marked_alike in self._seen.repetitions():
            kind = "repeated text" if first[0] == second[0] else "text in two splits"
            places = " = ".join(
                self._dataset.split(split)[at].place for split, at in (first, second)
            )
            self._findings.warn(kind, places)
            if not is_marked_alike:
                self._findings.warn("repeated text, other labels", places)


def _place_in(error: DataError, place: str) -> str:
    """Return the place in front of a message: `file.jsonl:17` of `file.jsonl:17: not valid …`."""
    front, colon, _ = str(error).partition(": ")
    return front if colon and (front == place or front.rpartition(":")[2].isdigit()) else place


def _lengths(words: array[int]) -> Lengths:
    values = np.frombuffer(words, dtype=np.int64)
    shortest, median, p95, p99, longest = np.percentile(
        values, [0, 50, 95, 99, 100], method="inverted_cdf"
    ).tolist()
    return Lengths(int(values.sum()), *map(int, (shortest, median, p95, p99, longest)))
