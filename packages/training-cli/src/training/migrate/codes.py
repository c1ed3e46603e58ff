"""The codes of findings and what each means."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One kind of finding.

    Attributes:
        name: Short name, in words.
        meaning: What is found, and what the fix does.
        before: An example of it.
        after: The example when it is fixed, or nothing where a person has to decide.
    """

    name: str
    meaning: str
    before: str
    after: str = ""


CODES = {
    "TM001": Code(
        "old import",
        "An import statement names an old path. The fix keeps the names it binds.",
        "from hpo.core.study import StudyManager",
        "from training.hpo.core.study import StudyManager",
    ),
    "TM002": Code(
        "old attribute chain",
        "An expression or annotation reaches an old path through an imported package.",
        "hpo.core.study.StudyManager()",
        "training.hpo.core.study.StudyManager()",
    ),
    "TM003": Code(
        "old path in a call",
        "A function that imports, patches or looks up by name is given an old path.",
        'mock.patch("training.trainer.train_model")',
        'mock.patch("training.core.trainer.train_model")',
    ),
    "TM004": Code(
        "old module is run",
        "A command runs an old module.",
        "python -m training.train --help",
        "python -m training.cli.train --help",
    ),
    "TM005": Code(
        "old path in a configuration",
        "A configuration names an object to import by an old path.",
        "_target_: hpo.core.study.StudyManager",
        "_target_: training.hpo.core.study.StudyManager",
    ),
    "TM006": Code(
        "dependency on legacy-shims",
        "A list of dependencies names legacy-shims. The fix names the distributions in use.",
        "legacy-shims>=0.1",
        "training-hpo",
    ),
    "TM007": Code(
        "text that reads like an old path",
        "A text holds an old path where nothing says that it is imported. The fix is unsafe: it "
        "may be a configuration key or a word of yours.",
        'FACTORY = "hpo.core.study.StudyManager"',
        'FACTORY = "training.hpo.core.study.StudyManager"',
    ),
    "TM008": Code(
        "fallback to an old path",
        "A `try` imports the same thing from the new and from the old path. One import is left.",
        "try:\n    from hpo import core\nexcept ImportError:\n    from training.hpo import core",
        "from training.hpo import core",
    ),
    "TM009": Code(
        "pickle with an old path",
        "A pickle or checkpoint names classes or functions by an old path, and cannot be loaded "
        "once legacy-shims is gone. Load and save it again, or keep only its tensors.",
        "runs/old/model.pt: hpo.core.study.StudyManager",
    ),
    "TM010": Code(
        "internals of legacy-shims",
        "The text names something inside legacy-shims, which has no successor.",
        "from training._legacy import TrainingDeprecationWarning",
    ),
}
"""Every code with its explanation; a code keeps its meaning for ever."""
