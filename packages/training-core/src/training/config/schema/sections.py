"""Every key a configuration may hold, with its type, range, default and meaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from training.config.schema.section import Section
from training.config.wording import Accepts

Fraction = Annotated[float, Field(ge=0.0, lt=1.0)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
PlainName = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=150),
    Accepts(
        "text of at most 150 letters, digits, `.`, `_` and `-` that begins with a letter or digit"
    ),
]
Device = Annotated[
    str,
    Field(pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$"),
    Accepts("text: one of `auto`, `cpu`, `mps`, `cuda`, `cuda:0`, `cuda:1` and so on"),
]


class MetricsConfig(Section):
    """What is reported beside the numbers of the task. Each chosen metric adds its section."""


class TaskConfig(Section):
    """What is learned. The chosen task adds its own keys to this section."""

    name: str = "token-classification"
    """Task to train; `training plugins show core` lists those that are built in."""
    metrics: MetricsConfig = MetricsConfig()
    """What is reported beside the task's own numbers: a list of names, or of `name: {options}`."""


class LossConfig(Section):
    """What is minimised. The chosen loss adds its own keys to this section."""

    name: str = "cross-entropy"
    """Loss; `training plugins show core` lists those that are built in."""


class ModelConfig(Section):
    """What learns it. The chosen backbone adds its own keys to this section."""

    backbone: str | None = None
    """Backbone to build; by default the one that the task recommends."""


class DataConfig(Section):
    """What it is learned from. The chosen reader adds its own keys to this section."""

    path: Path | None = None
    """File or folder to read; without it the embedded demo dataset is used."""
    reader: str = "auto"
    """Dataset reader; `auto` chooses by the file's name."""
    validation_fraction: Fraction = 0.1
    """Share of the training split held out when the data has no validation split."""
    test_fraction: Fraction = 0.1
    """Share of the training split held out when the data has neither validation nor test."""
    test_seed: Seed | None = None
    """Seed by which the test split is held out before anything else, from data with a validation
    split too; by default it is drawn with the validation split, by `seed`. A sweep sets it, so that
    folds, refit and final training hold out the same records."""
    cache_dir: Path | None = None
    """Folder that keeps the encoded data for later runs; by default `.cache` in `output_dir`."""
    workers: int = Field(default=0, ge=0)
    """Processes that make batches beside the one that trains; 0 makes them there."""


class EarlyStoppingConfig(Section):
    """When to stop before the last epoch."""

    enabled: bool = False
    """Stop once the metric has not improved for `patience` evaluations."""
    patience: int = Field(default=3, ge=1)
    """Evaluations without improvement that are waited for."""
    min_delta: float = Field(default=0.0, ge=0.0)
    """Smallest change of the metric that counts as an improvement."""


class CheckpointConfig(Section):
    """What is kept so that a run can resume after a crash."""

    every_steps: int | None = Field(default=None, ge=1)
    """Optimizer steps between two checkpoints, beside the one after each evaluation."""
    every_minutes: float | None = Field(default=5.0, gt=0.0)
    """Longest time without a checkpoint; null for no limit."""
    keep_last: int = Field(default=2, ge=1)
    """Newest checkpoints that are kept, beside the best one."""
    source_path: Path | None = None
    """Exported model whose weights the run starts from; by default they are drawn at random."""


class OptimizerConfig(Section):
    """What changes the weights. The chosen optimizer adds its own keys to this section."""

    name: str = "adamw"
    """Optimizer; `training plugins show core` lists those that are built in."""


class ScheduleConfig(Section):
    """Options of the chosen schedule, which adds its own keys to this section."""


class CallbacksConfig(Section):
    """What may change training, in its order. Each chosen callback adds a section of its name."""


class TrainingConfig(Section):
    """How it is learned."""

    epochs: int = Field(default=10, ge=1)
    """Passes over the training split."""
    max_steps: int | None = Field(default=None, ge=1)
    """Optimizer steps after which the fit ends, even in the middle of an epoch."""
    max_minutes: float | None = Field(default=None, gt=0.0)
    """Minutes of training after which the fit ends, even in the middle of an epoch; of a resumed
    run, all its parts together."""
    batch_size: int = Field(default=16, ge=1)
    """Samples in one batch."""
    batch_tokens: int | None = Field(default=None, ge=1)
    """Tokens in one batch, padding included; takes the place of `batch_size`."""
    learning_rate: float = Field(default=1e-3, gt=0.0)
    """Highest rate of the optimizer."""
    learning_rates: dict[str, Annotated[float, Field(gt=0.0)]] = Field(default={})
    """Own highest rates by pattern of parameter names, for example `{"*crf*": 0.01}`."""
    weight_decay: float = Field(default=0.01, ge=0.0)
    """Weight decay, decoupled where the optimizer decouples it; biases and norms are left out."""
    optimizer: OptimizerConfig = OptimizerConfig()
    """What changes the weights."""
    schedule: str = "linear"
    """How the rate changes after the warm-up; `training plugins show core` lists the built-in
    ones."""
    schedule_options: ScheduleConfig = ScheduleConfig()
    """Options of the chosen schedule."""
    warmup_ratio: float = Field(default=0.1, ge=0.0, le=1.0)
    """Share of all steps in which the rate rises from zero."""
    warmup_steps: int | None = Field(default=None, ge=0)
    """Steps in which the rate rises from zero; takes the place of `warmup_ratio`."""
    gradient_accumulation_steps: int = Field(default=1, ge=1)
    """Batches that make one optimizer step."""
    max_grad_norm: float = Field(default=1.0, ge=0.0)
    """Gradients are scaled down to this norm; 0 leaves them as they are."""
    precision: Literal["fp32", "bf16", "fp16"] = "fp32"
    """Arithmetic of the forward pass (autocast); weights stay in 32 bits. `fp16` needs a GPU."""
    matmul_precision: Literal["highest", "high", "medium"] = "highest"
    """How exactly 32-bit matrices are multiplied: `high` allows TF32, `medium` bfloat16 too."""
    compile: bool = False
    """Compile the model with `torch.compile`: slow at first, then faster."""
    activation_checkpointing: bool = False
    """Compute activations again in the backward pass instead of storing them."""
    deterministic: bool = False
    """Use only operations that give the same bits each time, on a GPU too."""
    on_out_of_memory: Literal["stop", "split"] = "stop"
    """`split` cuts batches in halves when the memory of the device does not suffice."""
    evaluate_every_steps: int | None = Field(default=None, ge=1)
    """Optimizer steps between two evaluations; by default once after each epoch."""
    metric: str | None = None
    """Validation metric that selects the best epoch, of equal ones that with the lower loss; by
    default the task's own."""
    metric_mode: Literal["max", "min"] | None = None
    """Whether higher or lower is better; by default as the task says."""
    callbacks: CallbacksConfig = CallbacksConfig()
    """What may change training, in this order: `[{ema: {decay: 0.999}}, early-stopping]`."""
    early_stopping: EarlyStoppingConfig = EarlyStoppingConfig()
    """When to stop before the last epoch."""
    checkpoint: CheckpointConfig = CheckpointConfig()
    """What is kept so that a run can resume after a crash."""
    device: Device = "auto"
    """`auto` takes a GPU when there is one; else `cpu`, `cuda`, `cuda:1`, `mps`."""
    threads: int | None = Field(default=None, ge=1)
    """Processor threads of each process; by default as many as pay for the size of the model, at
    most one for each core (or OMP_NUM_THREADS). A resumed run takes as many as it began with."""


class DistributedConfig(Section):
    """On how many devices it runs."""

    enabled: bool = False
    """Train with one process per device."""
    strategy: Literal["ddp", "fsdp"] = "ddp"
    """`ddp` keeps all weights in every process; `fsdp` divides them, so that larger models fit."""
    backend: Literal["auto", "nccl", "gloo"] = "auto"
    """Communication library; `auto` is nccl on GPUs and gloo on processors."""
    world_size: Literal["auto"] | Annotated[int, Field(ge=1)] = "auto"
    """Processes in all; `auto` takes every visible GPU of each node, or one process without any."""
    nodes: int = Field(default=1, ge=1)
    """Machines that train together; each of them starts its share of the processes."""
    node_rank: int | None = Field(default=None, ge=0)
    """Number of this machine; 0 hosts the rendezvous. By default the one `rendezvous` names."""
    rendezvous: str | None = None
    """Where the machines meet, as `host:port`; a single one meets on a free port of its own."""
    rendezvous_id: PlainName | None = None
    """Name that machines of one run share; their run directory is called by it."""
    rendezvous_timeout_seconds: int = Field(default=600, ge=1)
    """How long a machine waits for the others to start."""
    max_restarts: int = Field(default=3, ge=0)
    """How often all processes are started again after one has died; mistakes are not repeated."""
    init_method: str = "env://"
    """Where the processes meet."""
    timeout_seconds: int = Field(default=1800, ge=1)
    """How long a process waits for the others in each exchange."""
    launcher: str = "local"
    """Who starts the run: `local`, `torchrun`, `subprocess`, `ray`, `azureml`, or a plugin's."""


class LoggingConfig(Section):
    """What is said and recorded while it runs."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severe message that is shown."""
    trackers: list[str] = Field(default=["jsonl"])
    """Trackers that record metrics; `jsonl` writes `metrics.jsonl` in the run directory."""
    log_every_steps: int = Field(default=10, ge=1)
    """Steps between two recorded training losses."""
    profile_steps: int | None = Field(default=None, ge=1)
    """Record that many steps with torch.profiler, to `profile.json` in the run directory."""


ExecutionPart = Literal[
    "code", "packages", "python", "platform", "device", "precision", "determinism", "processes"
]


class FingerprintsConfig(Section):
    """By what a run is recognised."""

    execution: list[ExecutionPart] = Field(default=["code", "packages", "precision", "determinism"])
    """What counts in `exec_fp`; `code` is the git commit and the changes since."""


class RunConfig(Section):
    """The whole configuration of one run."""

    name: PlainName = "run"
    """Name of the run; its directory begins with it."""
    seed: Seed = 42
    """Seed of everything random: splits, weights, batches, dropout."""
    output_dir: Path = Path("runs")
    """Directory in which run directories are made."""
    task: TaskConfig = TaskConfig()
    """What is learned."""
    model: ModelConfig = ModelConfig()
    """What learns it."""
    data: DataConfig = DataConfig()
    """What it is learned from."""
    training: TrainingConfig = TrainingConfig()
    """How it is learned."""
    distributed: DistributedConfig = DistributedConfig()
    """On how many devices it runs."""
    logging: LoggingConfig = LoggingConfig()
    """What is said and recorded while it runs."""
    fingerprints: FingerprintsConfig = FingerprintsConfig()
    """By what a run is recognised."""
