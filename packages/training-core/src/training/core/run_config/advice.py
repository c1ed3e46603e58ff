"""Advice for names that people of the field use for what is called differently here."""

from __future__ import annotations

import re
from collections.abc import Sequence

from training.errors import nearest

TASKS = {
    "token-classification": r"ner|named-?entit.*|(sequence-?)?(tagging|labell?ing)|pos|tokens?.*",
    "text-classification": r"((text|sequence|sentence)-?)?classif.*|sentiment.*|categori[sz]ation",
}
PRETRAINED = "pretrained"
_MODEL = re.compile(r"(bert|roberta|electra|deberta|albert|minilm|mpnet|xlm|gpt|llama|t5)", re.I)


def advice(kind: str, name: str, names: Sequence[str]) -> str:
    """Return what to write in place of an unknown name; empty when nothing is known of it.

    Args:
        kind: Kind of the provider: ``task``, ``backbone``, ``reader``, …
        name: What was asked for.
        names: Names that exist.
    """
    if kind == "task":
        return _task_advice(name, names)
    if kind == "backbone" and not nearest(name, names):
        return _backbone_advice(name, names)
    return ""


def _task_advice(name: str, names: Sequence[str]) -> str:
    plain = re.sub(r"[\s_]+", "-", name.strip().lower())
    known = (task for task, pattern in TASKS.items() if re.fullmatch(pattern, plain))
    task = next((one for one in known if one in names), None)
    return f"Write `task.name: {task}`." if task else ""


def _backbone_advice(name: str, names: Sequence[str]) -> str:
    if PRETRAINED not in names or not ("/" in name or _MODEL.search(name)):
        return ""
    return (
        f"A pretrained model is named by its folder: write `model.backbone: {PRETRAINED}` and "
        f"`model.name: {name}`."
    )
