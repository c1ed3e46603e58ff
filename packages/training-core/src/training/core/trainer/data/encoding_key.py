"""The settings that encoded data depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from training.config import RunConfig
from training.config.resolved import plain_values
from training.core.data.cache.keys import key_of_files
from training.core.plugins.content import provider_code
from training.core.tasks.build import build_backbone
from training.core.tasks.task import Task
from training.core.trainer.data.teacher import teacher_key


def encoding_settings(config: RunConfig, task: Task) -> dict[str, Any]:
    """Return what task and backbone say matters to encoded data, and their code, as JSON.

    Args:
        config: The run's configuration.
        task: Its task.

    Raises:
        ConfigError: There is no such teacher.
    """
    values, backbone = plain_values(config), build_backbone(config)
    assert config.model.backbone is not None, "a resolved configuration names its backbone"
    return {
        "task": _relevant(values["task"], "name", task.encoding_keys),
        "model": _relevant(values["model"], "backbone", backbone.encoding_keys),
        "tokenizer": key_of_files(backbone.files()),
        **teacher_key(config),
        "code": [
            provider_code("task", config.task.name),
            provider_code("backbone", config.model.backbone),
        ],
    }


def _relevant(
    section: Mapping[str, Any], choice: str, keys: Sequence[str] | None
) -> dict[str, Any]:
    """Return the keys of a section that its chosen plugin says matter; all unless it says."""
    return dict(section) if keys is None else {key: section.get(key) for key in (choice, *keys)}
