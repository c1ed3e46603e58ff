"""Public path of old signatures; their code is in `training.hpo.compat.refit`."""

from __future__ import annotations

from training.hpo.compat.refit import run_refit_training as run_refit_training
