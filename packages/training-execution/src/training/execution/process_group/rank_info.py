"""Rank of a process among those that train together."""

from __future__ import annotations

import os
from typing import NamedTuple

from training.config import DistributedConfig
from training.errors import ConfigError

VARIABLES = ("RANK", "LOCAL_RANK", "WORLD_SIZE")


class RankInfo(NamedTuple):
    """Where a process stands among those that train together.

    Attributes:
        rank: Its number, from 0.
        local_rank: Its number on this machine, from 0; also the number of its GPU.
        world_size: Processes in all.
    """

    rank: int
    local_rank: int
    world_size: int


def rank_info_from_environment() -> RankInfo | None:
    """Return what `torchrun` or another starter says in the environment; None when it does not.

    Raises:
        ConfigError: A variable is no whole number, or they contradict each other.
    """
    given = {name: os.environ.get(name) for name in VARIABLES}
    if any(value is None for value in given.values()):
        return None
    try:
        rank_info = RankInfo(*(int(value or "") for value in given.values()))
    except ValueError as error:
        raise ConfigError(f"environment: {_shown(given)}: expected whole numbers.") from error
    if not 0 <= rank_info.rank < rank_info.world_size or rank_info.local_rank < 0:
        raise ConfigError(
            f"environment: {_shown(given)}: expected 0 <= RANK < WORLD_SIZE and LOCAL_RANK >= 0."
        )
    return rank_info


def is_follower(distributed: DistributedConfig) -> bool:
    """Return whether this process is one of several, and another one talks to the user.

    Raises:
        ConfigError: As `rank_info_from_environment`.
    """
    rank_info = rank_info_from_environment() if distributed.enabled else None
    return rank_info is not None and rank_info.rank > 0


def _shown(given: dict[str, str | None]) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items())
