from __future__ import annotations

import pytest

from training.config import DistributedConfig
from training.errors import ConfigError
from training.execution.process_group.rank_info import (
    VARIABLES,
    RankInfo,
    is_follower,
    rank_info_from_environment,
)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def given(environment: pytest.MonkeyPatch, *values: str) -> None:
    for name, value in zip(VARIABLES, values):
        environment.setenv(name, value)


def test_what_a_starter_says_is_read(environment: pytest.MonkeyPatch) -> None:
    given(environment, "3", "1", "4")
    assert rank_info_from_environment() == RankInfo(rank=3, local_rank=1, world_size=4)


def test_without_all_of_the_variables_nothing_is_said(environment: pytest.MonkeyPatch) -> None:
    assert rank_info_from_environment() is None
    given(environment, "0", "0")
    assert rank_info_from_environment() is None


@pytest.mark.parametrize(
    "values", [("2", "0", "2"), ("-1", "0", "2"), ("0", "-1", "2"), ("0", "0", "0")]
)
def test_numbers_that_contradict_each_other_are_refused(
    environment: pytest.MonkeyPatch, values: tuple[str, ...]
) -> None:
    given(environment, *values)
    with pytest.raises(ConfigError, match=rf"RANK={values[0]}.*expected 0 <= RANK < WORLD_SIZE"):
        rank_info_from_environment()


def test_what_is_no_number_is_refused(environment: pytest.MonkeyPatch) -> None:
    given(environment, "first", "0", "2")
    with pytest.raises(ConfigError, match=r"RANK=first.*expected whole numbers"):
        rank_info_from_environment()


@pytest.mark.parametrize(
    ("rank", "enabled", "follower"), [("0", True, False), ("1", True, True), ("1", False, False)]
)
def test_every_rank_but_the_first_leaves_talking_to_it(
    environment: pytest.MonkeyPatch, rank: str, enabled: bool, follower: bool
) -> None:
    given(environment, rank, "0", "2")
    assert is_follower(DistributedConfig(enabled=enabled)) is follower
