from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.errors import ConfigError
from training.hpo.checkpoint import get_storage_uri, resolve_storage_path
from training.hpo.compat.checkpoint.stored_study import StudyPlace, open_study, place_study
from training.hpo.exceptions import StudyLoadError

ENABLED = {"enabled": True}


def finished_study(path: Path, attributes: dict[str, Any]) -> None:
    study = open_study(StudyPlace("s", path, resume=True), "maximize", attributes).study
    study.tell(study.ask(), 0.5)


def test_nothing_is_stored_unless_asked_for(tmp_path: Path) -> None:
    assert resolve_storage_path(tmp_path, {}, "tiny") is None
    assert get_storage_uri(None) is None


def test_the_study_has_a_folder_of_its_own_by_default(tmp_path: Path) -> None:
    path = resolve_storage_path(tmp_path / "new", ENABLED, "tiny", "my_study")
    assert path == tmp_path / "new" / "my_study" / "study.db"
    assert path.parent.is_dir()
    assert get_storage_uri(path) == f"sqlite:///{path}"


def test_placeholders_are_filled_and_slashes_in_names_make_no_folders(tmp_path: Path) -> None:
    config = {"enabled": True, "storage_path": "{backbone}/{study_name}.db"}
    path = resolve_storage_path(tmp_path, config, "maker/model", "a/b", create_dirs=False)
    assert path == tmp_path / "maker-model" / "a-b.db"
    assert not path.parent.exists()


def test_a_lasting_study_keeps_its_name_and_others_get_a_new_one(tmp_path: Path) -> None:
    lasting = place_study(ENABLED, "tiny", tmp_path, "now")
    assert (lasting.name, lasting.resume) == ("hpo_tiny", True)
    assert place_study({}, "tiny", tmp_path, "now") == StudyPlace("hpo_tiny_now", None, True)
    named = {**ENABLED, "study_name": "{backbone}_sweep", "auto_resume": False}
    assert place_study(named, "tiny", tmp_path, "now").name == "tiny_sweep"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"enabled": "yes"}, "`checkpoint.enabled` must be true or false"),
        ({"enabld": True}, "unknown key `checkpoint.enabld`. Did you mean `enabled`"),
        ({**ENABLED, "storage_path": "{when}.db"}, r"`checkpoint.storage_path`: .*placeholder"),
        ({**ENABLED, "study_name": "{seed}"}, r"`checkpoint.study_name`: .* unknown placeholder"),
        ({**ENABLED, "storage_path": "../study.db"}, "'../study.db' is not in the folder"),
        ({**ENABLED, "storage_path": "/tmp/study.db"}, "'/tmp/study.db' is not in the folder"),
        ({**ENABLED, "study_name": ".."}, r"'\.\./study.db' is not in the folder"),
        ({**ENABLED, "storage_path": ""}, "`checkpoint.storage_path` must be text"),
    ],
)
def test_a_checkpoint_setting_that_cannot_be_used_is_refused(
    config: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=message):
        place_study(config, "tiny", tmp_path, "now")


def test_a_folder_that_cannot_be_made_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match=r"checkpoint\.storage_path.*cannot be made"):
        resolve_storage_path(tmp_path / "file", ENABLED, "tiny")


def test_a_stored_study_of_other_settings_is_not_mixed_up(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    finished_study(path, {"backbone": "tiny", "config": {"training": {"epochs": 1}}})
    place = StudyPlace("s", path, resume=True)
    other = {"backbone": "tiny", "config": {"training": {"epochs": 2}}}
    with pytest.raises(StudyLoadError, match=r"config\.training\.epochs was 1 and is 2"):
        open_study(place, "maximize", other)
    same = {"backbone": "tiny", "config": {"training": {"epochs": 1}}}
    with pytest.raises(StudyLoadError, match='goal was "maximize" and is "minimize"'):
        open_study(place, "minimize", same)
    assert len(open_study(place, "maximize", same).study.trials) == 1


def test_a_study_that_is_not_to_be_resumed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    finished_study(path, {})
    with pytest.raises(StudyLoadError, match="holds a study `s` already"):
        open_study(StudyPlace("s", path, resume=False), "maximize", {})


def test_a_damaged_storage_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StudyLoadError, match=r"study\.db: the stored study cannot be opened"):
        open_study(StudyPlace("s", path, resume=True), "maximize", {})
