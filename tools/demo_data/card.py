"""The description that lies beside the dataset."""

from __future__ import annotations

from importlib.resources import files

from tools.demo_data.corpus import SPLITS, Corpus
from tools.demo_data.counts import OPEN_LABELS, label_counts, mean_words, unseen_share
from tools.demo_data.segments import LABELS


def dataset_card(corpus: Corpus, seed: int) -> str:
    """Describe the dataset: origin, guideline and counts.

    Args:
        corpus: The dataset.
        seed: The seed that it was made with.

    Returns:
        Markdown text.
    """
    template = files(__package__).joinpath("card.md").read_text(encoding="utf-8")
    values = {"SEED": str(seed), "COUNTS": _counts(corpus), "UNSEEN": _unseen(corpus)}
    for key, value in values.items():
        template = template.replace(f"@{key}@", value)
    return template


def _counts(corpus: Corpus) -> str:
    names = [split.name for split in SPLITS]
    counts = {name: label_counts(corpus[name]) for name in names}
    rows = [_row(label, [str(counts[name][label]) for name in names]) for label in LABELS]
    spans = _row("all spans", [str(sum(counts[name].values())) for name in names])
    documents = _row("documents", [str(len(corpus[name])) for name in names])
    words = _row("mean words", [f"{mean_words(corpus[name]):.0f}" for name in names])
    rule = "|---|" + "---:|" * len(names)
    return "\n".join([_row("", names), rule, *rows, spans, documents, words])


def _row(title: str, cells: list[str]) -> str:
    return f"| {title} | {' | '.join(cells)} |"


def _unseen(corpus: Corpus) -> str:
    shares = (f"{label} {unseen_share(corpus, 'test', label):.0%}" for label in OPEN_LABELS)
    return ", ".join(shares)
