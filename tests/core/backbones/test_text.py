"""Promises of every text backbone to a task."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.core.backbones.backbone import Backbone
from training.core.backbones.text import TextEncoder
from training.core.data.words import Splitting, word_bounds, words_at
from training.core.run_config.resolve import resolve_run_config
from training.core.tasks.build import build_backbone

NAMES = ["bilstm", "transformer", "pretrained"]
SHARED_FIXTURE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TEXTS = [
    "Ana Ruiz works in Turin",
    "",
    "He joined ACME-Corp. (2019\N{EN DASH}2021) \N{ZERO WIDTH SPACE} as a naïve 工程师 \N{ROCKET}!",
    "w" * 300,
    " ".join(["word"] * 60),
]
WORDS = [words_at(text, word_bounds(text)) for text in TEXTS]


@pytest.fixture(params=NAMES)
def backbone(request: pytest.FixtureRequest) -> Backbone:
    if request.param == "pretrained":
        keys = [f"model.name={request.getfixturevalue('minilm')}"]
    else:
        keys = ["model.rows=64", "model.hidden_size=8"]
    config = resolve_run_config(overrides=[f"model.backbone={request.param}", *keys], environ={})
    return build_backbone(config.config)


@pytest.fixture
def encoder(backbone: Backbone) -> TextEncoder:
    torch.manual_seed(0)
    made: TextEncoder = backbone.fit([]).eval()
    return made


@SHARED_FIXTURE
@given(texts=st.lists(st.text(max_size=60), max_size=4))
@pytest.mark.parametrize("splitting", ["signs", "spaces"])
def test_every_word_of_any_text_has_a_piece(
    encoder: TextEncoder, texts: list[str], splitting: Splitting
) -> None:
    words = [words_at(text, word_bounds(text, splitting)) for text in texts]
    for expected, tokens in zip(words, encoder.tokenize(words), strict=True):
        assert len(tokens.heads) == len(expected)
        assert (np.diff(tokens.heads) > 0).all()
        assert tokens.heads[:1].sum() == 0
        assert (tokens.heads < len(tokens.features)).all()


@torch.no_grad()
def test_padding_never_changes_a_result(encoder: TextEncoder) -> None:
    inputs = [torch.from_numpy(one.features.astype(np.int64)) for one in encoder.tokenize(WORDS)]
    inputs = [one for one in inputs if len(one)]
    lengths = torch.tensor([len(one) for one in inputs])
    padded = torch.nn.utils.rnn.pad_sequence(inputs, batch_first=True)
    together = encoder(padded, lengths)
    for row, (one, length) in enumerate(zip(inputs, lengths.tolist(), strict=True)):
        alone = encoder(one.unsqueeze(0), torch.tensor([length]))
        torch.testing.assert_close(together[row, :length], alone[0], rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_an_exported_encoder_reads_and_computes_the_same(
    encoder: TextEncoder, backbone: Backbone, tmp_path: Path
) -> None:
    encoder.save(tmp_path)
    loaded = backbone.load(tmp_path).eval()
    loaded.load_state_dict(encoder.state_dict())
    (one,), (other,) = encoder.tokenize(WORDS[2:3]), loaded.tokenize(WORDS[2:3])
    assert all(map(np.array_equal, one, other))
    assert all(map(np.array_equal, encoder.frame(), loaded.frame()))
    features = torch.from_numpy(one.features.astype(np.int64)).unsqueeze(0)
    lengths = torch.tensor([features.shape[1]])
    assert torch.equal(encoder(features, lengths), loaded(features, lengths))


def test_every_weight_of_an_encoder_learns(encoder: TextEncoder) -> None:
    features = torch.from_numpy(encoder.tokenize(WORDS[:1])[0].features.astype(np.int64))
    encoder(features.unsqueeze(0), torch.tensor([len(features)])).square().sum().backward()
    unused = [name for name, weight in encoder.named_parameters() if weight.grad is None]
    assert unused == []


def test_activations_computed_again_give_the_same_gradients(encoder: TextEncoder) -> None:
    features = torch.from_numpy(encoder.tokenize(WORDS[:1])[0].features.astype(np.int64))
    lengths = torch.tensor([len(features)])

    def gradients() -> list[torch.Tensor]:
        encoder.zero_grad()
        torch.manual_seed(0)
        encoder(features.unsqueeze(0), lengths).square().sum().backward()
        return [weight.grad.clone() for weight in encoder.parameters() if weight.grad is not None]

    encoder.train()
    before = gradients()
    if not encoder.enable_activation_checkpointing():
        pytest.skip("this backbone says that it cannot")
    torch.testing.assert_close(gradients(), before)
