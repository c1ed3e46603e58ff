"""Public path of old signatures; their code is in `training.hpo.compat.utils.paths`."""

from __future__ import annotations

from training.hpo.compat.utils.paths import resolve_hpo_output_dir as resolve_hpo_output_dir
