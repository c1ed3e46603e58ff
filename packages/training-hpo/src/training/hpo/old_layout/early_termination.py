"""The section `early_termination` of old sweep settings, in the words of Azure ML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from training.errors import ConfigError, suggestion
from training.hpo.old_layout.keys import Keys

PLACE = "early_termination"


class NamedPruner(NamedTuple):
    """A pruner as `build_pruner` takes it.

    Attributes:
        name: Its name.
        options: Its options.
    """

    name: str
    options: dict[str, Any]


def pruner_of_policy(hpo_config: Mapping[str, Any]) -> NamedPruner | None:
    """Return the pruner that an old `early_termination` asks for; None without one.

    `bandit` is Azure's rule; `median` and `median_stopping` compare with the median of the trials
    before, at the same interval; `truncation_selection` stops the worst `truncation_percentage`
    percent.

    Raises:
        ConfigError: The policy is not known, or a value cannot be used.
    """
    keys = Keys(hpo_config.get(PLACE), PLACE)
    if not keys.values or keys.values.get("enabled") is False:
        return None
    policy = keys.values.get("policy")
    if not isinstance(policy, str) or policy not in _POLICIES:
        raise ConfigError(
            f"`{PLACE}.policy` must be one of {', '.join(_POLICIES)}, not {policy!r}."
            f"{suggestion(str(policy), _POLICIES)}"
        )
    return _POLICIES[policy](keys)


def _bandit(keys: Keys) -> NamedPruner:
    known = ("slack_factor", "slack_amount", "evaluation_interval", "delay_evaluation")
    keys.allow((*known, "policy", "enabled"))
    given = {key: keys.values[key] for key in known if keys.values.get(key) is not None}
    return NamedPruner("bandit", given)


def _median(keys: Keys) -> NamedPruner:
    keys.allow(("evaluation_interval", "delay_evaluation", "policy", "enabled"))
    return NamedPruner("median", _steps(keys))


def _truncation(keys: Keys) -> NamedPruner:
    known = ("truncation_percentage", "evaluation_interval", "delay_evaluation")
    keys.allow((*known, "policy", "enabled"))
    percentage = keys.whole("truncation_percentage", 10, least=1)
    if percentage > 99:
        raise keys.refused("truncation_percentage", "a whole number from 1 to 99")
    return NamedPruner("percentile", {"percentile": 100.0 - percentage, **_steps(keys)})


def _steps(keys: Keys) -> dict[str, Any]:
    return {
        "interval_steps": keys.whole("evaluation_interval", 1, least=1),
        "n_warmup_steps": keys.whole("delay_evaluation", 0, least=0),
    }


_POLICIES: Mapping[str, Callable[[Keys], NamedPruner]] = {
    "bandit": _bandit,
    "median": _median,
    "median_stopping": _median,
    "truncation_selection": _truncation,
}
