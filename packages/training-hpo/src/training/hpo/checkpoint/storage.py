"""Public path of old signatures; their code is in `training.hpo.compat.checkpoint.storage`."""

from __future__ import annotations

from training.hpo.compat.checkpoint.storage import get_storage_uri as get_storage_uri
from training.hpo.compat.checkpoint.storage import resolve_storage_path as resolve_storage_path
