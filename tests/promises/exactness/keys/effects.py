"""For every configuration key: a value, and where its effect is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CRF = {"task.head": "crf"}
TEXT = {"task.name": "text-classification"}
TRANSFORMER = {
    "model.backbone": "transformer",
    "model.layers": 1,
    "model.heads": 2,
    "model.embedding_size": None,
}
WINDOWS = {"task.max_length": 8, "task.stride": 2}
OPTIONS_OF_OPTIMIZERS = {
    "adamw": {"betas": [0.5, 0.9], "eps": 0.1},
    "adam": {"betas": [0.5, 0.9], "eps": 0.1},
    "sgd": {"momentum": 0.5, "nesterov": True},
    "adafactor": {"beta2_decay": -0.1, "clipping": 9.0, "eps": 0.5},
    "lion": {"betas": [0.5, 0.9]},
    "muon": {
        "betas": [0.5, 0.9],
        "eps": 0.1,
        "momentum": 0.5,
        "nesterov": False,
        "iterations": 2,
        "step_size": "original",
    },
    "schedule-free-adamw": {"betas": [0.5, 0.9], "eps": 0.1},
}
OPTIONS_OF_LOSSES = {"focal": {"gamma": 0.5}, "r-drop": {"alpha": 9.0}}
OPTIONS_OF_SCHEDULES = {
    "wsd": {"decay_ratio": 0.9, "decay": "linear"},
    "inverse-sqrt": {"timescale": 5},
    "polynomial": {"power": 5.0, "end": 0.5},
    "cosine-restarts": {"cycles": 2},
    "one-cycle": {"start": 0.5, "end": 0.5},
    "plateau": {"factor": 0.1, "patience": 0, "least": 0.7},
}
OPTIONS_OF_CALLBACKS: Mapping[str, Mapping[str, Any]] = {
    "ema": {"decay": 0.05, "every_steps": 3},
    "swa": {"start": 0.1, "every_steps": 3},
    "layerwise_decay": {"factor": 0.1},
    "gradual_unfreezing": {"epochs_per_layer": 2},
}
BESIDE = {"swa.every_steps": {"start": 0.1}, "early_stopping.patience": {"mode": "max"}}
"""Options of a callback in both runs, without which another one has no effect."""
OPTIONS_OF_EARLY_STOPPING = {
    "metric": "f1",
    "mode": "max",
    "patience": 1,
    "min_delta": 9.0,
    "stop_at": 99.0,
}
EVALUATED_OFTEN = {
    "training.evaluate_every_steps": 1,
    "training.metric": "loss",
    "training.metric_mode": "max",
}
STOPPING = {"training.early_stopping.enabled": True, "training.epochs": 6}


@dataclass(frozen=True)
class Effect:
    """What setting a key changes.

    Attributes:
        values: The key's value, and others that go with it.
        seen: Name of the observation that differs then.
        shared: Values that both runs have; None leaves a key out.
    """

    values: Mapping[str, Any]
    seen: str
    shared: Mapping[str, Any] = field(default_factory=dict)


def one(key: str, value: Any, seen: str, **shared: Any) -> tuple[str, Effect]:
    """Return an entry whose key alone is changed."""
    name = key.partition(" ")[0]
    return key, Effect({name: value}, seen, shared.get("shared", {}))


EFFECTS: dict[str, Effect] = dict(
    [
        one("name", "mine", "name"),
        one("seed", 7, "weights"),
        one("output_dir", "OTHER", "place"),
        one("task.name", "text-classification", "refused"),
        one("task.labels", ["NAME"], "refused"),
        one("task.max_document_chars", 20, "refused"),
        one("task.max_length", 8, "weights", shared={"task.stride": 2}),
        one("task.stride", 4, "weights", shared=WINDOWS),
        one("task.words", "signs", "weights"),
        one("task.head", "crf", "weights"),
        one("task.constrained_decoding", False, "exported"),
        one("task.class_weights", "balanced", "weights"),
        one(
            "task.class_weight_smoothing",
            0.0,
            "weights",
            shared={"task.class_weights": "balanced"},
        ),
        one("task.loss.name", "focal", "weights"),
        one("task.teacher", "MODEL", "weights"),
        one(
            "task.distillation.temperature",
            9.0,
            "weights",
            shared={"task.teacher": "MODEL"},
        ),
        one("task.distillation.alpha", 0.9, "weights", shared={"task.teacher": "MODEL"}),
        one("task.label_smoothing", 0.3, "weights"),
        one("task.dropout", 0.5, "weights"),
        one("task.word_dropout", 0.5, "weights"),
        one("task.scoring", "iob2-strict", "exported"),
        one("model.backbone", "transformer", "weights", shared={"model.embedding_size": None}),
        one("model.hidden_size bilstm", 12, "weights"),
        one("model.embedding_size bilstm", 8, "weights"),
        one("model.layers bilstm", 2, "weights"),
        one("model.rows bilstm", 32, "weights"),
        one("model.dropout bilstm", 0.0, "weights"),
        one("model.character_size bilstm", 8, "weights"),
        one("model.form_dropout bilstm", 0.0, "weights"),
        one("model.hidden_size transformer", 16, "weights", shared=TRANSFORMER),
        one("model.layers transformer", 2, "weights", shared=TRANSFORMER),
        one("model.heads transformer", 1, "weights", shared=TRANSFORMER),
        one("model.rows transformer", 32, "weights", shared=TRANSFORMER),
        one("model.max_words transformer", 8, "weights", shared=TRANSFORMER),
        one("model.dropout transformer", 0.0, "weights", shared=TRANSFORMER),
        one("data.path", "ALONE", "sizes"),
        one("data.reader", "conll", "refused"),
        one("data.validation_fraction", 0.3, "sizes", shared={"data.path": "ALONE"}),
        one("data.test_fraction", 0.3, "sizes", shared={"data.path": "ALONE"}),
        one("data.test_seed", 7, "weights", shared={"data.path": "ALONE"}),
        one("data.cache_dir", "OTHER", "cache"),
        one("data.workers", 1, "children"),
        one("training.epochs", 3, "steps"),
        one("training.max_steps", 5, "steps"),
        one("training.batch_size", 4, "steps"),
        one("training.batch_tokens", 20, "steps"),
        one("training.learning_rate", 0.02, "steps"),
        one("training.learning_rates", {"*head*": 0.5}, "weights"),
        one("training.weight_decay", 0.5, "weights"),
        one("training.optimizer.name", "sgd", "weights"),
        one("training.schedule", "cosine", "steps"),
        one("training.warmup_ratio", 0.6, "steps"),
        one("training.warmup_steps", 5, "steps"),
        one("training.gradient_accumulation_steps", 2, "steps"),
        one("training.max_grad_norm", 0.001, "weights"),
        one("training.precision", "bf16", "weights"),
        one("training.matmul_precision", "medium", "matmul_precision"),
        one("training.activation_checkpointing", True, "recomputed", shared=TRANSFORMER),
        one("training.deterministic", True, "deterministic"),
        one("training.evaluate_every_steps", 3, "log"),
        one("training.metric", "loss", "best_epoch", shared={"training.epochs": 6}),
        one("training.metric_mode", "min", "best_epoch", shared={"training.epochs": 6}),
        one("training.device", "cuda:7", "refused"),
        one("training.threads", 2, "threads"),
        one("training.early_stopping.patience", 4, "steps", shared={**STOPPING}),
        one("training.checkpoint.every_steps", 1, "files"),
        one("training.checkpoint.keep_last", 1, "files", shared={"training.metric": "loss"}),
        one("training.checkpoint.source_path", "MODEL", "weights"),
        one("logging.trackers", [], "files"),
        one("logging.log_every_steps", 2, "log"),
        one("logging.profile_steps", 1, "files"),
        one("distributed.enabled", True, "refused"),
        one("fingerprints.execution", ["python"], "fingerprints"),
    ]
)

EFFECTS["training.early_stopping.enabled"] = Effect(
    {"training.early_stopping.enabled": True, "training.early_stopping.patience": 1},
    "steps",
    {"training.epochs": 8, "training.early_stopping.min_delta": 5.0},
)
EFFECTS["training.early_stopping.min_delta"] = Effect(
    {"training.early_stopping.min_delta": 5.0},
    "steps",
    {**STOPPING, "training.early_stopping.patience": 1, "training.metric": "loss"},
)
EFFECTS["training.checkpoint.every_minutes"] = Effect(
    {"training.checkpoint.every_minutes": 1e-9}, "files", {"training.checkpoint.keep_last": 9}
)

EFFECTS |= {
    f"training.optimizer.{key} {name}": Effect(
        {f"training.optimizer.{key}": value}, "weights", {"training.optimizer.name": name}
    )
    for name, options in OPTIONS_OF_OPTIMIZERS.items()
    for key, value in options.items()
}
EFFECTS |= {
    f"task.loss.{key} {name}": Effect(
        {f"task.loss.{key}": value}, "weights", {"task.loss.name": name}
    )
    for name, options in OPTIONS_OF_LOSSES.items()
    for key, value in options.items()
}
EFFECTS |= {
    f"training.schedule_options.{key} {name}": Effect(
        {f"training.schedule_options.{key}": value},
        "steps",
        {"training.schedule": name, **(EVALUATED_OFTEN if name == "plateau" else {})},
    )
    for name, options in OPTIONS_OF_SCHEDULES.items()
    for key, value in options.items()
}
EFFECTS["training.callbacks"] = Effect(
    {"training.callbacks": ["ema"]}, "weights", {"training.metric": "loss"}
)
EFFECTS |= {
    f"training.callbacks.{name}.{key}": Effect(
        {f"training.callbacks.{name}.{key}": value},
        "weights",
        {
            "training.callbacks": [{name: BESIDE.get(f"{name}.{key}", {})}],
            "training.metric": "loss",
        },
    )
    for name, options in OPTIONS_OF_CALLBACKS.items()
    for key, value in options.items()
}
EFFECTS |= {
    f"training.callbacks.early_stopping.{key}": Effect(
        {f"training.callbacks.early_stopping.{key}": value},
        "steps",
        {
            "training.callbacks": [{"early-stopping": BESIDE.get(f"early_stopping.{key}", {})}],
            "training.epochs": 6,
        },
    )
    for key, value in OPTIONS_OF_EARLY_STOPPING.items()
}
EFFECTS["task.metrics"] = Effect({"task.metrics": ["fbeta"]}, "log")
EFFECTS |= {
    f"task.metrics.fbeta.{key}": Effect(
        {f"task.metrics.fbeta.{key}": value},
        "log",
        {"task.metrics": ["fbeta"], "task.class_weights": {"O": 0.02}},
    )
    for key, value in {"beta": 9.0, "labels": ["NAME"]}.items()
}
