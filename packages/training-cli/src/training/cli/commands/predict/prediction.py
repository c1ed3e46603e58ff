"""Predict in chunks, so that an input of any length needs little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from training.cli.run_lookup.finished import FinishedRun
from training.core.data.dataset import Record
from training.errors import UserError

CHUNK = 64


def predict_records(
    finished: FinishedRun, records: Iterable[Record | None], chunk: int = CHUNK
) -> Iterator[dict[str, Any] | None]:
    """Yield a JSON-able prediction for each record, in order.

    Args:
        finished: The run whose model predicts.
        records: Inputs, read as they are needed; the prediction for None is None.
        chunk: Inputs that are read before the first of them is answered.

    Raises:
        DataError: A record is no input of the run's task; those before it have been yielded.
    """
    samples = (None if one is None else finished.task.parse(one) for one in records)
    for part in _chunks(samples, chunk):
        found = _predictions(finished, [sample for sample in part if sample is not None])
        yield from (None if sample is None else next(found) for sample in part)


def _predictions(finished: FinishedRun, samples: list[Any]) -> Iterator[dict[str, Any]]:
    from training.core.evaluator import predict_samples
    from training.core.trainer.setup import batch_limit

    limit = batch_limit(finished.config)
    return predict_samples(finished.task_model, samples, limit, finished.device)


def _chunks(samples: Iterator[Any], size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    try:
        for sample in samples:
            chunk.append(sample)
            if len(chunk) == size:
                yield chunk
                chunk = []
    except UserError:
        yield chunk
        raise
    yield chunk
