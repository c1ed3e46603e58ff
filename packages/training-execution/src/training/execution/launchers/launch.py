"""Launch a run with the launcher its configuration names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from training.config import DistributedConfig, RunConfig
from training.config.dump import require_no_credentials
from training.core.plugins import get_registry
from training.core.plugins.contract import broken_rule, described
from training.core.runs.directory import NOTHING_BEFORE, RECORD, REPORT, locked
from training.core.runs.provenance import Provenance
from training.core.runs.same_spec import require_same_spec
from training.execution.launchers.launcher import Launcher
from training.execution.launchers.run_directory import finished_result, lacks_report
from training.execution.process_group.rank_info import is_follower
from training.execution.report.automatic import leave_report
from training.execution.trackers.remote_trackers import send_later_file

if TYPE_CHECKING:
    from training.core.trainer.observers.observer import Observer
    from training.core.trainer.train import TrainingResult


@dataclass
class Distribution:
    """How runs are distributed whatever their configuration says.

    Attributes:
        values: Keys of the section `distributed`.
        is_used: Whether a run was launched with it.
    """

    values: Mapping[str, Any]
    is_used: bool = False


_distribution: ContextVar[Distribution | None] = ContextVar("distribution", default=None)


@contextmanager
def distributed_as(values: Mapping[str, Any]) -> Iterator[Distribution]:
    """Override the section `distributed` of every run that is launched within the block.

    Args:
        values: Keys of the section and their values.
    """
    distribution = Distribution(values)
    token = _distribution.set(distribution)
    try:
        yield distribution
    finally:
        _distribution.reset(token)


def launch_run(
    config: RunConfig,
    observers: Sequence[Observer] = (),
    directory: Path | None = None,
    provenance: Provenance = NOTHING_BEFORE,
) -> TrainingResult:
    """Carry out a run where `distributed.launcher` says, and leave `report.html` in its directory.

    Args:
        config: A resolved configuration.
        observers: Called on steps and evaluations.
        directory: Run directory; an unfinished run in it continues, and of a complete one a missing
            report is written. By default a new one.
        provenance: What the run is and which runs it is made from.

    Raises:
        PluginError: No plugin offers the launcher.
        ConfigError: The launcher cannot do what the configuration asks for, or it carries
            credentials.
        RankFailedError: A process of the run failed.
    """
    config = overridden(config)
    root = config.output_dir.absolute()
    directory = None if directory is None else directory.absolute()
    if directory is None or not (directory / RECORD).is_file():
        require_no_credentials(config)
    if directory is not None and lacks_report(directory):
        return _with_report(config, directory)
    launcher = cast("type[Launcher]", get_registry("launcher").load(config.distributed.launcher))
    starter = launcher()
    result = starter.launch(config, observers, directory, provenance)
    if not hasattr(result, "run"):
        raise broken_rule(starter, "launch", "a `TrainingResult`", described(result))
    if _is_first(config.distributed):
        leave_report(result.run, root)
        send_later_file(result.run.directory, config, REPORT)
    return result


def _with_report(config: RunConfig, directory: Path) -> TrainingResult:
    """Return the result of a run that was killed when only its report was missing."""
    require_same_spec(directory, config)
    result = finished_result(directory)
    if _is_first(config.distributed):
        with locked(directory):
            leave_report(result.run, config.output_dir)
        send_later_file(directory, config, REPORT)
    return result


def _is_first(distributed: DistributedConfig) -> bool:
    """Return whether this process is the only one, or the first, that launches the run."""
    return not is_follower(distributed) and not distributed.node_rank


def overridden(config: RunConfig) -> RunConfig:
    """Return a configuration distributed as the `distributed_as` around the call says."""
    distribution = _distribution.get()
    if distribution is None:
        return config
    distribution.is_used = True
    kind = type(config.distributed)
    values = {**config.distributed.model_dump(), **distribution.values}
    section: DistributedConfig = kind.model_validate(values)
    return config.model_copy(update={"distributed": section})
