"""The optimizer's memory as named tensors."""

from __future__ import annotations

from training.core.distributed.fsdp import NamedTensors, host_tensors, own_parameters, placed_like
from training.core.io.torch import nn, torch
from training.errors import RunError

_SEPARATOR = "|"


def optimizer_tensors(
    optimizer: torch.optim.Optimizer,
    model: nn.Module,
    reuse: NamedTensors | None = None,
) -> dict[str, torch.Tensor]:
    """Return a copy of the state on the host, as ``parameter|quantity``.

    Of several processes only the main one gets it; all have to call.

    Args:
        optimizer: Of the parameters of `model`.
        model: Whole or divided.
        reuse: An earlier copy that nobody needs any more: its memory is used again.
    """
    names = {id(parameter): name for name, parameter in own_parameters(model).items()}
    return host_tensors(
        {
            f"{names[id(parameter)]}{_SEPARATOR}{quantity}": value
            for parameter, state in optimizer.state.items()
            for quantity, value in state.items()
        },
        reuse,
    )


def load_optimizer_state(
    optimizer: torch.optim.Optimizer, model: nn.Module, tensors: NamedTensors
) -> None:
    """Put back what `optimizer_tensors` returned; rates and groups stay as configured.

    Raises:
        RunError: A tensor belongs to no trained parameter of this model.
    """
    parameters = own_parameters(model)
    trained = {id(one) for group in optimizer.param_groups for one in group["params"]}
    optimizer.state.clear()
    for key, value in tensors.items():
        name, _, quantity = key.rpartition(_SEPARATOR)
        parameter = parameters.get(name)
        if parameter is None or id(parameter) not in trained:
            raise RunError(
                f"the checkpoint's optimizer state `{key}` belongs to no trained weight."
            )
        optimizer.state[parameter][quantity] = placed_like(value, parameter)
