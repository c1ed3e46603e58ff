"""The old path of `training.execution.distributed_launcher`."""

from argparse import Namespace

from typing_extensions import deprecated

@deprecated("`training.execution.distributed_launcher.launch_training` replaces it")
def launch_training(args: Namespace) -> None: ...
