"""Compare what callbacks did, and what they save, over all ranks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from training.core.distributed.collectives import gathered_bytes
from training.core.distributed.fsdp import is_sharded_tensor
from training.core.io.torch import torch
from training.errors import RunError


def differing(values: Mapping[str, int | str], device: torch.device) -> list[str]:
    """Return the names whose value is not the same in every rank; all ranks have to call."""
    everyone = [
        json.loads(given) for given in gathered_bytes(json.dumps(dict(values)).encode(), device)
    ]
    return [name for name in values if len({rank.get(name) for rank in everyone}) > 1]


def require_equal_states(
    names: Sequence[str],
    states: Mapping[str, Any],
    tensors: Mapping[str, torch.Tensor],
    device: torch.device,
) -> None:
    """Compare the states of callbacks by checksum; all ranks have to call.

    Args:
        names: Callbacks that run in all ranks.
        states: By name, without their tensors.
        tensors: By the name of the callback, a bar, and their own.
        device: Where messages go.

    Raises:
        RunError: The ranks have different states.
    """
    found = differing({name: _digest(name, states, tensors) for name in names}, device)
    if found:
        raise RunError(
            f"The callback `{found[0]}` has another state in each rank, so the run could not "
            "resume exactly. Let it do the same in every rank: take chance from "
            '`fit.generator()`, and set `runs_in = "main"` if it depends on one process, such '
            "as on its clock."
        )


def _digest(name: str, states: Mapping[str, Any], tensors: Mapping[str, torch.Tensor]) -> str:
    found = sha256(json.dumps(states.get(name), sort_keys=True).encode())
    for key, value in tensors.items():
        if key.partition("|")[0] == name and not is_sharded_tensor(value) and value.numel():
            flat = value.detach().cpu().contiguous().reshape(-1)
            found.update(flat.view(torch.uint8).numpy().data)
    return found.hexdigest()
