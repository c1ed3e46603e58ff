from __future__ import annotations

import math
from typing import Any

import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.errors import ConfigError
from training.hpo import SearchSpaceTranslator, translate_search_space_to_optuna
from training.hpo.search_space.search_space import edges, fixed, read_search_space, sample


def trial() -> optuna.Trial:
    sampler = optuna.samplers.RandomSampler(seed=1)
    return optuna.create_study(sampler=sampler).ask()


def test_every_form_gives_values_of_its_range_and_type() -> None:
    space = {
        "backbone": {"type": "choice", "values": ["tiny", "small"]},
        "dropout": {"type": "uniform", "min": 0, "max": 0.5},
        "learning_rate": {"type": "loguniform", "min": "1e-5", "max": 1e-3},
        "warmup_ratio": {"type": "quniform", "min": 0.0, "max": 0.3, "step": 0.1},
        "epochs": {"type": "int", "min": 1, "max": 9, "step": 4},
        "training.batch_size": {"type": "logint", "min": 1, "max": 64},
    }
    values = SearchSpaceTranslator.to_optuna({"search_space": space}, trial())
    assert list(values) == list(space)
    assert values["backbone"] in ("tiny", "small")
    assert 0 <= values["dropout"] <= 0.5
    assert 1e-5 <= values["learning_rate"] <= 1e-3
    assert values["warmup_ratio"] in (0.0, 0.1, 0.2, pytest.approx(0.3))
    assert values["epochs"] in (1, 5, 9)
    assert isinstance(values["epochs"], int)
    assert 1 <= values["training.batch_size"] <= 64
    assert isinstance(values["training.batch_size"], int)


def test_logarithmic_ranges_are_searched_on_a_logarithmic_scale() -> None:
    config = {
        "search_space": {
            "rate": {"type": "loguniform", "min": 1e-6, "max": 1.0},
            "size": {"type": "logint", "min": 1, "max": 8},
        }
    }
    asked = trial()
    translate_search_space_to_optuna(config, asked)
    distributions: Any = asked.distributions
    assert distributions["rate"].log
    assert distributions["size"].log


def test_excluded_parameters_are_not_asked_for() -> None:
    config = {
        "search_space": {
            "backbone": {"type": "choice", "values": ["tiny"]},
            "dropout": {"type": "uniform", "min": 0.0, "max": 0.5},
        }
    }
    asked = trial()
    values = translate_search_space_to_optuna(config, asked, exclude_params=["backbone", "other"])
    assert list(values) == ["dropout"]
    assert list(asked.params) == ["dropout"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (3e-4, r"`search_space.x` must be a mapping"),
        ({}, r"`search_space.x.type` must be one of choice, uniform"),
        ({"type": "logunifrom"}, r"not 'logunifrom'. Did you mean `loguniform`"),
        ({"type": ["int"]}, r"`search_space.x.type` must be one of"),
        ({"type": "choice"}, r"`search_space.x.values` is missing"),
        ({"type": "choice", "values": []}, r"`search_space.x.values` must be a list of at least"),
        ({"type": "choice", "values": "abc"}, r"`search_space.x.values` must be a list"),
        ({"type": "choice", "values": [[1]]}, r"`search_space.x.values` may hold text, numbers"),
        ({"type": "choice", "values": [1, True]}, r"`search_space.x.values` holds equal values"),
        ({"type": "uniform", "min": 0}, r"`search_space.x.max` is missing"),
        ({"type": "uniform", "min": 2, "max": 1}, r"`search_space.x`: min 2 is above max 1"),
        ({"type": "uniform", "min": 0, "max": "much"}, r"`search_space.x.max` must be a number"),
        ({"type": "uniform", "min": True, "max": 2}, r"`search_space.x.min` must be a number"),
        ({"type": "uniform", "min": 0, "max": math.inf}, r"`search_space.x.max` must be a number"),
        ({"type": "uniform", "min": 0, "max": 1, "mx": 1}, r"`search_space.x.mx`. Did you mean"),
        ({"type": "uniform", "min": 0, "max": 1, "step": 1}, r"unknown key `search_space.x.step`"),
        ({"type": "loguniform", "min": 0, "max": 1}, r"`search_space.x.min` must be above 0"),
        ({"type": "logint", "min": 0, "max": 4}, r"`search_space.x.min` must be above 0"),
        ({"type": "logint", "min": 1, "max": 4, "step": 2}, r"`search_space.x.step` must be 1"),
        ({"type": "int", "min": 1.5, "max": 4}, r"`search_space.x.min` must be a whole number"),
        ({"type": "int", "min": 1, "max": 4, "step": 0}, r"`search_space.x.step` must be a whole"),
        ({"type": "quniform", "min": 0, "max": 1}, r"`search_space.x.step` is missing"),
        ({"type": "quniform", "min": 0, "max": 1, "step": 0}, r"`search_space.x.step` must be"),
        (
            {"type": "quniform", "min": 0, "max": 1e300, "step": 1e-300},
            r"at most 1,000,000,000,000",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_by_name(entry: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_search_space({"search_space": {"x": entry}})


@pytest.mark.parametrize("config", [{}, {"search_space": {}}, {"search_space": ["x"]}])
def test_an_empty_search_space_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="`search_space` must map at least one parameter"):
        translate_search_space_to_optuna(config, trial())


@given(
    low=st.integers(-50, 50),
    width=st.integers(0, 100),
    step=st.integers(1, 40),
)
@settings(deadline=None)
def test_steps_never_leave_their_range(low: int, width: int, step: int) -> None:
    tenths = {"min": low / 10, "max": (low + width) / 10, "step": step / 10}
    space = {
        "whole": {"type": "int", "min": low, "max": low + width, "step": step},
        "tenths": {"type": "quniform", **tenths},
    }
    values = translate_search_space_to_optuna({"search_space": space}, trial())
    assert (values["whole"] - low) % step == 0
    assert low <= values["whole"] <= low + width
    assert tenths["min"] <= values["tenths"] <= tenths["max"] + 1e-9
    steps = (values["tenths"] - tenths["min"]) / tenths["step"]
    assert steps == pytest.approx(round(steps), abs=1e-6)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)
entries = st.fixed_dictionaries(
    {"type": st.sampled_from(["choice", "uniform", "loguniform", "quniform", "int", "logint"])},
    optional={"values": json_values, "min": json_values, "max": json_values, "step": json_values},
)


@given(entry=entries | json_values)
@settings(deadline=None)
def test_any_entry_is_either_understood_or_refused_by_name(entry: Any) -> None:
    message = ""
    try:
        read_search_space({"search_space": {"x": entry}})
    except ConfigError as error:
        message = str(error)
    assert not message or "search_space.x" in message


WARMUP = {"type": "uniform", "min": 0.0, "max": 0.2}
SCHEDULE = {"type": "choice", "values": ["linear", "cosine", "constant"]}


def conditional(when: Any, **others: Any) -> dict[str, Any]:
    return {"search_space": {"schedule": SCHEDULE, "warmup": {**WARMUP, "when": when}, **others}}


def test_a_conditional_parameter_is_asked_for_only_where_its_condition_holds() -> None:
    space = read_search_space(conditional({"schedule": ["linear", "cosine"]}))
    for schedule in ("linear", "cosine", "constant"):
        fixed_trial = optuna.trial.FixedTrial({"schedule": schedule, "warmup": 0.1})
        assert ("warmup" in sample(space, fixed_trial)) == (schedule != "constant")


def test_what_depends_on_a_parameter_that_is_not_asked_for_is_not_asked_for_either() -> None:
    patience = {"type": "int", "min": 1, "max": 5, "when": {"warmup": {"min": 0.1}}}
    space = read_search_space(conditional({"schedule": "linear"}, patience=patience))
    asked = {"warmup": 0.15, "patience": 3}
    linear = optuna.trial.FixedTrial({"schedule": "linear", **asked})
    constant = optuna.trial.FixedTrial({"schedule": "constant", **asked})
    assert list(sample(space, linear)) == ["schedule", "warmup", "patience"]
    assert list(sample(space, constant)) == ["schedule"]


def test_conditions_may_refer_to_parameters_that_come_later() -> None:
    entries = {"warmup": {**WARMUP, "when": {"schedule": "linear"}}, "schedule": SCHEDULE}
    space = read_search_space({"search_space": entries})
    linear = optuna.trial.FixedTrial({"schedule": "linear", "warmup": 0.1})
    assert sample(space, linear) == {"warmup": 0.1, "schedule": "linear"}


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ({"shedule": "linear"}, r"no parameter `shedule` .* Did you mean `schedule`"),
        ({"schedule": "step"}, r"`search_space.warmup.when.schedule`: 'step' is never a value"),
        ({"schedule": ["linear", "step"]}, r"'step' is never a value"),
        ({"schedule": {"min": 1}}, r"a number at least 1 is never a value"),
        ({"schedule": {"mn": 1}}, r"must be \{min: NUMBER, max: NUMBER\}"),
        ({"schedule": {"min": 2, "max": 1}}, r"in that order"),
        ({"schedule": []}, r"must be a value or a list of them"),
        ({}, r"`search_space.warmup.when` must be"),
        ("linear", r"`search_space.warmup.when` must be"),
        ({"warmup": 0.1}, r"refer to each other in a circle"),
    ],
)
def test_a_condition_that_can_never_hold_is_refused_by_name(when: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read_search_space(conditional(when))


def test_a_condition_on_a_parameter_that_is_left_out_cannot_be_judged() -> None:
    config = conditional({"schedule": "linear"})
    with pytest.raises(ConfigError, match="`schedule` is left out"):
        translate_search_space_to_optuna(config, trial(), exclude_params=["schedule"])


def test_a_parameter_that_is_given_takes_what_depends_on_it_along() -> None:
    space = read_search_space(conditional({"schedule": "linear"}))
    assert list(fixed(space, "schedule", "constant")) == []
    assert fixed(space, "schedule", "linear") == read_search_space(
        {"search_space": {"warmup": WARMUP}}
    )


numbers = st.integers(-20, 20)


@given(
    low=numbers,
    width=st.integers(0, 20),
    step=st.integers(1, 7),
    wanted=numbers,
    room=st.integers(0, 9),
)
@settings(deadline=None, max_examples=50)
def test_edges_of_a_conditional_parameter_fulfil_its_condition(
    low: int, width: int, step: int, wanted: int, room: int
) -> None:
    above = {"type": "int", "min": low, "max": low + width, "step": step}
    when = {"above": {"min": wanted, "max": wanted + room}}
    config = {"search_space": {"above": above, "warmup": {**WARMUP, "when": when}}}
    reachable = [one for one in range(low, low + width + 1, step) if wanted <= one <= wanted + room]
    if not reachable:
        with pytest.raises(ConfigError, match="is never a value"):
            read_search_space(config)
        return
    space = read_search_space(config)
    of_warmup = [values for name, values in edges(space) if name == "warmup"]
    assert [values["warmup"] for values in of_warmup] == [0.0, 0.2]
    assert all(values["above"] in reachable for values in of_warmup)


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ({"type": "float", "low": 1e-4, "high": 1e-2}, "Write `uniform`, or `loguniform`"),
        ({"type": "suggest_float", "min": 0, "max": 1}, "Write `uniform`, or `loguniform`"),
        ({"type": "suggest_int", "min": 0, "max": 1}, "Write `int`, or `logint`"),
        ({"type": "categorical", "values": [1]}, "Write `choice`"),
        ({"type": "uniform", "low": 0, "max": 1}, r"`search_space\.x\.low`. Write `min`"),
        ({"type": "int", "min": 0, "high": 1}, r"`search_space\.x\.high`. Write `max`"),
        ({"type": "choice", "choices": [1]}, r"`search_space\.x\.choices`. Write `values`"),
        ({"type": "uniform", "min": 1, "max": 2, "log": True}, "`type: loguniform`"),
        ({"type": "int", "min": 1, "max": 2, "log": True}, "`type: logint`"),
        ({"float": True, "low": 1, "high": 2}, "Write `type:` with `uniform`, or `loguniform`"),
        ({"low": 1, "high": 2}, r"The form is, for example, \{type: loguniform, min, max\}"),
    ],
)
def test_the_words_of_other_tools_are_answered_with_those_to_write(
    entry: dict[str, Any], hint: str
) -> None:
    with pytest.raises(ConfigError, match=hint):
        read_search_space({"search_space": {"x": entry}})
