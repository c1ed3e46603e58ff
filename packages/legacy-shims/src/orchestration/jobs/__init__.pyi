"""An old package; what was below `orchestration.jobs` is below `training` now."""
