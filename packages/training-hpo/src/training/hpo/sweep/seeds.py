"""Seeds that make a trial reproducible alone."""

from __future__ import annotations

import hashlib


def fold_seed(study_seed: int, trial: int, fold: int) -> int:
    """Return the seed of one fold of one trial.

    It hangs on the three numbers alone, so a fold can be trained again without the others; it is
    the beginning of their SHA-256, so that neighbours share nothing.

    Args:
        study_seed: Seed of the sweep.
        trial: Number of the trial, from 0.
        fold: Number of the fold, from 0.

    Returns:
        0 … 2**32 - 1.
    """
    digest = hashlib.sha256(f"{study_seed}/{trial}/{fold}".encode()).digest()
    return int.from_bytes(digest[:4], "big")
