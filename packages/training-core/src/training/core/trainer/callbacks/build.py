"""Build the callbacks of a configuration."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

from training.config import Section, TrainingConfig
from training.core.plugins import get_registry
from training.core.plugins.attribution import add_note
from training.core.run_config.callback_options import callback_settings
from training.core.trainer.callbacks.callback import Callback
from training.core.trainer.callbacks.dispatch.calls import CHANGING, EVENTS, NamedCallback
from training.core.trainer.optimizers.build import RateFactor
from training.errors import ConfigError, PluginError, nearest

if TYPE_CHECKING:
    from torch import nn

TIME_BUDGET = "time-budget"
MAIN_ONLY_MAY_NOT = (*CHANGING, "evaluation_weights", "learning_rate_factor")


def build_callbacks(config: TrainingConfig) -> list[NamedCallback]:
    """Return the callbacks of `training.callbacks`, and the one of `training.max_minutes`.

    Raises:
        ConfigError: Two of them exclude each other, or one refuses its options.
        PluginError: One breaks a rule of callbacks.
    """
    named = [_built(name, settings) for name, settings in callback_settings(config)]
    if config.max_minutes is not None:
        named.append(_time_budget(config.max_minutes, [one.name for one in named]))
    _require_compatible(named)
    return named


def learning_rate_factor(callbacks: Sequence[NamedCallback]) -> RateFactor | None:
    """Return the product of the factors of all callbacks; None where none has one.

    Raises:
        PluginError: When called, and a factor is not a number above 0.
    """
    having = [
        one
        for one in callbacks
        if type(one.callback).learning_rate_factor is not Callback.learning_rate_factor
    ]

    def product(name: str, parameter: nn.Parameter, model: nn.Module) -> float:
        factor = 1.0
        for one in having:
            given: Any = one.callback.learning_rate_factor(name, parameter, model)
            if not isinstance(given, Real) or not 0.0 < float(given) < float("inf"):
                raise PluginError(
                    f"The callback `{one.name}`: `learning_rate_factor` must return a number above "
                    f"0, not {given!r} for `{name}`."
                )
            factor *= float(given)
        return factor

    return product if having else None


def _built(name: str, settings: Section) -> NamedCallback:
    registry = get_registry("callback")
    kind = cast("type[Callback]", registry.load(name))
    source = str(registry.find(name).source)
    _require_events(name, kind)
    _require_all_ranks(name, kind)
    try:
        callback = kind(settings)
    except ValueError as error:
        raise ConfigError(f"training.callbacks.{name}: {error}") from error
    except Exception as error:
        add_note(error, f"raised in `__init__` of the callback `{name}` of {source}")
        raise
    if not hasattr(callback, "settings"):
        raise PluginError(
            f"The callback `{name}` of {source}: its `__init__` must call "
            "`super().__init__(options)`, which sets `settings`."
        )
    return NamedCallback(name, callback, source)


def _require_events(name: str, kind: type[Callback]) -> None:
    """Refuse methods that look like events and would never be called."""
    for method in dir(kind):
        meant = nearest(method, EVENTS) if method.startswith(("on_", "before_")) else None
        if meant is not None and method not in EVENTS and callable(getattr(kind, method)):
            raise PluginError(
                f"The callback `{name}` has the method `{method}`, which is no event and would "
                f"never be called. Did you mean `{meant}`? Begin the names of other methods "
                "otherwise."
            )


def _require_all_ranks(name: str, kind: type[Callback]) -> None:
    if kind.runs_in == "all":
        return
    for event in MAIN_ONLY_MAY_NOT:
        if getattr(kind, event) is not getattr(Callback, event):
            raise PluginError(
                f'The callback `{name}` runs in the main rank only (`runs_in = "main"`) and has '
                f"`{event}`, which changes what a rank computes. Let it run in all ranks."
            )


def _time_budget(minutes: float, names: Sequence[str]) -> NamedCallback:
    from training.core.trainer.callbacks.time_budget import TimeBudget, TimeBudgetOptions

    if TIME_BUDGET in names:
        raise ConfigError(
            f"training.max_minutes and the callback `{TIME_BUDGET}` say the same; use one of them."
        )
    return NamedCallback(TIME_BUDGET, TimeBudget(TimeBudgetOptions(minutes=minutes)))


def _require_compatible(named: Sequence[NamedCallback]) -> None:
    names = [one.name for one in named]
    for one in named:
        for other in one.callback.excludes:
            if other in names:
                raise ConfigError(
                    f"training.callbacks: `{one.name}` and `{other}` exclude each other. Take one "
                    "of them out."
                )
