"""When it happened: hours that are gone or moved, a period that is there in part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.delivery.against import LEAST, RARE, said
from cxlib.engagement.suspicion.delivery.compared import Compared, each
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

SHIFTED = 25.0  # natural logarithm of the likelihood ratio


def partly(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """No row in a third of the period, where there were always some: (1 - usual share) ** n."""
    then = [s["thirds"] for s in part.before.values() if "thirds" in s]
    now, rows = part.now.get("thirds"), part.now["rows"]
    if not now or not then or not part.reported or rows < LEAST:
        return
    usual = np.sum(then, axis=0) / np.sum(then)
    gone = [i for i in range(3) if not now[i] and min(t[i] for t in then)
            and (1 - usual[i]) ** rows < RARE]  # fmt: skip
    if gone and sum(now) == rows:
        which = " and ".join(("first", "second", "last")[i] for i in gone)
        words = f"no row is of the {which} third of {part.label}"
        remedy = "see that the export covers the whole period, and deliver it again"
        yield said(seen, part, "part of the period", "time", rows, words, remedy, WARN)


def clock(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Times without their hours, all on one day, or some hours later than before (the likelihood of
    the hours as before against that of the hours moved)."""
    now, before = part.now, list(part.before.values())
    if now["rows"] < LEAST or not before or "hours" not in now:
        return
    sharp = max(s.get("midnight", 1.0) for s in before)
    days = [s["one_day"] for s in before if "one_day" in s]
    remedy = "see how the times were exported, and the zone they are in (timezone)"
    if now["midnight"] > 0.99 and sharp < 0.5:
        words = f"all times of {part.label} are at 0:00; in {part.past} they had hours"
        yield said(seen, part, "hours gone", "time", now["rows"], words, remedy, WARN)
    elif days and now.get("one_day", 0) >= 0.6 and float(np.median(days)) <= 0.3 and part.reported:
        words = f"{now['one_day']:.0%} of the rows of {part.label} are dated on one day"
        yield said(seen, part, "on one day", "time", now["rows"], words, remedy, WARN)
    elif now["midnight"] < 0.5 and sharp < 0.5:
        yield from _moved(seen, part, remedy)


def _moved(seen: Seen, part: Compared, remedy: str) -> Iterator[Suspicion]:
    then = np.sum([s["hours"] for s in part.before.values() if "hours" in s], axis=0) + 0.5
    usual, now = then / then.sum(), np.array(part.now["hours"])
    gain = [float(now @ np.log(np.roll(usual, k) / usual)) for k in range(24)]
    k = int(np.argmax(gain))
    share = now / now.sum()
    closer = np.abs(share - usual).sum() - np.abs(share - np.roll(usual, k)).sum()
    if gain[k] > SHIFTED and closer > 0.2:
        hours = k if k <= 12 else k - 24
        words = f"the hours of {part.label} lie {abs(hours)} {'later' if hours > 0 else 'earlier'}"
        words += f" than those of {part.past}"
        yield said(seen, part, "hours moved", "time", part.now["rows"], words, remedy, WARN)


RULES = tuple(map(each, (partly, clock)))
