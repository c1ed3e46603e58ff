"""The old path of `training.execution.compat.tags`."""

from __future__ import annotations

from training.execution.compat.tags import apply_lineage_tags as apply_lineage_tags
