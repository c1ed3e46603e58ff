"""Base class of callbacks, which may change training."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from training.config import Section

if TYPE_CHECKING:
    import torch
    from torch import nn

    from training.core.tasks.task_model import Batch
    from training.core.trainer.callbacks.fit_context import FitContext
    from training.core.trainer.observers.observer import Evaluation, Step


class Callback:
    """Code that may change training, called at the events of a fit.

    Override the methods of interest; the others cost nothing. The module of a callback must import
    without torch: it is loaded to validate configurations.

    A run with callbacks resumes exactly and gives the same on one and on several ranks, if they

    - keep what changes during the fit in `state` and go back to it in `restore`,
    - take chance from `fit.generator` only, and
    - do the same in every rank, which is verified.

    Args:
        options: The section `training.callbacks.<name>`.

    Attributes:
        settings: The options.

    Example:
        ```python
        from pydantic import Field

        from training.config import Section
        from training.core.trainer.callbacks import Callback


        class GradientNoiseOptions(Section):
            scale: float = Field(default=0.01, gt=0.0)
            \"\"\"Standard deviation of the noise.\"\"\"


        class GradientNoise(Callback):
            options = GradientNoiseOptions

            def before_optimizer_step(self, fit):
                import torch

                generator = fit.generator()
                for parameter in fit.model.parameters():
                    if parameter.grad is not None:
                        noise = torch.randn(parameter.shape, generator=generator)
                        parameter.grad += self.settings.scale * noise.to(fit.device)
        ```
    """

    options: ClassVar[type[Section]] = Section
    """Keys of `training.callbacks.<name>`."""
    runs_in: ClassVar[Literal["all", "main"]] = "all"
    """The ranks that call it. One that runs in the main rank only must not change the model, a
    batch, a loss or a gradient; what it asks for (`fit.stop`, …) counts for all ranks."""
    excludes: ClassVar[tuple[str, ...]] = ()
    """Names of callbacks with which it cannot be combined."""

    def __init__(self, options: Section) -> None:
        self.settings: Any = options

    def learning_rate_factor(self, name: str, parameter: nn.Parameter, model: nn.Module) -> float:
        """Return by what the learning rate of a parameter is multiplied, above 0.

        Called once for each trained parameter, before the optimizer is made.

        Args:
            name: Name in the model.
            parameter: The parameter.
            model: The model.
        """
        return 1.0

    def on_fit_start(self, fit: FitContext) -> None:
        """Before the first step, and again when a stopped fit continues; then `restore` follows.

        The optimizer is there. Layers must stay; values and `requires_grad` may be changed.
        """

    def on_epoch_start(self, fit: FitContext) -> None:
        """Before the first step of an epoch; not again when a fit continues within it."""

    def on_batch(self, fit: FitContext, batch: Batch) -> Batch | None:
        """Change a batch on the training device, in place or by returning another one.

        Called before each forward pass, so several times in a step when gradients are accumulated.
        The counts of the batch (`samples`, `tokens`, `indices`) must stay; shapes may change.
        """

    def before_backward(self, fit: FitContext, loss: torch.Tensor) -> torch.Tensor | None:
        """Return another loss of a batch, for example with a penalty; None to leave it.

        Args:
            fit: The fit.
            loss: Mean over the tokens of the batch, a scalar with its graph.
        """

    def before_optimizer_step(self, fit: FitContext) -> None:
        """Change gradients: of the whole step, over all ranks, unscaled, not yet clipped."""

    def on_step_end(self, fit: FitContext, step: Step) -> None:
        """After each optimizer step."""

    def on_evaluation(self, fit: FitContext, evaluation: Evaluation) -> None:
        """After each evaluation of the validation split; `evaluation` is a copy."""

    def evaluation_weights(self, fit: FitContext) -> Mapping[str, torch.Tensor] | None:
        """Return values for evaluation and export, by the names of parameters and buffers.

        They take the place of the trained ones while the model is evaluated, are kept where the
        evaluation is the best, and are exported. None, or names left out, keep the trained values.
        """

    def on_checkpoint(self, fit: FitContext) -> None:
        """Before a checkpoint is taken, which contains what `state` returns afterwards."""

    def on_epoch_end(self, fit: FitContext) -> None:
        """After the last step of an epoch and its evaluation, also when the fit ends within it."""

    def on_fit_end(self, fit: FitContext, status: str) -> None:
        """After the last step, before the best weights are put back; hooks of layers go here.

        Args:
            fit: The fit.
            status: ``completed``, ``failed`` or ``interrupted``.
        """

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint keeps; nothing by default.

        None, truth values, numbers, texts and tensors, and dictionaries and lists of these.
        """
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back to where `state` was returned; tensors come on the host and are whole.

        Not called when nothing was saved: then the callback is as it was built.
        """
