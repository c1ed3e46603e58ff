"""Public path of old signatures; their code is in `training.hpo.compat.tracking.runs`."""

from __future__ import annotations

from training.hpo.compat.tracking.runs import create_trial_run_no_cv as create_trial_run_no_cv
from training.hpo.compat.tracking.runs import finalize_trial_run_no_cv as finalize_trial_run_no_cv
