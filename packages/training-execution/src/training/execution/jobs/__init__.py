"""Runs that keep running when the process that started them has ended."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.compat.final_training_job import (
        build_final_training_config as build_final_training_config,
    )
    from training.execution.compat.final_training_job import (
        create_final_training_job as create_final_training_job,
    )
    from training.execution.compat.final_training_job import (
        validate_final_training_job as validate_final_training_job,
    )
    from training.execution.jobs.job import Job as Job
    from training.execution.jobs.job import JobBackend as JobBackend
    from training.execution.jobs.job import JobState as JobState
    from training.execution.launchers.submit import submit_job as submit_job
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Job": "job",
            "JobBackend": "job",
            "JobState": "job",
            "build_final_training_config": ".compat.final_training_job",
            "create_final_training_job": ".compat.final_training_job",
            "submit_job": ".launchers.submit",
            "validate_final_training_job": ".compat.final_training_job",
        },
    )
