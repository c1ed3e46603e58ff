"""The old path of `training.cli.compat.train`."""

from typing_extensions import deprecated

@deprecated("`training.cli.compat.train.main` replaces it")
def main() -> None: ...
