"""Problems of a configuration, and the one error that reports all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from training.config.origin import KeyPath
from training.errors import ConfigError


@dataclass(frozen=True)
class Problem:
    """One thing to mend.

    Attributes:
        place: Where it was given, for example ``experiment.yaml:12``.
        text: What was given and what is allowed, as a sentence.
        path: Key path it concerns.
        unknown_key: Whether the problem is that the key does not exist.
    """

    place: str
    text: str
    path: KeyPath
    unknown_key: bool = False

    def __str__(self) -> str:
        """Return the place and the sentence."""
        return f"{self.place}: {self.text}"


def config_error(problems: Sequence[Problem]) -> ConfigError:
    """Return the error for one or more problems; several are listed one per line."""
    if len(problems) == 1:
        return ConfigError(str(problems[0]))
    lines = "".join(f"\n- {problem}" for problem in problems)
    return ConfigError(f"The configuration has {len(problems)} problems:{lines}")
