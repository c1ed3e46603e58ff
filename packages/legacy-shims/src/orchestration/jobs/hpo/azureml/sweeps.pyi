"""The old path of `training.hpo.execution.azureml.sweeps`."""

from hpo.execution.azureml.sweeps import *
