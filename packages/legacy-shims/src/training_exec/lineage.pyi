"""The old path of `training.execution.lineage`."""

from orchestration.jobs.final_training.lineage import *
