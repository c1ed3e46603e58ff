"""The table of renames as running shims read it."""

from __future__ import annotations

from tools.shims.old_modules import old_modules
from training.cli.migrate.renames import RENAMES
from training.cli.migrate.renames import is_split

_TEXT = '''"""Where each old path that is served went; `make docs` copies the table of renames."""

from __future__ import annotations

MOVES = {moves}
"""New path, and the release of legacy-shims that drops the old one, by old path."""

SPLIT = frozenset({split})
"""Old packages whose modules went to different places."""
'''


def table_of_moves() -> str:
    """Return the text of `training/_legacy/table.py`, not yet formatted."""
    moves = {one.old: (one.new, one.removed_in) for one in RENAMES if one.served}
    split = [one.path for one in old_modules() if is_split(one.path)]
    return _TEXT.format(moves=moves, split=split)
