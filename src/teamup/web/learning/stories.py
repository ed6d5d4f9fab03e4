"""A section's step-through: panels with drawings of ours, or their words where a pack names a drawing we lack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from teamup.catalog.library import Panel, Story
from teamup.catalog.model import Section

DRAWINGS = Path(__file__).parents[1] / "static" / "teamup" / "drawings.svg"


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel, and whether its drawing is there."""

    panel: Panel
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story with its panels as they are shown."""

    story: Story
    panels: tuple[ShownPanel, ...]


def story_of(section: Section) -> ShownStory | None:
    """Return the section's story, if it has one."""
    if section.story is None:
        return None
    panels = tuple(ShownPanel(panel, panel.drawing in drawn()) for panel in section.story.panels)
    return ShownStory(section.story, panels)


@lru_cache(maxsize=1)
def drawn() -> frozenset[str]:
    """Return the names of the drawings that were built into the site."""
    if not DRAWINGS.exists():
        return frozenset()
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', DRAWINGS.read_text(encoding="utf-8")))
