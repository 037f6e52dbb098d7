"""A delivery beside what came before it: its period beside others, its past beside its past."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from cxlib.engagement.contracts.once import Once
from cxlib.engagement.suspicion.frame import Rule, Seen, Suspicion

USUAL = 12  # periods that say what is usual: a year
Slice = Mapping[str, object]


@dataclass(frozen=True)
class Compared(Once):
    """One part of one table, and what it is held against; see `contracts.profile` for a slice.

    Attributes
    ----------
    table : its name
    label : of the part, as words say it
    now : the part
    before : earlier parts by their labels, oldest first; a year of periods at most
    reported : whether `now` is the period reported (else all of an older past)
    """

    table: str
    label: str
    now: Slice
    before: Mapping[str, Slice]
    reported: bool = True

    @property
    def past(self) -> str:
        """The periods before, as words say them."""
        labels = list(self.before)
        return labels[0] if len(labels) == 1 else f"{len(labels)} periods before"


Ask = Callable[[Seen, Compared], Iterator[Suspicion]]


def each(ask: Ask) -> Rule:
    """A rule that is asked of every table's newest part, and of its past as it was delivered
    before."""

    def rule(seen: Seen) -> Iterator[Suspicion]:
        for part in seen.once("compared", lambda: tuple(compared(seen))):
            yield from ask(seen, part)

    return rule


def compared(seen: Seen) -> Iterator[Compared]:
    """Every table's period reported beside those before it; then what is past beside what it was
    when it was delivered last."""
    if seen.given is None:
        return
    period, last = seen.given["period"], seen.earlier[-1] if seen.earlier else None
    for name, told in seen.given["tables"].items():
        others = [e["tables"][name] | _known(e) for e in seen.earlier if name in e["tables"]]
        if period is None or not told["periods"]:
            whole = {o["reported_at"]: o["whole"] for o in others[-USUAL:]}
            yield Compared(name, "this delivery", told["whole"], whole)
            continue
        slices = {label: s for o in others for label, s in o["periods"].items()}
        slices |= told["periods"]
        before = {label: slices[label] for label in sorted(slices) if label < period}
        if period in told["periods"]:
            kept = dict(list(before.items())[-USUAL:])
            yield Compared(name, period, told["periods"][period], kept)
        if others and last is not None and name in last["tables"]:
            yield from _past(name, told, others[-1], period)


def _past(name: str, told: Mapping, was: Mapping, period: str) -> Iterator[Compared]:
    both = sorted(p for p in told["periods"] if p in was["periods"] and p < period)
    if both:
        span = both[0] if len(both) == 1 else f"{both[0]} to {both[-1]}"
        now = pooled(told["periods"][p] for p in both)
        then = pooled(was["periods"][p] for p in both)
        yield Compared(name, span, now, {f"the delivery of {was['reported_at']}": then}, False)


def _known(earlier: Mapping) -> dict[str, str]:
    """When a delivery was reported, by the day."""
    return {"reported_at": str(earlier.get("reported_at") or "an earlier run")[:10]}


def pooled(slices: Iterable[Slice]) -> dict[str, object]:
    """Several parts as one."""
    parts = list(slices)
    names = {c: None for part in parts for c in part["columns"]}
    told: dict[str, object] = {
        "rows": sum(part["rows"] for part in parts),
        "columns": {c: column([p["columns"][c] for p in parts if c in p["columns"]])
                    for c in names},
    }  # fmt: skip
    if parts and all("hours" in part for part in parts):
        told["hours"] = np.sum([part["hours"] for part in parts], axis=0).tolist()
        told["midnight"] = max(part["midnight"] for part in parts)
    return told


def column(parts: list[Mapping]) -> dict[str, object]:
    """A column of several parts as one: sums, ends, and means weighed by their answers."""
    known = [p for p in parts if p["n"]]
    n, of = sum(p["n"] for p in parts), sum(_cells(p) for p in parts)
    told: dict[str, object] = {"n": n, "blank": 1 - n / of if of else 0.0}
    if not known:
        return told
    if all("low" in p for p in known):
        told |= {"low": min(p["low"] for p in known), "high": max(p["high"] for p in known),
                 "mean": _weighed(known, "mean"), "sd": _weighed(known, "sd"),
                 "median": float(np.median([p["median"] for p in known]))}  # fmt: skip
    for name in ("counts", "shapes"):
        if all(name in p for p in known):
            told[name] = _summed([(p[name], p["n"] if name == "shapes" else 1) for p in known])
    if "shapes" in told:
        told["shapes"] = {k: v / n for k, v in told["shapes"].items()}
    return told


def _cells(part: Mapping) -> float:
    return part["n"] / (1 - part["blank"]) if part["blank"] < 1 else 0.0


def _weighed(parts: list[Mapping], name: str) -> float:
    return float(np.average([p[name] for p in parts], weights=[p["n"] for p in parts]))


def _summed(parts: Iterable[tuple[Mapping[str, float], float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for counts, weight in parts:
        for name, n in counts.items():
            total[name] = total.get(name, 0) + weight * n
    return total
