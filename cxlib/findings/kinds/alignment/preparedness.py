"""What a department lacks to start: tested against what is needed, or not told."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import READINESS
from cxlib.findings.kinds.alignment.places import explained, owned, weighed
from cxlib.findings.weighing import sure_from_interval
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import coded, count, listed, nested, number, p, share, term, text

LOWEST, HIGHEST = 1, 5  # of the answers
WAITING = ("prepare", "later")


def lacking(view: View) -> Iterator[Claim]:
    """The departments that do not start yet, and how sure it is that something is lacking."""
    gates, scores = shown(view, "gates"), shown(view, "readiness")
    for row in gates[gates["horizon"].isin(WAITING)].itertuples():
        mine = scores[scores["department"] == row.department]
        short, divided = (
            mine[mine[c].fillna(False).astype(bool) & mine[f"{c}_p"].notna()]
            for c in ("short", "divided")
        )
        if len(short):
            yield _claim(view, row, "lacking", mine, short, "short_p")
        elif len(divided):
            yield _claim(view, row, "divided", mine, divided, "divided_p")
        elif len(mine):
            yield _claim(view, row, "too close", mine, mine[mine["score"] < mine["needed"]])


def _claim(
    view: View, gate: object, direction: str, scores: pd.DataFrame, what: pd.DataFrame,
    test: str | None = None,
) -> Claim:  # fmt: skip
    worst = next((what if len(what) else scores).sort_values("score", kind="stable").itertuples())
    places = owned(view, gate.department)
    cells = view.codes["gates"].set_index("department").loc[gate.department]
    return Claim(
        subject=gate.department,
        direction=direction,
        slots={
            "department": text(gate.department),
            "measures": listed(term(m) for m in what["measure"]),
            "scores": listed(_scored(r) for r in scores.itertuples()),
            "agreements": listed(_agreed(r) for r in what.itertuples()),
            "full": share(1.0), "lowest": count(LOWEST), "highest": count(HIGHEST),
            "ready": number(worst.needed), "n": count(gate.n), **_forward(cells["forward"]),
            "p": p(what[test].max() if test else None),
        },
        rows=(("gates", key_of("gates", gate)),
              *(("readiness", key_of("readiness", r)) for r in scores.itertuples())),
        value=worst.score, low=worst.low, high=worst.high, unit="number",
        n=gate.n, n_of="answers", grade="opinion",
        p=what[test].max() if test else None, family=READINESS if test else None,
        sure=sure_from_interval(worst.needed - worst.score, worst.needed - known(worst.high),
                                worst.needed - known(worst.low), view.confidence),
        about=(("remedy", gate.department),),
        more=("forward",) if _forward(cells["forward"]) else (),
        **weighed(view, places),
    )  # fmt: skip


def _scored(row: object) -> dict:
    figure = number(row.score, row.low, row.high)
    return nested(coded("readiness|score", measure=term(row.measure), score=figure))


def _agreed(row: object) -> dict:
    figure = share(row.agreement)
    return nested(coded("readiness|agreement", measure=term(row.measure), agreement=figure))


def _forward(cell: object) -> dict:
    """The gate's own remedy as a slot, where it has one."""
    return {} if missing(cell) or not cell else {"forward": explained(cell)}


KINDS = (
    Kind("readiness", "alignment", "gates", ("lacking", "divided", "too close"),
         "the mean lies below what is needed, or the variance of the answers above what counts as "
         "agreement; false-discovery rate over departments and measures", lacking,
         things=("lowest", "highest")),
)  # fmt: skip
