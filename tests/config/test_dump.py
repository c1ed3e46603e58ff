"""A resolved configuration, written down, is read back as the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from training.config import Extension, RunConfig, Section, resolve_config, to_yaml
from training.config.dump import recorded_yaml
from training.errors import ConfigError

Write = Callable[[str, str], Path]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["2e-5", "no", "null", "1", "x.yaml", "2024-01-31", "<<", "a: b", "# a"]
)


class Words(Section):
    """Options that hold any text."""

    prompt: str = ""
    """Some text."""
    weights: dict[str, float] = {}
    """Weight by label."""
    lexicon: Path | None = None
    """A file."""


def words(_: object) -> Extension:
    return Extension({"model": Words})


def read_back(text: str) -> RunConfig:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "config.yaml")
        file.write_bytes(text.encode())
        return resolve_config(file, environ={}, extend=words).config


@settings(max_examples=25, deadline=None)
@given(TEXT, st.dictionaries(TEXT, st.floats(allow_nan=False, allow_infinity=False)))
def test_any_text_and_number_survives(prompt: str, weights: dict[str, float]) -> None:
    default = resolve_config(environ={}, extend=words).config
    assert isinstance(default.model, Words)
    model = default.model.model_copy(update={"prompt": prompt, "weights": weights})
    config = default.model_copy(update={"model": model})
    assert read_back(to_yaml(config)) == config


def test_paths_mean_the_same_from_any_folder(write: Write) -> None:
    file = write("conf/x.yaml", "data: {path: d.jsonl}\nmodel: {lexicon: words.txt}\n")
    config = resolve_config(file, environ={}, extend=words).config
    assert config.data.path == Path.cwd() / "conf/d.jsonl"
    assert isinstance(config.model, Words)
    assert config.model.lexicon == Path.cwd() / "conf/words.txt"
    assert read_back(to_yaml(config)) == config


def test_a_path_set_in_python_is_written_in_full() -> None:
    config = RunConfig.model_validate({"data": {"path": "d.jsonl"}, "output_dir": "out"})
    text = to_yaml(config)
    assert f"path: {Path.cwd() / 'd.jsonl'}" in text
    assert "output_dir: out\n" in text


def test_the_keys_stand_in_the_order_of_the_sections() -> None:
    keys = [line.split(":")[0] for line in to_yaml(RunConfig()).splitlines() if line[0] != " "]
    assert keys == list(RunConfig.model_fields)


def test_an_address_with_a_password_is_never_recorded() -> None:
    def config(path: str) -> RunConfig:
        return resolve_config(overrides=[f"data.path={path}"], environ={}).config

    for address in ("s3://me:t0psecret@store/data", "https://host/data?token=t0psecret"):
        with pytest.raises(ConfigError, match=r"data\.path=.*\*\*\*.*in the environment") as caught:
            recorded_yaml(config(address))
        assert "t0psecret" not in str(caught.value)
    assert "s3:/store/data" in recorded_yaml(config("s3://store/data"))
    assert recorded_yaml(config("token=word")) == to_yaml(config("token=word"))


class Service(Section):
    """Options of a tracker that logs in somewhere."""

    api_key: str | None = None
    """A secret."""
    pin: SecretStr | None = None
    """Another one."""
    pad_token: str = "[PAD]"
    """A word."""


def service(_: object) -> Extension:
    return Extension({"logging": Service})


@pytest.mark.parametrize("given", ["logging.api_key=t0psecret", "logging.pin=t0psecret"])
def test_a_secret_of_a_plugin_is_not_recorded(given: str) -> None:
    config = resolve_config(overrides=[given], environ={}, extend=service).config
    with pytest.raises(ConfigError, match="pass the secret in the environment") as refused:
        recorded_yaml(config)
    assert "t0psecret" not in str(refused.value)
    fine = resolve_config(environ={}, extend=service).config
    assert "[PAD]" in recorded_yaml(fine)


@pytest.mark.parametrize("given", ["api_key=[t0psecret]", "password=t0psecret"])
def test_a_secret_that_cannot_be_used_is_not_shown(given: str) -> None:
    with pytest.raises(ConfigError, match=r"`logging\.\w+`") as refused:
        resolve_config(overrides=[f"logging.{given}"], environ={}, extend=service)
    assert "t0psecret" not in str(refused.value)
