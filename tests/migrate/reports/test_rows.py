from __future__ import annotations

import json

from training.migrate.findings import Fix
from training.migrate.reports.rows import row_of

from .placed import placed


def test_a_row_holds_plain_values_for_programs() -> None:
    row = row_of(placed("src/a.py", fix=Fix.UNSAFE, is_note=True, within="cell 1"))
    assert json.loads(json.dumps(row)) == {
        "code": "TM001",
        "path": "src/a.py",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 8,
        "within": "cell 1",
        "old": "hpo",
        "new": "training.hpo",
        "message": "`hpo` is now `training.hpo`",
        "fix": "unsafe",
        "note": True,
    }
