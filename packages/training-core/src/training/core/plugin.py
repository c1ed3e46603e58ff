"""Plugin of training-core: its providers, through the same hooks as every other plugin."""

from __future__ import annotations

from training.core.plugins.markers import hookimpl
from training.core.plugins.provider import Provider


@hookimpl
def register_tasks() -> list[Provider]:
    """Offer the built-in tasks."""
    return [
        Provider(
            "token-classification",
            "training.core.tasks.token_classification.task:TokenClassification",
            "Find entities in documents (named entity recognition)",
        ),
        Provider(
            "text-classification",
            "training.core.tasks.text_classification.task:TextClassification",
            "Choose one label for each text",
        ),
    ]


@hookimpl
def register_backbones() -> list[Provider]:
    """Offer the built-in backbones."""
    return [
        Provider(
            "bilstm",
            "training.core.backbones.bilstm.backbone:BilstmBackbone",
            "Hashed word features and a bidirectional LSTM, trained from scratch",
        ),
        Provider(
            "transformer",
            "training.core.backbones.transformer.backbone:TransformerBackbone",
            "Hashed word features and self-attention, trained from scratch",
        ),
        Provider(
            "pretrained",
            "training.core.backbones.pretrained.backbone:PretrainedBackbone",
            "A pretrained model of transformers, from a local folder",
            former_names=("transformers",),
        ),
    ]


@hookimpl
def register_optimizers() -> list[Provider]:
    """Offer the built-in optimizers."""
    base = "training.core.trainer.optimizers"
    return [
        Provider("adamw", f"{base}.adamw:AdamW", "Adam with decoupled weight decay"),
        Provider("adam", f"{base}.adam:Adam", "Adaptive moments of the gradient"),
        Provider("sgd", f"{base}.sgd:Sgd", "Stochastic gradient descent with momentum"),
        Provider("adafactor", f"{base}.adafactor:Adafactor", "Adam in less memory"),
        Provider("lion", f"{base}.lion:Lion", "The sign of the averaged gradient"),
        Provider("muon", f"{base}.muon:Muon", "Orthogonal steps for matrices, AdamW for the rest"),
        Provider(
            "schedule-free-adamw",
            f"{base}.schedule_free_adamw:ScheduleFreeAdamW",
            "AdamW that averages its weights, so that the rate need not fall",
        ),
    ]


@hookimpl
def register_schedules() -> list[Provider]:
    """Offer the built-in schedules."""
    base = "training.core.trainer.schedules"
    return [
        Provider("linear", f"{base}.linear:Linear", "A straight line to zero"),
        Provider("cosine", f"{base}.cosine:Cosine", "Half a cosine wave to zero"),
        Provider("constant", f"{base}.constant:Constant", "The rate stays"),
        Provider("wsd", f"{base}.wsd:Wsd", "Stays for most of the fit, then falls to zero"),
        Provider(
            "inverse-sqrt", f"{base}.inverse_sqrt:InverseSqrt", "The inverse square root of steps"
        ),
        Provider("polynomial", f"{base}.polynomial:Polynomial", "A power of the steps left"),
        Provider(
            "cosine-restarts", f"{base}.cosine_restarts:CosineRestarts", "Half waves, repeated"
        ),
        Provider("one-cycle", f"{base}.one_cycle:OneCycle", "Half a wave up, half a wave down"),
        Provider("plateau", f"{base}.plateau:Plateau", "Falls when evaluations stop improving"),
    ]


@hookimpl
def register_losses() -> list[Provider]:
    """Offer the built-in losses."""
    base = "training.core.losses"
    return [
        Provider("cross-entropy", f"{base}.cross_entropy:CrossEntropy", "Of the right label"),
        Provider("focal", f"{base}.focal:Focal", "Cross entropy in which easy units count less"),
        Provider("r-drop", f"{base}.r_drop:RDrop", "Two passes with other dropout must agree"),
    ]


@hookimpl
def register_callbacks() -> list[Provider]:
    """Offer the built-in callbacks."""
    base = "training.core.trainer.callbacks"
    return [
        Provider("ema", f"{base}.ema:Ema", "Evaluate and export an average of the weights"),
        Provider("swa", f"{base}.swa:Swa", "Average the weights of the last epochs"),
        Provider(
            "layerwise-decay",
            f"{base}.layerwise_decay:LayerwiseDecay",
            "Lower learning rates the nearer a layer is to the input",
        ),
        Provider(
            "gradual-unfreezing",
            f"{base}.gradual_unfreezing:GradualUnfreezing",
            "Train the last layers first, then one more at a time",
        ),
        Provider("neftune", f"{base}.neftune:Neftune", "Noise on embeddings (NEFTune)"),
        Provider(
            "early-stopping",
            f"{base}.early_stopping:EarlyStopping",
            "Stop when a metric no longer improves",
        ),
        Provider("time-budget", f"{base}.time_budget:TimeBudget", "Stop after some minutes"),
        Provider("walltime", f"{base}.walltime:Walltime", "Save before a job's time is up"),
    ]


@hookimpl
def register_metrics() -> list[Provider]:
    """Offer the built-in metrics over items."""
    base = "training.core.metrics"
    return [
        Provider(
            "exact-documents",
            f"{base}.exact_documents:ExactDocuments",
            "Share of the samples in which all items are found, and nothing else",
        ),
        Provider("fbeta", f"{base}.fbeta:Fbeta", "F-measure with a weight for recall"),
    ]


@hookimpl
def register_readers() -> list[Provider]:
    """Offer the built-in dataset readers."""
    base = "training.core.data.readers"
    return [
        Provider("demo", f"{base}.demo:DemoReader", "The embedded demo: CVs and job adverts"),
        Provider("jsonl", f"{base}.jsonl:JsonlReader", "One JSON document a line"),
        Provider("json", f"{base}.json:JsonReader", "A JSON list, or splits with lists"),
        Provider("conll", f"{base}.conll:ConllReader", "CoNLL columns: a word and its tag a line"),
        Provider("parquet", f"{base}.parquet:ParquetReader", "One record a row (extra `parquet`)"),
        Provider("folder", f"{base}.folder:FolderReader", "A folder with a file for each split"),
    ]


@hookimpl
def register_trackers() -> list[Provider]:
    """Offer the built-in trackers."""
    return [
        Provider(
            "jsonl",
            "training.core.trackers.jsonl:JsonlTracker",
            "metrics.jsonl in the run directory",
        )
    ]


@hookimpl
def register_checks() -> list[Provider]:
    """Offer the checks of what training-core defines."""
    base = "training.testing.checks"
    return [
        Provider("task", f"{base}.task:check_task", "Records, schema, task model, fits"),
        Provider("reader", f"{base}.reader:check_reader", "Records, and errors for damaged data"),
        Provider("callback", f"{base}.callback:check_callback", "State, memory, fits, two ranks"),
        Provider("loss", f"{base}.loss:check_loss", "A number for each unit, fits"),
        Provider("metric", f"{base}.metric:check_metric", "Finite numbers, joined parts, fits"),
        Provider("optimizer", f"{base}.optimizer:check_optimizer", "Steps, state, fits, two ranks"),
        Provider("schedule", f"{base}.schedule:check_schedule", "Factors, state, fits"),
        Provider("tracker", f"{base}.tracker:check_tracker", "Values, fits that stay the same"),
    ]
