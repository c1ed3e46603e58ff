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
    for name in [name for name in sys.modules if name == "hpo" or name.startswith("hpo.")]:
        del sys.modules[name]
    sys.modules.pop("training.trainer", None)
    vars(training).pop("trainer", None)
    sys.meta_path[:] = [f for f in sys.meta_path if not isinstance(f, AliasFinder)]


def main() -> None:
    results = {}
    for path in sys.argv[1:]:
        results[path] = run_form(path)
        forget_old_paths()
    json.dump(results, sys.stdout)


main()
