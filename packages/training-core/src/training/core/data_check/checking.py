"""Look through every record of a dataset."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np

from training.config import RunConfig
from training.core.data.dataset import SPLITS
from training.core.data.dataset import Dataset
from training.core.data.dataset import Record
from training.core.data.reading import read_records
from training.core.data_check.findings import Findings
from training.core.data_check.label_checks import judge_labels
from training.core.data_check.repetition import SeenTexts
from training.core.data_check.report import DataReport
from training.core.data_check.report import Lengths
from training.core.data_check.traits import Look
from training.core.data_check.traits import Traits
from training.core.data_check.traits import look_at_document
from training.core.data_check.traits import look_at_labelled_text
from training.errors import ConfigError
from training.errors import DataError

LOOKS: dict[str, Look] = {
    "token-classification": look_at_document,
    "text-classification": look_at_labelled_text,
}


def check_data(config: RunConfig) -> DataReport:
    """Look through the data of a configuration; memory hardly grows with its size.

    Args:
        config: Its `data` section says what is read, its `task` section what is expected.

    Raises:
        DataError: The data cannot be read at all.
        ConfigError: Records of the task are not known here.
    """
    look = LOOKS.get(config.task.name)
    if look is None:
        raise ConfigError(
            f"task.name: the records of `{config.task.name}` cannot be checked; expected one of "
            f"{', '.join(LOOKS)}."
        )
    dataset = read_records(config.data)
    return _Checking(config, dataset, look).report()


class _Checking:
    """What has been seen so far.

    Args:
        config: What is expected.
        dataset: What is looked through.
        look: Looks at one record.
    """

    def __init__(self, config: RunConfig, dataset: Dataset[Record], look: Look) -> None:
        self._config = config
        self._dataset = dataset
        self._look = look
        self._longest: int = getattr(config.task, "max_document_chars")  # noqa: B009
        self._findings = Findings()
        self._seen = SeenTexts()
        self._labels = {name: Counter[str]() for name in SPLITS}
        self._words = {name: array("q") for name in SPLITS}

    def report(self) -> DataReport:
        """Look at everything."""
        for name in SPLITS:
            self._look_through(name, self._dataset.split(name))
        self._judge_repetitions()
        known: Sequence[str] | None = getattr(self._config.task, "labels", None)
        judge_labels(self._labels, self._dataset.sizes, known, self._findings)
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
                place = record.place
                traits = self._look(record, self._findings)
            except DataError as error:
                kind = getattr(error, "kind", "unusable record")
                self._findings.refuse(kind, str(error), _place_in(error, place))
            else:
                self._note(split, position, place, traits)

    def _note(self, split: str, position: int, place: str, traits: Traits) -> None:
        if not traits.text.strip():
            self._findings.warn("empty text", place)
        if len(traits.text) > self._longest:
            message = (
                f"{len(traits.text):,} characters, and `task.max_document_chars` allows "
                f"{self._longest:,}. Split it into shorter documents, or raise the limit."
            )
            self._findings.refuse("document too long", message, place)
        self._labels[split].update(traits.labels)
        self._words[split].append(traits.words)
        self._seen.add(split, position, traits.text, traits.marks)

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
