"""Make batches smaller when the memory of the device does not suffice."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from training.core.io.torch import torch
from training.core.tasks.task_model import Batch

logger = logging.getLogger("training")


def is_out_of_memory(error: BaseException) -> bool:
    """Return whether the memory of a device or of this machine did not suffice.

    On a processor torch raises a RuntimeError with words of its allocator.
    """
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)


def halved(parts: int, group: Sequence[Batch], device: torch.device) -> int:
    """Return into how many parts batches are cut from now on, and say so.

    Args:
        parts: Parts so far.
        group: The batches that did not fit.
        device: Its cache is emptied.

    Raises:
        torch.OutOfMemoryError: Not even a single sample fits.
    """
    if parts >= max(batch.samples for batch in group):
        raise torch.OutOfMemoryError(
            f"The memory of {device} does not suffice for a single sample of this batch. Shorten "
            "the samples, or choose a smaller model or `training.activation_checkpointing`."
        )
    if device.type == "cuda":
        torch.cuda.empty_cache()
    logger.warning(
        "the memory of %s does not suffice: from now on every batch is computed in %d parts "
        "(training.on_out_of_memory=split); gradients stay those of the whole batch.",
        device,
        2 * parts,
    )
    return 2 * parts
