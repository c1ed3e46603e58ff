"""What a template's slots are filled with, by slot name."""

from __future__ import annotations

from tools.demo_data.slots.contact import CONTACT_SLOTS
from tools.demo_data.slots.figures import FIGURE_SLOTS
from tools.demo_data.slots.kinds import Fill
from tools.demo_data.slots.lists import LIST_SLOTS
from tools.demo_data.slots.people import PEOPLE_SLOTS
from tools.demo_data.slots.plain import PLAIN_SLOTS
from tools.demo_data.slots.work import WORK_SLOTS

SLOTS: dict[str, Fill] = {
    **CONTACT_SLOTS,
    **FIGURE_SLOTS,
    **LIST_SLOTS,
    **PEOPLE_SLOTS,
    **PLAIN_SLOTS,
    **WORK_SLOTS,
}
"""Every slot of the template language."""

__all__ = ["SLOTS", "Fill"]
