"""An old package; what was below `orchestration` is below `training` now."""
