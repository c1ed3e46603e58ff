from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import torch

from training.core import load_model, resolve_run_config, train
from training.core.data import Dataset, Record
from training.core.data.batching import BatchLimit
from training.core.evaluator import predict_samples
from training.core.tasks.build import build_backbone
from training.errors import ConfigError, RunError

ITEM: dict[str, Any] = {
    "text": "Ana Ruiz works in Turin",
    "annotations": [[0, 8, "NAME"], [18, 23, "PLACE"]],
}


def overrides(model: Path, *more: str) -> list[str]:
    return ["model.backbone=pretrained", f"model.name={model}", "training.threads=1", *more]


def trained(model: Path, folder: Path, *more: str) -> Path:
    keys = overrides(model, "training.max_steps=8", "training.batch_tokens=64", *more)
    config = resolve_run_config(overrides=[*keys, f"output_dir={folder}"], environ={}).config
    items = [Record(ITEM, f"item {number}") for number in range(24)]
    return train(config, dataset=Dataset(items, items[:2], items[:2])).run.directory


def spans_found(run: Path, text: str) -> list[list[Any]]:
    task, task_model = load_model(run / "checkpoint")
    samples = [task.parse(Record({"text": text}, "text"))]
    (found,) = predict_samples(task_model, samples, BatchLimit(8), torch.device("cpu"))
    spans: list[list[Any]] = found["annotations"]
    return spans


def test_a_few_steps_teach_it_and_the_run_needs_the_old_folder_no_more(
    minilm: Path, tmp_path: Path
) -> None:
    copy = copytree(minilm, tmp_path / "model")
    run = trained(copy, tmp_path / "runs", "training.learning_rate=1e-3")
    copy.rename(tmp_path / "elsewhere")
    metrics = json.loads((run / "run.json").read_text())["metrics"]["test"]
    assert metrics["f1"] == 1.0
    assert spans_found(run, ITEM["text"]) == ITEM["annotations"]


def test_a_frozen_backbone_stays_as_it_was(minilm: Path, tmp_path: Path) -> None:
    run = trained(minilm, tmp_path, "model.frozen=true")
    before = build_backbone(resolve_run_config(overrides=overrides(minilm), environ={}).config)
    weights = dict(before.fit([]).named_parameters())
    _, task_model = load_model(run / "checkpoint")
    after = dict(task_model.encoder.named_parameters())
    assert all((weights[name] == after[name]).all() for name in weights)


@pytest.mark.parametrize(
    ("key", "still"),
    [
        ("model.frozen_embeddings=true", ["model.embeddings."]),
        (
            "model.frozen_layers=2",
            ["model.embeddings.", *(f"model.encoder.layer.{n}." for n in (0, 1))],
        ),
    ],
)
def test_what_is_frozen_stays_and_the_rest_learns(
    minilm: Path, tmp_path: Path, key: str, still: list[str]
) -> None:
    run = trained(minilm, tmp_path, key)
    config = resolve_run_config(overrides=overrides(minilm), environ={}).config
    before = build_backbone(config).fit([]).state_dict()
    after = load_model(run / "checkpoint")[1].encoder.state_dict()
    unchanged = {name for name, weights in before.items() if weights.equal(after[name])}
    assert unchanged == {name for name in before if name.startswith(tuple(still))}


@pytest.mark.parametrize(("keys", "same"), [(["model.dropout=0"], True), ([], False)])
def test_dropout_is_as_it_was_made_or_as_it_is_asked_for(
    minilm: Path, keys: list[str], same: bool
) -> None:
    config = resolve_run_config(overrides=overrides(minilm, *keys), environ={}).config
    encoder = build_backbone(config).fit([]).train()
    subwords, lengths = torch.arange(1000, 1012).reshape(1, -1, 1), torch.tensor([12])
    assert torch.equal(encoder(subwords, lengths), encoder(subwords, lengths)) == same


def test_bf16_computes_the_same_attention_with_and_without_a_gradient(minilm: Path) -> None:
    config = resolve_run_config(overrides=overrides(minilm), environ={}).config
    encoder = build_backbone(config).fit([]).eval()
    subwords, lengths = torch.arange(1000, 1024).reshape(2, -1, 1), torch.tensor([12, 9])
    with torch.autocast("cpu", torch.bfloat16):
        learning = encoder(subwords, lengths).detach()
        with torch.no_grad():
            reading = encoder(subwords, lengths)
    torch.testing.assert_close(learning[0], reading[0], atol=0.05, rtol=0.05)


def test_more_frozen_layers_than_there_are_is_refused(minilm: Path) -> None:
    keys = overrides(minilm, "model.frozen_layers=7")
    config = resolve_run_config(overrides=keys, environ={}).config
    with pytest.raises(ConfigError, match=r"model\.frozen_layers=7: the model has 6 layers"):
        build_backbone(config).fit([])


def test_a_long_document_is_read_to_its_end(minilm: Path, tmp_path: Path) -> None:
    run = trained(minilm, tmp_path, "training.learning_rate=1e-3")
    text = " ".join([ITEM["text"]] * 150)
    last = len(text) - len("Turin")
    assert [last, last + 5, "PLACE"] in spans_found(run, text)


@pytest.mark.parametrize("missing", ["model.safetensors", "config.json"])
def test_a_model_without_its_files_is_refused_with_the_way_out(
    minilm: Path, tmp_path: Path, missing: str
) -> None:
    copy = copytree(minilm, tmp_path / "model")
    (copy / missing).unlink()
    config = resolve_run_config(overrides=overrides(copy), environ={}).config
    with pytest.raises(ConfigError, match="nothing is downloaded"):
        build_backbone(config).fit([])


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        "[]",
        "null",
        '{"model_type": "bert", "hidden_size": "x"}',
        '{"model_type": "bert", "hidden_size": 1e999}',
        '{"model_type": []}',
    ],
)
def test_a_damaged_configuration_of_a_pretrained_model_is_named(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "config.json").write_text(content)
    config = resolve_run_config(overrides=overrides(tmp_path), environ={}).config
    with pytest.raises(ConfigError, match=r"config\.json.* is damaged"):
        build_backbone(config).fit([])


def test_a_name_that_is_nowhere_is_not_looked_up_on_the_network() -> None:
    config = resolve_run_config(overrides=overrides(Path("no-one/such-model")), environ={}).config
    with pytest.raises(ConfigError, match=r"model\.name: `no-one/such-model` cannot be loaded"):
        build_backbone(config).fit([])


def test_a_damaged_export_names_the_file(minilm: Path, tmp_path: Path) -> None:
    backbone = build_backbone(resolve_run_config(overrides=overrides(minilm), environ={}).config)
    backbone.fit([]).save(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(RunError, match=r"tokenizer\.json"):
        backbone.load(tmp_path)


def test_configuring_it_loads_neither_torch_nor_transformers(minilm: Path) -> None:
    program = (
        "import sys; from training.core import resolve_run_config; "
        f"resolve_run_config(overrides={overrides(minilm)!r}, environ={{}}); "
        "print(sorted({'torch', 'transformers', 'tokenizers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
