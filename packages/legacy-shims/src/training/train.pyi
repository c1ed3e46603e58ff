"""The old path of `training.cli.train`."""

from typing_extensions import deprecated

@deprecated("`training.cli.train.main` replaces it")
def main() -> None: ...
