"""What claims about KPIs have in common: their base, their spread, and whom they concern."""

from __future__ import annotations

import math

from cxlib.findings.claim import known
from cxlib.findings.weighing import share_of_customers
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import Figure, count, term
from cxlib.results.measured import EVERYWHERE
from cxlib.stats.intervals import z_value

PEOPLE = ("answers", "customers")
PERIODS, TOUCHPOINT = "periods", "touchpoint"


def whom(kpi: str, scope: str) -> tuple[tuple[str, str], ...]:
    """Whom a KPI concerns: its owner, and that of the touchpoint it is measured at.

    >>> whom("ease", "touchpoint=repair")
    (('kpi', 'ease @ touchpoint=repair'), ('touchpoint', 'repair'))
    """
    column, _, place = str(scope).partition("=")
    here = ((TOUCHPOINT, place),) if column == TOUCHPOINT else ()
    return (("kpi", f"{kpi} @ {scope}"), *here)


def counted(row: object, periods: object) -> dict[str, object]:
    """A KPI's base and what it counts: the periods of its series where it came without one."""
    if missing(row.n):
        return {"n": periods, "n_of": PERIODS}
    return {"n": row.n, "n_of": said(row.n_of, "things")}


def base(row: object) -> dict[str, Figure]:
    """The base as slots of a sentence."""
    return {"n": count(row.n), "of": term(said(row.n_of, "things"))}


def grade(n_of: object) -> str:
    """What a KPI's evidence is: answers, else what was counted."""
    return "survey" if said(n_of) == "answers" else "events"


def reach(view: View, row: object) -> float:
    """The share of customers behind a KPI's base, where it counts them or their answers."""
    people = said(row.n_of) in PEOPLE and not missing(row.n)
    return share_of_customers(view, row.n) if people else 1.0


@once_per_view
def spread(view: View, kpi: object) -> float:
    """What a KPI's change is measured by: the standard deviation of one answer, customer or case;
    of a KPI without a base, which hides its own, the level it usually has. Infinite where neither
    is known. (From period to period a mean varies far less than people do: by that measure every
    KPI would outweigh everything else.)"""
    rows = view["kpis"]
    rows = rows[(rows["kpi"] == kpi) & (rows["scope"] == EVERYWHERE)]
    newest = rows.sort_values("period").tail(1)
    for row in newest.itertuples():
        if not any(missing(v) for v in (row.low, row.high, row.n)):
            half = (row.high - row.low) / 2 / z_value(view.confidence)
            return half * math.sqrt(row.n) or math.inf
        return abs(known(row.centre)) or math.inf
    return math.inf


def said(word: object, otherwise: str = "") -> str:
    return otherwise if missing(word) else str(word)
