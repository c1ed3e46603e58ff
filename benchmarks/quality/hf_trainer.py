"""The HF Trainer on WNUT-17, by the recipe of its token classification example.

The model reads words as they stand in the file; the first sub-word of each carries its tag; batches
are shuffled and padded to their longest sentence, or grouped by length when asked.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
import torch
from seqeval.metrics import f1_score
from transformers import (
    AutoModelForTokenClassification,
    AutoTokenizer,
    DataCollatorForTokenClassification,
    Trainer,
    TrainingArguments,
    set_seed,
)

from benchmarks.quality.sentences import Sentence, read_split

IGNORED = -100


def encoded(sentences: list[Sentence], tokenizer: Any, tags: list[str]) -> list[dict[str, Any]]:
    """Return model inputs with the tag of a word at its first sub-word."""
    made = []
    for words, names in sentences:
        one = tokenizer(words, is_split_into_words=True, truncation=True)
        labels, before = [], None
        for word in one.word_ids():
            labels.append(IGNORED if word in (None, before) else tags.index(names[word]))
            before = word
        made.append({**one, "labels": labels})
    return made


def test_f1(trainer: Trainer, items: list[dict[str, Any]], tags: list[str]) -> float:
    """Return seqeval's F1, each sentence scored beside its own tags."""
    output = trainer.predict(items)  # type: ignore[arg-type]
    predicted = output.predictions.argmax(-1)
    gold, found = [], []
    for row, labels in zip(predicted, output.label_ids):
        kept = np.asarray(labels) != IGNORED
        gold.append([tags[tag] for tag in np.asarray(labels)[kept]])
        found.append([tags[tag] for tag in row[kept]])
    return float(f1_score(gold, found))


def main() -> None:
    """Train, and print seconds and test F1 as JSON."""
    parser = ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--group-by-length", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--seed", type=int, default=42)
    asked = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    set_seed(asked.seed)
    splits = {name: read_split(asked.data, name) for name in ("train", "validation", "test")}
    tags = sorted({tag for _, names in splits["train"] for tag in names})
    started, cpu_started = time.perf_counter(), time.process_time()
    tokenizer = AutoTokenizer.from_pretrained(asked.model, trust_remote_code=False)
    model = AutoModelForTokenClassification.from_pretrained(
        asked.model, num_labels=len(tags), trust_remote_code=False
    )
    items = {name: encoded(split, tokenizer, tags) for name, split in splits.items()}
    with tempfile.TemporaryDirectory() as folder:
        trainer = Trainer(
            model,
            TrainingArguments(
                folder,
                num_train_epochs=asked.epochs,
                learning_rate=asked.learning_rate,
                per_device_train_batch_size=asked.batch_size,
                per_device_eval_batch_size=asked.batch_size,
                train_sampling_strategy="group_by_length" if asked.group_by_length else "random",
                bf16=asked.bf16,
                use_cpu=True,
                eval_strategy="epoch",
                save_strategy="epoch",
                save_total_limit=2,
                report_to=[],
                seed=asked.seed,
            ),
            data_collator=DataCollatorForTokenClassification(tokenizer),
            train_dataset=items["train"],  # type: ignore[arg-type]
            eval_dataset=items["validation"],  # type: ignore[arg-type]
            processing_class=tokenizer,
        )
        trainer.train()
        found = test_f1(trainer, items["test"], tags)
    numbers = {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - cpu_started,
        "test_f1": found,
    }
    print(json.dumps(numbers))  # noqa: T201


if __name__ == "__main__":
    main()
