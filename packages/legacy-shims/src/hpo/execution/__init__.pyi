"""The old path of `training.hpo.execution` and of every module below it."""
