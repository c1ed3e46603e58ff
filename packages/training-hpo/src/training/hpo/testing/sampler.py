"""Check a sampler."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from training.errors import ConfigError
from training.hpo.factories import read_options
from training.hpo.samplers.base import SamplerFactory
from training.hpo.search_space.search_space import read_search_space, sample
from training.testing.checks.options import odd_options
from training.testing.checks.provider import check_frozen, check_provider
from training.testing.place import place_of
from training.testing.report import Findings

if TYPE_CHECKING:
    from training.hpo.search_space.parameters import Parameter

TRIALS = 6
"""Trials that are drawn of each search space."""
SPACES: tuple[Mapping[str, Any], ...] = (
    {
        "rate": {"type": "loguniform", "min": 1e-5, "max": 1e-2},
        "dropout": {"type": "uniform", "min": 0.0, "max": 0.5},
        "size": {"type": "choice", "values": [8, 16, 32]},
    },
    {
        "layers": {"type": "int", "min": 1, "max": 4},
        "share": {"type": "quniform", "min": 0.0, "max": 1.0, "step": 0.25},
    },
    {"only": {"type": "choice", "values": ["one"]}},
)


def check_sampler(provider: Any, options: Mapping[str, Any] | None = None) -> None:
    """Check a sampler: definition, search spaces of all kinds, and draws that can be repeated.

    Args:
        provider: Subclass of `training.hpo.samplers.base.SamplerFactory`.
        options: Values of its options; by default their defaults.

    Raises:
        ConformanceError: It breaks a rule; all that were found are listed.
        ConfigError: `options` cannot be used.
    """
    findings = Findings(f"sampler {getattr(provider, '__name__', provider)}")
    if check_provider(findings, provider, SamplerFactory):
        given = dict(options or {})
        settings = read_options(provider.options, given, "sampler")
        before = repr(settings)
        for entries in SPACES:
            _check_space(findings, provider, settings, entries)
        for name, value in odd_options(provider.options, given):
            _check_odd(findings, provider, {**given, name: value}, name)
        check_frozen(findings, provider, before, settings)
    findings.finish()


def _check_space(
    findings: Findings, provider: Any, settings: Any, entries: Mapping[str, Any]
) -> None:
    space = read_search_space({"search_space": entries})
    place = place_of(provider, "build")
    words = f"of a search space of {', '.join(entries)}"
    if not _takes(findings, provider, settings, space):
        return
    with findings.guarded(place, words):
        most = provider(settings).most_trials(space, TRIALS)
        findings.expect(
            isinstance(most, int) and 0 <= most <= TRIALS,
            "sampler-trials",
            place_of(provider, "most_trials"),
            f"of {TRIALS} trials asked for it returned {most!r}.",
        )
        wrong = _no_sampler(provider(settings))
        if not findings.expect(not wrong, "sampler-builds", place, wrong):
            return
        first, second = (_drawn(provider(settings), space, most) for _ in range(2))
        findings.expect(
            first == second,
            "sampler-repeatable",
            place,
            f"{words}, the same seed and positions drew {first[0]} and {second[0]}.",
        )
        outside = [one for one in first if not _is_inside(entries, one)]
        findings.expect(not outside, "sampler-range", place, f"{words}, it drew {outside[:1]}.")


def _takes(
    findings: Findings, provider: Any, settings: Any, space: Mapping[str, Parameter]
) -> bool:
    """Return whether the sampler can search a space; a refusal is an answer too."""
    try:
        provider(settings).check(space)
    except ConfigError as error:
        findings.expect(
            "search_space." in str(error),
            "error-place",
            place_of(provider, "check"),
            f"the error does not name `search_space.NAME`: {error}",
        )
        return False
    except Exception as error:
        place = place_of(provider, "check")
        findings.add("own-errors", place, f"{type(error).__name__}: {error}")
        return False
    return True


def _no_sampler(factory: Any) -> str:
    from optuna.samplers import BaseSampler

    made = factory.build(1, 0)
    return "" if isinstance(made, BaseSampler) else f"it returned {type(made).__name__}."


def _drawn(factory: Any, space: Mapping[str, Parameter], most: int) -> list[dict[str, Any]]:
    """Return the parameters of some trials, one sampler for each, as a sweep draws them."""
    from training.hpo.optuna import import_optuna, without_remarks

    optuna = import_optuna()
    optuna.logging.disable_default_handler()
    study = optuna.create_study()
    drawn = []
    with without_remarks():
        for position in range(max(1, most)):
            study.sampler = factory.build(7, position)
            trial = study.ask()
            drawn.append(sample(space, trial))
            study.tell(trial, float(position % 3))
    optuna.logging.enable_default_handler()
    return drawn


def _is_inside(entries: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return values.keys() == entries.keys() and all(
        _is_allowed(entry, values[name]) for name, entry in entries.items()
    )


def _is_allowed(entry: Mapping[str, Any], value: Any) -> bool:
    if entry["type"] == "choice":
        return value in entry["values"]
    low, high = float(entry["min"]), float(entry["max"])
    return math.isfinite(value) and low <= value <= high


def _check_odd(findings: Findings, provider: Any, values: dict[str, Any], name: str) -> None:
    try:
        provider(provider.options(**values)).build(1, 0)
    except ValueError:
        return
    except Exception as error:
        findings.add(
            "options-bounded",
            place_of(provider.options, name),
            f"with `{name}: {values[name]}`: {type(error).__name__}: {error}",
        )
