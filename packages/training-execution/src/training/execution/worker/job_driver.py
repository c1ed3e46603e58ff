"""The process of a detached job: `python -m training.execution.worker.job_driver FOLDER`."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from typing import NoReturn

from training._waiting import wait_passively
from training.config.redaction import redacted
from training.core.console.process import escape_process_output
from training.core.io.atomic_files import write_json
from training.core.processes.signals import WARNINGS
from training.core.trainer.observers.observer import Evaluation, Observer
from training.errors import UserError
from training.execution.jobs.detached import OUTCOME
from training.execution.jobs.job_spec import JobSpec
from training.execution.process_group.failure_reports import INTERRUPTED, MISTAKE, RankFailedError

logger = logging.getLogger("training")


class LogCallback(Observer):
    """Writes a line for each evaluation."""

    def on_evaluation(self, evaluation: Evaluation) -> None:
        """Write the numbers; tables stand in the run directory."""
        numbers = [
            f"{name} {value:.4f}"
            for name, value in evaluation.metrics.items()
            if isinstance(value, float)
        ]
        best = "  (best so far)" if evaluation.is_best else ""
        place = f"epoch {evaluation.epoch} step {evaluation.step}"
        logger.info("%s  %s  %s%s", place, evaluation.split, "  ".join(numbers), best)


def main(folder: Path) -> int:
    """Carry out the order in a folder, write down how it ended, and return the exit code."""
    escape_process_output()
    wait_passively()
    for number in (signal.SIGTERM, *WARNINGS):
        signal.signal(number, _terminate)
    code, message = _run_job(folder)
    write_json(folder / OUTCOME, {"exit_code": code, "message": redacted(message)})
    return code


def _run_job(folder: Path) -> tuple[int, str]:
    from training.execution.launchers.launch import launch_run

    try:
        order = JobSpec.read(folder)
        logging.basicConfig(level=order.config.logging.level.upper(), format="%(message)s")
        launch_run(order.config, [LogCallback()], order.directory, order.provenance)
    except UserError as error:
        logger.error("error: %s", error)
        return MISTAKE, str(error)
    except RankFailedError as error:
        logger.error("error: %s", error)
        return error.exit_code, str(error)
    except KeyboardInterrupt:
        return INTERRUPTED, "interrupted"
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 1, "terminated"
    except Exception as error:
        sys.excepthook(*sys.exc_info())
        return 1, f"{type(error).__name__}: {error}"
    return 0, ""


def _terminate(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
