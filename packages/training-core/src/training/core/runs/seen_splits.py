"""Splits that earlier runs trained on, which a run starts from or learns from: no honest scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field

from training.config import RunConfig, Section
from training.core.runs.record import DECIDING, RECORD, model_folder, read_record
from training.core.splits.split_record import noted_section, noted_split

SEEN = "seen"
"""Key of records that holds them."""
SOURCE, TEACHER = "training.checkpoint.source_path", "task.teacher"
USES = {SOURCE: "the weights that the run starts from", TEACHER: "the teacher of the run"}
"""Keys that name earlier models, and what a run makes of them."""
TEST_KEYS = ("data.test_seed", "data.test_fraction")


class SeenSplits(Section):
    """Evaluation splits that may hold records which an earlier model was trained on."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)

    splits: list[str] = Field(min_length=1)
    """Their names."""
    why: str
    """Why, for people."""

    def remark(self, split: str) -> str:
        """Return what is to be known of a score on a split; empty where nothing is."""
        if split not in self.splits:
            return ""
        return f"No honest score of the {split} split: {self.why}."


def earlier_models(config: RunConfig) -> dict[str, Path | None]:
    """Return the exported models that a run uses, by the keys that name them."""
    teacher = getattr(config.task, "teacher", None)
    return {
        SOURCE: config.training.checkpoint.source_path,
        TEACHER: None if teacher is None else model_folder(teacher),
    }


def seen_splits(models: Mapping[str, Path | None], facts: Mapping[str, Any]) -> SeenSplits | None:
    """Return which splits of a run its earlier models may have been trained on; None if none.

    Runs are recognised as made from the same data by its fingerprint or its place. Splits of
    the data are held out for all runs; those that are drawn are others with another `seed`.

    Args:
        models: What `earlier_models` returned, in the directories of their runs.
        facts: What the record of the new run says: `data`, `split`, `fingerprints`, `deciding`.

    Raises:
        RunError: The record of an earlier run is damaged.
    """
    for key, directory, record in _earlier(models):
        splits = _shared(record, facts, str(directory / RECORD))
        if splits:
            return SeenSplits(splits=splits, why=_why(key, record))
    return None


def noted_seen(record: Mapping[str, Any], place: str) -> SeenSplits | None:
    """Return what a record says of splits that were seen before; None where it says nothing.

    Raises:
        RunError: The record is damaged.
    """
    return noted_section(record, SEEN, SeenSplits, place)


def _earlier(
    models: Mapping[str, Path | None],
) -> Iterator[tuple[str, Path, Mapping[str, Any]]]:
    """Yield the runs behind earlier models, the nearest first, by the key that leads to each."""
    known: set[Path] = set()
    open_ones = list(models.items())
    while open_ones:
        key, model = open_ones.pop(0)
        if model is None or model in known or not (model.parent / RECORD).is_file():
            continue
        known.add(model)
        record = read_record(model.parent)
        yield key, model.parent, record
        above = record.get(DECIDING) or {}
        named = [above.get(one) for one in USES]
        open_ones += [(key, model_folder(Path(one))) for one in named if isinstance(one, str)]


def _shared(record: Mapping[str, Any], facts: Mapping[str, Any], place: str) -> list[str]:
    found = noted_split(facts, RECORD)
    expected = noted_split(record, place)
    if found is None or not _is_same_data(record, facts):
        return []
    if expected is not None and expected.is_same(found):
        return []
    if expected is not None and not (expected.is_ours or found.is_ours):
        return []
    drawn = {*found.held_out, *(() if expected is None else expected.held_out)}
    if expected is not None and expected.origin != "data":
        drawn |= {"validation", "test"}
    if _sets_same_test_aside(record, facts):
        drawn -= {"test"}
    sizes = facts.get("data") or {}
    return [name for name in ("validation", "test") if name in drawn and sizes.get(name)]


def _is_same_data(record: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    places = [(one.get("data") or {}).get("source") for one in (record, facts)]
    is_same_place = places[0] == places[1] and places[0] not in (None, "memory")
    return is_same_place or _has_same_content(record, facts)


def _has_same_content(record: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    before, now = ((one.get("fingerprints") or {}).get("data_fp") for one in (record, facts))
    return now is not None and before == now


def _sets_same_test_aside(record: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    before, now = ([(one.get(DECIDING) or {}).get(k) for k in TEST_KEYS] for one in (record, facts))
    return _has_same_content(record, facts) and now[0] is not None and before == now


def _why(key: str, record: Mapping[str, Any]) -> str:
    seed = record.get("seed")
    return (
        f"{USES[key]} ({key}, run {record.get('id')}"
        f"{'' if seed is None else f' with seed {seed}'}) may have been trained on records of it, "
        "because other records of the same data were held out there. Use the same `seed`, set the "
        "test split aside with `data.test_seed` in both runs, or provide splits of your own"
    )
