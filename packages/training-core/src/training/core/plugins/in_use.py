"""Tell the plugins that decide what a run computes from those that are merely installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from training.core.plugins.discovery import PluginSource
from training.core.plugins.manager import TrainingPluginManager, get_plugin_manager
from training.core.plugins.registry import registered_kinds

BESIDE_A_RUN = ("command", "sampler", "pruner")
"""Kinds of providers that no run uses."""
_OFFERS = "register_"


def unrelated_plugins(config: Mapping[str, Any], also: Iterable[str] = ()) -> list[PluginSource]:
    """Return the loaded third-party plugins that have no part in a run.

    A plugin has one when it implements another hook than `register_*`, which is called during every
    fit, or offers something by a name that is in the configuration.

    Args:
        config: The plain values of the configuration of the run.
        also: Further names that it uses, such as that of the reader that `auto` means.
    """
    manager = get_plugin_manager()
    names = {*_texts(config), *also}
    used = {*_watching(manager), *_providing(manager, names)}
    loaded = [one.source for one in manager.reports if one.status == "loaded"]
    return [one for one in loaded if not one.built_in and one not in used]


def _watching(manager: TrainingPluginManager) -> Iterator[PluginSource]:
    """Yield the plugins with hooks that a fit may call."""
    for name, caller in vars(manager.hook).items():
        if not name.startswith(_OFFERS):
            yield from (manager.source_of(one.plugin_name) for one in caller.get_hookimpls())


def _providing(manager: TrainingPluginManager, names: set[str]) -> Iterator[PluginSource]:
    for kind, registry in registered_kinds(manager).items():
        for offer in registry if kind not in BESIDE_A_RUN else ():
            provider = offer.provider
            plain = {provider.name, provider.name.replace("-", "_"), *provider.former_names}
            if plain & names or any(registry.means(name, offer) for name in names if ":" in name):
                yield offer.source


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a nested value, the keys of mappings too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (str(key) for key in value)
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, (list, tuple)):
        yield from (text for one in value for text in _texts(one))
