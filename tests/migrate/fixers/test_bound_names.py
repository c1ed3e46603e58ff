from __future__ import annotations

import pytest

from training.migrate.fixers.bound_names import Decision, Naming, decide
from training.migrate.syntax.local_names import local_names
from training.migrate.syntax.source import PythonSource


def decided(text: str, name: str = "hpo") -> Decision:
    source = PythonSource(text)
    return next(decide(source, one) for one in local_names(source) if one.name == name)


@pytest.mark.parametrize(
    ("text", "naming"),
    [
        ("import hpo\nhpo.f()\n", Naming.KEEP),
        ("import hpo.core.study\nhpo.core.study.f()\n", Naming.FOLLOW),
        ("import hpo.core as hpo\n", Naming.KEEP),
        ("from training import hpo\n", Naming.KEEP),
        ("import hpo.core\n__all__ = ['hpo']\n", Naming.KEEP),
        ("import hpo.core\ndef f(training):\n    return hpo.core.g\n", Naming.KEEP),
        ("import hpo.core\ndef f():\n    import hpo\n    return hpo\nhpo.core.g\n", Naming.FOLLOW),
        ("import hpo.core\nclass A:\n    hpo = 1\n    x = hpo\n", Naming.KEEP),
    ],
)
def test_uses_follow_only_where_the_name_has_one_meaning(text: str, naming: Naming) -> None:
    assert decided(text).naming is naming


def test_training_keeps_its_name_and_its_uses_follow() -> None:
    text = "import training.trainer\ntraining.trainer.f()\n"
    assert decided(text, "training").naming is Naming.FOLLOW


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "import data.loaders\nimport data.mine\ndata = 1\ndata.loaders.f()\n",
            "`data` has another meaning here too",
        ),
        (
            "import data.loaders\ntraining = 1\ndata.loaders.f()\n",
            "`training` means something else where `data` is used",
        ),
        ("import data.loaders\ntraining = 1\n", "`training` means something else here"),
        (
            "import data.loaders\ndata.mine.f()\n",
            "`data.mine.f`, which did not move, is used through the same import",
        ),
    ],
)
def test_a_name_that_cannot_be_kept_or_followed_is_left_to_a_person(text: str, reason: str) -> None:
    decision = decided(text, "data")
    assert decision.naming is Naming.STUCK
    assert decision.reason == reason
