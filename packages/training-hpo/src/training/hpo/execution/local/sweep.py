"""Public path of old signatures; their code is in `training.hpo.compat.sweep`."""

from __future__ import annotations

from training.hpo.compat.sweep import create_local_hpo_objective as create_local_hpo_objective
from training.hpo.compat.sweep import run_local_hpo_sweep as run_local_hpo_sweep
