"""Flags by which the processes of a fit save, evaluate and stop at the same step."""

from __future__ import annotations

from collections.abc import Sequence

from training.core.distributed.collectives import summed
from training.core.hardware.cpu_copy import CpuCopy
from training.core.io.torch import torch

GPU_WINDOW = 16
_SAVE, _STOP, _EVALUATE, _END = range(4)


class StopFlags:
    """Requests of single processes, granted at the same step in all of them.

    The requests travel with the gradients, so they cost no message of their own. On a GPU they are
    read some steps later, so that no step waits for the device.

    Args:
        device: Where the gradients are.
        ranks: Processes that train together.

    Attributes:
        is_save_due: Whether every process saves now.
        is_stop_due: Whether every process stops now.
        is_evaluation_due: Whether every process evaluates now.
        is_end_due: Whether the fit ends now, as after its last step.
    """

    def __init__(self, device: torch.device, ranks: int) -> None:
        self.requests = torch.zeros(4, device=device)
        self._alone = ranks == 1
        self._window = 1 if device.type == "cpu" else GPU_WINDOW
        self.is_save_due = self.is_stop_due = False
        self.is_evaluation_due = self.is_end_due = False
        self._steps = 0
        self._votes = torch.zeros(4, device=device)
        self._copied: CpuCopy | None = None

    def request_save(self) -> None:
        """Ask for a checkpoint."""
        self.is_save_due |= self._alone
        self.requests[_SAVE] = 1.0

    def request_stop(self) -> None:
        """Ask for a checkpoint and the end of the fit."""
        self.is_stop_due |= self._alone
        self.requests[_STOP] = 1.0

    def request_evaluation(self) -> None:
        """Ask for an evaluation."""
        self.is_evaluation_due |= self._alone
        self.requests[_EVALUATE] = 1.0

    def request_end(self) -> None:
        """Ask for the end of the fit, as after its last step."""
        self.is_end_due |= self._alone
        self.requests[_END] = 1.0

    def agree(self) -> None:
        """Grant what was asked for, at once; all processes have to call."""
        if not self._alone:
            self._grant(summed(self.requests).tolist())

    def evaluated(self) -> None:
        """Forget the request for an evaluation: there is one now."""
        self.is_evaluation_due = False
        self.requests[_EVALUATE] = 0.0

    def count(self, votes: torch.Tensor) -> None:
        """Take the requests of all processes, shape [4], positive where there is one."""
        self._votes = self._votes + votes
        self._steps += 1
        if self._steps % self._window == 0:
            self._read()

    def saved(self) -> None:
        """Forget the request for a checkpoint: there is one now."""
        self.is_save_due = False
        self.requests[_SAVE] = 0.0

    def _read(self) -> None:
        """Grant what was asked for one window ago; on a processor, what was asked just now."""
        previous, self._copied = self._copied, CpuCopy(self._votes)
        self._votes = torch.zeros_like(self._votes)
        ready = self._copied if self._window == 1 else previous
        if ready is not None:
            self._grant(ready.read().tolist())

    def _grant(self, votes: Sequence[float]) -> None:
        self.is_save_due |= votes[_SAVE] > 0
        self.is_stop_due |= votes[_STOP] > 0
        self.is_evaluation_due |= votes[_EVALUATE] > 0
        self.is_end_due |= votes[_END] > 0
