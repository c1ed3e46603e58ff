"""The old path of `training.core.utils`."""

from typing_extensions import deprecated

@deprecated("`training.core.utils.set_seed` replaces it")
def set_seed(seed: int | None) -> None: ...
