"""Starting an engagement: the folder, and what the client's own files say about themselves."""

from __future__ import annotations

from cxlib.engagement.drafting.guesses import MARK, unconfirmed

__all__ = ["MARK", "unconfirmed"]
