"""Public path of old signatures; their code is in `training.hpo.compat.cv`."""

from __future__ import annotations

from training.hpo.compat.cv import run_training_trial_with_cv as run_training_trial_with_cv
