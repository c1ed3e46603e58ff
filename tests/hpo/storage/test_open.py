from __future__ import annotations

from pathlib import Path
from typing import Any

import optuna
import pytest

from training.hpo.exceptions import StudyLoadError
from training.hpo.storage.address import storage_address
from training.hpo.storage.open import create_or_open, open_stored, require_same

optuna.logging.set_verbosity(optuna.logging.WARNING)
SHARED: dict[str, Any] = {"backbone": "bilstm", "config": {"seed": 1}}


def begun(folder: Path, **attributes: Any) -> None:
    opened = create_or_open("s", storage_address(None, folder), "minimize", attributes)
    opened.study.tell(opened.study.ask(), 0.5)


def test_what_all_trials_share_is_noted_and_found_again(tmp_path: Path) -> None:
    begun(tmp_path, **SHARED)
    again = open_stored("s", storage_address(None, tmp_path))
    assert again.study.user_attrs == SHARED
    assert len(again.study.trials) == 1


def test_a_study_made_with_other_settings_is_refused_with_both_values(tmp_path: Path) -> None:
    begun(tmp_path, **SHARED)
    url = storage_address(None, tmp_path)
    changed = {"backbone": "transformer", "config": {"seed": 2}}
    with pytest.raises(StudyLoadError) as error:
        create_or_open("s", url, "minimize", changed, "choose another `name`")
    assert 'backbone was "bilstm" and is "transformer"; config.seed was 1 and is 2' in str(
        error.value
    )
    assert "choose another `name`" in str(error.value)


def test_another_direction_is_another_setting(tmp_path: Path) -> None:
    study = optuna.create_study(direction="maximize")
    study.set_user_attr("seed", 1)
    study.tell(study.ask(), 0.5)
    with pytest.raises(StudyLoadError, match='goal was "maximize" and is "minimize"'):
        require_same("here", study, {"seed": 1, "goal": "minimize"}, "go")
    require_same("here", study, {"seed": 1, "goal": "maximize"}, "go")


def test_a_study_without_trials_may_change_its_settings(tmp_path: Path) -> None:
    url = storage_address(None, tmp_path)
    create_or_open("s", url, "minimize", {"seed": 1})
    assert create_or_open("s", url, "minimize", {"seed": 2}).study.user_attrs == {"seed": 2}


def test_a_study_in_memory_has_no_address() -> None:
    opened = create_or_open("s", None, "maximize", {"seed": 1})
    assert opened.url is None
    assert opened.study.user_attrs == {"seed": 1}
    assert opened.study.direction.name == "MAXIMIZE"


def test_a_study_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    url = storage_address(None, tmp_path)
    with pytest.raises(StudyLoadError, match=r"no study `s` is kept here.*`training hpo resume`"):
        open_stored("s", url)
    assert list(tmp_path.iterdir()) == []
    begun(tmp_path)
    with pytest.raises(StudyLoadError, match="no study `other` is kept here"):
        open_stored("other", url)
