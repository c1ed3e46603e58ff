"""Compare runs: their configurations, their numbers, and the step at which two of them part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from training.config.origin import dotted
from training.config.resolved import leaves
from training.core.plugins.former_names import with_current_names
from training.core.runs.directory import METRICS, RECORD, Run
from training.core.runs.history import read_history
from training.core.runs.parents import config_values
from training.core.splits.split_record import SplitRecord, noted_split

MISSING = None
PLACES = ("name", "output_dir")
"""Keys that only say what a run is called and where it is written."""


@dataclass(frozen=True)
class Comparison:
    """Runs beside each other.

    Attributes:
        runs: Their names.
        config: Values that differ, by key, one for each run.
        metrics: Numbers by ``split.name``, one for each run; None where a run lacks it.
        splits: Fingerprints of the splits, one for each run; None where a run did not record it.
    """

    runs: tuple[str, ...]
    config: Mapping[str, tuple[Any, ...]]
    metrics: Mapping[str, tuple[Any, ...]]
    splits: tuple[str | None, ...]

    @property
    def is_same_split(self) -> bool:
        """Whether all runs trained, validated and tested on the same items, as far as is known."""
        return len(set(self.splits)) <= 1

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "runs": list(self.runs),
            "config": {key: list(values) for key, values in self.config.items()},
            "metrics": {key: list(values) for key, values in self.metrics.items()},
            "splits": list(self.splits),
        }


@dataclass(frozen=True)
class RunDiff:
    """Where two runs part.

    Attributes:
        fields: Configuration values that differ, by key, in the order of the configuration.
        environment: Facts about code, packages and machine that differ.
        data: The two `data_fp`, when they differ.
        split: Fingerprints of the splits, when they differ although the data is the same.
        line: The first line of `metrics.jsonl` that differs: its `split`, `epoch`, `step`, and the
            numbers that differ with both values; None when every line is the same.
        compared: Lines that were compared until then.
    """

    fields: Mapping[str, tuple[Any, Any]]
    environment: Mapping[str, tuple[Any, Any]]
    data: tuple[str, str] | None
    split: tuple[str, str] | None
    line: Mapping[str, Any] | None
    compared: int

    @property
    def is_same(self) -> bool:
        """Whether configuration, data, splits and every recorded number are the same."""
        return not self.fields and (self.data, self.split, self.line) == (None, None, None)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "same": self.is_same,
            "first_field": next(iter(self.fields), None),
            "fields": {key: list(pair) for key, pair in self.fields.items()},
            "environment": {key: list(pair) for key, pair in self.environment.items()},
            "data_fp": None if self.data is None else list(self.data),
            "split": None if self.split is None else list(self.split),
            "first_step": self.line,
            "compared_lines": self.compared,
        }


def compare_runs(runs: Sequence[Run]) -> Comparison:
    """Compare the configurations and numbers of some runs.

    Raises:
        RunError: A configuration is missing, or a record is damaged.
    """
    configs = [_flat_config(run) for run in runs]
    numbers = [_flat(run.record.get("metrics") or {}) for run in runs]
    return Comparison(
        runs=tuple(run.id for run in runs),
        config=_decisive(configs),
        metrics={key: tuple(one.get(key) for one in numbers) for key in _keys(numbers)},
        splits=tuple(None if one is None else one.fingerprint for one in map(_noted, runs)),
    )


def diff_runs(first: Run, second: Run) -> RunDiff:
    """Find where two runs part.

    Raises:
        RunError: A configuration or a line of `metrics.jsonl` is missing or damaged.
    """
    line, compared = _first_difference(first.directory / METRICS, second.directory / METRICS)
    environments = [_flat(run.record.get("environment") or {}) for run in (first, second)]
    configs = [_flat_config(run) for run in (first, second)]
    return RunDiff(
        fields={key: (a, b) for key, (a, b) in _decisive(configs).items()},
        environment={key: (a, b) for key, (a, b) in _differing(environments).items()},
        data=_data(first, second),
        split=_split(first, second),
        line=line,
        compared=compared,
    )


def _flat_config(run: Run) -> dict[str, Any]:
    return with_current_names(_flat(config_values(run.directory)))


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    return {dotted(path): value for path, value in leaves(values).items()}


def _keys(mappings: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for one in mappings for key in one))


def _differing(mappings: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    rows = {key: tuple(one.get(key, MISSING) for one in mappings) for key in _keys(mappings)}
    return {key: row for key, row in rows.items() if any(value != row[0] for value in row)}


def _decisive(configs: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {key: row for key, row in _differing(configs).items() if key not in PLACES}


def _data(first: Run, second: Run) -> tuple[str, str] | None:
    names = [(run.record.get("fingerprints") or {}).get("data_fp", "") for run in (first, second)]
    return None if names[0] == names[1] else (names[0], names[1])


def _split(first: Run, second: Run) -> tuple[str, str] | None:
    """Return the fingerprints of two splits of the same data; None where one is not recorded."""
    a, b = _noted(first), _noted(second)
    if a is None or b is None or a.is_same(b) or _data(first, second) is not None:
        return None
    return a.fingerprint, b.fingerprint


def _noted(run: Run) -> SplitRecord | None:
    return noted_split(run.record, str(run.directory / RECORD))


def _first_difference(first: Path, second: Path) -> tuple[dict[str, Any] | None, int]:
    compared = 0
    for one, other in zip_longest(read_history(first), read_history(second)):
        if one != other:
            return _line_difference(one, other), compared
        compared += 1
    return None, compared


def _line_difference(
    one: Mapping[str, Any] | None, other: Mapping[str, Any] | None
) -> dict[str, Any]:
    here = one or other or {}
    place = {key: here.get(key) for key in ("split", "epoch", "step")}
    if one is None or other is None:
        return {**place, "ends": "first" if one is None else "second", "numbers": {}}
    numbers = _differing([_flat(one), _flat(other)])
    return {**place, "numbers": {key: list(pair) for key, pair in numbers.items()}}
