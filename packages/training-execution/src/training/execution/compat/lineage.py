"""The names by which an old record of the best model says where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OLD_NAMES = {
    "hpo_study_key_hash": ("study_key_hash",),
    "hpo_study_family_hash": ("study_family_hash",),
    "hpo_trial_key_hash": ("trial_key_hash",),
    "hpo_trial_run_id": ("trial_run_id", "run_id"),
    "hpo_refit_run_id": ("refit_run_id",),
    "hpo_sweep_run_id": ("sweep_run_id", "parent_run_id"),
}
TAG_PREFIXES = ("", "code.", "code.hpo.", "training.")


def extract_lineage_from_best_model(best_model: Mapping[str, Any]) -> dict[str, Any]:
    """Return the names by which an old record of the best model says where it came from.

    Args:
        best_model: Dictionary with `study_key_hash`, `trial_key_hash`, `run_id`, `refit_run_id`, …
            itself or below `tags`; or what `best.json` of a sweep holds.

    Returns:
        ``hpo_study_key_hash``, ``hpo_trial_key_hash``, ``hpo_trial_run_id``, … as far as they are
        known.
    """
    tags = best_model.get("tags")
    places = [best_model, tags if isinstance(tags, Mapping) else {}]
    found = {name: _first(places, keys) for name, keys in OLD_NAMES.items()}
    by_kind = {f"hpo_{one['kind']}_run_id": one["id"] for one in best_model.get("parents") or []}
    known = {name: value for name, value in found.items() if value is not None}
    return {**{name: value for name, value in by_kind.items() if name in OLD_NAMES}, **known}


def _first(places: list[Mapping[str, Any]], keys: tuple[str, ...]) -> Any:
    for key in keys:
        for place in places:
            for prefix in TAG_PREFIXES:
                if place.get(prefix + key) not in (None, ""):
                    return place[prefix + key]
    return None
