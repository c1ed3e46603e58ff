"""Names that people of the field use are answered with what to write here."""

from __future__ import annotations

import pytest

from training.core.run_config.resolve import resolve_run_config
from training.errors import ConfigError


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("task.name=ner", "Write `task.name: token-classification`"),
        ("task.name=Named Entity Recognition", "Write `task.name: token-classification`"),
        ("task.name=token_classification", "Write `task.name: token-classification`"),
        ("task.name=sentiment-analysis", "Write `task.name: text-classification`"),
        ("task.name=text_classification", "Write `task.name: text-classification`"),
        ("model.backbone=bert-base-cased", "and `model.name: bert-base-cased`"),
        ("model.backbone=./models/mine", "and `model.name: ./models/mine`"),
        ("model.backbone=bilstn", "Did you mean `bilstm`"),
    ],
)
def test_an_unknown_name_is_answered_with_what_to_write(given: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve_run_config(overrides=[given], environ={})
    assert words in str(caught.value)


def test_what_the_advice_says_resolves() -> None:
    given = ["task.name=token-classification", "model.backbone=pretrained", "model.name=bert"]
    assert resolve_run_config(overrides=given, environ={}).config.model.backbone is not None
