"""The project in this folder is a user's: its tests run in an environment of their own."""

from __future__ import annotations

collect_ignore = ["sample_project"]
