"""Who and what is in a delivery: blanks, groups, ids, and the same rows again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import bdtrc

from cxlib.engagement.contracts.values import quotable
from cxlib.engagement.suspicion.delivery.against import LEAST, RARE, columns, said
from cxlib.engagement.suspicion.delivery.compared import Compared, each
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion

BLANKER = 0.2  # points by which a share of blanks must have risen
NAMES = 3


def blanks(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Twenty points more blanks than the usual share, and more than chance would make of the upper
    quarter of the shares before (binomial)."""
    rows = part.now["rows"]
    for name, now in part.now["columns"].items():
        shares = [s["columns"][name]["blank"] for s in part.before.values()
                  if name in s["columns"] and s["rows"] >= LEAST]  # fmt: skip
        if rows < LEAST or not shares or min(shares) == 1:
            continue
        usual, high = float(np.median(shares)), max(float(np.quantile(shares, 0.75)), 0.01)
        k = round(now["blank"] * rows)
        if now["blank"] >= usual + BLANKER and bdtrc(k - 1, rows, high) < RARE:
            words = (f"{now['blank']:.0%} of the rows of {part.label} are blank; in {part.past} "
                     f"{usual:.0%}")  # fmt: skip
            remedy = "see that the column was exported whole, and under the same name"
            yield said(seen, part, "blanks", name, k, words, remedy)


def groups(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Groups or touchpoints that were in most periods and are not in this one; with new ones in
    their place they were renamed, and where most rows are in new ones they are somebody else's."""
    for name, now, was in columns(part):
        if part.now["rows"] < LEAST or "low" in now or not {"counts"} <= now.keys() & was.keys():
            continue
        lost = [v for v, n in was["counts"].items()
                if v not in now["counts"] and _steady(v, name, part)
                and (1 - n / was["n"]) ** now["n"] < 100 * RARE]  # fmt: skip
        new = {v: n for v, n in now["counts"].items() if v not in was["counts"]}
        k = sum(new.values())
        come = k > 0 and (now["n"] / (was["n"] + now["n"])) ** k < RARE
        if lost and come and k > now["n"] / 2:
            kind, how = "other groups", STOP
            words = f"{k:,} of {now['n']:,} rows of {part.label} are in {len(new)} groups that "
            words += f"{part.past} had not, and {len(lost)} are gone"
        elif lost and come:
            kind, how = "groups renamed", WARN
            words = f"{_levels(lost, name)} of {part.past} are not in {part.label}, and "
            words += f"{len(new)} new ones hold {k:,} of {now['n']:,} rows"
        elif lost:
            kind, how = "groups gone", WARN
            words = f"{_levels(lost, name)} of {part.past} are not in {part.label}"
        else:
            continue
        remedy = "see that the file is this client's and whole, and that names are as before"
        yield said(seen, part, kind, name, k or now["n"], words, remedy, how)


def _steady(level: str, name: str, part: Compared) -> bool:
    """Whether a group was in three of four parts before."""
    had = [level in s["columns"].get(name, {}).get("counts", {}) for s in part.before.values()]
    return sum(had) >= 0.75 * len(had)


def _levels(names: list[str], column_name: str) -> str:
    shown = [f"'{n[:40]}'" if column_name == "touchpoint" else quotable(n) for n in names[:NAMES]]
    more = len(names) - NAMES
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def other_ids(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Ids of which most look otherwise than nearly all before."""
    for name, now, was in columns(part):
        known, now_shapes = was.get("shapes", {}), now.get("shapes", {})
        if not known or not now_shapes or sum(known.values()) < 0.9:
            continue
        same = sum(share for shape, share in now_shapes.items() if shape in known)
        if same < 0.5:
            words = (f"ids look like {quotable(next(iter(now_shapes)))} in {part.label}, and like "
                     f"{quotable(max(known, key=known.get))} in {part.past}")  # fmt: skip
            remedy = "see that the file is this client's; ids of two systems go into identities"
            yield said(seen, part, "other ids", name, now["n"], words, remedy, STOP)


def same_again(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """The very answers of another period, whoever gave them; or every row twice.

    A table without dates may well stay as it was: that nothing is new is said, and no suspicion.
    """
    content = part.now.get("content")
    if content and part.reported and seen.given["tables"][part.table]["periods"]:
        same = [p for p, s in part.before.items() if s.get("content") == content]
        if same:
            words = f"the data of {part.label} is identical to that of {', '.join(same)}"
            remedy = "deliver the period's own data"
            yield said(seen, part, "same again", "", part.now["rows"], words, remedy, STOP)
    twice = [s.get("twofold") for s in part.before.values()]
    if part.now.get("twofold") and twice and sum(map(bool, twice)) <= len(twice) / 2:
        words = f"every row of {part.label} is there twice, or more often"
        remedy = "see whether the file was appended to itself, and deliver it once"
        yield said(seen, part, "every row twice", "", part.now["rows"], words, remedy, STOP)


RULES = tuple(map(each, (blanks, groups, other_ids, same_again)))
