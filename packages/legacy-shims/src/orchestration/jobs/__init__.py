"""An old package; what was below `orchestration.jobs` is below `training` now."""

from training._legacy import redirect_split

redirect_split(globals())
