"""Holding a part against those before it: what the rules share.

Where chance could do it the level is `RARE`: of clients with forty columns and a hundred quiet
months, fewer than one in a hundred meets such a suspicion. Answers are taken as independent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxlib.engagement.contracts.profile import OUTCOME
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.delivery.compared import Compared, column
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion

RARE = 1e-6
LEAST = 20  # answers in a part, below which it is not judged


def columns(part: Compared) -> list[tuple[str, Mapping, Mapping]]:
    """Each column that has enough values, now and before."""

    def work_out() -> list[tuple[str, Mapping, Mapping]]:
        pooled = ((name, now, column(parts)) for name, now, parts in series(part))
        return [(name, now, was) for name, now, was in pooled if min(now["n"], was["n"]) >= LEAST]

    return part.once("columns", work_out)


def numbers(part: Compared) -> Iterator[tuple[str, Mapping, Mapping]]:
    yield from (found for found in columns(part) if "low" in found[1] and "low" in found[2])


def series(part: Compared) -> list[tuple[str, Mapping, list[Mapping]]]:
    """Each column now, and in every part before in which it has values."""
    return part.once("series", lambda: list(_series(part)))


def _series(part: Compared) -> Iterator[tuple[str, Mapping, list[Mapping]]]:
    for name, now in part.now["columns"].items():
        kind = "mean" in now  # what was numbers and is text, or the other way, has no series
        parts = [s["columns"][name] for s in part.before.values()
                 if s["columns"].get(name, {}).get("n")
                 and ("mean" in s["columns"][name]) == kind]  # fmt: skip
        if now["n"] and parts:
            yield name, now, parts


def said(
    seen: Seen,
    part: Compared,
    kind: str,
    name: str,
    n: int,
    words: str,
    remedy: str,
    severity: str | None = None,
) -> Suspicion:
    """The suspicion, with what the main outcome would be without the part, where it has one."""
    role = seen.given["tables"][part.table]["columns"].get(name)
    weighs = role in (OUTCOME, "value") or name == "weight"
    how = severity or (STOP if weighs else WARN)
    main = seen.config.main_outcome
    change = {}
    if part.reported and part.table == "responses" and main and how == STOP:
        change = {"measure": effects.outcome(main), "removed": _without(part.label)}
    return Suspicion(kind, part.table, name, int(n), how, words, remedy, **change)


def _without(label: str):
    def removed(seen: Seen) -> Seen:
        frame = seen.frame("responses")
        return seen.without("responses", frame.index[frame["period"].eq(label)], "held back")

    return removed


def apart(here: Mapping[str, int], there: Mapping[str, int]) -> float:
    """How far the shares of two counts of answers lie apart (total variation, 0 to 1).

    >>> apart({"1": 5, "2": 5}, {"2": 3})
    0.5
    """
    n, m = (max(sum(counts.values()), 1) for counts in (here, there))
    return sum(abs(here.get(v, 0) / n - there.get(v, 0) / m) for v in {*here, *there}) / 2


def span(told: Mapping) -> str:
    return f"{short(told['low'])}–{short(told['high'])}"


def short(number: float) -> str:
    return f"{number:.3g}".replace("-", "−")
