"""Whatever form an import of an old path takes: it gives the new module and one warning, there."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from tests.shims.user_programs import FormOutcome, run_forms

SAME_TRAINER = """
import sys, training.core.trainer
assert sys.modules["training.trainer"] is training.core.trainer
assert training.trainer is training.core.trainer
"""

SAME_SEARCH_SPACE = """
import sys, training.hpo.core.search_space as new
assert sys.modules["hpo.core.search_space"] is new
assert sys.modules["hpo.core"] is sys.modules["training.hpo.core"]
"""

TRAINER_FORMS = {
    "import_module_statement": "import training.trainer  # warns\n" + SAME_TRAINER,
    "import_as": "import training.trainer as trainer  # warns\n" + SAME_TRAINER,
    "from_package": "from training import trainer  # warns\nimport training\n" + SAME_TRAINER,
    "from_module": """
        from training.trainer import (  # warns
            train_model,
        )
        from training.core.trainer import train_model as new
        assert train_model is new
        """,
    "star": """
        from training.trainer import *  # warns
        from training.core.trainer import train_model as new
        assert train_model is new
        """,
    "inside_a_function": """
        def load():
            from training.trainer import train_model  # warns
            return train_model
        load()
        """,
    "twice": "import training.trainer  # warns\nimport training.trainer\n",
    "import_module": """
        import importlib
        trainer = importlib.import_module("training.trainer")  # warns
        assert trainer.__name__ == "training.core.trainer"
        """,
    "relative_import_module": """
        import importlib
        importlib.import_module(".trainer", "training")  # warns
        """,
    "dunder_import": '__import__("training.trainer")  # warns\n',
    "mock_patch": """
        from unittest import mock
        import training.core.trainer as new
        with mock.patch("training.trainer.train_model") as double:  # warns
            assert new.train_model is double
        assert new.train_model is not double
        """,
    "mock_decorator": """
        from unittest import mock
        @mock.patch("training.trainer.train_model")  # warns
        def check(double):
            import training.core.trainer as new
            assert new.train_model is double
        from somebodys_test_runner import call
        call(check)
        """,
    "mock_decorator_of_a_coroutine": """
        import asyncio
        from unittest import mock
        @mock.patch("training.trainer.train_model")  # warns
        async def check(double):
            import training.core.trainer as new
            assert new.train_model is double
        asyncio.run(check())
        """,
    "mock_patch_dict": """
        from unittest import mock
        with mock.patch.dict("training.trainer.__dict__", extra=1):  # warns
            import training.core.trainer as new
            assert new.extra == 1
        assert not hasattr(new, "extra")
        """,
    "pickle": """
        import pickle
        loaded = pickle.loads(b"ctraining.trainer\\ntrain_model\\n.")  # warns
        from training.core.trainer import train_model
        assert loaded is train_model
        assert b"ctraining.trainer" not in pickle.dumps(loaded, 0)
        assert pickle.loads(pickle.dumps(loaded)) is train_model
        """,
    "pickle_in_python": """
        import io, pickle
        data = b"ctraining.trainer\\ntrain_model\\n."
        loaded = pickle._Unpickler(io.BytesIO(data)).load()  # warns
        from training.core.trainer import train_model
        assert loaded is train_model
        """,
    "resolve_name": """
        import pkgutil
        found = pkgutil.resolve_name("training.trainer:train_model")  # warns
        from training.core.trainer import train_model
        assert found is train_model
        """,
    "run_module": """
        import runpy
        namespace = runpy.run_module("training.cv_utils")  # warns
        assert callable(namespace["create_kfold_splits"])
        import sys
        assert "training.cv_utils" not in sys.modules
        """,
    "run_module_in_sys_modules": """
        import runpy
        namespace = runpy.run_module("training.cv_utils", alter_sys=True)  # warns
        assert callable(namespace["create_kfold_splits"])
        """,
    "reload": """
        import importlib
        import training.trainer  # warns
        before = training.trainer
        assert importlib.reload(training.trainer) is before
        assert before.__spec__.name == "training.core.trainer"
        """
    + indent(SAME_TRAINER, 8 * " "),
    "another_file": "import colleague\n",
    "nothing_changed": """
        import training.core.cv_utils as new
        before = dict(vars(new))
        spec = dict(vars(new.__spec__))
        import training.cv_utils  # warns
        assert vars(new) == before and vars(new.__spec__) == spec
        assert (new.__name__, new.__package__) == ("training.core.cv_utils", "training.core")
        """,
    "no_finder": """
        import sys
        before = list(sys.meta_path)
        import training.cv_utils  # warns
        assert sys.meta_path == before
        """,
}

HPO_FORMS = {
    "package": """
        import hpo  # warns
        import sys, training.hpo
        assert hpo is training.hpo is sys.modules["hpo"]
        """,
    "public_name_of_the_package": """
        from hpo import run_local_hpo_sweep  # warns
        from training.hpo import run_local_hpo_sweep as new
        assert run_local_hpo_sweep is new
        """,
    "deep_module": "import hpo.core.search_space  # warns\n" + SAME_SEARCH_SPACE,
    "deep_module_as": "import hpo.core.search_space as old  # warns\n" + SAME_SEARCH_SPACE,
    "from_sub_package": """
        from hpo.core import search_space  # warns
        import training.hpo.core.search_space
        assert search_space is training.hpo.core.search_space
        """,
    "from_deep_module": """
        from hpo.core.search_space import SearchSpaceTranslator  # warns
        import training.hpo.core.search_space as new
        assert SearchSpaceTranslator is new.SearchSpaceTranslator
        """
    + indent(SAME_SEARCH_SPACE, 8 * " "),
    "sweep_by_attributes": """
        import hpo.execution.local.sweep  # warns
        from training.hpo.execution.local.sweep import run_local_hpo_sweep
        assert hpo.execution.local.sweep.run_local_hpo_sweep is run_local_hpo_sweep
        """,
    "one_module_after_another": """
        import hpo.core  # warns
        import hpo.core.search_space  # warns
        import hpo.core.study  # warns
        import hpo.core.study
        """,
    "deep_import_module": """
        import importlib
        importlib.import_module("hpo.core.search_space")  # warns
        """
    + indent(SAME_SEARCH_SPACE, 8 * " "),
    "deep_mock_patch": """
        from unittest import mock
        import training.hpo.core.search_space as new
        target = "hpo.core.search_space.SearchSpaceTranslator.to_optuna"
        with mock.patch(target) as double:  # warns
            assert new.SearchSpaceTranslator.to_optuna is double
        """,
    "deep_pickle": """
        import pickle
        pickle.loads(b"chpo.core.search_space\\nSearchSpaceTranslator\\n.")  # warns
        """
    + indent(SAME_SEARCH_SPACE, 8 * " "),
    "deep_run_module": """
        import runpy
        namespace = runpy.run_module("hpo.core.search_space")  # warns
        assert "SearchSpaceTranslator" in namespace
        """,
    "run_module_of_a_known_package": """
        import hpo.core  # warns
        import runpy
        runpy.run_module("hpo.core.search_space", run_name="__main__")  # warns
        """,
    "missing_module": """
        try:
            import hpo.core.nowhere  # warns
        except ModuleNotFoundError as error:
            assert error.name == "hpo.core.nowhere", error.name
        else:
            raise AssertionError("found")
        """,
    "reload": """
        import importlib, sys
        import hpo.core  # warns
        finders = list(sys.meta_path)
        assert importlib.reload(hpo) is hpo
        assert importlib.reload(hpo.core) is sys.modules["training.hpo.core"]
        import hpo.core.search_space  # warns
        assert sys.meta_path == finders
        """
    + indent(SAME_SEARCH_SPACE, 8 * " "),
    "imported_again_after_being_dropped": """
        import sys
        import hpo.core.search_space  # warns
        finders = list(sys.meta_path)
        for name in [name for name in sys.modules if name.split(".")[0] == "hpo"]:
            del sys.modules[name]
        import hpo.core.search_space  # warns
        assert sys.meta_path == finders
        """
    + indent(SAME_SEARCH_SPACE, 8 * " "),
}

FORMS = {
    **{f"trainer_{name}": dedent(source) for name, source in TRAINER_FORMS.items()},
    **{f"hpo_{name}": dedent(source) for name, source in HPO_FORMS.items()},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FormOutcome]:
    folder = tmp_path_factory.mktemp("forms")
    (folder / "somebodys_test_runner.py").write_text("def call(test):\n    test()\n")
    (folder / "colleague.py").write_text("\n\nimport training.trainer\n")
    return run_forms(folder, FORMS)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_form_gives_the_new_module(outcomes: dict[str, FormOutcome], form: str) -> None:
    assert outcomes[form].error == ""


@pytest.mark.parametrize("form", sorted(set(FORMS) - {"trainer_another_file"}))
def test_the_form_warns_once_at_the_line_that_imports(
    outcomes: dict[str, FormOutcome], form: str
) -> None:
    outcome = outcomes[form]
    assert [(file, line) for file, line, _ in outcome.warnings] == outcome.marked_lines


def test_the_file_that_imports_is_blamed_not_the_one_that_imports_that_file(
    outcomes: dict[str, FormOutcome],
) -> None:
    [(file, line, _)] = outcomes["trainer_another_file"].warnings
    assert (Path(file).name, line) == ("colleague.py", 3)


def test_the_message_names_both_paths_and_the_release_that_removes_the_old_one(
    outcomes: dict[str, FormOutcome],
) -> None:
    [(_, _, message)] = outcomes["trainer_import_module"].warnings
    assert "`training.trainer` is now `training.core.trainer`" in message
    assert "legacy-shims 2.0.0" in message


@pytest.mark.parametrize(
    "form", ["deep_module", "deep_import_module", "deep_pickle", "deep_run_module"]
)
def test_the_message_names_the_whole_path_that_was_asked_for(
    outcomes: dict[str, FormOutcome], form: str
) -> None:
    [(_, _, message)] = outcomes[f"hpo_{form}"].warnings
    assert "`hpo.core.search_space` is now `training.hpo.core.search_space`" in message
