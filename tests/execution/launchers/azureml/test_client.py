from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import ConfigError
from training.execution.launchers.azureml.client import KEYS, workspace_client

pytest.importorskip("azure.ai.ml")


def test_a_workspace_is_named_whole_or_not_at_all() -> None:
    told = dict.fromkeys(KEYS)
    with pytest.raises(ConfigError, match=r"distributed\.workspace not set; give all three"):
        workspace_client({**told, "subscription_id": "s", "resource_group": "g"})


def test_without_a_name_the_file_of_the_workspace_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match=r"no config\.json of a workspace is in this folder"):
        workspace_client(dict.fromkeys(KEYS))
