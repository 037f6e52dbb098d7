"""What a department lacks to start: tested against what is needed, or not told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import READINESS
from cxlib.findings.kinds.alignment.places import explained, owned, weighed
from cxlib.findings.weighing import sure_from_interval
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import coded, count, listed, nested, number, share, term, text
from cxlib.stats.tests import benjamini_hochberg

LOWEST, HIGHEST = 1, 5  # of the answers
AGREED = 0.7  # agreement from which answers are averaged, as step 3 has it
WAITING = ("prepare", "later")


def lacking(view: View) -> Iterator[Claim]:
    """The departments that do not start yet, and how sure it is that something is lacking."""
    gates, scores = shown(view, "gates"), _tested(view, shown(view, "readiness"))
    for row in gates[gates["horizon"].isin(WAITING)].itertuples():
        mine = scores[scores["department"] == row.department]
        short, divided = (mine[mine[c].fillna(False).astype(bool)] for c in ("short", "divided"))
        if len(short):
            yield _claim(view, row, "lacking", mine, short)
        elif len(divided):
            yield _claim(view, row, "divided", mine, divided)
        elif len(mine):
            yield _claim(view, row, "too close", mine, mine[mine["score"] < mine["needed"]])


def _tested(view: View, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores with `p_short` and `p_divided`: below what is needed, more at odds than agreed;
    each of all measures of all departments."""
    degrees = (scores["n"].astype(float) - 1).clip(lower=1)
    quantile = stats.t.ppf(0.5 + view.confidence / 2, degrees)
    error = (scores["high"] - scores["score"]).astype(float) / quantile
    below = (scores["needed"] - scores["score"]).astype(float) / error.where(error > 0)
    spread = (1 - scores["agreement"].astype(float)) / (1 - AGREED)
    p = [stats.t.sf(below, degrees), stats.chi2.sf(degrees * spread, degrees)]
    short, divided = np.split(benjamini_hochberg(np.concatenate(p)), 2)
    return scores.assign(p_short=short, p_divided=divided)


def _claim(
    view: View, gate: object, direction: str, scores: pd.DataFrame, what: pd.DataFrame
) -> Claim:
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
        },
        rows=(("gates", key_of("gates", gate)),
              *(("readiness", key_of("readiness", r)) for r in scores.itertuples())),
        value=worst.score, low=worst.low, high=worst.high, unit="number",
        n=gate.n, n_of="answers", grade="opinion", **_earned(direction, what),
        sure=sure_from_interval(worst.needed - worst.score, worst.needed - known(worst.high),
                                worst.needed - known(worst.low), view.confidence),
        about=(("remedy", gate.department),),
        more=("forward",) if _forward(cells["forward"]) else (),
        **weighed(view, places),
    )  # fmt: skip


def _earned(direction: str, what: pd.DataFrame) -> dict[str, object]:
    """The least p of what it names; "too close" names nothing that a test would earn."""
    column = {"lacking": "p_short", "divided": "p_divided"}.get(direction)
    return {} if column is None else {"p": what[column].min(), "family": READINESS}


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
         "the interval of the mean lies below what is needed, or the variance of the answers "
         "above what counts as agreement; false-discovery rate over all", lacking,
         things=("lowest", "highest")),
)  # fmt: skip
