"""The old path of `training.core.metrics`."""

from collections.abc import Sequence
from typing import Any

from typing_extensions import deprecated

from training.core.metrics import Item as Item
from training.core.metrics import ItemMetric as ItemMetric
from training.core.metrics.entities.tag_strings import TagNames

@deprecated("`training.core.metrics.compute_f1_for_label` replaces it")
def compute_f1_for_label(
    label: str, flat_true: Sequence[str], flat_pred: Sequence[str]
) -> float: ...
@deprecated("`training.core.metrics.compute_metrics` replaces it")
def compute_metrics(
    all_labels: TagNames, all_preds: TagNames, avg_loss: float
) -> dict[str, Any]: ...
@deprecated("`training.core.metrics.compute_per_entity_metrics` replaces it")
def compute_per_entity_metrics(
    all_labels: TagNames, all_preds: TagNames
) -> dict[str, dict[str, float]]: ...
@deprecated("`training.core.metrics.compute_token_macro_f1` replaces it")
def compute_token_macro_f1(all_labels: TagNames, all_preds: TagNames) -> float: ...
