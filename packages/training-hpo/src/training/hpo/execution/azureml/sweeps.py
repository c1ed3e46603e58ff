"""The old path of `training.hpo.azureml.sweeps`."""

from __future__ import annotations

from training.hpo.azureml.sweeps import (
    create_dry_run_sweep_job_for_backbone as create_dry_run_sweep_job_for_backbone,
)
from training.hpo.azureml.sweeps import (
    create_hpo_sweep_job_for_backbone as create_hpo_sweep_job_for_backbone,
)
from training.hpo.azureml.sweeps import create_search_space as create_search_space
from training.hpo.azureml.sweeps import validate_sweep_job as validate_sweep_job
