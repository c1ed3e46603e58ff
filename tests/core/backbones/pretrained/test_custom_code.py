"""A model folder with Python code in it: the code is never run, whatever standard input says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from training.errors import ConfigError, RunError
way, folder = sys.argv[1], Path(sys.argv[2])
try:
    if way == "backbone":
        from training.core.backbones.pretrained.load import load_pretrained
        load_pretrained(str(folder), False)
    elif way == "exported":
        from training.core.backbones.pretrained.load import load_exported
        load_exported(folder, False)
    else:
        from training.core.model import create_model_and_tokenizer
        create_model_and_tokenizer({"model": {"backbone": str(folder)}}, {"O": 0}, {0: "O"})
except (ConfigError, RunError) as error:
    sys.exit(f"refused: {error}")
"""
CODE = "from pathlib import Path\nPath({mark!r}).touch()\nclass Config: pass\nclass Model: pass\n"
WORDS = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
TOKENIZER = {"version": "1.0", "added_tokens": [], "model": WORDS}
MAP = {"AutoConfig": "own.Config", "AutoModel": "own.Model"}
MAP["AutoModelForTokenClassification"] = "own.Model"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "model"
    model.mkdir()
    (model / "own.py").write_text(CODE.format(mark=str(tmp_path / "was run")))
    (model / "config.json").write_text(json.dumps({"model_type": "own", "auto_map": MAP}))
    (model / "tokenizer.json").write_text(json.dumps(TOKENIZER))
    tokenizer = {"tokenizer_class": "Own", "auto_map": {"AutoTokenizer": ["own.Model", None]}}
    (model / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    return model


@pytest.mark.parametrize("way", ["backbone", "old"])
def test_code_of_a_model_folder_is_never_run(folder: Path, way: str) -> None:
    pytest.importorskip("transformers")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, way, folder],
        input="y\ny\ny\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder.parent / "was run").exists()
    assert done.returncode == 1
    assert "has the key `auto_map`" in done.stderr
    assert str(folder) in done.stderr
    assert "register_backbones" in done.stderr
    assert "[y/N]" not in done.stdout + done.stderr


def test_code_that_only_the_configuration_names_is_never_run(folder: Path) -> None:
    pytest.importorskip("transformers")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast"})
    )
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "backbone", folder],
        input="y\ny\ny\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder.parent / "was run").exists()
    assert "has the key `auto_map`" in done.stderr


def test_an_exported_description_with_code_runs_none(folder: Path) -> None:
    pytest.importorskip("transformers")
    config = {"model_type": "bert", "hidden_size": 4, "num_hidden_layers": 1, "vocab_size": 8}
    config |= {"num_attention_heads": 1, "intermediate_size": 4, "auto_map": MAP}
    described = {"config": {**config, "_name_or_path": str(folder)}, "max_pieces": 8}
    described["special"] = {"first": None, "last": None, "unknown": 0, "mask": None}
    (folder / "backbone.json").write_text(json.dumps(described))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "exported", folder],
        input="y\ny\ny\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert not (folder.parent / "was run").exists()
    assert "[y/N]" not in done.stdout + done.stderr
