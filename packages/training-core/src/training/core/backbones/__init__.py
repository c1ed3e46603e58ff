"""Backbones: the part of a model that turns inputs into vectors."""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.core.backbones.backbone import Backbone as Backbone
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"Backbone": "backbone"})
