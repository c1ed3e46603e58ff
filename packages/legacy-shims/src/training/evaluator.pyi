"""The old path of `training.core.evaluator`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from typing_extensions import deprecated

from training.core.data.batching import BatchLimit
from training.core.data.cache.split import EncodedSplit, MemorySplit
from training.core.evaluator import evaluate_model as evaluate_model
from training.core.io.torch import torch
from training.core.tasks.task_model import Metrics, TaskModel

@deprecated("`training.core.evaluator.encoded_in_memory` replaces it")
def encoded_in_memory(task_model: TaskModel, samples: Sequence[Any]) -> MemorySplit: ...
@deprecated("`training.core.evaluator.evaluate` replaces it")
def evaluate(
    task_model: TaskModel, split: EncodedSplit, limit: BatchLimit, device: torch.device
) -> Metrics: ...
@deprecated("`training.core.evaluator.evaluate_samples` replaces it")
def evaluate_samples(
    task_model: TaskModel, samples: Iterable[Any], limit: BatchLimit, device: torch.device
) -> Metrics: ...
@deprecated("`training.core.evaluator.extract_predictions_and_labels` replaces it")
def extract_predictions_and_labels(
    logits: torch.Tensor, labels: torch.Tensor, mask: torch.Tensor, id2label: Mapping[int, str]
) -> tuple[list[list[str]], list[list[str]]]: ...
@deprecated("`training.core.evaluator.predict_samples` replaces it")
def predict_samples(
    task_model: TaskModel, samples: Sequence[Any], limit: BatchLimit, device: torch.device
) -> Iterator[dict[str, Any]]: ...
