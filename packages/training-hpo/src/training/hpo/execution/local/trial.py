"""Public path of old signatures; their code is in `training.hpo.compat.trial`."""

from __future__ import annotations

from training.hpo.compat.trial import TrialExecutor as TrialExecutor
from training.hpo.compat.trial import run_training_trial as run_training_trial
