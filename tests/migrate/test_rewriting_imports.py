from __future__ import annotations

import pytest

from tests.migrate.conftest import Rewrite

IMPORTS = {
    "module from package": (
        "from training import trainer\n",
        "from training.core import trainer\n",
    ),
    "name from module": (
        "from hpo.core.study import StudyManager as SM\n",
        "from training.hpo.core.study import StudyManager as SM\n",
    ),
    "what stays and what moves": (
        "from training import trainer, train_model  # both\n",
        "from training import train_model  # both\nfrom training.core import trainer\n",
    ),
    "two that move to one place": (
        "from training import trainer, model as m\n",
        "from training.core import trainer, model as m\n",
    ),
    "two that move apart": (
        "from training import (\n    cv_utils,\n    distributed,  # ranks\n)\n",
        "from training.core import (\n    cv_utils,\n)\n"
        "from training.execution import distributed  # ranks\n",
    ),
    "parentheses and comments": (
        "from training import (\n    train_model,  # stays\n    trainer,  # goes\n)\nx = 1\n",
        "from training import (\n    train_model,  # stays\n)\n"
        "from training.core import trainer  # goes\nx = 1\n",
    ),
    "backslash": (
        "from training import train_model, \\\n    trainer\n",
        "from training import train_model\nfrom training.core import trainer\n",
    ),
    "one line of several statements": (
        "if 1: from training import trainer, train_model; x = 2\n",
        "if 1: from training import train_model; from training.core import trainer; x = 2\n",
    ),
    "star": ("from hpo import *\n", "from training.hpo import *\n"),
    "another last name": (
        "from orchestration.jobs import training\n",
        "from training.execution import jobs as training\n",
    ),
    "deep": (
        "from orchestration.jobs.hpo.local.trial.execution import TrialExecutor\n",
        "from training.hpo.execution.local.trial import TrialExecutor\n",
    ),
    "one name of a module": (
        "from infrastructure.config.loader import ExperimentConfig, read_yaml\n",
        "from infrastructure.config.loader import read_yaml\n"
        "from training.config import ExperimentConfig\n",
    ),
    "source only": (
        "from data.loaders import load_dataset\nfrom src.training.trainer import train_model\n",
        "from training.core.data import load_dataset\n"
        "from training.core.trainer import train_model\n",
    ),
    "src package": ("from src import training\n", "import training\n"),
    "src package among others": (
        "from src import training as t, mine\n",
        "from src import mine\nimport training as t\n",
    ),
    "src packages": (
        "from src import training, hpo\n",
        "from training import hpo\nimport training\n",
    ),
    "odd spacing": ("from  hpo . core  import study\n", "from  training.hpo.core  import study\n"),
    "indented with a tab": (
        "def f():\n\tfrom training import trainer, train_model\n",
        "def f():\n\tfrom training import train_model\n\tfrom training.core import trainer\n",
    ),
    "bare package keeps its name": (
        "import hpo\nhpo.run_local_hpo_sweep()\n",
        "from training import hpo\nhpo.run_local_hpo_sweep()\n",
    ),
    "bare package among others": (
        "import os, hpo, sys\n",
        "import os, training.hpo as hpo, sys\n",
    ),
    "renamed package keeps its name": (
        "import training_exec\n",
        "from training import execution as training_exec\n",
    ),
    "alias": (
        "import hpo.core.study as study, os\nstudy.f()\n",
        "import training.hpo.core.study as study, os\nstudy.f()\n",
    ),
    "uses follow": (
        "import hpo.core.study\nhpo.core.study.f(hpo.core.study.g)\n",
        "import training.hpo.core.study\ntraining.hpo.core.study.f(training.hpo.core.study.g)\n",
    ),
    "a chain over lines": (
        "import hpo.core.study\nx = (hpo\n     .core  # c\n     .study.f())\n",
        "import training.hpo.core.study\nx = (training.hpo\n     .core  # c\n     .study.f())\n",
    ),
    "training keeps its name": (
        "import training.trainer\ntraining.trainer.f()\ntraining.train_model()\n",
        "import training.core.trainer\ntraining.core.trainer.f()\ntraining.train_model()\n",
    ),
    "import that was missing": (
        "import training  # all\ntraining.trainer.f()\n",
        "import training  # all\nimport training.core.trainer\ntraining.core.trainer.f()\n",
    ),
    "package under another name": (
        "import training as t\nt.trainer.f(t.train_model)\n",
        "import training as t\nimport training.core.trainer\n"
        "training.core.trainer.f(t.train_model)\n",
    ),
    "package that held old paths only": (
        "from orchestration import jobs\njobs.training.f(jobs.sweeps.g)\n",
        "import training.execution.jobs\nimport training.hpo.execution.azureml.sweeps\n"
        "training.execution.jobs.f(training.hpo.execution.azureml.sweeps.g)\n",
    ),
    "alias whose children went elsewhere": (
        "import orchestration.jobs.hpo.local as local\nlocal.cv.orchestrator.f()\n",
        "import training.hpo.execution.local as local\nimport training.hpo.execution.local.cv\n"
        "training.hpo.execution.local.cv.f()\n",
    ),
}

SCOPES = {
    "a parameter of that name": (
        "import hpo.core.study\ndef f(hpo): return hpo.core\nhpo.core.study.g()\n",
        "import training.hpo.core.study\ndef f(hpo): return hpo.core\n"
        "training.hpo.core.study.g()\n",
    ),
    "a local variable of that name": (
        "import hpo.core.study\ndef f():\n    hpo = 1\n    return hpo.real\n",
        "import training.hpo.core.study\ndef f():\n    hpo = 1\n    return hpo.real\n",
    ),
    "a comprehension": (
        "import hpo.core.study\n[hpo.real for hpo in hpo.core.study.all()]\n",
        "import training.hpo.core.study\n[hpo.real for hpo in training.hpo.core.study.all()]\n",
    ),
    "a walrus in a comprehension": (
        "import hpo.core.study\ndef f(x): return [hpo := y for y in x], hpo.real\n",
        "import training.hpo.core.study\ndef f(x): return [hpo := y for y in x], hpo.real\n",
    ),
    "methods do not see the class": (
        "import hpo.core.study\nclass A:\n    hpo = 1\n"
        "    def f(self): return hpo.core.study.g()\n",
        "import training.hpo.core.study\nclass A:\n    hpo = 1\n"
        "    def f(self): return training.hpo.core.study.g()\n",
    ),
    "the name stays where `training` is taken": (
        "import hpo.core.study\ndef f(training): return hpo.core.study.g(training)\n",
        "import training.hpo.core.study\nfrom training import hpo\n"
        "def f(training): return hpo.core.study.g(training)\n",
    ),
    "the name stays where `training` is a variable": (
        "import hpo.core.study\ntraining = True\nhpo.core.study.f(training)\n",
        "import training.hpo.core.study as _hpo_core_study\nfrom training import hpo\n"
        "training = True\nhpo.core.study.f(training)\n",
    ),
    "the name stays where it has two meanings": (
        "try:\n    import hpo.core.study\nexcept ImportError:\n    hpo = None\n",
        "try:\n    import training.hpo.core.study\n    from training import hpo\n"
        "except ImportError:\n    hpo = None\n",
    ),
    "the name stays where it is exported": (
        'import hpo.core.study\n__all__ = ["hpo"]\n',
        'import training.hpo.core.study\nfrom training import hpo\n__all__ = ["hpo"]\n',
    ),
    "the name stays where a class reads and sets it": (
        "import hpo.core.study\nclass A:\n    hpo = hpo.core.study\n",
        "import training.hpo.core.study\nfrom training import hpo\n"
        "class A:\n    hpo = hpo.core.study\n",
    ),
    "global": (
        "def f():\n    global hpo\n    import hpo.core.study\ndef g(): return hpo.core.study.x\n",
        "def f():\n    global hpo\n    import training.hpo.core.study\n"
        "    from training import hpo\n"
        "def g(): return hpo.core.study.x\n",
    ),
    "decorators, defaults and bases": (
        "import hpo.core.study\n@hpo.core.study.d\n"
        "def f(hpo=hpo.core.study.x): pass\nclass A(hpo.core.study.B): pass\n",
        "import training.hpo.core.study\n@training.hpo.core.study.d\n"
        "def f(hpo=training.hpo.core.study.x): pass\nclass A(training.hpo.core.study.B): pass\n",
    ),
    "match and except": (
        "import hpo.core.study\ntry: pass\nexcept hpo.core.study.E as e: pass\n"
        "match 1:\n    case hpo.core.study.X: pass\n",
        "import training.hpo.core.study\ntry: pass\nexcept training.hpo.core.study.E as e: pass\n"
        "match 1:\n    case training.hpo.core.study.X: pass\n",
    ),
}

UNCHANGED = {
    "relative": "from . import trainer\nfrom .hpo import core\nfrom ..training import trainer\n",
    "convenience": "from training import train_model, run_local_hpo_sweep\n",
    "new": "import training.hpo.core.study\nfrom training.core import trainer\n",
    "part of another name": "import myhpo.core\nfrom my.training import trainer\nimport hpo2\n",
    "attribute of something else": "import x\nx.hpo.core.study\nself = x\nself.training.trainer\n",
    "name that no import binds": "def f(hpo, training): return hpo.core.study, training.trainer\n",
    "comment": "# from training import trainer\n",
    "kept": "from training import trainer  # training: keep\n",
    "kept from the line above": "# training: keep\nimport hpo.core.study\n",
    "kept file": "# training: keep-file\nx = 1\nimport hpo\n",
    "kept use keeps the import": "import hpo.core.study\nhpo.core.study.f()  # training: keep\n",
}


@pytest.mark.parametrize(("before", "after"), IMPORTS.values(), ids=IMPORTS)
def test_every_form_of_import(rewrite: Rewrite, before: str, after: str) -> None:
    assert rewrite(before) == after


@pytest.mark.parametrize(("before", "after"), SCOPES.values(), ids=SCOPES)
def test_names_mean_what_they_meant(rewrite: Rewrite, before: str, after: str) -> None:
    assert rewrite(before) == after


@pytest.mark.parametrize("text", UNCHANGED.values(), ids=UNCHANGED)
def test_what_is_no_old_path_stays(rewrite: Rewrite, text: str) -> None:
    assert rewrite(text, unsafe=True) == text


@pytest.mark.parametrize("error", ["ImportError", "ModuleNotFoundError", "(ImportError, OSError)"])
def test_a_fallback_from_old_to_new_becomes_the_new_import(rewrite: Rewrite, error: str) -> None:
    before = (
        "try:\n    from hpo.core import study\n"
        f"except {error}:  # pragma: no cover\n    from training.hpo.core import study\n"
    )
    fixed = "from training.hpo.core import study\n"
    both = before.replace("from hpo.", "from training.hpo.")
    assert rewrite(before) == (both if "OSError" in error else fixed)


def test_a_fallback_from_new_to_old_is_only_dropped_on_request(rewrite: Rewrite) -> None:
    before = (
        "try:\n    from training.core import trainer\nexcept ImportError:\n"
        "    from training import trainer\n"
    )
    assert rewrite(before) == before
    assert rewrite(before, unsafe=True) == "from training.core import trainer\n"


def test_a_fallback_with_a_comment_of_its_own_is_only_dropped_on_request(rewrite: Rewrite) -> None:
    before = (
        "try:\n    from hpo import core\nexcept ImportError:\n"
        "    # needed until the cluster is upgraded\n    from training.hpo import core\n"
    )
    assert rewrite(before) == before
    assert rewrite(before, unsafe=True) == "from training.hpo import core\n"
