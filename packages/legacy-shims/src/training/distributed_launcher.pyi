"""The old path of `training.execution.distributed_launcher`."""

from argparse import Namespace
from pathlib import Path

from typing_extensions import deprecated

from training.execution.distributed_launcher import OUTPUT_VARIABLE as OUTPUT_VARIABLE

@deprecated("`training.execution.distributed_launcher.launch_training` replaces it")
def launch_training(args: Namespace) -> None: ...
@deprecated("`training.execution.distributed_launcher.output_directory` replaces it")
def output_directory(args: Namespace) -> Path: ...
