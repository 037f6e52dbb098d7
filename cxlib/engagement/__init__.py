"""The edge of the kit: a client's folder in, a validated engagement out.

`load` reads a folder, `from_frames` takes tables that are in memory already; both go through the
very same checks. Heavy libraries are imported when they are needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxlib.engagement.build import from_frames
    from cxlib.engagement.config import Config, Outcome
    from cxlib.engagement.folder import load
    from cxlib.engagement.model import Engagement

__all__ = ["Config", "Engagement", "Outcome", "from_frames", "load"]
_HOMES = {
    "from_frames": "build",
    "load": "folder",
    "Config": "config",
    "Outcome": "config",
    "Engagement": "model",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"cxlib.engagement has no '{name}'")
    from importlib import import_module

    return getattr(import_module(f"cxlib.engagement.{_HOMES[name]}"), name)
