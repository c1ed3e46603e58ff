from __future__ import annotations

from training.hpo.sweep.seeds import fold_seed


def test_every_fold_of_every_trial_has_a_seed_of_its_own() -> None:
    seeds = {fold_seed(s, t, f) for s in range(5) for t in range(20) for f in range(5)}
    assert len(seeds) == 500
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_the_seed_stays_the_same_from_release_to_release() -> None:
    """A sweep of an earlier version is resumed with the same seeds."""
    assert fold_seed(42, 0, 0) == 3224692507
    assert fold_seed(42, 1, 0) != fold_seed(42, 0, 1)
    assert fold_seed(1, 12, 3) != fold_seed(11, 2, 3)
