"""Predict in chunks, so that an input of any length needs little memory."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from typing import Any

from training.cli.finished_run import FinishedRun
from training.core.data.dataset import Record
from training.errors import UserError

CHUNK = 64


def predict_records(
    finished: FinishedRun, records: Iterable[Record], chunk: int = CHUNK
) -> Iterator[dict[str, Any]]:
    """Yield a JSON-able prediction for each record, in order.

    Args:
        finished: The run whose model predicts.
        records: Inputs; they are read as they are needed.
        chunk: Inputs that are read before the first of them is answered.

    Raises:
        DataError: A record is no input of the run's task; those before it have been yielded.
    """
    from training.core.evaluator import predict_samples
    from training.core.preparation import batch_limit

    limit = batch_limit(finished.config)
    for part in _chunks(map(finished.task.parse, records), chunk):
        yield from predict_samples(finished.learner, part, limit, finished.device)


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
