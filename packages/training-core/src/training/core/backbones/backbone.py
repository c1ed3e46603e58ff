"""Base class of backbones."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from training.config import Section


class Backbone(ABC):
    """Builds encoders.

    The module of a backbone must import without torch: it is loaded to validate configurations.

    Args:
        options: The `model` section, with the keys of `options`.
    """

    inputs: ClassVar[str]
    """Kind of input it reads: ``text``, ``table``, …"""
    options: ClassVar[type[Section]] = Section
    """Keys the backbone adds to the `model` section."""
    encoding_keys: ClassVar[tuple[str, ...] | None] = None
    """Those of its keys that encoded inputs depend on; None for all. Data is encoded once for each
    choice of them."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """Defaults it recommends for other keys, nested: ``{"training": {"learning_rate": 2e-5}}``."""

    def __init__(self, options: Section) -> None:
        self.settings = options

    @abstractmethod
    def fit(self, inputs: Iterable[Any]) -> Any:
        """Return a new encoder for training inputs.

        Args:
            inputs: The inputs of the training samples, from which vocabularies may be taken.

        Returns:
            A `torch.nn.Module`; for text an `training.core.backbones.text.TextEncoder`.
        """

    def files(self) -> list[Path]:
        """Return the files that decide how inputs are encoded, beside the options; none here."""
        return []

    @abstractmethod
    def load(self, folder: Path) -> Any:
        """Return an encoder as it was exported to `folder`; its weights are loaded afterwards.

        Raises:
            RunError: The folder lacks a file.
        """
