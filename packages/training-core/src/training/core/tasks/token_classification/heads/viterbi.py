"""The best sequence of tags under scores of words and of transitions.

Source: Viterbi (1967), "Error bounds for convolutional codes"; Rabiner (1989), "A tutorial on
hidden Markov models", section III.B.
"""

from __future__ import annotations

from training.core.io.torch import torch
from training.core.tasks.token_classification.heads.tag_head import positions_within


def best_paths(
    scores: torch.Tensor,
    lengths: torch.Tensor,
    transitions: torch.Tensor,
    start: torch.Tensor,
    end: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return the sequence with the highest sum of scores for each row.

    Args:
        scores: Of each word's tags, shape [batch, words, tags].
        lengths: Words of each row, int64 of shape [batch].
        transitions: Of a tag (column) after another (row), shape [tags, tags].
        start: Of the first tag, shape [tags].
        end: Of the last tag, shape [tags]; None for 0.

    Returns:
        int64 of shape [batch, words]; 0 in the padding.
    """
    best, sources = _best_prefixes(scores, transitions, start)
    last = (lengths - 1).clamp_min(0)
    final = best[last, torch.arange(len(last), device=last.device)]
    tag = (final if end is None else final + end).argmax(-1, keepdim=True)
    inside = positions_within(lengths, scores.shape[1])
    sources = _stay_put_in_padding(sources, inside)
    return _trace_back(sources, tag) * inside


def _best_prefixes(
    scores: torch.Tensor, transitions: torch.Tensor, start: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the score of the best sequence up to each word that ends in each tag.

    Returns:
        The scores, [words, batch, tags], and from which tag each of them comes, int64 of shape
        [words - 1, batch, tags].
    """
    first, *others = scores.unbind(1)
    best, sources = [first + start], []
    into = transitions.t().contiguous()
    for word in others:
        prefix, source = (best[-1].unsqueeze(1) + into).max(-1)
        best.append(prefix + word)
        sources.append(source)
    shape = (0, *first.shape)
    return torch.stack(best), torch.stack(sources) if sources else first.new_empty(shape).long()


def _stay_put_in_padding(sources: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    tags = torch.arange(sources.shape[-1], device=sources.device)
    return torch.where(inside[:, 1:].t().unsqueeze(-1), sources, tags)


def _trace_back(sources: torch.Tensor, tag: torch.Tensor) -> torch.Tensor:
    path = [tag]
    for source in reversed(sources.unbind()):
        path.append(source.gather(1, path[-1]))
    return torch.cat(path[::-1], 1)
