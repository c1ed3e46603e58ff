"""The old way to train in a process of its own: a command, an environment, and a wait.

New code uses the launcher `subprocess`, which takes a typed configuration and tells observers.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.core.processes.parent_death import PARENT
from training.errors import ConfigError, suggestion
from training.execution.compat.environment import FOLD_VARIABLE, SKIP_VARIABLE, SPLITS_VARIABLE
from training.execution.compat.launch_training import OUTPUT_VARIABLE
from training.execution.compat.mlflow_setup import setup_mlflow_tracking_env
from training.execution.process_group.failure_reports import RankFailedError

MODULE = "training.cli.train"
HYPERPARAMETERS = ("learning_rate", "batch_size", "dropout", "weight_decay", "epochs")
NO_HYPERPARAMETERS = ("backbone", "trial_number", "run_id")
LAST_LINES = 20

logger = logging.getLogger("training")


@dataclass(frozen=True)
class TrainingOptions:
    """What a process trains on and how long.

    Attributes:
        fold_idx: Fold to validate on, from 0.
        epochs: Passes over the training documents.
        early_stopping_enabled: Stop when the metric no longer improves.
        use_combined_data: Train on the old and the new data set together.
        use_all_data: Train on everything, without a validation split.
        random_seed: Seed of everything random.
    """

    fold_idx: int | None = None
    epochs: int | None = None
    early_stopping_enabled: bool = False
    use_combined_data: bool = True
    use_all_data: bool = False
    random_seed: int | None = None


@dataclass(frozen=True)
class MLflowConfig:
    """Where a process is recorded.

    Attributes:
        experiment_name: MLflow experiment.
        tracking_uri: MLflow server or store; by default that of this process.
        parent_run_id: MLflow run that the new one is nested in.
        run_id: Existing MLflow run to record to.
        trial_number: Number of the trial.
    """

    experiment_name: str
    tracking_uri: str | None = None
    parent_run_id: str | None = None
    run_id: str | None = None
    trial_number: int | None = None


@dataclass(frozen=True)
class FoldConfig:
    """Which fold a process validates on.

    Attributes:
        fold_idx: Its number, from 0.
        fold_splits_file: JSON file with the folds.
    """

    fold_idx: int
    fold_splits_file: Path | None = None


@dataclass(frozen=True)
class TrialConfig:
    """How a process serves a trial.

    Attributes:
        skip_artifact_logging: Record no files in MLflow.
    """

    skip_artifact_logging: bool = False


def build_training_command(
    backbone: str,
    dataset_path: str | Path,
    config_dir: Path,
    hyperparameters: Mapping[str, Any],
    training_options: TrainingOptions | None = None,
) -> list[str]:
    """Return the command line that trains with some hyper-parameters.

    Args:
        backbone: Names a file of `model/` in `config_dir`.
        dataset_path: File or folder of the data set.
        config_dir: Folder with the old configuration files.
        hyperparameters: `learning_rate`, `batch_size`, `dropout`, `weight_decay`, `epochs`; what a
            trial carries along (`backbone`, `trial_number`, `run_id`) is left out.
        training_options: Further options; `epochs` wins over that of the hyper-parameters.

    Raises:
        ConfigError: The command knows no such hyper-parameter.
    """
    options = training_options or TrainingOptions()
    values = {
        name: value for name, value in hyperparameters.items() if name not in NO_HYPERPARAMETERS
    }
    _require_known(values)
    values.update(_given(options))
    command = [sys.executable, "-m", MODULE, "--data-asset", str(dataset_path)]
    command += ["--config-dir", str(config_dir), "--backbone", backbone]
    for name, value in values.items():
        command += [f"--{name.replace('_', '-')}", _text(value)]
    return command


def setup_training_environment(
    root_dir: Path,
    src_dir: Path,
    output_dir: Path,
    mlflow_config: MLflowConfig,
    fold_config: FoldConfig | None = None,
    trial_config: TrialConfig | None = None,
) -> dict[str, str]:
    """Return the environment of a training process: that of this one, and what it receives.

    Args:
        root_dir: Comes into PYTHONPATH, after `src_dir`.
        src_dir: Comes into PYTHONPATH.
        output_dir: Run directory of the process.
        mlflow_config: Where it is recorded.
        fold_config: Which fold it validates on.
        trial_config: How it serves a trial.
    """
    further: dict[str, str] = {OUTPUT_VARIABLE: str(output_dir)}
    if fold_config is not None:
        further[FOLD_VARIABLE] = str(fold_config.fold_idx)
        if fold_config.fold_splits_file is not None:
            further[SPLITS_VARIABLE] = str(fold_config.fold_splits_file)
    if trial_config is not None and trial_config.skip_artifact_logging:
        further[SKIP_VARIABLE] = "true"
    path = [str(src_dir), str(root_dir), os.environ.get("PYTHONPATH", "")]
    further["PYTHONPATH"] = os.pathsep.join(one for one in path if one)
    variables = setup_mlflow_tracking_env(
        mlflow_config.experiment_name,
        mlflow_config.tracking_uri,
        mlflow_config.parent_run_id,
        mlflow_config.run_id,
        mlflow_config.trial_number,
        further,
    )
    return {**os.environ, **variables}


def verify_training_environment(
    root_dir: Path, env: Mapping[str, str], logger_instance: Any | None = None
) -> None:
    """Refuse an environment in which the training command would not be this framework's.

    Args:
        root_dir: Folder the process is started in.
        env: Its environment.
        logger_instance: Called when all is well; by default our own logger.

    Raises:
        ConfigError: The folder does not exist, no output folder is named, or a folder of PYTHONPATH
            holds another package `training`.
    """
    root = Path(root_dir)
    if not root.is_dir():
        raise ConfigError(f"root_dir={root}: there is no such folder to start the training in.")
    if not env.get(OUTPUT_VARIABLE):
        raise ConfigError(
            f"env: {OUTPUT_VARIABLE} is not set, so the run would have no directory. Make the "
            "environment with setup_training_environment."
        )
    for entry in [str(root), *env.get("PYTHONPATH", "").split(os.pathsep)]:
        _require_no_stranger(Path(entry or "."))
    (logger_instance or logger).info("the environment of the training process is complete")


def execute_training_subprocess(
    command: Sequence[str],
    cwd: Path,
    env: Mapping[str, str],
    capture_output: bool = True,
    text: bool = True,
    logger_instance: Any | None = None,
) -> subprocess.CompletedProcess[Any]:
    """Run a command of `build_training_command` to its end; it ends with this process.

    Args:
        command: The command line.
        cwd: Folder to start it in.
        env: Its environment.
        capture_output: Keep what it says instead of passing it on.
        text: Keep it as text, not bytes.
        logger_instance: Gets how it ended; by default our own logger.

    Raises:
        RankFailedError: It ended with another code than 0; a RuntimeError too.
    """
    done = subprocess.run(
        list(command),
        cwd=cwd,
        env={**env, PARENT: str(os.getpid())},
        capture_output=capture_output,
        text=text,
        check=False,
    )
    log = logger_instance or logger
    if done.returncode == 0:
        log.info("the training process has ended well")
        return done
    raise RankFailedError(_failure(done), _exit_code(done.returncode))


def _require_known(values: Mapping[str, Any]) -> None:
    for name in values:
        if name not in HYPERPARAMETERS:
            raise ConfigError(
                f"hyperparameters: the training command knows no `{name}`."
                f"{suggestion(name, HYPERPARAMETERS)} It takes {', '.join(HYPERPARAMETERS)}; set "
                "anything else in the configuration folder."
            )


def _given(options: TrainingOptions) -> dict[str, Any]:
    given: dict[str, Any] = {"early_stopping_enabled": options.early_stopping_enabled}
    for name in ("fold_idx", "epochs", "random_seed"):
        value = getattr(options, name)
        if value is not None:
            given[name] = value
    if options.use_all_data:
        given["use_all_data"] = True
    if not options.use_combined_data:
        given["use_combined_data"] = False
    return given


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _require_no_stranger(folder: Path) -> None:
    """Refuse a folder whose own `training` would be imported instead of ours."""
    from training.config.origin import shown_path

    package = folder / "training"
    is_stranger = (package / "__init__.py").is_file() and not (package / "_portions.py").is_file()
    if is_stranger or (folder / "training.py").is_file():
        raise ConfigError(
            f"PYTHONPATH: {shown_path(folder)} holds another package `training`, which hides this "
            "framework from the training process. Rename it, or take the folder out (src_dir, "
            "root_dir)."
        )


def _failure(done: subprocess.CompletedProcess[Any]) -> str:
    said = done.stderr.decode(errors="replace") if isinstance(done.stderr, bytes) else done.stderr
    lines = (said or "").strip().splitlines()[-LAST_LINES:]
    output = "\n".join(lines) if lines else "It said nothing that was kept."
    return f"the training process ended with code {done.returncode}:\n{output}"


def _exit_code(code: int) -> int:
    return code if code > 0 else 128 - code
