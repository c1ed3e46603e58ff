"""The command line `training`.

Its commands are `Provider` entries that plugins hand out through the hook `register_commands`; ours
are in `training.cli.commands`. Nothing heavy is imported before a command needs it.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from training.cli.app import main as main
else:
    from training._lazy import attach

    __getattr__, __dir__, __all__ = attach(__name__, {"main": "app"})
