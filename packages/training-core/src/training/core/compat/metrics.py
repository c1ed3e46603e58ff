"""The metrics of token classification as functions of tags written as text.

`training.core.metrics.entities` has what these are made of: scores for a choice of scheme,
averages, and counts for data that does not fit in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from training.core.metrics.entities.score import score_tagged_words
from training.core.metrics.entities.tag_strings import TagNames, number_tags, read_tags
from training.core.tasks.token_classification.scorer import table_of, token_macro_f1


def compute_f1_for_label(label: str, flat_true: Sequence[str], flat_pred: Sequence[str]) -> float:
    """Return the F1 of one tag over words; 0 when it occurs on neither side.

    Args:
        label: A tag such as `B-PER`.
        flat_true: True tag of each word.
        flat_pred: Predicted tag of each word; a true tag without one is missed.
    """
    occurrences = flat_true.count(label) + flat_pred.count(label)
    right = sum(wanted == found == label for wanted, found in zip(flat_true, flat_pred))
    return 2 * right / occurrences if occurrences else 0.0


def compute_token_macro_f1(all_labels: TagNames, all_preds: TagNames) -> float:
    """Return the mean F1 over words of the tags that occur among the true ones, `O` included.

    Args:
        all_labels: True tags of each sentence.
        all_preds: Predicted tags of each sentence; a true tag without one is missed, and what goes
            beyond the true tags is passed over.
    """
    names, (true, predicted) = number_tags(all_labels, _cut(all_preds, all_labels))
    return token_macro_f1(true.tags, predicted.tags, len(names))


def compute_per_entity_metrics(
    all_labels: TagNames, all_preds: TagNames
) -> dict[str, dict[str, float]]:
    """Return `precision`, `recall`, `f1` and `support` of each entity type.

    Args:
        all_labels: True tags of each sentence; a type without a mark (`PER`) is read as `I-PER`.
        all_preds: Predicted tags of the same words.

    Returns:
        The scores of each type that occurs, by the rule of the CoNLL evaluation.

    Raises:
        DataError: The two sides do not have the same words.
    """
    return table_of(score_tagged_words(*read_tags(all_labels, all_preds, bare_types=True)))


def compute_metrics(all_labels: TagNames, all_preds: TagNames, avg_loss: float) -> dict[str, Any]:
    """Return the metrics of an evaluation under their old names.

    Args:
        all_labels: True tags of each sentence; a type without a mark (`PER`) is read as `I-PER`.
        all_preds: Predicted tags of the same words.
        avg_loss: Mean loss.

    Returns:
        `macro-f1` (`compute_token_macro_f1`), `macro-f1-span` (F1 over all entities by the rule of
        the CoNLL evaluation), `loss`, and `per_entity` (`compute_per_entity_metrics`) when there
        are entities.

    Raises:
        DataError: The two sides do not have the same words.
    """
    table, true, predicted = read_tags(all_labels, all_preds, bare_types=True)
    scores = score_tagged_words(table, true, predicted)
    metrics: dict[str, Any] = {
        "macro-f1": token_macro_f1(true.tags, predicted.tags, len(table)),
        "macro-f1-span": scores.micro.f1,
        "loss": float(avg_loss),
    }
    return {**metrics, "per_entity": table_of(scores)} if scores.per_type else metrics


def _cut(sentences: TagNames, like: TagNames) -> TagNames:
    """Return the sentences with as many words as others have; an empty tag stands for none."""
    if list(map(len, sentences)) == list(map(len, like)):
        return sentences
    pairs = zip_longest(sentences[: len(like)], like, fillvalue=())
    return [
        [*sentence[: len(model)], *[""] * (len(model) - len(sentence))] for sentence, model in pairs
    ]
