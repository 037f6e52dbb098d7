"""The map against the walk: its order, its gaps and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, key_of, known, shown
from cxlib.findings.families import ORDER
from cxlib.findings.kinds.mapping.walking import all_journeys
from cxlib.findings.weighing import in_deviations, share_of_customers, sure_from_p
from cxlib.release.view import View
from cxlib.results.coded import coded, count, listed, nested, p, share, term, touchpoint

MOST_CONTRADICTIONS = 3
HALF = 0.5


def order(view: View) -> Iterator[Claim]:
    """Where customers walk against the order of the map, beyond chance."""
    table = shown(view, "map_order")
    against = table[table["agrees"].eq(False).fillna(False).astype(bool)]
    against = against.dropna(subset=["p_adjusted"])
    against = against.sort_values("n", ascending=False, kind="stable").head(MOST_CONTRADICTIONS)
    total = all_journeys(view)
    for row in against.itertuples():
        part = [1 - v for v in (row.in_order, row.high, row.low)]
        yield Claim(
            subject=f"{row.earlier} before {row.later}",
            direction="against",
            slots={
                "earlier": touchpoint(row.earlier), "later": touchpoint(row.later),
                "part": share(part[0]), "within": share(*part), "n": count(row.n),
                "p": p(row.p_adjusted),
            },
            rows=(("map_order", key_of("map_order", row)),),
            value=part[0], low=part[1], high=part[2], unit="share",
            n=row.n, n_of="journeys", p=row.p_adjusted, family=ORDER,
            reach=known(row.n) / total if total else 0,
            size=in_deviations(part[0] - HALF, HALF),
            sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", row.earlier), ("touchpoint", row.later)),
        )  # fmt: skip


def gaps(view: View) -> Iterator[Claim]:
    """What only the map or only the data knows, and what the map leaves open."""
    table = view["touchpoint_map"]
    mapped, seen = (table[c].fillna(False).astype(bool) for c in ("in_catalogue", "in_data"))
    if mapped.any() and seen.any():
        yield from _unseen(view, table[mapped & ~seen], int(mapped.sum()))
        yield from _unmapped(view, table[seen & ~mapped])
    yield from _undefined(view)


def _unseen(view: View, never: pd.DataFrame, mapped: int) -> Iterator[Claim]:
    if len(never):  # rows of few customers are blanked, yet they are on the map
        every = max(mapped, len(view.engagement.table("touchpoints")))
        yield _gap("never seen", never, {"mapped": count(every)}, n=len(never))


def _unmapped(view: View, extra: pd.DataFrame) -> Iterator[Claim]:
    """By their visits; by their customers where a count of visits would betray a small group."""
    extra = extra.dropna(subset=["customers"])
    by, n_of, of = "interactions", "visits", view.interactions
    if extra[by].isna().any():
        by, n_of, of = "customers", "customers", view["touchpoint_map"]["customers"].sum()
    extra = extra.sort_values(by, ascending=False, kind="stable")
    if len(extra):
        reach = share_of_customers(view, extra["customers"].max())
        n = known(extra[by].sum() if by == "interactions" else extra[by].max())
        slots = {"counted": count(n)}
        yield _gap("never mapped", extra, slots, n=n, n_of=n_of, reach=reach, more=(f"by {n_of}",),
                   size=known(extra[by].sum()) / (of or 1.0))  # fmt: skip


def _undefined(view: View) -> Iterator[Claim]:
    table = view["to_define"]
    if len(table):
        ordered = table.sort_values("interactions", ascending=False, kind="stable")
        fields = [
            nested(coded("to_define|field", field=term(field), times=count(times)))
            for field, times in table.groupby("field", sort=False).size().items()
        ]
        first = listed(map(touchpoint, ordered["touchpoint"].head(1)))
        slots = {"n": count(len(table)), "fields": listed(fields), "names": first}
        yield _gap(
            "to define", ordered, slots, of="to_define", grade="opinion", value=len(table),
            n=len(table),
        )  # fmt: skip


def _gap(
    subject: str, rows: pd.DataFrame, slots: dict, of: str = "touchpoint_map", **given: object
) -> Claim:
    names = listed(map(touchpoint, rows["touchpoint"]))
    told = {"value": len(rows), "unit": "count", "n_of": "things", "grade": "events", **given}
    return Claim(
        subject=subject,
        direction=subject,
        slots={"names": names, "n": count(len(rows)), **slots},
        rows=tuple((of, key_of(of, row)) for row in rows.itertuples()),
        about=tuple(("touchpoint", name) for name in rows["touchpoint"]),
        **told,
    )
