"""The old path of `training.hpo.execution.azureml` and of every module below it."""

from hpo.execution.azureml import *
