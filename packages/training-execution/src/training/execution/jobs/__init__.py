"""Runs that go on when the process that started them has ended."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.execution.jobs.final_training import (
        build_final_training_config as build_final_training_config,
    )
    from training.execution.jobs.final_training import (
        create_final_training_job as create_final_training_job,
    )
    from training.execution.jobs.final_training import (
        validate_final_training_job as validate_final_training_job,
    )
    from training.execution.jobs.job import Job as Job
    from training.execution.jobs.job import JobBackend as JobBackend
    from training.execution.jobs.job import JobState as JobState
    from training.execution.jobs.submission import submit_job as submit_job
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "Job": "job",
            "JobBackend": "job",
            "JobState": "job",
            "build_final_training_config": "final_training",
            "create_final_training_job": "final_training",
            "submit_job": "submission",
            "validate_final_training_job": "final_training",
        },
    )
