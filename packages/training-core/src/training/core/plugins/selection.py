"""Selection of plugins by the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from training.core.plugins.discovery import PluginSource
from training.errors import PluginError

DISABLE = "TRAINING_DISABLE_PLUGINS"
ALLOW = "TRAINING_PLUGINS"
STRICT = "TRAINING_STRICT_PLUGINS"
LOCAL_PLUGINS = "TRAINING_LOCAL_PLUGINS"
"""Local plugins, as `module` or `module@folder`; set, it takes the place of the project file."""
REGISTERED_PLUGINS = "TRAINING_REGISTERED_PLUGINS"
"""Process and names of plugins that a program registered, for messages of other processes."""
INDISPENSABLE = "core"
_ON = ("1", "true", "yes", "on")
_OFF = ("", "0", "false", "no", "off")


@dataclass(frozen=True)
class PluginSelection:
    """The block list, the allow list and the strictness.

    Attributes:
        disabled: Plugin or distribution names that are not loaded.
        allowed: Third-party names that may be loaded; None allows all. Built-ins need no leave.
        strict: Whether a plugin that cannot be loaded stops the program.
    """

    disabled: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = None
    strict: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> PluginSelection:
        """Read `TRAINING_DISABLE_PLUGINS`, `TRAINING_PLUGINS` and `TRAINING_STRICT_PLUGINS`.

        Raises:
            PluginError: The last one is neither yes nor no.
        """
        variables = os.environ if environ is None else environ
        allowed = variables.get(ALLOW)
        return cls(
            disabled=_names(variables.get(DISABLE, "")),
            allowed=None if allowed is None else _names(allowed),
            strict=_switch(variables.get(STRICT, "")),
        )

    def refusal(self, source: PluginSource) -> str | None:
        """Return why `source` is left out, or None when it is to be loaded."""
        if source.built_in and source.name == INDISPENSABLE:
            return None
        if _listed(source, self.disabled):
            return f"disabled by {DISABLE}"
        if self.allowed is not None and not source.built_in:
            if _listed(source, self.allowed):
                return None
            return f"not listed in {ALLOW}"
        return None

    def unmatched(self, sources: list[PluginSource]) -> list[str]:
        """Return the listed names that no installed plugin or distribution has, sorted."""
        listed = self.disabled | (self.allowed or frozenset())
        return sorted(
            name for name in listed if not any(source.answers_to(name) for source in sources)
        )


def plugin_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that decide which plugins a process loads, for one started elsewhere."""
    names = (DISABLE, ALLOW, STRICT, LOCAL_PLUGINS, REGISTERED_PLUGINS)
    return {name: environ[name] for name in names if name in environ}


def _listed(source: PluginSource, names: frozenset[str]) -> bool:
    return any(source.answers_to(name) for name in names)


def _switch(value: str) -> bool:
    if value.strip().lower() in _ON + _OFF:
        return value.strip().lower() in _ON
    raise PluginError(
        f"environment variable {STRICT}: `{value}` is neither yes nor no. Set it to 1 to refuse "
        "plugins that cannot be loaded, or to 0."
    )


def _names(value: str) -> frozenset[str]:
    return frozenset(name.strip() for name in value.split(",") if name.strip())
