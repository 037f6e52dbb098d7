"""Waves side by side: what was asked in another wave is no driver of this one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cxlib.drafting.asking import Asked
from cxlib.drafting.profile import Profile

TOKEN = r"(?P<wave>(?:w|wave|welle|vague|ola|t)[ _.-]?\d{1,2}|(?:19|20)\d\d)"
WAVE = re.compile(rf"^(?P<stem>.*?[a-zA-Z].*?)[ _.-]*{TOKEN}$", re.IGNORECASE)


def of_other_waves(columns: Sequence[Profile], chosen: Sequence[Asked]) -> dict[str, str]:
    """Columns of a wave other than the main outcome's: column -> the outcome's.

    A name alone says so only where the same stem is there in the outcome's own wave as well.
    """
    main = chosen[0].column.name if chosen else ""
    own = WAVE.match(main)
    if own is None:
        return {}
    parted = {c.name: WAVE.match(c.name) for c in columns}
    waves = {name: (m["stem"], m["wave"].casefold()) for name, m in parted.items() if m}
    here = {stem for stem, wave in waves.values() if wave == own["wave"].casefold()}
    return {
        name: main
        for name, (stem, wave) in waves.items()
        if wave != own["wave"].casefold() and stem in here
    }
