"""Every function and class of the old code base takes its old arguments, where it lives now."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

from tests.shims.old_api import OldClass, OldFunction, OldName, differences, old_names

NAMES = old_names()


def _found(old: OldName) -> Any:
    return getattr(importlib.import_module(old.module), old.item.name)


@pytest.mark.parametrize(
    "old", [one for one in NAMES if isinstance(one.item, OldFunction)], ids=str
)
def test_a_function_takes_its_old_arguments(old: OldName) -> None:
    assert isinstance(old.item, OldFunction)
    assert differences(old.item.parameters, inspect.signature(_found(old))) == []


@pytest.mark.parametrize("old", [one for one in NAMES if isinstance(one.item, OldClass)], ids=str)
def test_a_class_is_made_and_used_as_before(old: OldName) -> None:
    item, found = old.item, _found(old)
    assert isinstance(item, OldClass)
    assert inspect.isclass(found)
    if item.base:
        assert item.base in [base.__name__ for base in found.__mro__]
    if item.fields and item.base is None:
        assert differences(item.fields, inspect.signature(found)) == []
    for one in item.fields:
        assert one.name in inspect.signature(found).parameters
    for method in item.methods:
        signature = inspect.signature(getattr(found, method.name))
        assert differences(method.parameters, signature) == [], method.name


def test_the_list_of_old_names_is_complete() -> None:
    assert len(NAMES) > 100
    assert {"train_model", "run_local_hpo_sweep", "execute_final_training"} <= {
        one.item.name for one in NAMES
    }


def test_a_function_that_lost_an_argument_is_noticed() -> None:
    [old] = [one.item for one in NAMES if one.item.name == "set_seed"]
    assert isinstance(old, OldFunction)

    def renamed(number: int | None) -> None: ...
    def keyword_only(*, seed: int | None) -> None: ...
    def more(seed: int | None, other: int) -> None: ...
    def fine(seed: int | None, other: int = 1) -> None: ...

    for wrong in (renamed, keyword_only, more):
        assert differences(old.parameters, inspect.signature(wrong))
    assert differences(old.parameters, inspect.signature(fine)) == []


PACKAGE_NAMES = {
    "training": ["execute_final_training", "run_local_hpo_sweep", "train_model"],
    "training.core": [
        "compute_metrics",
        "create_kfold_splits",
        "create_model_and_tokenizer",
        "evaluate_model",
        "get_fold_data",
        "load_fold_splits",
        "resolve_training_checkpoint_path",
        "save_fold_splits",
        "set_seed",
        "train_model",
        "validate_checkpoint",
        "validate_splits",
    ],
    "training.hpo": [
        "SearchSpaceTranslator",
        "StudyManager",
        "create_search_space",
        "extract_best_config_from_study",
        "run_local_hpo_sweep",
        "translate_search_space_to_optuna",
    ],
    "training.execution": [
        "RunContext",
        "apply_lineage_tags",
        "build_training_command",
        "create_run_context",
        "detect_hardware",
        "execute_final_training",
        "execute_training_subprocess",
        "extract_lineage_from_best_model",
        "init_process_group_if_needed",
        "should_use_ddp",
    ],
}


@pytest.mark.parametrize(
    ("package", "name"),
    [(package, name) for package in PACKAGE_NAMES for name in PACKAGE_NAMES[package]],
)
def test_a_package_offers_its_stable_names(package: str, name: str) -> None:
    assert getattr(importlib.import_module(package), name).__name__ == name
