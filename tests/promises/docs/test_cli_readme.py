from __future__ import annotations

import re

from tests.promises.docs.markdown import ROOT
from training.core.plugins import get_registry

PAGE = (ROOT / "packages/training-cli/README.md").read_text(encoding="utf-8")


def test_the_table_lists_exactly_the_built_in_commands_in_their_order() -> None:
    offers = [one for one in get_registry("command") if one.source.name == "cli"]
    listed = re.findall(r"^\| `training (\w+)` \|", PAGE, re.MULTILINE)
    assert listed == [one.provider.name for one in offers]
