"""Join the datasets of two annotation rounds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from training.core.data.read import load_dataset
from training.errors import ConfigError, DataError, suggestion

Items = list[dict[str, Any]]

STRATEGIES = ("new_only", "combined", "append")


def combine_datasets(
    old_dataset_path: Path | None,
    new_dataset_path: Path,
    strategy: str = "combined",
    validation_ratio: float = 0.1,
    random_seed: int = 42,
) -> dict[str, Items]:
    """Return the training and validation items of an old and a new dataset.

    Args:
        old_dataset_path: Needed by every strategy but ``new_only``.
        new_dataset_path: Any file or folder that a reader understands.
        strategy: ``new_only`` takes the new dataset as it is; ``append`` puts the new items after
            the old ones; ``combined`` shuffles old and new together.
        validation_ratio: Share of the training items, at least one, that is held out when neither
            dataset provides a validation split; 0 holds out none.
        random_seed: Seed of the shuffling and of what is held out.

    Returns:
        ``{"train": [...], "validation": [...]}``.

    Raises:
        ConfigError: The strategy is unknown, the ratio is not in [0, 1), or the old dataset is
            missing.
        DataError: A dataset cannot be read.
    """
    _check(strategy, validation_ratio, old_dataset_path)
    new = load_dataset(str(new_dataset_path))
    if strategy == "new_only":
        return {"train": new["train"], "validation": new["validation"]}
    old = load_dataset(str(old_dataset_path))
    train, validation = (old[split] + new[split] for split in ("train", "validation"))
    if strategy == "combined":
        random.Random(random_seed).shuffle(train)
        random.Random(random_seed + 1).shuffle(validation)
    if not validation:
        train, validation = _held_out(train, validation_ratio, random_seed)
    return {"train": train, "validation": validation}


def _check(strategy: str, ratio: float, old: Path | None) -> None:
    if strategy not in STRATEGIES:
        raise ConfigError(
            f"strategy={strategy!r}: expected one of {', '.join(STRATEGIES)}."
            f"{suggestion(strategy, list(STRATEGIES))}"
        )
    if not 0.0 <= ratio < 1.0:
        raise ConfigError(f"validation_ratio={ratio}: expected a share from 0 up to, not, 1.")
    if strategy != "new_only" and (old is None or not Path(old).exists()):
        raise ConfigError(
            f"old_dataset_path={old}: the strategy `{strategy}` needs the old dataset, and there "
            "is none. Give its path, or choose `new_only`."
        )


def _held_out(items: Items, ratio: float, seed: int) -> tuple[Items, Items]:
    count = max(1, int(len(items) * ratio)) if ratio > 0 else 0
    if count >= len(items):
        if count:
            raise DataError(f"{len(items)} training items are too few to hold out {count} of them.")
        return items, []
    held = set(random.Random(seed).sample(range(len(items)), count))
    kept = [item for index, item in enumerate(items) if index not in held]
    return kept, [items[index] for index in sorted(held)]
