from __future__ import annotations

from pathlib import Path

import pytest

from training.errors import ConfigError
from training.hpo.azureml.trial_command import TrialCode, trial_code, trial_command


def test_the_code_is_the_nearest_folder_that_holds_the_configuration(tmp_path: Path) -> None:
    script = tmp_path / "project" / "src" / "train.py"
    script.parent.mkdir(parents=True)
    script.touch()
    (tmp_path / "config").mkdir()
    assert trial_code(script) == TrialCode(tmp_path, "project/src/train.py")
    (tmp_path / "project" / "config").mkdir()
    assert trial_code(script) == TrialCode(tmp_path / "project", "src/train.py")


def test_a_script_that_is_missing_or_without_configuration_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="`script_path`: there is no file"):
        trial_code(tmp_path / "train.py")
    (tmp_path / "train.py").touch()
    with pytest.raises(ConfigError, match=r"holds the folder `config`.*Put it beside the script"):
        trial_code(tmp_path / "train.py")


def test_parameters_become_options_and_dotted_keys_settings() -> None:
    code = TrialCode(Path("x"), "my train.py")
    assert trial_command(code, "bilstm", ["learning_rate", "model__dropout"]) == (
        "python 'my train.py' --data-asset ${{inputs.data}} --config-dir config "
        "--backbone bilstm --learning-rate ${{search_space.learning_rate}} "
        "--set model.dropout=${{search_space.model__dropout}}"
    )


def test_a_backbone_cannot_begin_another_command() -> None:
    command = trial_command(TrialCode(Path("x"), "t.py"), "a; rm -rf /", [])
    assert command.endswith("--backbone 'a; rm -rf /'")
