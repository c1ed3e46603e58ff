"""What the processes of a fit decide together: when to save and when to stop."""

from __future__ import annotations

from training.core.hardware.cpu_copy import HostCopy
from training.core.io.torch import torch

GPU_WINDOW = 16
_SAVE, _STOP = 0, 1


class Agreement:
    """Wishes of single processes, granted at the same step in all of them.

    The wishes travel with the gradients, so they cost no message of their own. On a GPU they are
    read some steps later, so that no step waits for the device.

    Args:
        device: Where the gradients are.
        ranks: Processes that train together.

    Attributes:
        is_save_granted: Whether every process saves now.
        is_stop_granted: Whether every process stops now.
    """

    def __init__(self, device: torch.device, ranks: int) -> None:
        self.wishes = torch.zeros(2, device=device)
        self._alone = ranks == 1
        self._window = 1 if device.type == "cpu" else GPU_WINDOW
        self.is_save_granted = self.is_stop_granted = False
        self._steps = 0
        self._votes = torch.zeros(2, device=device)
        self._copied: HostCopy | None = None

    def wish_save(self) -> None:
        """Ask for a checkpoint."""
        self.is_save_granted |= self._alone
        self.wishes[_SAVE] = 1.0

    def wish_stop(self) -> None:
        """Ask for a checkpoint and the end of the fit."""
        self.is_stop_granted |= self._alone
        self.wishes[_STOP] = 1.0

    def count(self, votes: torch.Tensor) -> None:
        """Take the wishes of all processes, shape [2], positive where there is one."""
        self._votes = self._votes + votes
        self._steps += 1
        if self._steps % self._window == 0:
            self._read()

    def saved(self) -> None:
        """Forget the wish for a checkpoint: there is one now."""
        self.is_save_granted = False
        self.wishes[_SAVE] = 0.0

    def _read(self) -> None:
        """Grant what was asked for one window ago; on a processor, what was asked just now."""
        previous, self._copied = self._copied, HostCopy(self._votes)
        self._votes = torch.zeros_like(self._votes)
        ready = self._copied if self._window == 1 else previous
        if ready is not None:
            save, stop = ready.read().tolist()
            self.is_save_granted |= save > 0
            self.is_stop_granted |= stop > 0
