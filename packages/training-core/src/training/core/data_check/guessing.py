"""Tell from its records which task a dataset is for."""

from __future__ import annotations

from itertools import islice

from training.config import DataConfig
from training.core.data.reading import read_records
from training.errors import DataError

LOOKED_AT = 100


def guess_task(config: DataConfig) -> str:
    """Return `text-classification` when a record has a label and none has annotations.

    Args:
        config: What is read.

    Raises:
        DataError: The data cannot be read at all.
    """
    keys: set[str] = set()
    records = read_records(config).train
    for position in islice(range(len(records)), LOOKED_AT):
        try:
            values = records[position].values
        except DataError:
            continue
        keys |= values.keys() if isinstance(values, dict) else set()
    is_labelled = "label" in keys and "annotations" not in keys
    return "text-classification" if is_labelled else "token-classification"
