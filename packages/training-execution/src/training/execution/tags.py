"""Public path of old signatures; their code is in `training.execution.compat.tags`."""

from __future__ import annotations

from training.execution.compat.tags import apply_lineage_tags as apply_lineage_tags
