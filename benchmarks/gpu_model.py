"""Transformers of known sizes and texts of known lengths, for `benchmarks.gpu`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from training.core.tasks.task_model import Batch, Example, TaskModel

SIZES: dict[str, dict[str, int]] = {
    "tiny": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2},
    "minilm": {"hidden_size": 384, "num_hidden_layers": 6, "num_attention_heads": 12},
    "base": {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12},
}
WORDS = 30_522
CLASSES = 4
LONGEST = 256


class _Scores(nn.Module):
    """The model of transformers, called with the tensors of a batch."""

    def __init__(self, size: str) -> None:
        super().__init__()
        from transformers import BertConfig, BertForSequenceClassification

        settings: dict[str, Any] = {**SIZES[size], "vocab_size": WORDS, "num_labels": CLASSES}
        settings["intermediate_size"] = 4 * settings["hidden_size"]
        config = BertConfig(**settings)
        self.bert = BertForSequenceClassification(config)

    def forward(self, tensors: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return scores of shape [batch, classes]."""
        scores: torch.Tensor = self.bert(
            input_ids=tensors["input_ids"], attention_mask=tensors["attention_mask"]
        ).logits
        return scores


class TextModel(TaskModel):
    """A classifier of texts with random weights."""

    def __init__(self, size: str) -> None:
        self.model = _Scores(size)
        self.schema = {}

    def encode(self, samples: Sequence[Any]) -> list[list[Example]]:
        """Return the samples: they are examples."""
        return [[sample] for sample in samples]

    def length(self, example: Example) -> int:
        """Return the tokens of a text."""
        return len(example["input_ids"])

    def collate(self, examples: Sequence[Example]) -> Batch:
        """Join texts, padded to the longest."""
        lengths = [len(one["input_ids"]) for one in examples]
        words = np.zeros((len(examples), max(lengths)), dtype=np.int64)
        mask = np.zeros_like(words)
        for row, (one, length) in enumerate(zip(examples, lengths)):
            words[row, :length], mask[row, :length] = one["input_ids"], 1
        labels = torch.tensor([int(one["labels"]) for one in examples])
        tensors = {
            "input_ids": torch.from_numpy(words),
            "attention_mask": torch.from_numpy(mask),
            "labels": labels,
        }
        return Batch(tensors, len(examples), sum(lengths), words.size, words.size - sum(lengths))

    def loss(self, output: torch.Tensor, batch: Batch) -> torch.Tensor:
        """Return the cross entropy."""
        return nn.functional.cross_entropy(output.float(), batch.tensors["labels"])

    def predictions(self, output: torch.Tensor, batch: Batch) -> list[np.ndarray]:
        """Return the best class of each text."""
        return list(output.argmax(-1).cpu().numpy())

    def scorer(self) -> Any:
        """Return nothing: nothing is evaluated."""

    def present(self, sample: Any, example: Example, prediction: np.ndarray) -> dict[str, Any]:
        """Return nothing: nothing is predicted."""
        return {}


def examples(count: int) -> list[Example]:
    """Return texts of random words; their lengths are spread as those of real ones are."""
    random = np.random.default_rng(0)
    lengths = np.clip(random.lognormal(4.3, 0.6, count), 8, LONGEST).astype(int)
    return [
        {
            "input_ids": random.integers(1, WORDS, length),
            "labels": np.asarray(random.integers(CLASSES)),
        }
        for length in lengths
    ]


def with_similar_lengths(
    task_model: TaskModel, batches: int, size: int, device: torch.device
) -> Iterator[Batch]:
    """Yield batches of similar lengths in random order, from pinned memory on a GPU."""
    data = sorted(examples(batches * size), key=task_model.length)
    order = np.random.default_rng(1).permutation(batches)
    for number in order:
        batch = task_model.collate(data[number * size : (number + 1) * size])
        yield batch.pin_memory() if device.type == "cuda" else batch


def rate_of_transformers(
    size: str, steps: int, batch: int, device: str, is_compiled: bool
) -> float:
    """Return the tokens a second of `transformers.Trainer`: bf16, similar lengths, compiled."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    warm = 15 if is_compiled else 1
    model = _Scores(size).bert
    data = examples((steps + warm) * batch)

    class Clock(TrainerCallback):
        started = seconds = 0.0

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if device == "cuda":
                torch.cuda.synchronize()
            if state.global_step == warm:
                self.started = time.perf_counter()
            self.seconds = time.perf_counter() - self.started

    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            per_device_train_batch_size=batch,
            max_steps=steps + warm,
            bf16=True,
            torch_compile=is_compiled,
            use_cpu=device == "cpu",
            save_strategy="no",
            report_to="none",
            logging_steps=10_000,
            disable_tqdm=True,
            dataloader_num_workers=2 if is_compiled else 0,
            train_sampling_strategy="group_by_length",
        )
        task_model = TextModel("tiny")
        Trainer(
            model=model,
            args=arguments,
            train_dataset=data,
            data_collator=lambda rows: task_model.collate(rows).tensors,
            callbacks=[clock],
        ).train()
    share = steps / (steps + warm)
    return share * sum(len(one["input_ids"]) for one in data) / clock.seconds
