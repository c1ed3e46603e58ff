"""`import training.config` is cheap, and its names are those that type checkers see."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import training.config
from training._lazy import attach

PUBLIC: list[str] = vars(training.config)["__all__"]


def test_importing_the_package_loads_neither_pydantic_nor_yaml() -> None:
    code = (
        "import sys, training.config\n"
        "assert not {'pydantic', 'yaml', 'torch', 'importlib.metadata'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_old_distributed_config_needs_no_pydantic() -> None:
    code = (
        "import sys, training.config as c\n"
        "c.resolve_distributed_config({})\n"
        "assert not {'pydantic', 'yaml'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_can_be_used_and_is_listed() -> None:
    for name in PUBLIC:
        assert getattr(training.config, name).__module__ is not None
        assert name in dir(training.config)


def test_star_import_has_objects_and_no_modules() -> None:
    names: dict[str, object] = {}
    exec("from training.config import *", names)
    assert set(PUBLIC) <= set(names)
    assert not [name for name, value in names.items() if isinstance(value, ModuleType)]


def test_type_checkers_see_the_names_that_exist_at_run_time() -> None:
    tree = ast.parse(Path(training.config.__file__ or "").read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    declared = {alias.asname for node in imports for alias in node.names if alias.asname}
    assert declared == set(PUBLIC)


def test_a_misspelled_name_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'RunConfg'.* `RunConfig`"):
        training.config.RunConfg  # type: ignore[attr-defined]  # noqa: B018


def test_a_name_is_imported_once_and_then_kept() -> None:
    training.config.__dict__.pop("Origin", None)
    origin = training.config.Origin
    assert vars(training.config)["Origin"] is origin


def test_a_public_name_that_a_submodule_would_hide_is_refused() -> None:
    with pytest.raises(ValueError, match=r"share \['trainer'\]"):
        attach("package", {"trainer": "trainer"})
