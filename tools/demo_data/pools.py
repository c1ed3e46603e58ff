"""Sets of words or templates of which some never occur in the training split."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tools.demo_data.dice import Dice

T = TypeVar("T")


@dataclass(frozen=True)
class Pool(Generic[T]):
    """Entries for every split, and entries that are held out of the training split."""

    common: tuple[T, ...]
    held_out: tuple[T, ...]

    def draw(self, dice: Dice, novelty: float) -> T:
        """Draw an entry.

        Args:
            dice: Source of randomness.
            novelty: Probability of a held-out entry; 0 for the training split.

        Returns:
            One entry of the pool.
        """
        return dice.pick(self.side(dice, novelty))

    def side(self, dice: Dice, novelty: float) -> tuple[T, ...]:
        """Choose between the common and the held-out entries; never an empty side."""
        if self.held_out and (dice.chance(novelty) or not self.common):
            return self.held_out
        return self.common


def split_pool(entries: Iterable[T], held_out_share: float) -> Pool[T]:
    """Hold out the entries whose checksum says so.

    A checksum and not a draw decides, so that a new entry moves no other one across.

    Args:
        entries: Words or templates; their `str` is what counts.
        held_out_share: Share to hold out, 0 to 1.

    Returns:
        The pool.
    """
    chosen = tuple(dict.fromkeys(entries))
    held_out = tuple(e for e in chosen if _checksum(str(e)) < held_out_share)
    return Pool(tuple(e for e in chosen if e not in set(held_out)), held_out)


def merge_pools(pools: Sequence[Pool[T]]) -> Pool[T]:
    """Join pools, each entry staying on its side."""
    common = dict.fromkeys(entry for pool in pools for entry in pool.common)
    held_out = dict.fromkeys(entry for pool in pools for entry in pool.held_out)
    return Pool(tuple(common), tuple(entry for entry in held_out if entry not in common))


def _checksum(text: str) -> float:
    return zlib.crc32(text.encode()) / 2**32
