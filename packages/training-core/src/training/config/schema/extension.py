"""Extension of a configuration by plugins: options, defaults and choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from training.errors import ConfigError, suggestion

if TYPE_CHECKING:
    from training.config.schema.section import Section


@dataclass(frozen=True)
class Extension:
    """What the chosen providers add to the configuration.

    Attributes:
        options: Keys added to a section, by the section's path: ``model``, ``training.optimizer``.
        defaults: Values of providers, lowest first, each with the words that name its origin;
            they are above the built-in defaults and below everything a user gives.
        choices: Names of the chosen providers by their key path, each as it is called now.
    """

    options: Mapping[str, type[Section]] = field(default_factory=dict)
    defaults: Sequence[tuple[str, Mapping[str, Any]]] = ()
    choices: Mapping[tuple[str, ...], str] = field(default_factory=dict)


Extend: TypeAlias = Callable[[Mapping[str, Any]], Extension]
"""Chooses the extension from the values a user gave, merged and not yet validated.

Every section is present and a mapping; what it holds can be anything. It may raise `UnknownChoice`.
"""


class UnknownChoice(ConfigError):
    """A key asks for a provider that does not exist.

    Attributes:
        path: Key path of the choice, for example ``("model", "backbone")``.
        value: What was asked for.
        allowed: Names that exist.
    """

    def __init__(
        self,
        path: tuple[str, ...],
        value: object,
        allowed: Iterable[str],
        advice: str = "",
        remarks: str = "",
    ) -> None:
        """Build the message from the key, the value, the names that exist and what to write.

        Args:
            path: Key path of the choice.
            value: What was asked for.
            allowed: Names that exist.
            advice: What to write, where it is known.
            remarks: Sentences on plugins that may offer it and are not loaded.
        """
        self.path = path
        self.value = value
        self.allowed = tuple(allowed)
        names = ", ".join(self.allowed) or "none is installed"
        hint = f" {advice}" if advice else suggestion(str(value), self.allowed)
        problem = f"`{'.'.join(path)}` names the unknown {value!r}.{hint} Allowed: {names}."
        super().__init__(f"{problem} {remarks}" if remarks else problem)


class UnusedOptions(UnknownChoice):
    """Options are given for a provider that is not chosen."""

    def __init__(self, path: tuple[str, ...], choice: tuple[str, ...], name: str) -> None:
        """Build the message from the key of the options and the key that does not choose `name`."""
        self.path = path
        self.value = name
        self.allowed = ()
        ConfigError.__init__(
            self,
            f"`{'.'.join(path)}` sets options of `{name}`, which `{'.'.join(choice)}` does not "
            f"name, so nothing would come of them. Add `{name}` there, or take them out.",
        )
