"""Named provider of a plugin: a task, backbone, reader, tracker, launcher or command."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module


class MissingTargetError(AttributeError):
    """What a provider names does not exist."""


@dataclass(frozen=True)
class Provider:
    """A named offer of a plugin: a task, backbone, reader, tracker, launcher or command.

    Attributes:
        name: Name users write in a configuration or on the command line.
        target: Where it lives, as ``package.module:attribute``; imported when it is first used.
        summary: One line for listings.
        former_names: Earlier names, the first one first. They keep working in configurations and
            are never shown; fingerprints keep the first, so that renaming changes none.
    """

    name: str
    target: str
    summary: str
    former_names: tuple[str, ...] = ()

    @property
    def first_name(self) -> str:
        """Name it was first registered under."""
        return self.former_names[0] if self.former_names else self.name

    def load(self) -> object:
        """Import the target.

        Raises:
            MissingTargetError: There is no such module, or no such attribute in it.
            Exception: Whatever the module raises when it is imported.
        """
        name, _, attribute = self.target.partition(":")
        try:
            module = import_module(name)
        except ModuleNotFoundError as error:
            if error.name is not None and f"{name}.".startswith(f"{error.name}."):
                raise MissingTargetError(self.target) from error
            raise
        try:
            return getattr(module, attribute)
        except AttributeError as error:
            raise MissingTargetError(self.target) from error
