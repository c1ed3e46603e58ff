"""Public path of old signatures; their code is in `training.hpo.compat.tracking.setup`."""

from __future__ import annotations

from training.hpo.compat.tracking.setup import HpoRunContext as HpoRunContext
from training.hpo.compat.tracking.setup import commit_run_name_version as commit_run_name_version
from training.hpo.compat.tracking.setup import setup_hpo_mlflow_run as setup_hpo_mlflow_run
