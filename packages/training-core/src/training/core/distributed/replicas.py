"""The same model in every rank, whatever a plugin changes in one of them.

Hooks run in the main rank. After those that may change the model, its values are compared by a
checksum, and those that differ are sent to the other ranks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from training.core.distributed.collectives import (
    broadcast_numbers,
    broadcast_tensor,
    broadcast_text,
    gathered,
    gathered_bytes,
    is_main,
    world_size,
)
from training.core.distributed.fsdp import is_sharded_tensor
from training.core.io.torch import nn, torch
from training.core.tasks.task_model import TaskModel
from training.errors import RunError

_PLAIN = (bool, int, float, str)
_IGNORED = "training"
_HOOKS = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
)
_SHOWN = 5
_ROUNDING = 0.02
"""How far, of its length, rounding of unlike hardware may carry a tensor between comparisons."""
_SIZE = sha256().digest_size
Settings = dict[str, dict[str, bool | int | float | str]]


def changed_in_all_ranks(
    task_model: TaskModel, change: Callable[[], None], device: torch.device
) -> list[str]:
    """Let the main rank change a model, and give every rank what has come of it.

    Made equal are parameters, buffers, `requires_grad` flags, and the numbers, texts and truth
    values that are attributes of a module or of the task model. All ranks have to call.

    Args:
        task_model: Whose model may be changed; it is equal in all ranks before.
        change: Called in every rank; what it does counts in the main one.
        device: Where messages go.

    Returns:
        Names of the parameters and buffers that were sent.

    Raises:
        RunError: The main rank has other layers now than the others.
    """
    if world_size() == 1:
        change()
        return []
    before = _settings(task_model)
    change()
    _require_equal_layers(task_model.model, device)
    _share_settings(task_model, before, device)
    return make_equal(task_model.model, device)


def make_equal(model: nn.Module, device: torch.device) -> list[str]:
    """Give every rank the values and flags of the main one; all have to call.

    Of a divided model only the buffers and flags are compared: each rank has its own weights.

    Returns:
        Names of the parameters and buffers that were different, the same in every rank.
    """
    return _made_equal(dict(_tensors(model)), device)


def _made_equal(
    tensors: Mapping[str, torch.Tensor],
    device: torch.device,
    keep: Callable[[Sequence[str]], None] = lambda names: None,
) -> list[str]:
    if world_size() == 1:
        return []
    own = {name: _checksum(one) for name, one in tensors.items()}
    if _is_equal(sha256(b"".join(own.values())).digest(), device):
        return []
    everyone = gathered_bytes(b"".join(own.values()), device)
    names = [
        name
        for number, name in enumerate(tensors)
        if len({one[number * _SIZE : (number + 1) * _SIZE] for one in everyone}) > 1
    ]
    keep(names)
    _send([tensors[name] for name in names], device)
    return names


class Agreeing:
    """Finds what differs between ranks, whatever way it came to be changed.

    Values that differ by rounding, as on unlike hardware, are made equal. Values and settings that
    one rank alone has changed are an error.

    Args:
        task_model: Equal in all ranks now.
        device: Where messages go.
    """

    def __init__(self, task_model: TaskModel, device: torch.device) -> None:
        self._task_model = task_model
        self._device = device
        self._start = _settings(task_model)

    def require(self) -> list[str]:
        """Compare the ranks; all of them have to call.

        Returns:
            Names of the parameters and buffers that were different by rounding.

        Raises:
            RunError: A value or plain attribute was changed in one rank only. Every rank raises it.
        """
        self._require_settings()
        tensors = dict(_tensors(self._task_model.model))
        flags = {name: one.requires_grad for name, one in tensors.items()}
        names, far = _made_equal_within(tensors, self._device)
        if not names:
            return []
        own = [name for name in names if flags[name] != tensors[name].requires_grad]
        changed = sorted({*far, *_of_any_rank(own, self._device)})
        if changed:
            raise RunError(_changed_in_one(changed))
        return names

    def _require_settings(self) -> None:
        text = "\n".join(sorted(self._changed_settings())).encode()
        if _is_equal(sha256(text).digest(), self._device):
            return
        main, *others = (one.decode() for one in gathered_bytes(text, self._device))
        found = set(main.splitlines()).difference(*(one.splitlines() for one in others))
        if found:
            raise RunError(_changed_in_one(sorted(found)))

    def _changed_settings(self) -> Iterator[str]:
        """Yield the names of attributes that are other than at the start.

        Only the names are compared: a counter of samples differs between ranks by its nature.
        """
        for place, values in _settings(self._task_model).items():
            before = self._start.get(place, {})
            for name, value in values.items():
                if name in before and before[name] != value:
                    yield ".".join(part for part in (place[1:], name) if part)


def _changed_in_one(names: Sequence[str]) -> str:
    return (
        f"the ranks differ in {named(names)}: a plugin or observer changed it in one rank only, "
        "and hooks run in rank 0 only. The ranks would train different models. Change it in "
        "`on_fit_start` or `on_evaluation`, whose changes are sent to all ranks, or train with "
        "one process."
    )


def _made_equal_within(
    tensors: Mapping[str, torch.Tensor], device: torch.device
) -> tuple[list[str], list[str]]:
    """Make tensors equal; return the names of those that differed, and by more than rounding."""
    before: dict[str, torch.Tensor] = {}

    def keep(names: Sequence[str]) -> None:
        before.update({name: _whole(tensors[name]).clone() for name in names})

    names = _made_equal(tensors, device, keep)
    far = [name for name, old in before.items() if _is_far(old, _whole(tensors[name]))]
    return names, _of_any_rank(far, device) if names else []


def _of_any_rank(names: Sequence[str], device: torch.device) -> list[str]:
    found = gathered_bytes("\n".join(names).encode(), device)
    return sorted({name for one in found for name in one.decode().splitlines()})


def _whole(tensor: torch.Tensor) -> torch.Tensor:
    """Return the values, of a divided tensor none: each rank has its own."""
    return torch.empty(0) if is_sharded_tensor(tensor) else tensor.detach()


def _is_far(old: torch.Tensor, new: torch.Tensor) -> bool:
    difference = torch.linalg.vector_norm(old.double() - new.double())
    return bool(difference > _ROUNDING * torch.linalg.vector_norm(new.double()))


class ChangeMarks:
    """Tells whether a model was changed, by the counters that torch keeps for each tensor.

    Args:
        model: Its parameters and buffers are watched.
    """

    def __init__(self, model: nn.Module) -> None:
        self._tensors = [one for _, one in _tensors(model)]

    def current(self) -> tuple[int, int]:
        """Return marks that are other ones after a value was changed in place, or a flag."""
        versions = sum([one._version for one in self._tensors])
        return versions, sum([one.requires_grad for one in self._tensors])


class Untouched:
    """Refuses what changes a model in one rank only.

    Args:
        model: Its parameters and buffers are watched.
    """

    def __init__(self, model: nn.Module) -> None:
        self._marks = ChangeMarks(model)

    @contextmanager
    def by(self, hook: str) -> Iterator[None]:
        """Call a hook inside the block.

        Raises:
            RunError: It changed a parameter or buffer in place, or a flag.
        """
        before = self._marks.current()
        yield
        if self._marks.current() != before:
            raise RunError(
                f"a plugin or observer changed the model in `{hook}`, which runs in rank 0 only: "
                "the ranks would train different models. Change it in `on_fit_start`, whose "
                "changes are sent to all ranks, or train with one process."
            )


class OwnBuffers:
    """Buffers that each rank computes from its own samples.

    The ranks take those of the main one after each step, as torch's DistributedDataParallel does.
    Which these are is found after the first step of a session: then they differ.

    Args:
        model: The model.
        device: Where messages go.
    """

    def __init__(self, model: nn.Module, device: torch.device) -> None:
        self._model = model
        self._device = device
        self._names: list[str] | None = None if _has_buffers(model) else []

    def after_step(self) -> list[str]:
        """Make them equal; all ranks have to call.

        Returns:
            The names of those that are found to differ; empty after the first step.
        """
        if self._names is None:
            self._names = _made_equal(dict(self._model.named_buffers()), self._device)
            return self._names
        if self._names:
            found = dict(self._model.named_buffers())
            _send([found[name] for name in self._names], self._device)
        return []


def named(names: Sequence[str]) -> str:
    """Return some names for a message."""
    more = len(names) - _SHOWN
    return ", ".join(f"`{one}`" for one in names[:_SHOWN]) + (
        f" and {more} more" if more > 0 else ""
    )


def _has_buffers(model: nn.Module) -> bool:
    return next(model.buffers(), None) is not None


def _tensors(model: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    yield from model.named_parameters()
    yield from model.named_buffers()


def _checksum(tensor: torch.Tensor) -> bytes:
    found = sha256(bytes([tensor.requires_grad]))
    if not is_sharded_tensor(tensor) and tensor.numel():
        flat = tensor.detach().cpu().contiguous().reshape(-1)
        found.update(flat.view(torch.uint8).numpy().data)
    return found.digest()


def _is_equal(digest: bytes, device: torch.device) -> bool:
    """Return whether all ranks give the same digest."""
    own = torch.frombuffer(bytearray(digest), dtype=torch.uint8)
    return all(one.equal(own) for one in gathered(own, device))


def _send(tensors: Sequence[torch.Tensor], device: torch.device) -> None:
    flags = broadcast_numbers([float(one.requires_grad) for one in tensors], device)
    for tensor, flag in zip(tensors, flags):
        if not is_sharded_tensor(tensor):
            broadcast_tensor(tensor, device)
        if tensor.requires_grad != bool(flag):
            tensor.requires_grad_(bool(flag))


def _require_equal_layers(model: nn.Module, device: torch.device) -> None:
    lines = sorted(_layers(model))
    text = "\n".join(lines).encode()
    if _is_equal(sha256(text).digest(), device):
        return
    main, *others = (one.decode().splitlines() for one in gathered_bytes(text, device))
    other = next(one for one in others if one != main)
    changed = sorted(set(main) ^ set(other))
    raise RunError(
        f"a plugin changed the layers of the model in `on_fit_start`, which runs in rank 0 only; "
        f"the other ranks have not got them: {named(changed)}. Build layers and hooks of layers in "
        "the task or the backbone, which every rank does; values, `requires_grad` and plain "
        "attributes may be changed here."
    )


def _layers(model: nn.Module) -> Iterator[str]:
    for name, module in model.named_modules():
        hooks = sum(len(getattr(module, kind, ())) for kind in _HOOKS)
        yield f"{name or 'model'}: {type(module).__name__}" + (f" ({hooks} hooks)" * bool(hooks))
    for name, tensor in _tensors(model):
        yield f"{name}: {tensor.dtype} {list(tensor.shape)}"


def _settings(task_model: TaskModel) -> Settings:
    found: Settings = {"": _plain(vars(task_model))}
    for name, module in task_model.model.named_modules():
        found[f".{name}"] = _plain(vars(module))
    return found


def _plain(values: Mapping[str, Any]) -> dict[str, bool | int | float | str]:
    return {name: one for name, one in values.items() if type(one) in _PLAIN and name != _IGNORED}


def _share_settings(task_model: TaskModel, before: Settings, device: torch.device) -> None:
    """Set in every rank the plain attributes that have changed in the main one."""
    changed: Settings = {}
    if is_main():
        for place, values in _settings(task_model).items():
            old = before.get(place, {})
            new = {name: one for name, one in values.items() if old.get(name) != one}
            changed.update({place: new} if new else {})
    for place, values in json.loads(broadcast_text(json.dumps(changed), device)).items():
        owner = task_model if place == "" else task_model.model.get_submodule(place[1:])
        for name, value in values.items():
            setattr(owner, name, value)
