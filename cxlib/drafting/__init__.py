"""Starting an engagement: the folder, and what the client's own files say about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxlib.drafting.guesses import FIRST, MARK, Guess, confirm, guesses, unconfirmed

__all__ = ["FIRST", "MARK", "Guess", "confirm", "guesses", "start", "unconfirmed"]


def start(folder: str | Path, files: Sequence[str | Path] = ()) -> list[str]:
    """Make an engagement folder; see `cxlib.drafting.starting.start`."""
    from cxlib.drafting.starting import start as make

    return make(folder, files)
