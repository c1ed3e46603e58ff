"""Base class of optimizers that a configuration can name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from training.config import Section

if TYPE_CHECKING:
    import torch
    from torch import nn

ParameterGroup = dict[str, Any]
"""A group of torch's optimizers: `params`, `lr`, `weight_decay`, and `kind` (see `kind_of`)."""


class OptimizerFactory(ABC):
    """Builds an optimizer from typed options.

    The module of a factory must import without torch: it is loaded to validate configurations.
    What the optimizer keeps for each parameter in `state`, as tensors, is saved in checkpoints and
    restored bit for bit; numbers in groups are not saved. An optimizer that has other weights for
    evaluation than for training has the methods `eval()` and `train()`.

    Args:
        options: The section `training.optimizer`, with the keys of `options`.

    Example:
        ```python
        from pydantic import Field

        from training.config import Section
        from training.core.trainer.optimizers import OptimizerFactory


        class RpropOptions(Section):
            least: float = Field(default=1e-6, gt=0.0)
            \"\"\"Smallest step.\"\"\"


        class Rprop(OptimizerFactory):
            options = RpropOptions

            def build(self, groups):
                import torch

                sizes = (self.settings.least, 50.0)
                return torch.optim.Rprop(groups, step_sizes=sizes)
        ```
    """

    options: ClassVar[type[Section]] = Section
    """Keys the optimizer adds to `training.optimizer`."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """Defaults it recommends for other keys, nested: ``{"training": {"weight_decay": 0.0}}``. They
    are above those of the backbone."""
    needs_closure: ClassVar[bool] = False
    """Whether `step` calls a function that computes the gradient again, once or more often (SAM,
    L-BFGS); it returns the loss."""
    uses_learning_rate: ClassVar[bool] = True
    """Whether `training.learning_rate` has to be chosen; false for one that finds the size of its
    steps itself. `training tune lr` refuses to look for a rate then."""

    is_shardable: ClassVar[bool] = True
    """Whether it can train weights that are divided among processes (`distributed.strategy=fsdp`),
    which come to it as `torch.distributed.tensor.DTensor`."""

    def __init__(self, options: Section) -> None:
        self.settings: Any = options

    @abstractmethod
    def build(self, groups: Sequence[ParameterGroup]) -> torch.optim.Optimizer:
        """Return a new optimizer.

        Args:
            groups: The trained parameters, one group for each rate, decay and kind. The rate is the
                highest one: before each step, the schedule's share of it is put into `lr`.
        """

    def kind_of(self, name: str, parameter: nn.Parameter, module: nn.Module) -> str:
        """Return the kind of a parameter; each kind has groups of its own. All are equal here.

        Args:
            name: Name in the model.
            parameter: The parameter.
            module: The module that holds it, for example an `nn.Embedding`.
        """
        return ""
