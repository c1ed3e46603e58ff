"""Tell from its records which task a dataset is for."""

from __future__ import annotations

from itertools import islice

from training.config import DataConfig
from training.core.data.read import read_records
from training.errors import DataError

LOOKED_AT = 100


def guess_task(config: DataConfig) -> str:
    """Return `text-classification` when a record has a label and none has annotations.

    Args:
        config: What is read.

    Raises:
        DataError: The data cannot be read at all.
    """
    has_label = False
    records = read_records(config).train
    for position in islice(range(len(records)), LOOKED_AT):
        try:
            values = records[position].values
        except DataError:
            continue
        if not isinstance(values, dict):
            continue
        if "annotations" in values:
            return "token-classification"
        has_label |= isinstance(values.get("label"), (str, int))
    return "text-classification" if has_label else "token-classification"
