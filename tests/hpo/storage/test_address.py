from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import make_url

from training.errors import ConfigError
from training.hpo.checkpoint.storage import get_storage_uri
from training.hpo.storage.address import shown_address, storage_address
from training.hpo.storage.database import _silent

GIVEN = "postgresql://me:trout@db/x?password=fish&sslpassword=key&sslmode=require"


def test_no_secret_of_an_address_reaches_messages_and_records(tmp_path: Path) -> None:
    url = storage_address(GIVEN, tmp_path)
    assert shown_address(url) == "postgresql://me@db/x?sslmode=require"
    error = RuntimeError(f"could not connect: {GIVEN} password='fish'")
    told = _silent(url, error)
    assert not [secret for secret in ("trout", "fish", "=key") if secret in told]


@pytest.mark.parametrize("name", ["per%20cent", "que?ry", "ha#sh", "a b", "naïve", "x@y:z"])
def test_a_study_is_kept_in_the_very_folder_that_was_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "study.db"
    assert make_url(str(get_storage_uri(path))).database == str(path)
    url = storage_address(str(path), tmp_path)
    assert make_url(url.render_as_string(hide_password=False)).database == str(path)


def test_a_storage_that_cannot_be_used_is_refused_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        storage_address("mysql://me:trout@db/x", tmp_path)
    assert "trout" not in str(told.value)


def test_a_password_with_an_at_sign_is_refused_without_any_part_of_it() -> None:
    with pytest.raises(ConfigError, match="%40") as refused:
        storage_address("postgresql://me:s3c@r3t@127.0.0.1:1/x", Path())
    assert "r3t" not in str(refused.value)
