"""A spaCy `-o efficiency` pipeline on WNUT-17, with the configuration that spaCy writes itself."""

from __future__ import annotations

import json
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path

import spacy
from seqeval.metrics import f1_score
from spacy.cli.init_config import init_config
from spacy.cli.train import train
from spacy.tokens import Doc, DocBin
from thinc.api import require_cpu

from benchmarks.quality.sentences import Sentence, read_split

ROUNDS = 3


def write_documents(sentences: Iterable[Sentence], path: Path) -> None:
    """Write sentences, with the words as they stand in the file, for spaCy."""
    vocabulary = spacy.blank("en").vocab
    documents = [Doc(vocabulary, words=words, ents=tags) for words, tags in sentences]
    DocBin(docs=documents).to_disk(path)


def tags_of(document: Doc) -> list[str]:
    """Return the IOB2 tags of a document."""
    return [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in document]


def main() -> None:
    """Train, and print seconds, test F1 and words a second as JSON."""
    parser = ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--max-steps", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    require_cpu()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for split in ("train", "validation"):
            write_documents(read_split(asked.data, split), folder / f"{split}.spacy")
        config = init_config(lang="en", pipeline=["ner"], optimize="efficiency", silent=True)
        config.to_disk(folder / "config.cfg")
        paths = {"paths.train": "train.spacy", "paths.dev": "validation.spacy"}
        overrides = {key: str(folder / value) for key, value in paths.items()}
        overrides |= {"training.max_steps": asked.max_steps, "system.seed": asked.seed}
        started, cpu_started = time.perf_counter(), time.process_time()
        train(folder / "config.cfg", folder / "out", overrides=overrides)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
        pipeline = spacy.load(folder / "out" / "model-best")
    test = read_split(asked.data, "test")
    best = float("inf")
    for _ in range(ROUNDS):
        documents = [Doc(pipeline.vocab, words=words) for words, _ in test]
        begun = time.perf_counter()
        tagged = list(pipeline.pipe(documents))
        best = min(best, time.perf_counter() - begun)
    print(  # noqa: T201
        "\n"
        + json.dumps(
            {
                "seconds": seconds + best,
                "cpu_seconds": cpu_seconds + best,
                "test_f1": float(f1_score([tags for _, tags in test], list(map(tags_of, tagged)))),
                "words_per_second": sum(len(words) for words, _ in test) / best,
            }
        )
    )


if __name__ == "__main__":
    main()
