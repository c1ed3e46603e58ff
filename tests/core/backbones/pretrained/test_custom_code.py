"""A model folder with Python code in it: the code is never run, whatever standard input says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from training.errors import ConfigError, RunError

def load(way, folder):
    if way == "old":
        from training.core.model import create_model_and_tokenizer
        create_model_and_tokenizer({"model": {"backbone": str(folder)}}, {"O": 0}, {0: "O"})
    elif way == "exported":
        from training.core.backbones.pretrained.load import load_exported
        load_exported(folder, False)
    else:
        from training.core.backbones.pretrained.load import load_pretrained
        load_pretrained(str(folder), False)

outcomes = {}
for folder in map(Path, sys.argv[1:]):
    sys.stdin = io.StringIO("y\\ny\\ny\\n")
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        try:
            load(folder.name, folder)
        except (ConfigError, RunError) as error:
            print(f"refused: {error}")
    outcomes[folder.name] = said.getvalue()
print(json.dumps(outcomes))
"""
CODE = "from pathlib import Path\nPath({mark!r}).touch()\nclass Config: pass\nclass Model: pass\n"
WORDS = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
TOKENIZER = {"version": "1.0", "added_tokens": [], "model": WORDS}
MAP = {"AutoConfig": "own.Config", "AutoModel": "own.Model"}
MAP["AutoModelForTokenClassification"] = "own.Model"


DESCRIPTION: dict[str, Any] = {
    "config": {
        "model_type": "bert",
        "hidden_size": 4,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "intermediate_size": 4,
        "vocab_size": 8,
        "auto_map": MAP,
    },
    "max_pieces": 8,
    "special": {"first": None, "last": None, "unknown": 0, "mask": None},
}
WAYS = ("backbone", "old", "configured", "exported")


def write_model(model: Path) -> Path:
    """Write a folder whose code leaves a file `was run` beside it when it is run."""
    model.mkdir(parents=True)
    (model / "own.py").write_text(CODE.format(mark=str(model.parent / "was run")))
    (model / "config.json").write_text(json.dumps({"model_type": "own", "auto_map": MAP}))
    (model / "tokenizer.json").write_text(json.dumps(TOKENIZER))
    tokenizer = {"tokenizer_class": "Own", "auto_map": {"AutoTokenizer": ["own.Model", None]}}
    (model / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    return model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders by the way in which they are loaded."""
    root = tmp_path_factory.mktemp("models")
    folders = {way: write_model(root / f"for {way}" / way) for way in WAYS}
    (folders["configured"] / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"})
    )
    config = {**DESCRIPTION["config"], "_name_or_path": str(folders["exported"])}
    described = {**DESCRIPTION, "config": config}
    (folders["exported"] / "backbone.json").write_text(json.dumps(described))
    return folders


@pytest.fixture(scope="module")
def said(models: dict[str, Path]) -> dict[str, str]:
    """What a process that loads all of them, and answers `y` to everything, prints."""
    pytest.importorskip("transformers")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *models.values()],
        input="y\n" * 12,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[y/N]" not in done.stdout + done.stderr
    outcomes: dict[str, str] = json.loads(done.stdout)
    return outcomes


@pytest.mark.parametrize("way", ["backbone", "old"])
def test_code_of_a_model_folder_is_never_run(
    models: dict[str, Path], said: dict[str, str], way: str
) -> None:
    assert not (models[way].parent / "was run").exists()
    assert said[way].startswith("refused: ")
    assert "has the key `auto_map`" in said[way]
    assert str(models[way]) in said[way]
    assert "register_backbones" in said[way]
    assert "[y/N]" not in said[way]


def test_code_that_only_the_configuration_names_is_never_run(
    models: dict[str, Path], said: dict[str, str]
) -> None:
    assert not (models["configured"].parent / "was run").exists()
    assert "has the key `auto_map`" in said["configured"]


def test_an_exported_description_with_code_runs_none(
    models: dict[str, Path], said: dict[str, str]
) -> None:
    assert not (models["exported"].parent / "was run").exists()
    assert "[y/N]" not in said["exported"]
