from __future__ import annotations

from pathlib import Path

import pytest

from training._portions import extended_path


def test_parts_of_the_framework_are_joined_and_a_users_folder_of_that_name_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sibling, user = tmp_path / "site", tmp_path / "user"
    for root, child in ((sibling, "hpo"), (user, "models")):
        (root / "training" / child).mkdir(parents=True)
        (root / "training" / child / "py.typed").touch()
    (user / "training" / "core").mkdir()
    monkeypatch.setattr("sys.path", [str(user), str(sibling), str(sibling)])
    assert extended_path(["/own"]) == ["/own", str(sibling / "training")]
