"""Public path of old signatures; their code is in `training.hpo.compat.trial_files.metrics`."""

from __future__ import annotations

from training.hpo.compat.trial_files.metrics import read_trial_metrics as read_trial_metrics
from training.hpo.compat.trial_files.metrics import (
    store_metrics_in_trial_attributes as store_metrics_in_trial_attributes,
)
