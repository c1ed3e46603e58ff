"""Code on reStructuredText pages is rewritten, and what is not code stays."""

from __future__ import annotations

import pytest

from tests.migrate.conftest import Rewrite

PAGE = """\
Guide to hpo.core.study
=======================

.. code-block:: python
   :linenos:
   :caption: import hpo.core.study

   import hpo.core.study

   hpo.core.study.f()

Run it like this::

    python -m training.train --help

In a list:

- with a literal block::

      from training import trainer, train_model

  and text that says `import hpo.core.study`.

.. note::

   A block within a note:

   .. code:: yaml

      _target_: hpo.core.study.StudyManager

>>> from training import model, set_seed
>>> model.f()
'hpo.core.study'

.. training: keep

.. code-block:: python

   from training import trainer

   >>> import hpo.core.study

.. code-block:: text

   from training import trainer

Text that continues: import hpo.core.study.
"""


def test_blocks_of_a_page(rewrite: Rewrite) -> None:
    assert rewrite(PAGE, "guide.rst") == (
        PAGE.replace("\n   import hpo", "\n   import training.hpo")
        .replace("\n   hpo.core", "\n   training.hpo.core")
        .replace("-m training.train ", "-m training.cli.train ")
        .replace(
            "      from training import trainer, train_model\n",
            "      from training import train_model\n      from training.core import trainer\n",
        )
        .replace("_target_: hpo", "_target_: training.hpo")
        .replace(
            ">>> from training import model, set_seed\n",
            ">>> from training import set_seed\n>>> from training.core import model\n",
        )
    )


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_tabs_and_a_missing_last_line_end_stay(rewrite: Rewrite, end: str) -> None:
    page = end.join(["Do::", "", "\timport hpo.core.study as s", "\ts.f()"])
    assert rewrite(page, "a.rst") == page.replace("import hpo", "import training.hpo")


@pytest.mark.parametrize(
    "page",
    ["::", "::\n", "a::\n\n", ".. code-block::", ".. code-block:: python\n   :a: b\n", ">>> "],
)
def test_a_page_without_code_stays_as_it_is(rewrite: Rewrite, page: str) -> None:
    text = f"{page}\nimport hpo.core.study\n"
    assert rewrite(text, "a.rst") == text
