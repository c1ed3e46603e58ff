from __future__ import annotations

import logging
import math
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.old_layout.keys import Keys, require_run_id

GIVEN = {"trials": 3, "rate": 0.5, "name": "tiny", "enabled": False, "goal": "maximize"}


def test_values_are_read_and_defaults_stand_for_what_is_absent_or_null() -> None:
    keys = Keys({**GIVEN, "empty": None}, "sampling")
    assert (keys.whole("trials", 1, least=1), keys.whole("empty", 7, least=1)) == (3, 7)
    assert (keys.text("name", "x"), keys.text("empty", "x")) == ("tiny", "x")
    assert (keys.truth("enabled", True), keys.truth("missing", True)) == (False, True)
    assert (keys.positive("rate"), keys.positive("empty")) == (0.5, None)
    assert keys.choice("goal", "minimize", ("minimize", "maximize")) == "maximize"


@pytest.mark.parametrize(
    ("value", "least", "allowed"), [(1, 1, True), (0, 1, False), (True, 0, False), (2.0, 1, False)]
)
def test_a_whole_number_has_a_bound(value: Any, least: int, allowed: bool) -> None:
    keys = Keys({"trials": value}, "sampling")
    if allowed:
        assert keys.whole("trials", 9, least) == value
        return
    with pytest.raises(ConfigError, match=rf"`sampling.trials` must be a whole number >= {least}"):
        keys.whole("trials", 9, least)


@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan, True, "3"])
def test_a_time_is_a_finite_number_above_zero(value: Any) -> None:
    with pytest.raises(ConfigError, match=r"`minutes` must be a number > 0, not"):
        Keys({"minutes": value}).positive("minutes")


def test_refusals_name_the_key_the_value_and_the_nearest_word() -> None:
    keys = Keys({"goal": "maximise", "name": "  ", "on": "yes"}, "objective")
    with pytest.raises(ConfigError, match=r"`objective.goal` must be one of .* not 'maximise'.*"):
        keys.choice("goal", "minimize", ("minimize", "maximize"))
    with pytest.raises(ConfigError, match=r"Did you mean `maximize`\?"):
        keys.choice("goal", "minimize", ("minimize", "maximize"))
    with pytest.raises(ConfigError, match=r"`objective.name` must be text"):
        keys.text("name", "x")
    with pytest.raises(ConfigError, match=r"`objective.on` must be true or false, not 'yes'"):
        keys.truth("on", True)


def test_a_section_below_another_has_its_dotted_name() -> None:
    below = Keys({"sampling": {"trials": 0}}, "hpo").below("sampling")
    with pytest.raises(ConfigError, match=r"`hpo.sampling.trials`"):
        below.whole("trials", 1, least=1)
    assert Keys({}).below("sampling").values == {}
    with pytest.raises(ConfigError, match=r"`sampling` must be a mapping of keys, not \[1\]"):
        Keys({"sampling": [1]}).below("sampling")


def test_a_misspelled_key_is_refused_and_one_without_effect_is_warned_of(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(ConfigError, match=r"`sampling.trails`. Did you mean `trials`"):
        Keys({"trails": 1}, "sampling").allow(("trials", "seed"))
    with caplog.at_level(logging.WARNING, logger="training"):
        keys = Keys({"trials": 1, "cleanup": 1, "colour": 1}, "sampling")
        keys.allow(("trials",), {"cleanup": "it belongs elsewhere"})
    assert [record.getMessage() for record in caplog.records] == [
        "`sampling.cleanup` is not applied: it belongs elsewhere",
        "`sampling.colour` has no effect: no such key is known here",
    ]


@pytest.mark.parametrize("run_id", ["../elsewhere", "a/b", "/tmp"])
def test_a_run_id_cannot_lead_to_another_folder(run_id: str) -> None:
    with pytest.raises(ConfigError, match="it holds no `/`"):
        require_run_id(run_id)


@pytest.mark.parametrize("run_id", [None, "", "20260102_030405"])
def test_an_ordinary_run_id_is_allowed(run_id: str | None) -> None:
    require_run_id(run_id)
