"""What answers go with: turned round, or gone with the people they belonged to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cxlib.engagement.suspicion.delivery.against import said, series, short
from cxlib.engagement.suspicion.delivery.compared import Compared, each
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

TURNED, RELATED = 5.0, 0.2  # Fisher's z between two correlations, and the least of each
STRONG, NOTHING = 0.4, 2.5  # a correlation that was, and its standard errors that are left


def turned(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """A variable that goes the other way with the main outcome than before (Fisher's z); where
    most do, it is the outcome that was turned round."""
    known = related(part)
    flips = [
        (name, now, was)
        for name, now, was, z in known
        if z > TURNED and was * now["r"] < 0 and min(abs(was), abs(now["r"])) >= RELATED
    ]
    judged = sum(abs(was) >= RELATED for _, _, was, _ in known)
    main = seen.config.main_outcome
    remedy = "see whether the scale was turned round (1 = best), and turn it back at the source"
    if len(flips) > 1 and len(flips) > judged / 2 and main:
        words = f"in {part.label} {len(flips)} of {judged} variables go the other way with it"
        yield said(seen, part, "turned round", main, flips[0][1]["n"], words, remedy)
        return
    for name, now, was in flips:
        words = (f"in {part.label} it goes with the main outcome by r = {short(now['r'])}; in "
                 f"{part.past} by {short(was)}")  # fmt: skip
        yield said(seen, part, "turned round", name, now["n"], words, remedy, WARN)


def loosened(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Variables that went with the main outcome and go with nothing now (Fisher's z); where all
    that did have lost it, answers and people were mixed up."""
    strong = [t for t in related(part) if abs(t[2]) >= STRONG]
    lost = [t for t in strong if _nothing(t[1]) and t[3] > TURNED / 2]
    main = seen.config.main_outcome
    together = np.sqrt(sum(z**2 for *_, z in lost))
    if main and lost and len(lost) == len(strong) and together > TURNED:
        now, was = lost[0][1], lost[0][2]
        gone = "none of the variables that went" if len(strong) > 1 else "the variable that went"
        words = (f"in {part.label} {gone} with it does so any more (r = {short(now['r'])}, in "
                 f"{part.past} {short(was)})")  # fmt: skip
        remedy = "see whether a column was sorted or joined by itself: rows must be people"
        how = WARN if len(strong) == 1 else None  # which of the two was mixed up is not known
        yield said(seen, part, "goes with nothing any more", main, now["n"], words, remedy, how)


def related(part: Compared) -> list[tuple[str, Mapping, float, float]]:
    """Each variable whose correlation with the main outcome is known now and before: name, now,
    the correlation before, and how many errors of Fisher's z lie between."""
    found = []
    for name, now, parts in series(part):
        known = [p for p in parts if "r" in p]
        if "r" not in now or not known:
            continue
        pairs = np.array([p["pairs"] - 3 for p in known])
        before = np.average(np.arctanh([_inside(p["r"]) for p in known]), weights=pairs)
        error = np.sqrt(1 / (now["pairs"] - 3) + 1 / pairs.sum())
        z = abs(np.arctanh(_inside(now["r"])) - before) / error
        found.append((name, now, float(np.tanh(before)), float(z)))
    return found


def _nothing(now: Mapping) -> bool:
    """Whether a correlation may be none, or is less than half of what is strong."""
    errors = abs(np.arctanh(_inside(now["r"]))) * np.sqrt(now["pairs"] - 3)
    return abs(now["r"]) < STRONG / 2 or errors < NOTHING


def _inside(r: float) -> float:
    return float(np.clip(r, -0.999, 0.999))


RULES = tuple(map(each, (turned, loosened)))
