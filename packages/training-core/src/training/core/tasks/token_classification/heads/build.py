"""Build the head that the options ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from training.config import LossConfig
from training.core.losses.build import build_loss
from training.core.tasks.token_classification.heads.bio_constraints import Constraints
from training.core.tasks.token_classification.heads.crf import CrfHead
from training.core.tasks.token_classification.heads.linear import LinearHead
from training.core.tasks.token_classification.heads.tag_head import TagHead
from training.core.tasks.token_classification.tags import TagSet
from training.errors import ConfigError

if TYPE_CHECKING:
    from training.core.tasks.token_classification.options import TokenClassificationOptions


def build_head(
    options: TokenClassificationOptions, schema: Mapping[str, Any], size: int
) -> TagHead:
    """Return a new head.

    Args:
        options: The `task` section.
        schema: Labels, and class weights if they are asked for.
        size: Length of a word's vector.

    Raises:
        ConfigError: The head cannot do what another key asks for.
    """
    names = TagSet(schema["labels"]).names
    constraints = Constraints(names) if options.constrained_decoding else None
    if options.head == "crf":
        _refuse_per_word_losses(options)
        return CrfHead(size, len(names), constraints)
    weights, loss = schema.get("class_weights"), build_loss(options, names)
    return LinearHead(size, len(names), weights, loss, constraints)


def _refuse_per_word_losses(options: TokenClassificationOptions) -> None:
    asked = {
        "loss.name": options.loss.name != LossConfig().name,
        "class_weights": options.class_weights != "none",
        "label_smoothing": options.label_smoothing > 0,
        "teacher": options.teacher is not None,
    }
    for key, wanted in asked.items():
        if wanted:
            raise ConfigError(
                f"task.head=crf and task.{key}: a conditional random field has a loss of its own, "
                "the likelihood of whole sequences, where single tags have no loss or weight. "
                "Leave one of the two out."
            )
