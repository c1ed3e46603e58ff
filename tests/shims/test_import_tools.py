"""The tools of the standard library see old packages as packages."""

from __future__ import annotations

from tests.shims.user_programs import RunPython


def check(run_python: RunPython, source: str) -> None:
    outcome = run_python(source)
    assert outcome.code == 0, outcome.stderr


def test_find_spec_finds_an_old_module_without_importing_it(run_python: RunPython) -> None:
    check(
        run_python,
        """
import importlib.util, sys
spec = importlib.util.find_spec("hpo.core")
assert spec.name == "hpo.core" and "training.hpo.core" not in sys.modules
assert spec.submodule_search_locations and spec.has_location
assert spec.origin.endswith("training/hpo/core/__init__.py")
assert importlib.util.find_spec("hpo.nowhere") is None
assert importlib.util.find_spec("hpo.core.search_space").parent == "hpo.core"
""",
    )


def test_a_finder_leaves_names_alone_that_are_not_its_own(run_python: RunPython) -> None:
    check(
        run_python,
        """
import hpo, sys
finder = sys.meta_path[0]
for name in ("hpo", "hpoo.core", "hp", "training.hpo.core", "training.trainer", "json", "hpo.x"):
    assert finder.find_spec(name, None) is None, name
assert finder.find_spec("hpo.core", hpo.__path__).name == "hpo.core"
""",
    )


def test_walk_packages_meets_every_module_under_its_old_name(run_python: RunPython) -> None:
    check(
        run_python,
        """
import hpo, pkgutil, sys, training.hpo
old = [module.name for module in pkgutil.walk_packages(hpo.__path__, "hpo.")]
new = [module.name for module in pkgutil.walk_packages(training.hpo.__path__, "training.hpo.")]
assert old and ["training." + name for name in old] == new
assert sys.modules["hpo.core"] is sys.modules["training.hpo.core"]
""",
    )


def test_source_code_and_documentation_are_those_of_the_new_module(run_python: RunPython) -> None:
    check(
        run_python,
        """
import inspect, pydoc
import hpo.core.search_space as old
from hpo.core.search_space import SearchSpaceTranslator
assert inspect.getsource(old) == open(old.__file__).read()
assert "SearchSpaceTranslator" in inspect.getsource(old)
assert inspect.getsource(SearchSpaceTranslator).startswith("class SearchSpaceTranslator")
assert inspect.getmodule(SearchSpaceTranslator).SearchSpaceTranslator is SearchSpaceTranslator
assert "training.hpo.core.search_space" in pydoc.render_doc("hpo.core.search_space")
""",
    )


def test_packaged_files_are_found_by_the_old_name(run_python: RunPython) -> None:
    check(
        run_python,
        """
import importlib.resources, pkgutil
assert importlib.resources.files("hpo").joinpath("core", "study.py").is_file()
assert importlib.resources.files("hpo.core").joinpath("study.py").is_file()
assert b"run_local_hpo_sweep" in pkgutil.get_data("hpo.execution.local", "sweep.py")
""",
    )


def test_the_documented_recipe_for_importing_by_hand_works(run_python: RunPython) -> None:
    check(
        run_python,
        """
import importlib.util, sys
spec = importlib.util.find_spec("hpo.core.search_space")
module = importlib.util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
import training.hpo.core.search_space as new
assert sys.modules[spec.name] is new
assert module.SearchSpaceTranslator is new.SearchSpaceTranslator
""",
    )
