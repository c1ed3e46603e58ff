"""Old paths of the sweep jobs of Azure Machine Learning."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.hpo.azureml.sweeps import (
        create_dry_run_sweep_job_for_backbone as create_dry_run_sweep_job_for_backbone,
    )
    from training.hpo.azureml.sweeps import (
        create_hpo_sweep_job_for_backbone as create_hpo_sweep_job_for_backbone,
    )
    from training.hpo.azureml.sweeps import create_search_space as create_search_space
    from training.hpo.azureml.sweeps import validate_sweep_job as validate_sweep_job
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "create_dry_run_sweep_job_for_backbone": "..azureml.sweeps",
            "create_hpo_sweep_job_for_backbone": "..azureml.sweeps",
            "create_search_space": "..azureml.sweeps",
            "validate_sweep_job": "..azureml.sweeps",
        },
    )
