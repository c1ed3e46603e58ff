"""Export a trained model to a folder, and load it again. Nothing is ever unpickled."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training._regular_files import read_regular
from training.config import RunConfig, config_from_values
from training.config.origin import dotted
from training.core.checkpoints.tensor_file import read_tensors
from training.core.export.seal import seal_model, verify_model
from training.core.io.atomic_files import PARTIAL, settle, sync_folder, write_json
from training.core.io.json import parse_object
from training.core.io.safetensors import SafetensorError
from training.core.io.torch import torch
from training.core.plugins.foreign_exit import refusing_exits
from training.core.run_config.resolve import plugin_keys
from training.core.tasks.build import build_backbone, build_task, with_chosen_metrics
from training.core.tasks.rules import require_encoder, require_task_model
from training.core.tasks.task import Task
from training.core.tasks.task_model import TaskModel
from training.errors import RunError, UserError

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
FORMAT = 1


class _Description(BaseModel):
    """`config.json` of an exported model; what is in its sections, the configuration checks."""

    model_config = ConfigDict(strict=True)
    format: int
    task: dict[str, Any]
    model: dict[str, Any]
    schema_: dict[str, Any] = Field(alias="schema")


def export_model(
    task_model: TaskModel,
    config: RunConfig,
    folder: Path,
    weights: Mapping[str, torch.Tensor] | None = None,
) -> str:
    """Write `config.json`, `model.safetensors` and the tokenizer's files, and seal them.

    The folder appears whole or not at all; its manifest is written last.

    Args:
        task_model: The trained task model.
        config: Its task and model sections are exported with it.
        folder: Must not exist yet.
        weights: Its weights and buffers on the host; by default those of the task model's model. A
            model whose weights are divided among processes has to provide them.

    Returns:
        The checksum of the manifest.

    Raises:
        FileExistsError: `folder` exists.
        RunError: The disk refuses; nothing is left then.
    """
    if folder.exists():
        raise FileExistsError(f"{folder} exists; an exported model is never overwritten")
    partial = folder.with_name(f".{folder.name}{PARTIAL}")
    shutil.rmtree(partial, ignore_errors=True)
    given = task_model.model.state_dict() if weights is None else weights
    try:
        _write(partial, task_model, config, given)
        seal = seal_model(partial)
        partial.rename(folder)
        sync_folder(folder.parent)
        return seal
    except (OSError, SafetensorError) as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise RunError(
            f"{folder}: the model cannot be written: {error}. Free space or make the folder "
            f"writable, then continue with `training train --resume {folder.parent}`."
        ) from error


def _write(
    folder: Path, task_model: TaskModel, config: RunConfig, weights: Mapping[str, torch.Tensor]
) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    task_model.save_assets(folder)
    dense = {name: one.contiguous().cpu() for name, one in weights.items()}
    save_file(dense, folder / WEIGHTS, metadata={"format": "pt"})
    settle(folder / WEIGHTS)
    write_json(folder / CONFIG, _description(task_model, config))


def load_model(folder: Path) -> tuple[Task, TaskModel]:
    """Load an exported model on the processor, in evaluation mode.

    Every file is compared with the manifest that sealed it; of a model that was exported before
    there were manifests that is not possible, and a warning says so.

    Raises:
        RunError: A file is missing, damaged, exchanged or made by a newer version.
        PluginError: Its task or backbone is offered by no installed plugin.
    """
    verify_model(folder)
    description = _read_description(folder)
    sections = {"task": description["task"], "model": description["model"]}
    config = config_from_values(sections, str(folder / CONFIG), extend=plugin_keys)
    with refusing_exits():
        task = build_task(config)
        task_model = _built(folder, task, config, description["schema"])
    try:
        task_model.model.load_state_dict(read_tensors(folder / WEIGHTS))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise RunError(f"{folder / WEIGHTS}: the weights cannot be loaded: {error}") from error
    task_model.model.eval()
    return task, task_model


def _built(folder: Path, task: Task, config: RunConfig, schema: dict[str, Any]) -> TaskModel:
    backbone = build_backbone(config)
    encoder = backbone.load(folder)
    require_encoder(backbone, encoder, "load")
    try:
        built = task.build(schema, encoder)
    except (UserError, LookupError, TypeError, ValueError) as error:
        raise RunError(
            f"{folder / CONFIG}: the task `{config.task.name}` cannot make a model of what it "
            f"says: {error}"
        ) from error
    return with_chosen_metrics(task, require_task_model(task, built))


def _description(task_model: TaskModel, config: RunConfig) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "task": config.task.model_dump(mode="json"),
        "model": config.model.model_dump(mode="json"),
        "schema": dict(task_model.schema),
    }


def _read_description(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    try:
        found = parse_object(read_regular(path))
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: the exported model cannot be read: {error}") from error
    if not {"format", "task", "model", "schema"} <= set(found):
        raise RunError(f"{path}: this is no model exported by training.")
    if found["format"] != FORMAT:
        raise RunError(
            f"{path}: written in format {found['format']!r}, and this version reads {FORMAT}. "
            "Upgrade training-core."
        )
    return _checked(path, found)


def _checked(path: Path, found: dict[str, Any]) -> dict[str, Any]:
    try:
        _Description.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise RunError(
            f"{path}: `{dotted(first['loc'])}` is damaged: {first['msg'].lower()}. Restore the "
            "folder from a backup, or train the run again."
        ) from error
    return found
