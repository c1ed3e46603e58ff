"""Packages of which some modules went here and some there: each name leads to where it is now."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.shims.user_programs import FormOutcome, RunPython, run_forms

LOCAL = "orchestration.jobs.hpo.local"

FORMS = {
    "deep_module": """
        import orchestration.jobs.hpo.local.checkpoint.manager  # warns
        import training.hpo.checkpoint.storage as new
        assert orchestration.jobs.hpo.local.checkpoint.manager is new
        """,
    "deep_module_as": """
        import orchestration.jobs.hpo.local.checkpoint.manager as old  # warns
        import training.hpo.checkpoint.storage as new
        assert old is new
        """,
    "from_package": """
        from orchestration.jobs.hpo.local.checkpoint import manager  # warns
        import training.hpo.checkpoint.storage as new
        assert manager is new
        """,
    "from_parent": """
        from orchestration.jobs.hpo.local import optuna
        from orchestration.jobs.hpo.local.optuna import integration  # warns
        import training.hpo.core.optuna_integration as new
        assert optuna.integration is integration is new
        """,
    "from_grand_parent": """
        from orchestration.jobs.hpo import local  # warns
        from orchestration.jobs.hpo.local import sweep  # warns
        import training.hpo.execution.local.sweep as new
        assert local.sweep is sweep is new
        """,
    "name_of_the_package": """
        from orchestration.jobs.hpo.local.checkpoint import (  # warns
            get_storage_uri,
        )
        from training.hpo.checkpoint.storage import get_storage_uri as new
        assert get_storage_uri is new
        """,
    "attribute_of_the_package": """
        import orchestration.jobs.hpo.local.checkpoint as checkpoint
        for _ in range(3):
            checkpoint.get_storage_uri  # warns
        """,
    "star": """
        from orchestration.jobs.hpo.local.checkpoint import *  # warns
        import training.hpo.checkpoint as new
        assert {name for name in new.__all__} <= set(globals())
        """,
    "mock_patch": """
        from unittest import mock
        import training.hpo.checkpoint as new
        original = new.get_storage_uri
        target = "orchestration.jobs.hpo.local.checkpoint.get_storage_uri"
        with mock.patch(target) as double:  # warns
            assert new.get_storage_uri is double
        assert new.get_storage_uri is original
        """,
    "mock_patch_of_a_module": """
        from unittest import mock
        import training.hpo.checkpoint.storage as new
        target = "orchestration.jobs.hpo.local.checkpoint.manager.get_storage_uri"
        with mock.patch(target) as double:  # warns
            assert new.get_storage_uri is double
        """,
    "pickle": """
        import pickle
        name = b"get_storage_uri"
        module = b"orchestration.jobs.hpo.local.checkpoint"
        found = pickle.loads(b"c" + module + b"\\n" + name + b"\\n.")  # warns
        from training.hpo.checkpoint.storage import get_storage_uri
        assert found is get_storage_uri
        """,
    "modules_of_the_new_package": """
        import orchestration.jobs.hpo.local.sweep  # warns
        import training.hpo.execution.local.sweep as new
        assert orchestration.jobs.hpo.local.sweep is new
        """,
    "the_new_packages_keep_their_modules": """
        import sys
        import training.hpo.execution.local as local
        before = {name: id(value) for name, value in vars(local).items()}
        import orchestration.jobs.hpo.local.checkpoint.manager  # warns
        import orchestration.jobs.hpo.local.optuna.integration  # warns
        assert {name: id(value) for name, value in vars(local).items()} == before
        """,
    "names_are_listed": """
        import orchestration.jobs.hpo.local as local
        assert {"study", "refit", "cv", "trial", "mlflow", "checkpoint"} <= set(dir(local))
        assert "run_local_hpo_sweep" in dir(local)
        import orchestration
        assert "jobs" in dir(orchestration)
        """,
    "what_is_not_there": """
        import orchestration.jobs
        try:
            orchestration.jobs.nowhere
        except AttributeError as error:
            assert "training migrate explain orchestration.jobs" in str(error)
        try:
            import orchestration.naming
        except ModuleNotFoundError as error:
            assert error.name == "orchestration.naming"
        """,
    "reload": """
        import importlib, sys
        import orchestration.jobs.hpo.local.checkpoint.manager as manager  # warns
        assert importlib.reload(manager) is manager
        import training.hpo.checkpoint.storage
        assert training.hpo.checkpoint.storage is manager
        """,
    "data_is_a_package": """
        import training.data.documents  # warns
        import training.core.data.documents as new
        assert training.data.documents is new and training.data is training.core.data
        """,
    "combining": """
        from training.data_combiner import combine_datasets  # warns
        from training.core.data import combine_datasets as new
        assert combine_datasets is new
        """,
    "someone_elses_package": """
        import sys
        from pathlib import Path
        folder = Path(__file__).parent / "theirs"
        (folder / "orchestration" / "jobs").mkdir(parents=True)
        (folder / "orchestration" / "__init__.py").write_text("")
        (folder / "orchestration" / "jobs" / "__init__.py").write_text("")
        (folder / "orchestration" / "jobs" / "training.py").write_text("MINE = True")
        sys.path.insert(0, str(folder))
        import hpo  # warns
        from orchestration.jobs import training
        assert training.MINE
        sys.path.remove(str(folder))
        """,
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FormOutcome]:
    forms = {name: dedent(source) for name, source in FORMS.items()}
    return run_forms(tmp_path_factory.mktemp("split"), forms)


@pytest.mark.parametrize("form", FORMS)
def test_the_name_leads_to_what_it_stands_for(outcomes: dict[str, FormOutcome], form: str) -> None:
    assert outcomes[form].error == ""


@pytest.mark.parametrize("form", FORMS)
def test_one_warning_is_given_at_the_line_that_takes_something(
    outcomes: dict[str, FormOutcome], form: str
) -> None:
    outcome = outcomes[form]
    assert [(file, line) for file, line, _ in outcome.warnings] == outcome.marked_lines


def test_the_warning_names_where_that_very_name_is_now(outcomes: dict[str, FormOutcome]) -> None:
    [(_, _, message)] = outcomes["from_package"].warnings
    assert message.startswith(
        f"`{LOCAL}.checkpoint.manager` is now `training.hpo.checkpoint.storage`; "
    )
    [(_, _, message)] = outcomes["name_of_the_package"].warnings
    assert "is now `training.hpo.checkpoint.get_storage_uri`; " in message


def test_a_reload_reloads_what_the_name_stands_for(run_python: RunPython) -> None:
    outcome = run_python(
        """\
from importlib import reload
import orchestration.jobs.hpo.local.refit as refit
import training.hpo.execution.local.refit as new

first = new.run_refit_training
new.run_refit_training = None
assert reload(refit) is refit
assert new.run_refit_training is first
assert refit.run_refit_training is first
"""
    )
    assert outcome.code == 0, outcome.stderr
