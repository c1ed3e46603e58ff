"""Metrics of entities, metrics by name; the functions over tags as texts on request."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.compat.metrics import compute_f1_for_label as compute_f1_for_label
    from training.core.compat.metrics import compute_metrics as compute_metrics
    from training.core.compat.metrics import (
        compute_per_entity_metrics as compute_per_entity_metrics,
    )
    from training.core.compat.metrics import compute_token_macro_f1 as compute_token_macro_f1
    from training.core.metrics.item_metric import Item as Item
    from training.core.metrics.item_metric import ItemMetric as ItemMetric
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Item": "item_metric",
            "ItemMetric": "item_metric",
            "compute_f1_for_label": ".compat.metrics",
            "compute_metrics": ".compat.metrics",
            "compute_per_entity_metrics": ".compat.metrics",
            "compute_token_macro_f1": ".compat.metrics",
        },
    )
