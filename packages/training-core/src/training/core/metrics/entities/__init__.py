"""Precision, recall and F1 of entities, as the CoNLL evaluation counts them.

An entity is right when its start, end and type all agree. Source: Tjong Kim Sang and De Meulder
(2003), "Introduction to the CoNLL-2003 Shared Task", section 2.3 (`conlleval`).
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.metrics.entities.counts import EntityCounts as EntityCounts
    from training.core.metrics.entities.entities import entities_of as entities_of
    from training.core.metrics.entities.f1 import EntityScores as EntityScores
    from training.core.metrics.entities.f1 import Score as Score
    from training.core.metrics.entities.score import score_spans as score_spans
    from training.core.metrics.entities.score import score_tags as score_tags
    from training.core.metrics.entities.tag_strings import TaggedWords as TaggedWords
    from training.core.metrics.entities.tag_strings import number_tags as number_tags
    from training.core.metrics.entities.tag_strings import read_tags as read_tags
    from training.core.metrics.entities.tag_table import Scheme as Scheme
    from training.core.metrics.entities.tag_table import TagTable as TagTable
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(
        __name__,
        {
            "EntityCounts": "counts",
            "EntityScores": "f1",
            "Scheme": "tag_table",
            "Score": "f1",
            "TagTable": "tag_table",
            "TaggedWords": "tag_strings",
            "entities_of": "entities",
            "number_tags": "tag_strings",
            "read_tags": "tag_strings",
            "score_spans": "score",
            "score_tags": "score",
        },
    )
