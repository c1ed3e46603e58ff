"""Read numbers from a device without making it wait."""

from __future__ import annotations

from training.core.io.torch import torch


class CpuCopy:
    """A small tensor on its way to the host.

    On a GPU the copy is queued behind the work that computes the value; reading it later waits for
    that work only, not for what was queued since.

    Args:
        value: The tensor; detached.
    """

    def __init__(self, value: torch.Tensor) -> None:
        self._done: torch.cuda.Event | None = None
        self._host = value
        if value.is_cuda:
            self._host = torch.empty(value.shape, dtype=value.dtype, pin_memory=True)
            self._host.copy_(value, non_blocking=True)
            self._done = torch.cuda.Event()  # type: ignore[no-untyped-call]
            self._done.record()

    def read(self) -> torch.Tensor:
        """Return the values, on the host."""
        if self._done is not None:
            self._done.synchronize()
        return self._host
