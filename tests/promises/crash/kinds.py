"""The kinds of training that are stormed."""

from __future__ import annotations

from dataclasses import dataclass

SMALL = (
    "model.hidden_size=16",
    "model.embedding_size=8",
    "model.rows=256",
    "model.dropout=0.3",
    "training.epochs=2",
    "training.batch_size=2",
    "training.gradient_accumulation_steps=3",
    "training.checkpoint.every_steps=2",
    "training.threads=1",
    "training.device=cpu",
    "logging.log_every_steps=1",
    "logging.level=warning",
)


@dataclass(frozen=True)
class Kind:
    """One kind of training.

    Attributes:
        name: Says what it is.
        settings: Its configuration, as ``key=value`` texts.
        ranks: Processes that train together.
        moments: How many of the moments of the short test are tried.
    """

    name: str
    settings: tuple[str, ...]
    ranks: int = 1
    moments: int = 4


RANDOM_DATA = (*SMALL, "task.word_dropout=0.2", "training.batch_tokens=300")

KINDS = (
    Kind("one process", RANDOM_DATA),
    Kind("two workers", (*RANDOM_DATA, "data.workers=2"), moments=1),
    Kind(
        "bf16, evaluation in mid-epoch",
        (*SMALL, "training.precision=bf16", "training.evaluate_every_steps=3"),
    ),
    Kind("two processes", RANDOM_DATA, ranks=2),
)
