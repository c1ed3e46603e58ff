from __future__ import annotations

import numpy as np
import pytest

from training.core.backbones.text import Tokens
from training.core.tasks.text.inputs import features_of
from training.core.tasks.text.windows import Window


@pytest.mark.parametrize("framed", [True, False])
def test_features_of_an_encoder_keep_their_type_beyond_32_bits(framed: bool) -> None:
    numbers = np.array([[2**40], [3]])
    frame = np.array([[2**33]] if framed else []).reshape(-1, 1).astype(np.int64)
    window = Window(0, 2, 0, 2)
    features, _ = features_of(Tokens(numbers, np.arange(2)), window, None, (frame, frame))
    border = [2**33] if framed else []
    assert features[:, 0].tolist() == [*border, 2**40, 3, *border]
