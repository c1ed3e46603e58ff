from __future__ import annotations

import pytest

from training.errors import ConfigError
from training.execution.jobs.secrets import is_secret, public_values


@pytest.mark.parametrize(
    "name",
    ["MLFLOW_TRACKING_PASSWORD", "HF_TOKEN", "API_KEY", "AZURE_SAS", "SAS_URL", "MY_SECRET_NAME"],
)
def test_a_variable_is_a_secret_by_its_name(name: str) -> None:
    assert is_secret(name, "1")


@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "KEYBOARD", "SASKATCHEWAN", "MLFLOW_URI"])
def test_other_names_are_none(name: str) -> None:
    assert not is_secret(name, "https://host/path")


def test_an_address_with_credentials_is_a_secret_whatever_it_is_called() -> None:
    assert is_secret("MLFLOW_URI", "https://me:word@host")
    assert not is_secret("MLFLOW_URI", "https://me@host")


def test_only_variables_that_are_set_and_may_be_seen_are_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THREADS", "2")
    monkeypatch.setenv("MY_TOKEN", "abc")
    monkeypatch.delenv("MISSING", raising=False)
    assert public_values(["THREADS"], "distributed.environment_variables") == {"THREADS": "2"}
    with pytest.raises(ConfigError, match=r"distributed.x: .*MISSING is not set here"):
        public_values(["MISSING"], "distributed.x")
    with pytest.raises(ConfigError, match="MY_TOKEN looks like a secret") as error:
        public_values(["MY_TOKEN"], "distributed.x")
    assert "abc" not in str(error.value)
