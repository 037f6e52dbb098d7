"""Ids of findings as earlier kits wrote them, so that a comment on one survives."""

from __future__ import annotations

import re

# what stood before, and what stands now; a finding's id is its kind and its subject
RENAMED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"raci:(.+):cause elsewhere"), r"cause elsewhere:\1"),
    (re.compile(r"breach:(.+)"), r"promise:\1"),
    (re.compile(r"recovery:design"), "recovery:recovered against not"),
    # parts of a change, told of the newest period alone
    (re.compile(r"moved:(.+?)(?::\d{4}[-QW\d]*)?"), r"waves:\1:parts"),
)


def renamed(finding_id: str) -> str:
    """The id that a finding has today.

    >>> renamed("breakdown:activation")
    'breakdown:activation'
    """
    for pattern, today in RENAMED:
        found = pattern.fullmatch(finding_id)
        if found:
            return found.expand(today)
    return finding_id
