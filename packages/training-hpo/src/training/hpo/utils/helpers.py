"""Public path of old signatures; their code is in `training.hpo.compat.utils.helpers`."""

from __future__ import annotations

from training.hpo.compat.utils.helpers import create_mlflow_run_name as create_mlflow_run_name
from training.hpo.compat.utils.helpers import create_study_name as create_study_name
from training.hpo.compat.utils.helpers import generate_run_id as generate_run_id
from training.hpo.compat.utils.helpers import setup_checkpoint_storage as setup_checkpoint_storage
