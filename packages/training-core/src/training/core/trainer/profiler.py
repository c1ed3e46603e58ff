"""Record some steps with torch.profiler."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.core.io.torch import torch
from training.core.trainer.observers.observer import FitPlan, Observer, Step

PROFILE = "profile.json"
SKIPPED_STEPS = 2


class StepProfiler(Observer):
    """Records steps and writes a trace that Chrome (`chrome://tracing`) and Perfetto open.

    The first two steps are left out: they allocate memory and compile kernels.

    Args:
        steps: Steps to record.
    """

    reads_only = True

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._file: Path | None = None
        self._profiler: torch.profiler.profile | None = None

    def on_fit_start(self, plan: FitPlan) -> None:
        """Begin."""
        self._file = plan.directory / PROFILE
        phases = torch.profiler.schedule(
            wait=1, warmup=SKIPPED_STEPS - 1, active=self._steps, repeat=1
        )
        self._profiler = torch.profiler.profile(schedule=phases, on_trace_ready=self._write)
        self._profiler.start()

    def on_step_end(self, step: Step) -> None:
        """Continue to the next step; stop after the last one."""
        if self._profiler is not None:
            self._profiler.step()

    def on_fit_end(self, status: str, metrics: Mapping[str, Any]) -> None:
        """Stop, also when the fit had fewer steps than were to be recorded."""
        if self._profiler is not None:
            self._profiler.stop()
            self._profiler = None

    def _write(self, profiler: torch.profiler.profile) -> None:
        profiler.export_chrome_trace(str(self._file))
