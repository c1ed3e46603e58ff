"""The old path of `training.execution` and of every module below it."""

from orchestration.jobs.final_training import *
