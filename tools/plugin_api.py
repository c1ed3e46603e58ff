"""Snapshot of what plugin authors build on: `python -m tools.plugin_api [--accept]`.

Without an option it prints how the code differs from the snapshot in the repository. `--accept`
writes additions into it. What was removed or changed has to be taken out of the snapshot by hand,
after the time that docs/plugin-stability.md promises.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from training.core.plugins import get_plugin_manager

SNAPSHOT = Path(__file__).parents[1] / "docs/plugin-api.json"
CLASSES = (
    "training.config:Section",
    "training.core.backbones:Backbone",
    "training.core.backbones.text:TextEncoder",
    "training.core.data:Dataset",
    "training.core.data:DatasetReader",
    "training.core.data:FileReader",
    "training.core.data:Record",
    "training.core.losses:Loss",
    "training.core.plugins:Provider",
    "training.core.tasks:Metric",
    "training.core.tasks:Task",
    "training.core.tasks.task_model:Batch",
    "training.core.tasks.task_model:MergeableScorer",
    "training.core.tasks.task_model:Scorer",
    "training.core.tasks.task_model:TaskModel",
    "training.core.trackers:RemoteTracker",
    "training.core.trackers:Tracker",
    "training.core.trainer.callbacks:Callback",
    "training.core.trainer.callbacks:FitContext",
    "training.core.trainer.optimizers:OptimizerFactory",
    "training.core.trainer.schedules:Schedule",
    "training.execution:Launcher",
    "training.hpo.pruners:PrunerFactory",
    "training.hpo.samplers.base:SamplerFactory",
)
"""Classes that plugin authors subclass, build or are given."""
GIVEN = ("training.core.trainer.callbacks:FitContext",)
"""Those that the framework alone builds."""
Api = dict[str, dict[str, str]]


def current_api() -> Api:
    """Return the arguments of each hook, and the members of each public class with theirs."""
    hooks = {
        name: _signature(caller.spec.function)
        for name, caller in sorted(vars(get_plugin_manager().hook).items())
        if caller.spec is not None and caller.spec.namespace.__name__.startswith("training.")
    }
    return {"hooks": hooks, **{target: _members(target) for target in CLASSES}}


def recorded_api() -> Api:
    """Return the snapshot; empty before the first one."""
    if not SNAPSHOT.exists():
        return {}
    found: Api = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return found


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return what was added, and what was removed or changed, one line each."""
    added, broken = [], []
    for part in sorted({*before, *after}):
        old, new = before.get(part, {}), after.get(part, {})
        added += [f"{part}: {name}{new[name]}" for name in new if name not in old]
        broken += [f"{part}: {name}{old[name]} was removed" for name in old if name not in new]
        broken += [
            f"{part}: {name}{old[name]} is {name}{new[name]} now"
            for name in old
            if name in new and old[name] != new[name]
        ]
    return added, broken


def main(arguments: list[str]) -> int:
    """Print or accept the differences; return 1 when some are left."""
    recorded, current = recorded_api(), current_api()
    added, broken = differences(recorded, current)
    accepts = arguments == ["--accept"]
    if accepts:
        kept = {part: {**current[part], **recorded.get(part, {})} for part in current}
        merged = {**{part: recorded[part] for part in recorded if part not in kept}, **kept}
        text = json.dumps(merged, indent=1, sort_keys=True, ensure_ascii=False)
        SNAPSHOT.write_text(f"{text}\n", encoding="utf-8")
    lines = [*(f"added: {line}" for line in added), *(f"broken: {line}" for line in broken)]
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 1 if broken or (added and not accepts) else 0


def _loaded(target: str) -> type:
    module, _, name = target.partition(":")
    found: type = getattr(import_module(module), name)
    return found


def _members(target: str) -> dict[str, str]:
    """Return the public methods and attributes of a class that are ours, inherited ones too."""
    special = ("__call__",) if target in GIVEN else ("__call__", "__init__")
    found: dict[str, str] = {}
    for parent in reversed(_loaded(target).__mro__):
        if parent.__module__.startswith("training."):
            found |= {name: "" for name in inspect.get_annotations(parent) if name[0] != "_"}
            found |= {
                name: _described(member)
                for name, member in vars(parent).items()
                if name in special or name[0] != "_"
            }
    return found


def _described(member: object) -> str:
    function = getattr(member, "__func__", member)
    return _signature(function) if inspect.isfunction(function) else ""


def _signature(function: Any) -> str:
    """Return names, kinds and defaults of arguments as text, without annotations."""
    signature = inspect.signature(function)
    plain = [one.replace(annotation=one.empty) for one in signature.parameters.values()]
    shown = [one.replace(default=...) if one.default is not one.empty else one for one in plain]
    empty = inspect.Signature.empty
    return str(signature.replace(parameters=shown, return_annotation=empty))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
