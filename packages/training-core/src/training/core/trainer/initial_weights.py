"""Start a run from the weights of an exported model."""

from __future__ import annotations

import logging
from pathlib import Path

from training.core.checkpoints.tensor_file import read_tensors
from training.core.export.exported_model import WEIGHTS
from training.core.export.seal import verify_model
from training.core.io.safetensors import SafetensorError
from training.core.io.torch import nn, torch
from training.errors import ConfigError, RunError

logger = logging.getLogger("training")


def load_initial_weights(model: nn.Module, folder: Path) -> None:
    """Take over every weight of the same name and shape; name the ones that stay random.

    Args:
        model: The untrained model.
        folder: A folder that a run exported (`RUN/checkpoint`).

    Raises:
        ConfigError: There is no such model, it is damaged, or no weight fits.
    """
    given = _weights(folder)
    own = model.state_dict()
    fitting = {name: one for name, one in given.items() if _fits(one, own.get(name))}
    if not fitting:
        raise ConfigError(
            f"training.checkpoint.source_path: no weight in {folder / WEIGHTS} has the name and "
            "shape of one of this model. Choose the backbone and sizes the model was trained with."
        )
    missing = sorted(own.keys() - fitting.keys())
    if missing:
        logger.warning(
            "training.checkpoint.source_path: %d of %d weights start at random, for %s has none "
            "of their name and shape: %s",
            len(missing),
            len(own),
            folder,
            ", ".join(missing),
        )
    model.load_state_dict({**own, **fitting})


def _weights(folder: Path) -> dict[str, torch.Tensor]:
    path = folder / WEIGHTS
    try:
        verify_model(folder)
        return read_tensors(path)
    except RunError as error:
        raise ConfigError(f"training.checkpoint.source_path: {error}") from error
    except (OSError, SafetensorError) as error:
        raise ConfigError(
            f"training.checkpoint.source_path: {path} cannot be loaded: {error}. Name the folder "
            "of an exported model, for example RUN/checkpoint."
        ) from error


def _fits(given: torch.Tensor, own: torch.Tensor | None) -> bool:
    return own is not None and own.shape == given.shape
