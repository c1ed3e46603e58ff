"""The conformance kit: checks that a plugin keeps what the framework promises.

Call a check in a test of the plugin; pytest shows the broken rules, each with its place and the way
out. `training plugins check` calls those that need no data.

The checks of launchers, samplers, pruners and commands are part of the distributions that define
them, and those of a third party's own hooks part of its plugin; all are here by the name
`check_<kind>` as soon as the distribution is installed (hook `register_checks`).
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.cli.testing.command import check_command as check_command
    from training.execution.testing.launcher import check_launcher as check_launcher
    from training.hpo.testing.pruner import check_pruner as check_pruner
    from training.hpo.testing.sampler import check_sampler as check_sampler
    from training.testing.checks.callback import check_callback as check_callback
    from training.testing.checks.loss import check_loss as check_loss
    from training.testing.checks.metric import check_metric as check_metric
    from training.testing.checks.optimizer import check_optimizer as check_optimizer
    from training.testing.checks.reader import check_reader as check_reader
    from training.testing.checks.schedule import check_schedule as check_schedule
    from training.testing.checks.task import check_task as check_task
    from training.testing.checks.task_model import check_task_model as check_task_model
    from training.testing.checks.tracker import check_tracker as check_tracker
    from training.testing.report import ConformanceError as ConformanceError
    from training.testing.report import Violation as Violation
else:
    from training._lazy import attach

    _own, __dir__, __all__ = attach(
        __name__,
        {
            "ConformanceError": "report",
            "Violation": "report",
            "check_callback": "checks.callback",
            "check_loss": "checks.loss",
            "check_metric": "checks.metric",
            "check_optimizer": "checks.optimizer",
            "check_reader": "checks.reader",
            "check_schedule": "checks.schedule",
            "check_task": "checks.task",
            "check_task_model": "checks.task_model",
            "check_tracker": "checks.tracker",
        },
    )

    def __getattr__(name):
        if name in __all__ or not name.startswith("check_"):
            return _own(name)
        from training.testing.registered import registered_check

        return registered_check(name)
