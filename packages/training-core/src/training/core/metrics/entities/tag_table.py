"""Table of tag ids: entity type, and how each joins its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from training.errors import DataError

Scheme = Literal["conll", "iob2-strict"]
"""How tags become entities.

`conll` is the rule of the CoNLL evaluation (seqeval's default mode): an `I-` tag after `O` or after
another type starts an entity too; `E-` ends one and `S-` is one of its own. `iob2-strict` is
seqeval's `mode="strict", scheme=IOB2`: an entity starts at `B-` and nowhere else, and an `I-` tag
that continues nothing is passed over. The two differ on ill-formed tags only.
"""

MARKS = {"conll": "BIES", "iob2-strict": "BI"}
UNTYPED = "_"
"""Type of a tag that is a mark alone, as in seqeval."""


def split_tag(name: str, scheme: Scheme, *, bare_types: bool = False) -> tuple[str, str] | None:
    """Return the mark and the entity type of a tag; None when it is no tag of the scheme.

    Args:
        name: `O`, or a mark alone (`B`), or a mark, a hyphen and a type (`B-PER`).
        scheme: `conll` takes the marks B, I, E and S; `iob2-strict` B and I.
        bare_types: Whether any other text is an entity type, read as `I-` and that type.
    """
    if name == "O":
        return "O", UNTYPED
    mark, hyphen, label = name[:1], name[1:2], name[2:]
    if mark and mark in MARKS[scheme] and hyphen in ("", "-"):
        return mark, label or UNTYPED
    return ("I", name) if bare_types and name else None


def no_tag(name: object, scheme: Scheme) -> str:
    """Return the message for a tag that the scheme does not know."""
    marks = ", ".join(f"{mark}-" for mark in MARKS[scheme])
    return (
        f"{name!r} is no tag of the scheme `{scheme}`; expected O, or one of {marks} and an entity "
        "type, such as B-PER. Write I-PER for a type without a mark, and E- and S- (scheme "
        "`conll`) for the L- and U- of BILOU."
    )


class TagTable:
    """The tags that ids stand for, and how they make up entities.

    A run of words belongs to one entity as long as each tag continues the type that the tag before
    it leaves open.

    Args:
        names: Name of each tag id; see `split_tag` for what is understood.
        scheme: How tags become entities.
        bare_types: Whether a type without a mark is read as `I-` and that type.

    Attributes:
        names: Name of each tag id.
        scheme: How tags become entities.
        types: Entity types in the order of their first tag.
        outside: Id of `O`; -1 when it is not among the tags.
        type_of: Type index of each tag, -1 for `O`; int64 of shape [tags].
        leaves_open: Type index that the next word may continue, or -1; int64 of shape [tags].
        continues: Type index that the tag can continue, or -2; int64 of shape [tags].
        begins: Whether a run of words with this tag in front is an entity; bool of shape [tags].

    Raises:
        DataError: A name is no tag of the scheme.
        ValueError: There is no such scheme.
    """

    def __init__(
        self, names: Sequence[str], scheme: Scheme = "conll", *, bare_types: bool = False
    ) -> None:
        if scheme not in MARKS:
            raise ValueError(f"scheme {scheme!r}: expected one of {', '.join(get_args(Scheme))}.")
        self.names = list(names)
        self.scheme = scheme
        marks, labels = self._split(bare_types)
        self.types = list(dict.fromkeys(labels[marks != "O"].tolist()))
        self.outside = self.names.index("O") if "O" in self.names else -1
        index = {label: position for position, label in enumerate(self.types)}
        self.type_of = np.array([index.get(label, -1) for label in labels], dtype=np.int64)
        self.type_of[marks == "O"] = -1
        self.leaves_open = np.where(np.isin(marks, ["B", "I"]), self.type_of, -1)
        self.continues = np.where(np.isin(marks, ["I", "E"]), self.type_of, -2)
        self.begins = marks == "B" if scheme == "iob2-strict" else marks != "O"

    def _split(self, bare_types: bool) -> tuple[np.ndarray, np.ndarray]:
        """Return the mark and the type of each tag, shape [tags]."""
        split = [split_tag(name, self.scheme, bare_types=bare_types) for name in self.names]
        for name, parts in zip(self.names, split):
            if parts is None:
                raise DataError(no_tag(name, self.scheme))
        pairs = np.array(split, dtype=object).reshape(-1, 2)
        return pairs[:, 0].astype(str), pairs[:, 1]

    def __len__(self) -> int:
        return len(self.names)
