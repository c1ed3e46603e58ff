from __future__ import annotations

import json

import pytest

from tests.migrate.conftest import Rewrite

FILES = {
    "Hydra": (
        "a.yaml",
        "m:\n  _target_: hpo.core.S  # c\n",
        "m:\n  _target_: training.hpo.core.S  # c\n",
    ),
    "Lightning": (
        "a.yml",
        "- class_path: 'training.trainer.T'\n",
        "- class_path: 'training.core.trainer.T'\n",
    ),
    "CI step": (
        ".github/workflows/ci.yml",
        "- run: |\n    python -m training.train \\\n      --seed 1\n",
        "- run: |\n    python -m training.cli.train \\\n      --seed 1\n",
    ),
    "list of arguments": (
        "job.yaml",
        "command:\n  - python\n  - -m\n  - training.train\n",
        "command:\n  - python\n  - -m\n  - training.cli.train\n",
    ),
    "arguments of a container": (
        "pod.yaml",
        'command: ["python3"]\nargs: ["-m", "training.train", "--seed=1"]\n',
        'command: ["python3"]\nargs: ["-m", "training.cli.train", "--seed=1"]\n',
    ),
    "Python in YAML": (
        "job.yaml",
        "script: |\n  import hpo.core.study\n  hpo.core.study.f()\nother: 1\n",
        "script: |\n  import training.hpo.core.study\n  training.hpo.core.study.f()\nother: 1\n",
    ),
    "entry points": (
        "pyproject.toml",
        '[project.scripts]\nt = "training.train:main"\n',
        '[project.scripts]\nt = "training.cli.train:main"\n',
    ),
    "mypy": (
        "pyproject.toml",
        'module = [\n  "hpo.*",\n  "training.model",\n]\n',
        'module = [\n  "training.hpo.*",\n  "training.core.model",\n]\n',
    ),
    "mypy section": ("mypy.ini", "[mypy-hpo.core.*]\n", "[mypy-training.hpo.core.*]\n"),
    "warning filter": (
        "pytest.ini",
        "filterwarnings =\n    ignore::UserWarning:hpo.core\n",
        "filterwarnings =\n    ignore::UserWarning:training.hpo.core\n",
    ),
    "our own warning": (
        "pytest.ini",
        "filterwarnings =\n    error\n    ignore::training._legacy.TrainingDeprecationWarning\n",
        "filterwarnings =\n    error\n",
    ),
    "our own warning in TOML": (
        "pyproject.toml",
        'filterwarnings = ["ignore::training._legacy.X", "error"]\n',
        'filterwarnings = ["error"]\n',
    ),
    "setup.cfg": (
        "setup.cfg",
        "[options.entry_points]\nconsole_scripts =\n    t = training.train:main\n",
        "[options.entry_points]\nconsole_scripts =\n    t = training.cli.train:main\n",
    ),
    "launch.json": (
        ".vscode/launch.json",
        '{\n\t"module": "training.train", // runs it\n\t"x": 1\n}',
        '{\n\t"module": "training.cli.train", // runs it\n\t"x": 1\n}',
    ),
    "JSON": ("a.json", '{"_target_":"hpo.core.S"}', '{"_target_":"training.hpo.core.S"}'),
    "shell": (
        "run.sh",
        'torchrun --nproc 2 -m training.train "$@"  # -m training.train\n',
        'torchrun --nproc 2 -m training.cli.train "$@"  # -m training.cli.train\n',
    ),
    "shell with Python": (
        "run.sh",
        "python -c 'import hpo; hpo.f()'\npython - <<EOF\nfrom training import trainer\nEOF\n",
        "python -c 'from training import hpo; hpo.f()'\n"
        "python - <<EOF\nfrom training.core import trainer\nEOF\n",
    ),
    "script without suffix": (
        "tool",
        "#!/usr/bin/env bash\npython3 -m training.train\n",
        "#!/usr/bin/env bash\npython3 -m training.cli.train\n",
    ),
    "Python without suffix": (
        "tool",
        "#!/usr/bin/env python3\nimport hpo.core as c\n",
        "#!/usr/bin/env python3\nimport training.hpo.core as c\n",
    ),
    "Makefile": (
        "Makefile",
        "train:\n\t$(PYTHON) -m training.train\n",
        "train:\n\t$(PYTHON) -m training.cli.train\n",
    ),
    "Dockerfile": (
        "Dockerfile.gpu",
        'CMD ["python", "-m", "training.train"]\n',
        'CMD ["python", "-m", "training.cli.train"]\n',
    ),
    "stub": (
        "a.pyi",
        "from training.model import M as M\n",
        "from training.core.model import M as M\n",
    ),
}

UNCHANGED = {
    "configuration keys": ("a.yaml", "hpo:\n  sampler: tpe\nmonitor: training.metrics\n"),
    "keys of a sweep": ("a.yaml", "keys: [hpo.sampler.seed, training.epochs]\n"),
    "markers": ("run.sh", "pytest -m hpo\npython -m pytest -m hpo\ngit commit -m training.data\n"),
    "paths of files": ("run.sh", "cat hpo/core.py data/hpo-2 ./hpo training-hpo\n"),
    "variables": ("run.sh", "echo $hpo ${training.train}\n"),
    "prose": ("a.md", "See `hpo.core.study` and training.trainer.\n"),
    "kept": ("a.yaml", "_target_: hpo.core.S  # training: keep\n"),
    "other text": ("notes.txt", "from training import trainer\n"),
}


@pytest.mark.parametrize(("name", "before", "after"), FILES.values(), ids=FILES)
def test_other_kinds_of_files(rewrite: Rewrite, name: str, before: str, after: str) -> None:
    assert rewrite(before, name) == after


@pytest.mark.parametrize(("name", "text"), UNCHANGED.values(), ids=UNCHANGED)
def test_what_is_no_old_path_stays(rewrite: Rewrite, name: str, text: str) -> None:
    assert rewrite(text, name, unsafe=True) == text


def test_a_value_that_nothing_imports_is_only_changed_on_request(rewrite: Rewrite) -> None:
    text = "factory: hpo.core.study.StudyManager\n"
    assert rewrite(text, "a.yaml") == text
    assert rewrite(text, "a.yaml", unsafe=True) == "factory: training.hpo.core.study.StudyManager\n"


MARKDOWN = """\
# Guide

```python
import hpo.core.study
```

Then, in a list:

1. Use it:

   ```py
   hpo.core.study.f()
   from training import trainer, train_model
   ```

> ```pycon
> >>> from training import model, set_seed
> >>> model.f()
> 'hpo.core.study'
> ```

```python
train(..., from training import trainer
```

<!-- training: keep -->
```python
from training import trainer
```

~~~bash
python -m training.train
~~~

```text
from training import trainer
```
"""


def test_fenced_blocks_of_a_page(rewrite: Rewrite) -> None:
    assert rewrite(MARKDOWN, "a.md") == (
        MARKDOWN.replace("import hpo.core.study", "import training.hpo.core.study")
        .replace("   hpo.core.study.f", "   training.hpo.core.study.f")
        .replace(
            "   from training import trainer, train_model\n",
            "   from training import train_model\n   from training.core import trainer\n",
        )
        .replace(
            "> >>> from training import model, set_seed\n",
            "> >>> from training import set_seed\n> >>> from training.core import model\n",
        )
        .replace("training.train\n", "training.cli.train\n")
    )


def notebook(*cells: str | list[str], indent: int | None = 1) -> str:
    made = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": cell, "execution_count": 1}
        for cell in cells
    ]
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=indent, ensure_ascii=False) + "\n"


def test_notebooks(rewrite: Rewrite) -> None:
    before = notebook(
        [
            "%load_ext x\n",
            "import hpo.core.study\n",
            "!python -m training.train -h\n",
            "%run -m training.train",
        ],
        ["x = '\\u00e9 \"ü\" \\\\'\n", "%time y = hpo.core.study.f(x)\n", "hpo.core.study?"],
        ["%%bash\n", "python -m training.train"],
        ["from training import train_model, trainer\n", "z = 1"],
        ["%%html\n", "<b>hpo.core.study</b>"],
    )
    after = notebook(
        [
            "%load_ext x\n",
            "import training.hpo.core.study\n",
            "!python -m training.cli.train -h\n",
            "%run -m training.cli.train",
        ],
        [
            "x = '\\u00e9 \"ü\" \\\\'\n",
            "%time y = training.hpo.core.study.f(x)\n",
            "training.hpo.core.study?",
        ],
        ["%%bash\n", "python -m training.cli.train"],
        ["from training import train_model\n", "from training.core import trainer\n", "z = 1"],
        ["%%html\n", "<b>hpo.core.study</b>"],
    )
    assert rewrite(before, "a.ipynb") == after


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_notebooks_with_cells_of_one_string(rewrite: Rewrite, indent: int | None) -> None:
    before = notebook("from training import a, trainer\ntrainer.f('\t\U0001f600')", indent=indent)
    after = notebook(
        "from training import a\nfrom training.core import trainer\ntrainer.f('\t\U0001f600')",
        indent=indent,
    )
    assert rewrite(before, "a.ipynb") == after
