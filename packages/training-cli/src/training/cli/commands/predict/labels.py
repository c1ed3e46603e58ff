"""Texts with the label that was chosen for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from training.cli.commands.predict.spans import Palette
from training.core.console.printable import printable, printable_line


def labelled(prediction: Mapping[str, Any], palette: Palette | None) -> Text:
    """Return one line: the label, its probability and the text.

    Args:
        prediction: With `text`, `label` and `scores`, the probability of each label.
        palette: Colours of labels; None where colours cannot be shown.
    """
    label, scores = prediction["label"], prediction["scores"]
    width = max(len(printable_line(one)) for one in scores)
    style = "" if palette is None else palette.style(label)
    text = printable(" ".join(prediction["text"].split()))
    shown = printable_line(label)
    chosen = Text(shown, style) + Text(" " * (width - len(shown)))
    return Text("  ").join([chosen, Text(f"{scores[label]:.2f}", "dim"), Text(text)])
