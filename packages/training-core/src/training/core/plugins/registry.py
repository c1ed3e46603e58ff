"""Look up what the plugins provide by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from pluggy import HookCaller, HookImpl

from training.config.layers.named_list import key_of
from training.core.plugins.attribution import add_note
from training.core.plugins.contract import base_of, class_problem
from training.core.plugins.discovery import PluginSource
from training.core.plugins.local import registered_elsewhere
from training.core.plugins.manager import TrainingPluginManager, get_plugin_manager
from training.core.plugins.provider import MissingTargetError, Provider
from training.errors import PluginError, UserError, suggestion

PREFIX, SUFFIX = "register_", "s"


@dataclass(frozen=True)
class Registration:
    """A provider and the plugin that offers it."""

    provider: Provider
    source: PluginSource


class Registry:
    """The providers of one kind.

    Args:
        kind: What they are, in the singular, for messages: ``task``, ``backbone``, …
        registrations: All offers of that kind, in calling order.
        failures: Plugins that could not be loaded and may have offered more.
        absent: Names of plugins that exist in the process that has started this one, and not here.
        base: Class that all must derive from, as ``module:Class``; empty for none.
    """

    def __init__(
        self,
        kind: str,
        registrations: list[Registration],
        failures: list[PluginSource],
        absent: Sequence[str] = (),
        base: str = "",
    ) -> None:
        self.kind = kind
        self._registrations = registrations
        self._failures = failures
        self._absent = absent
        self._base = base

    def __iter__(self) -> Iterator[Registration]:
        return iter(self._registrations)

    @property
    def names(self) -> list[str]:
        """Names on offer, in calling order."""
        return list(dict.fromkeys(one.provider.name for one in self))

    def __contains__(self, name: str) -> bool:
        return any(self.means(name, one) for one in self)

    def means(self, name: str, offer: Registration) -> bool:
        """Return whether `name`, plain or as `plugin:name`, stands for an offer."""
        owner, _, plain = name.rpartition(":")
        known = (offer.provider.name, *offer.provider.former_names)
        return name in known or bool(owner and plain in known and offer.source.answers_to(owner))

    def name_of(self, offer: Registration) -> str:
        """Return the name that stands for one offer alone: qualified where several share it."""
        name = offer.provider.name
        shared = sum(one.provider.name == name for one in self) > 1
        return f"{offer.source.name}:{name}" if shared else name

    def current_name(self, name: str) -> str:
        """Return the name that a former one became; every other name as it is.

        A qualified name, `plugin:name` or `distribution:name`, becomes the plain one unless several
        plugins offer that.
        """
        if name in self.names:
            return name
        found = next((one.provider.name for one in self if self.means(name, one)), name)
        shared = sum(one.provider.name == found for one in self) > 1
        owner = name.rpartition(":")[0]
        return f"{owner}:{found}" if shared and owner else found

    def first_name(self, name: str) -> str:
        """Return the name under which a provider was first registered; unknown ones as they are."""
        owner, separator, _ = name.rpartition(":")
        for one in self:
            if name == one.provider.name:
                return one.provider.first_name
            if self.means(name, one):
                return f"{owner}{separator}{one.provider.first_name}"
        return name

    def find(self, name: str) -> Registration:
        """Return the one offer under `name`, plain or as `plugin:name`, or under that former name.

        Raises:
            PluginError: No plugin, or more than one, offers it.
        """
        current = self.current_name(name)
        found = [one for one in self if one.provider.name == current]
        found = found or [one for one in self if self.means(current, one)]
        if not found:
            raise PluginError(self._unknown(name))
        if len(found) > 1:
            raise PluginError(self._conflict(name, found))
        return found[0]

    def load(self, name: str) -> object:
        """Import and return what is offered under `name`.

        Raises:
            PluginError: Nothing usable is offered under that name, or it breaks a rule of its kind.
            MissingExtraError: It needs an optional dependency that is not installed.
            Exception: Whatever its module raises when it is imported, with a note that names the
                plugin.
        """
        registration = self.find(name)
        try:
            found = registration.provider.load()
        except MissingTargetError as error:
            raise PluginError(self._no_target(registration)) from error
        except UserError:
            raise
        except Exception as error:
            add_note(error, self._attribution(registration))
            raise
        problem = class_problem(found, self._base) if self._base else ""
        if problem:
            raise PluginError(self._rule(registration, problem))
        return found

    def _rule(self, registration: Registration, problem: str) -> str:
        provider = registration.provider
        return (
            f"{registration.source} offers the {self.kind} `{provider.name}` at "
            f"`{provider.target}`, which {problem}."
        )

    def _unknown(self, name: str) -> str:
        remarks = f" {self.remarks}" if self.remarks else ""
        return (
            f"No {self.kind} is called `{name}`.{suggestion(name, self.names)} "
            f"Available: {', '.join(self.names) or 'none'}.{remarks}"
        )

    @property
    def remarks(self) -> str:
        """Sentences on plugins that may offer what is not found here; empty without such."""
        broken = ", ".join(str(source) for source in self._failures)
        absent = ", ".join(f"`{name}`" for name in self._absent)
        sentences = [
            f"These could not be loaded and may offer it: {broken}." if broken else "",
            f"{absent} was registered in the process that started this one and is unknown here; a "
            "module listed under `plugins` in `[tool.training]` of pyproject.toml is loaded in "
            "every process."
            if absent
            else "",
        ]
        return " ".join(filter(None, sentences))

    def _conflict(self, name: str, found: list[Registration]) -> str:
        owners = " and ".join(str(one.source) for one in found)
        qualified = " or ".join(f"`{one.source.name}:{one.provider.name}`" for one in found)
        return (
            f"The {self.kind} `{name}` is offered by {owners}. Write which one is meant, "
            f"{qualified}, or set TRAINING_DISABLE_PLUGINS={found[-1].source.name}."
        )

    def _attribution(self, registration: Registration) -> str:
        provider = registration.provider
        return (
            f"raised while `{provider.target}` was imported, the {self.kind} `{provider.name}` of "
            f"{registration.source}"
        )

    def _no_target(self, registration: Registration) -> str:
        return (
            f"{registration.source} offers the {self.kind} `{registration.provider.name}` at "
            f"`{registration.provider.target}`, and there is nothing of that name there."
        )


def get_registry(kind: str, manager: TrainingPluginManager | None = None) -> Registry:
    """Ask every plugin for what it registers of one kind (hook ``register_<kind>s``).

    A plugin that raises, or returns something that is no `Provider`, is reported as failed and
    left out; the others are served.
    """
    plugins = get_plugin_manager() if manager is None else manager
    plural = f"{kind}es" if kind.endswith("s") else f"{kind}s"
    caller = getattr(plugins.hook, f"register_{plural}")
    registrations = [
        Registration(provider, plugins.source_of(one.plugin_name))
        for one in reversed(caller.get_hookimpls())
        for provider in _offers(one, plugins)
    ]
    broken = [report.source for report in plugins.reports if report.status == "failed"]
    absent = [name for name in registered_elsewhere() if not plugins.has_plugin(name)]
    base = base_of(caller.spec.function) if caller.spec is not None else ""
    return Registry(kind, registrations, broken, absent, base)


def name_of_key(kind: str, key: str) -> str:
    """Return the name of the provider that a key stands for; an unknown one as it is.

    With a plugin or distribution before a colon, it is that one's.
    """
    registry = get_registry(kind)
    names = list(registry.names)
    if ":" in key:
        names = [
            f"{owner}:{offer.provider.name}"
            for offer in registry
            for owner in (offer.source.name, offer.source.distribution)
        ]
    return next((name for name in names if key_of(name) == key), key)


def registered_kinds(manager: TrainingPluginManager) -> dict[str, Registry]:
    """Ask every plugin for what it registers; afterwards the manager knows which of them fail.

    Returns:
        The registry of each kind: ``task``, ``backbone``, ``command``, …
    """
    return {kind: get_registry(kind, manager) for kind in _kinds(manager)}


def _kinds(manager: TrainingPluginManager) -> list[str]:
    return [
        _singular(name[len(PREFIX) :])
        for name, caller in vars(manager.hook).items()
        if name.startswith(PREFIX) and name.endswith(SUFFIX) and _is_ours(caller)
    ]


def _singular(kinds: str) -> str:
    return kinds.removesuffix("es") if kinds.endswith("sses") else kinds.removesuffix(SUFFIX)


def _is_ours(caller: HookCaller) -> bool:
    """Return whether a hook follows our convention; one that a third party specifies may not."""
    spec = caller.spec
    return spec is not None and str(getattr(spec.namespace, "__name__", "")).startswith("training.")


def _offers(implementation: HookImpl, manager: TrainingPluginManager) -> list[Provider]:
    try:
        given = cast("Iterable[object]", implementation.function())
        providers: list[Provider] = []
        for provider in given:
            if not isinstance(provider, Provider):
                raise PluginError(f"`{implementation.function.__name__}` returned {provider!r}")
            providers.append(provider)
    except Exception as error:
        source = manager.source_of(implementation.plugin_name)
        if source.built_in:
            raise
        manager.note_failure(source, error, implementation.function.__name__)
        return []
    return providers
