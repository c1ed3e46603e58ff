from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.execution.trackers.mlflow.numbers import LONGEST_KEY, allowed_key
from training.execution.trackers.mlflow.options import MlflowOptions, sqlite_address

LABELS = st.text(st.characters(codec=None)) | st.sampled_from(
    ["", ".", "_", "A?", "A!", "A_", "A "]
)


@given(LABELS, LABELS)
def test_two_labels_never_share_a_name(first: str, second: str) -> None:
    keys = [allowed_key(f"validation/per_entity/{label}/f1") for label in (first, second)]
    assert (keys[0] == keys[1]) == (first == second)
    assert all(len(key) <= LONGEST_KEY for key in keys)


def test_long_labels_keep_apart_and_names_stay_the_same() -> None:
    long = "validation/" + "x" * 300
    assert len({allowed_key(long), allowed_key(long + "y")}) == 2
    assert allowed_key("test/A?/f1") == allowed_key("test/A?/f1") != allowed_key("test/A!/f1")
    assert allowed_key("validation/per_entity/PER-SON 1/f1") == "validation/per_entity/PER-SON 1/f1"


@pytest.mark.parametrize("name", ["with space", "per%20cent", "que?ry", "ha#sh", "plain"])
def test_a_store_is_made_in_the_very_folder_that_was_named(tmp_path: Path, name: str) -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    path = tmp_path / name / "mlflow.db"
    path.parent.mkdir()
    with sqlalchemy.create_engine(sqlite_address(path)).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    with sqlite3.connect(path) as found:
        assert found.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_token_in_the_query_of_a_server_is_refused_in_a_configuration() -> None:
    with pytest.raises(ValueError, match="holds credentials"):
        MlflowOptions(tracking_uri="https://host/mlflow?token=abc")


def test_a_token_in_the_environment_is_used_and_not_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "postgresql://me@db/x?password=fish")
    options = MlflowOptions()
    assert options.address() == "postgresql://me@db/x?password=fish"
    recorded = options.resolved()
    assert "fish" not in str(recorded.tracking_uri)
    assert recorded.address() == options.address()
