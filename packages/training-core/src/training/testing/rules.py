"""The rules of the conformance kit: what each demands, and how to keep it."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule.

    Attributes:
        sentence: What it demands.
        way_out: How to keep it.
    """

    sentence: str
    way_out: str


RULES: dict[str, Rule] = {
    # Every provider
    "importable": Rule(
        "A provider is a public name of a module, so that every process can import it.",
        "Define it at the top level of a module, not inside a function.",
    ),
    "import-light": Rule(
        "Importing the module of a provider imports no heavy package: it happens for each command, "
        "and to validate configurations.",
        "Import the package inside the functions that use it, or under `if TYPE_CHECKING:`.",
    ),
    "base-class": Rule(
        "A provider is a subclass of the base class of its kind, with every abstract method.",
        "Derive it from the base class that the reference names, and write the missing methods.",
    ),
    "signature": Rule(
        "A method that overrides one of the base class takes the same arguments.",
        "Give it the arguments of the base class, in their order; further ones need defaults.",
    ),
    "documented": Rule(
        "A provider says in its docstring what it is.",
        'Begin the class with a docstring: """One line that says what it does.""".',
    ),
    "options-section": Rule(
        "The options of a provider are a subclass of `training.config.Section`.",
        "Set `options` to a class that derives from `training.config.Section`.",
    ),
    "options-typed": Rule(
        "Each option has a type that says which values are allowed.",
        "Annotate it with a precise type: `float`, `int`, `Literal[...]`, `list[str]`.",
    ),
    "options-documented": Rule(
        "Each option has a docstring; `training config keys` shows it.",
        "Write a text below the field that says what it does, with its unit.",
    ),
    "options-bounded": Rule(
        "Values that an option's type allows work, or are refused with an error of "
        "`training.errors` (or a ValueError) that names the option.",
        "Bound the field with `Field(ge=..., le=...)`, or raise a ConfigError.",
    ),
    "options-frozen": Rule(
        "Options stay as they were given: they are recorded and count in the fingerprints.",
        "Keep what changes in attributes of your own.",
    ),
    "options-secret": Rule(
        "An option holds no secret: configurations are recorded and shown.",
        "Read the secret from an environment variable or a key store when it is needed.",
    ),
    "works": Rule(
        "A provider does its work with its default options.",
        "See the error; it is raised by the provider's own code.",
    ),
    "own-errors": Rule(
        "What a user gave and cannot be used ends in an error of `training.errors` that says what, "
        "where and the way out, not in a raw one.",
        "Catch the raw error and raise a DataError or ConfigError from it.",
    ),
    "error-place": Rule(
        "An error about data names the file, or the place of the record.",
        "Put `record.place`, or the path and line, into the message.",
    ),
    "secrets": Rule(
        "Values of secret environment variables appear in no file of a run and in no log.",
        "Do not record the environment; record the few values that are needed by name.",
    ),
    # A fit
    "resume-exact": Rule(
        "A run that is killed after any step and resumed ends bit for bit like an undisturbed one.",
        "Keep all that changes during the fit where checkpoints save it (`state` and `restore`, "
        "tensors in `optimizer.state`), put it back in `restore`, and take chance only from the "
        "generators that are provided, such as a callback's `fit.generator()`.",
    ),
    "repeatable": Rule(
        "The same configuration, data and seed give the same bits each time.",
        "Take chance only from the generators that are provided; do not depend on the time, the "
        "process or the order of sets.",
    ),
    "ranks-equal": Rule(
        "After each step every rank has the same weights.",
        "Do the same in every rank: draw from a generator with the same seed, and use numbers that "
        "are equal in all ranks.",
    ),
    "ranks-agree": Rule(
        "One and two ranks that share the same batches train the same model, up to rounding.",
        "Do not depend on the number of samples in this process; use means, and what is summed "
        "over all ranks. Take chance from the generators that are provided, such as a callback's "
        "`fit.generator()`.",
    ),
    "blocks": Rule(
        "Code that runs in each step takes a small part of a second, and never waits for ever.",
        "Move slow work to another thread or to the end of the fit; give every wait a limit.",
    ),
    "memory": Rule(
        "What is kept in memory does not grow with the number of steps.",
        "Keep sums instead of lists, detach tensors, or bound the list.",
    ),
    "finite": Rule(
        "Weights and losses stay finite numbers on well-behaved data.",
        "See where the provider divides or takes a logarithm or root.",
    ),
    "reload": Rule(
        "An exported model that is loaded again gives the same predictions.",
        "Keep what the model needs in its buffers, in the schema, or in `save_assets`.",
    ),
    "evaluate-recorded": Rule(
        "Evaluating the exported model again gives the numbers that the run has recorded.",
        "Let the scorer depend on nothing but what it is given.",
    ),
    # Callbacks
    "callback-attributes": Rule(
        "`runs_in` is `all` or `main`, and `excludes` is a tuple of names.",
        "Set `runs_in = 'all'` and `excludes = ('name', )`.",
    ),
    "callback-state": Rule(
        "A callback whose attributes change during the fit returns them from `state`.",
        "Override `state` and `restore`, or keep nothing.",
    ),
    "state-restores": Rule(
        "`restore` takes what `state` returned, and `state` returns the same again.",
        "Restore every value that `state` returns.",
    ),
    "state-plain": Rule(
        "A state consists of None, truth values, numbers, texts and tensors, in dictionaries and "
        "lists.",
        "Turn other objects into numbers and texts, and build them again in `restore`.",
    ),
    # Optimizers and schedules
    "optimizer-parameters": Rule(
        "`build` returns a torch.optim.Optimizer with every parameter of the groups once.",
        "Hand the groups to the optimizer as they are, or split them without dropping any.",
    ),
    "optimizer-state": Rule(
        "What an optimizer knows of its past is in tensors in `optimizer.state`: numbers in groups "
        "and attributes are not saved.",
        "Keep counters and averages as tensors in `self.state[parameter]`.",
    ),
    "optimizer-rate": Rule(
        "An optimizer follows `group['lr']`, which the schedule sets: at rate 0 weights stay.",
        "Read `group['lr']` in each step.",
    ),
    "optimizer-descends": Rule(
        "An optimizer makes the loss of a simple problem smaller.",
        "See the sign of the update.",
    ),
    "optimizer-no-gradient": Rule(
        "Parameters without a gradient are passed over.",
        "Skip parameters whose `grad` is None.",
    ),
    "schedule-factor": Rule(
        "A schedule returns a finite number of at least 0 for every step, with any number of steps "
        "and without a warm-up.",
        "Guard divisions by the number of steps, and use `share`, which stays within [0, 1].",
    ),
    "schedule-pure": Rule(
        "The factor of a step depends on the step and the state alone, not on earlier calls.",
        "Change nothing in `__call__`, `warmup` and `after_warmup`; use `on_evaluation` for what "
        "depends on evaluations.",
    ),
    # Data and tasks
    "reader-recognises": Rule(
        "`recognises` is true for the data the reader is made for, and false, without an error, "
        "for anything else.",
        "Look at the suffix or the first bytes, and return a truth value.",
    ),
    "reader-repeatable": Rule(
        "Reading twice gives the same records in the same order.",
        "Sort what a folder lists, and depend on nothing but the files.",
    ),
    "reader-files": Rule(
        "`files` names every file whose content decides what is read.",
        "List them in `files`, or leave the base class's method.",
    ),
    "reader-places": Rule(
        "Each record says where it is, so that errors can name it.",
        "Set `place` to the file and line: `train.csv:17`.",
    ),
    "task-attributes": Rule(
        "A task says its input, its default backbone and its metric.",
        "Set `inputs`, `default_backbone` and `metric = Metric(name, 'max' or 'min')`.",
    ),
    "schema-plain": Rule(
        "A schema is a JSON-able mapping, the same for the same samples, whatever the process.",
        "Sort what comes from sets, and use lists, texts, numbers and truth values.",
    ),
    "strata": Rule(
        "`strata` returns texts, by which splits and folds are made.",
        "Return a collection of texts; an empty one where a sample has no label.",
    ),
    "metric-reported": Rule(
        "The scorer reports the task's metric, and what it reports are numbers and tables of "
        "numbers.",
        "Add the metric to `metrics()` under the name that `Task.metric` has.",
    ),
    # Task models
    "encode-examples": Rule(
        "`encode` returns for each sample a list of at least one example: a mapping of names to "
        "numpy arrays, the same names for all, and the same for the same sample.",
        "Return `[[example], ...]` with arrays of numbers; leave samples as they are.",
    ),
    "length": Rule(
        "`length` is a whole number of at least 1.",
        "Count tokens or rows.",
    ),
    "collate-counts": Rule(
        "A batch counts its samples, and the first dimension of each tensor is the batch.",
        "Set `samples=len(examples)` and stack along dimension 0.",
    ),
    "augment-pure": Rule(
        "`augment` leaves the example as it is and takes chance from its generator only.",
        "Return a changed copy, and draw from `random`.",
    ),
    "loss-scalar": Rule(
        "The loss is a finite scalar with a gradient.",
        "Return a mean; do not detach it.",
    ),
    "loss-mean": Rule(
        "The loss is the mean over the `tokens` of a batch: that of a batch is the mean of its "
        "parts, weighted with their tokens.",
        "Divide the sum by the number that `Batch.tokens` has, and let padding not count.",
    ),
    "padding": Rule(
        "What is predicted for an example does not depend on the others in its batch.",
        "Mask the padding.",
    ),
    "predictions": Rule(
        "`predictions` returns one array for each example of the batch.",
        "Cut the padding off, and return a list of arrays.",
    ),
    "scorer-merge": Rule(
        "A scorer that merges the counts of others reports what one that saw everything reports.",
        "Return all counts from `state`, and add them in `merge`.",
    ),
    "present-plain": Rule(
        "`present` returns a JSON-able mapping.",
        "Turn arrays into lists and numbers of Python.",
    ),
    # Losses
    "metric-range": Rule(
        "The number of a metric is within its `range`, in which intervals are drawn.",
        "Set `range` to the smallest and largest value it can have, `(0.0, math.inf)` for counts.",
    ),
    "metric-order": Rule(
        "A metric does not depend on the order of the samples.",
        "Add each sample to `self.counts`; keep nothing of the last one alone.",
    ),
    "metric-joined": Rule(
        "What several ranks have counted and merged is what one process would have counted.",
        "Return sums from `state` and add them in `merge`; divide in `value` only.",
    ),
    "loss-units": Rule(
        "`of_units` returns one number for each unit.",
        "Do not sum or average over the units: the framework does, over all batches and ranks.",
    ),
    "loss-alone": Rule(
        "The number of a unit depends on this unit alone, so that batches and ranks may be divided "
        "in any way.",
        "Use no mean, maximum or count over the units.",
    ),
    # Trackers
    "observer-changes": Rule(
        "What only observes changes neither the weights nor the numbers of the run.",
        "Change nothing that it is given, and draw no random numbers from the global generators.",
    ),
    "tracker-values": Rule(
        "A tracker takes numbers, numbers that are not finite, texts and nested tables.",
        "Skip what it cannot store.",
    ),
    "tracker-resume": Rule(
        "The record of a run that was killed and resumed is that of an undisturbed one.",
        "Return the length of the record from `state`, and cut it to that length in `restore`.",
    ),
    # Samplers and pruners
    "sampler-builds": Rule(
        "`build` returns a sampler of Optuna.",
        "Return a subclass of optuna.samplers.BaseSampler.",
    ),
    "sampler-repeatable": Rule(
        "The same seed and position of a trial lead to the same draws, so that a resumed sweep "
        "draws what it would have drawn.",
        "Seed the sampler with `seed_of_trial(seed, position)`, and use no other chance.",
    ),
    "sampler-range": Rule(
        "A sampler draws values that the search space allows.",
        "Return what the distribution contains.",
    ),
    "sampler-trials": Rule(
        "`most_trials` returns a whole number, at most the number of trials asked for.",
        "Return `min(asked, ...)`.",
    ),
    "pruner-builds": Rule(
        "`build` returns a pruner of Optuna.",
        "Return a subclass of optuna.pruners.BasePruner.",
    ),
    "pruner-repeatable": Rule(
        "The same reports lead to the same decisions.",
        "Decide by what the trials have reported; use no chance and no clock.",
    ),
    "pruner-reports": Rule(
        "A trial that has reported nothing is not stopped.",
        "Return False while `trial.last_step` is None.",
    ),
    # Launchers
    "launcher-jobs": Rule(
        "`jobs` returns a JobBackend, or raises an error of `training.errors`.",
        "Return the base class's, or an object with its methods.",
    ),
    "launcher-completes": Rule(
        "A launcher returns when the run is complete.",
        "Wait for the processes of the run, and raise if one of them fails.",
    ),
    "launcher-same": Rule(
        "A run that is launched elsewhere gives the same numbers.",
        "Give the processes the whole configuration, and the same seed and threads.",
    ),
    # Commands
    "command-app": Rule(
        "The target of a command is a typer.Typer with at least one command.",
        "Write `app = typer.Typer(help=...)` and put `@app.command()` above a function.",
    ),
    "command-help": Rule(
        "`--help` shows a text and ends with exit code 0.",
        "Do no work when the module is imported, and none before the arguments are read.",
    ),
    "command-mistakes": Rule(
        "A user's mistake ends with exit code 2.",
        "Let typer read the arguments, and raise errors of `training.errors`.",
    ),
    "command-documented": Rule(
        "Each command, argument and option has a help text.",
        "Give the function a docstring, and each parameter `typer.Option(help=...)`.",
    ),
    # Hooks of a plugin
    "hook-unmarked": Rule(
        "A function that has the name of a hook is marked as its implementation.",
        "Put `@hookimpl` above it (`from training.core.plugins import hookimpl`).",
    ),
    "hook-unknown": Rule(
        "A hook implementation has the name of a hook that is called.",
        "See `training plugins hooks` for the names; mark those of distributions that may be "
        "missing with `@hookimpl(optionalhook=True)`.",
    ),
    "target-exists": Rule(
        "A provider's target is `module:attribute`, and both exist.",
        "Correct the target in the `register_*` hook, or add the module to the distribution.",
    ),
    "plugin-loads": Rule(
        "A plugin can be loaded, and its `register_*` hooks return providers.",
        "See `training plugins list` for the traceback.",
    ),
    "name-taken": Rule(
        "A provider's name is not taken by another plugin.",
        "Choose another name; one that begins with the name of the distribution is safe.",
    ),
}
