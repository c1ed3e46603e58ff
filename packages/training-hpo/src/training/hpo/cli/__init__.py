"""The commands below `training hpo`."""
