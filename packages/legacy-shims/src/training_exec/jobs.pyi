"""The old path of `training.execution.jobs`."""

from orchestration.jobs.training import *
