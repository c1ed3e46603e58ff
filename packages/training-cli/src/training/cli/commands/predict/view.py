"""Print predictions for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from training.cli.commands.predict.spans import Palette, bracketed, coloured
from training.core.console.consoles import is_rich
from training.core.console.lines import print_json_text, print_line
from training.core.console.printable import printable, printable_line

ONE_LINE = {ord("\n"): " ", ord("\r"): " "}
"""Keep a document in its line, so that the n-th line answers the n-th document."""


class PredictionPrinter:
    """Prints documents with their spans, texts with their labels, and anything else as JSON.

    Args:
        console: Standard output.
        labels: Labels the model knows.
    """

    def __init__(self, console: Console, labels: Iterable[str] = ()) -> None:
        self._console = console
        self._palette = Palette(labels) if is_rich(console) else None
        self._documents = False

    def print(self, prediction: Mapping[str, Any] | None) -> None:
        """Print one prediction, in one line unless the console shows colours."""
        if prediction is None:
            self._console.print("null")
        elif {"text", "annotations"} <= set(prediction):
            self._documents = True
            self._print_document(prediction["text"], prediction["annotations"])
        elif {"text", "label", "scores"} <= set(prediction):
            self._console.print(labelled(prediction, self._palette))
        else:
            print_json_text(json.dumps(prediction, ensure_ascii=False))

    def finish(self) -> None:
        """Print what the colours mean."""
        if self._documents and self._palette is not None:
            legend = self._palette.legend()
            self._console.print()
            self._console.print(legend if legend.plain else Text("no spans found", style="dim"))

    def _print_document(self, text: str, annotations: list[Any]) -> None:
        if self._palette is None:
            print_line(bracketed(text, annotations).translate(ONE_LINE))
        else:
            self._console.print(coloured(text, annotations, self._palette))


def labelled(prediction: Mapping[str, Any], palette: Palette | None) -> Text:
    """Return one line: the label, its probability and the text.

    Args:
        prediction: With `text`, `label` and `scores`, the probability of each label.
        palette: Colours of labels; None where colours cannot be shown.
    """
    label, scores = prediction["label"], prediction["scores"]
    width = max(len(printable_line(name)) for name in scores)
    style = "" if palette is None else palette.style(label)
    text = printable(" ".join(prediction["text"].split()))
    shown = printable_line(label)
    chosen = Text(shown, style) + Text(" " * (width - len(shown)))
    return Text("  ").join([chosen, Text(f"{scores[label]:.2f}", "dim"), Text(text)])
