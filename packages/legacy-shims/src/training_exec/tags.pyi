"""The old path of `training.execution.tags`."""

from orchestration.jobs.final_training.tags import *
