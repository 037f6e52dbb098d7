"""Step 5: whether the score moved or only who answered, and what moved with it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import MOVED, mix_of
from cxlib.findings.series import TOUCHPOINT, reach, said, spread, whom
from cxlib.findings.weighing import sure_from_interval, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import Figure, coded, count, listed, nested, p, period, variable
from cxlib.results.measured import EVERYWHERE, change, series
from cxlib.stats.intervals import z_value

MIX, BOTH, VARIABLE = "mix", "both", "variable"
LITTLE = 0.5  # of the mix's part: less than that within the segments is hardly anything beside it
LOOK_BACK = 12  # periods of which a change of the mix is told


def mixes(view: View) -> Iterator[Claim]:
    """Periods in which the score moved mostly because others answered.

    What happened in a period stays what happened: the subject names it, and a comment on it holds.
    """
    table = shown(view, "mix")
    mostly = table["mix_change"].abs() > table["within_change"].abs()
    recent = table["period"].isin(list(view.engagement.periods)[-LOOK_BACK:])
    told = table["verdict"].isin([MIX, BOTH]) & mostly & recent
    for row in table[told.fillna(False).astype(bool)].itertuples():
        yield Claim(
            subject=f"{row.kpi}:{row.period}",
            direction=_within(row),
            slots={
                "kpi": series(row.kpi, EVERYWHERE), "period": period(row.period),
                "segment": variable(row.segment), "total": change(row.unit, row.total_change),
                "part": change(row.unit, row.mix_change),
                "whole": change(row.unit, row.mix_change, row.mix_low, row.mix_high),
                "inside": change(row.unit, row.within_change, row.within_low, row.within_high),
                "n": count(row.n), "p": p(row.mix_p), "p_inside": p(row.within_p),
            },
            rows=(("mix", key_of("mix", row)),),
            value=row.mix_change, low=row.mix_low, high=row.mix_high, unit=said(row.unit),
            n=row.n, n_of="answers", grade="survey", p=row.mix_p, family=mix_of(row.kpi),
            reach=_of_answers(view, row.n), size=known(row.mix_change) / spread(view, row.kpi),
            sure=sure_from_interval(row.mix_change, row.mix_low, row.mix_high, view.confidence),
            about=whom(row.kpi, EVERYWHERE), leads_to=row.kpi, period=row.period,
        )  # fmt: skip


def _within(row: object) -> str:
    """What can be said of the segments themselves: a change, hardly any, or that it is open."""
    if row.verdict == BOTH:
        return "mix and within"
    most = max(abs(known(row.within_low)), abs(known(row.within_high)))
    return "mix alone" if most < LITTLE * abs(known(row.mix_change)) else "mix"


def _of_answers(view: View, n: object) -> float:
    return reach(view, pd.Series({"n": n, "n_of": "answers"}))


def moved(view: View) -> Iterator[Claim]:
    """What is higher or lower in the newest period than in those before, beyond chance."""
    table = shown(view, "moved").dropna(subset=["change"])
    proven = (table["p_adjusted"] <= view.policy.fdr).fillna(False).astype(bool)
    sure = table[proven & (table["kind"] != EVERYWHERE)].sort_values("p_adjusted", kind="stable")
    if len(sure):
        yield _moved(view, sure, table[table["kind"] == EVERYWHERE])


def _moved(view: View, sure: pd.DataFrame, whole: pd.DataFrame) -> Claim:
    """`whole` is the row of everybody: parts that moved are told beside it, moved or not."""
    n = known(whole["n"].max(), known(sure["n"].max()))
    over = next(whole.itertuples(), None)
    first, last = sure.iloc[0], sure["p_adjusted"].max()
    up, down = sure[sure["change"] > 0], sure[sure["change"] < 0]
    return Claim(
        subject=first["kpi"],
        direction="both ways" if len(up) and len(down) else "higher" if len(up) else "lower",
        slots={
            "kpi": series(first["kpi"], EVERYWHERE), "period": period(first["period"]),
            "up": listed(map(what_moved, up.itertuples())),
            "down": listed(map(what_moved, down.itertuples())),
            "by": listed(map(_by, sure.itertuples())),
            "periods": count(first["periods"]), "p": p(last), "n": count(n),
            **({} if over is None else
               {"whole": change(over.unit, over.change, over.low, over.high)}),
        },
        rows=tuple(("moved", key_of("moved", row)) for row in sure.itertuples()),
        value=first["change"], low=first["low"], high=first["high"], unit=said(first["unit"]),
        n=n, n_of="answers", grade="survey", p=last, family=MOVED,
        reach=_of_answers(view, first["n"]),
        size=_deviations(view, first), sure=sure_from_p(first["p_adjusted"]),
        about=tuple(_places(view, sure)), leads_to=first["kpi"], period=first["period"],
        more=() if over is None else ("everybody",),
    )  # fmt: skip


def what_moved(row: object) -> Figure:
    """Name of a row of `moved`: a variable, else the outcome at a touchpoint or in a group."""
    return variable(row.name) if row.kind == VARIABLE else series(row.kpi, row.name)


def _by(row: object) -> Figure:
    by = change(row.unit, row.change, row.low, row.high)
    return nested(coded("moved|by", what=what_moved(row), by=by, n=count(row.n)))


def _deviations(view: View, row: pd.Series) -> float:
    """The change in standard deviations of one answer, from its interval and base."""
    half = (known(row["high"]) - known(row["low"])) / 2 / z_value(view.confidence)
    one = half * known(row["n"]) ** 0.5
    return abs(known(row["change"])) / one if one > 0 else 0.0


def _places(view: View, rows: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The outcome, and the touchpoints where something moved or whose variable did."""
    variables = view.engagement.table("variables").dropna(subset=["touchpoint"])
    at = dict(zip(variables["variable"], variables["touchpoint"], strict=True))
    yield from whom(rows["kpi"].iloc[0], EVERYWHERE)
    for row in rows.itertuples():
        column, _, place = str(row.name).partition("=")
        if row.kind == VARIABLE and row.name in at:
            yield TOUCHPOINT, at[row.name]
        elif column == TOUCHPOINT and not missing(place):
            yield TOUCHPOINT, place


KINDS = (
    Kind("mix", "monitoring", "mix", ("mix", "mix alone", "mix and within"),
         "change of mix between periods, false-discovery rate over them", mixes),
    Kind("moved", "monitoring", "moved", ("higher", "lower", "both ways"),
         "newest period against those before, false-discovery rate over all", moved,
         things=("periods",)),
)  # fmt: skip
