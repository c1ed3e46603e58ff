"""Run each program named on the command line as `__main__` and print its warnings as JSON."""

from __future__ import annotations

import json
import runpy
import sys
import traceback
import warnings

import training
from training._legacy import TrainingDeprecationWarning
from training._legacy.alias_finder import AliasFinder
from training.migrate.renames import RENAMES

OLD_ROOTS = ("hpo", "orchestration", "training_exec")


def run_form(path: str) -> dict[str, object]:
    error = ""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            runpy.run_path(path, run_name="__main__")
        except BaseException:
            error = traceback.format_exc()
    ours = [w for w in caught if issubclass(w.category, TrainingDeprecationWarning)]
    return {"error": error, "warnings": [(w.filename, w.lineno, str(w.message)) for w in ours]}


def forget_old_paths() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in OLD_ROOTS]:
        del sys.modules[name]
    for rename in RENAMES:
        package, _, name = rename.old.rpartition(".")
        if package == "training":
            sys.modules.pop(rename.old, None)
            vars(training).pop(name, None)
    for stranger in ("azureml", "local"):
        vars(sys.modules.get("training.hpo", training)).pop(stranger, None)
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, AliasFinder)]


def main() -> None:
    results = {}
    for path in sys.argv[1:]:
        results[path] = run_form(path)
        forget_old_paths()
    json.dump(results, sys.stdout)


main()
