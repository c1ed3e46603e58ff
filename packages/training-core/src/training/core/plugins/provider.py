"""What a plugin offers under a name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Provider:
    """A named offer of a plugin: a task, backbone, reader, tracker, launcher or command.

    Attributes:
        name: Name users write in a configuration or on the command line.
        target: Where it lives, as ``package.module:attribute``; imported when it is first used.
        summary: One line for listings.
    """

    name: str
    target: str
    summary: str

    def load(self) -> object:
        """Import the target.

        Raises:
            ImportError: The module cannot be imported.
            AttributeError: The module has no such attribute.
        """
        module, _, attribute = self.target.partition(":")
        return getattr(import_module(module), attribute)
