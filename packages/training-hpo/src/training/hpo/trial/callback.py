"""Public path of old signatures; their code is in `training.hpo.compat.trial_files.callback`."""

from __future__ import annotations

from training.hpo.compat.trial_files.callback import create_trial_callback as create_trial_callback
