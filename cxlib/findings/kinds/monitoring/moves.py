"""Step 5: whether the score moved or only who answered, and what changed since the last waves."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import MOVED, WAVES, mix_of
from cxlib.findings.series import TOUCHPOINT, reach, said, spread, whom
from cxlib.findings.weighing import sure_from_interval, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import Figure, coded, count, listed, nested, p, period, variable
from cxlib.results.measured import EVERYWHERE, change, series
from cxlib.stats.intervals import z_value

MIX, BOTH, VARIABLE = "mix", "both", "variable"
LAST, EARLIER = "wave before", "waves before"  # what a wave is held against, in `waves`
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


def waves(view: View) -> Iterator[Claim]:
    """The change over everybody since the waves before, and then the parts that changed."""
    table = shown(view, "waves").dropna(subset=["change"])
    whole = table["kind"] == EVERYWHERE
    proven = (table["p_adjusted"] <= view.policy.fdr).fillna(False).astype(bool)
    for rows, claim in ((table[proven & whole], _changed), (table[proven & ~whole], _parts)):
        told = _most_told(rows)
        if len(told):
            yield claim(view, told, table[whole])


def _most_told(rows: pd.DataFrame) -> pd.DataFrame:
    """Of one comparison alone: the one that tells most; of two alike that with the wave before."""
    counts = rows["against"].value_counts()
    known = [a for a in (LAST, EARLIER) if a in counts]
    best = max(known, key=lambda a: counts[a], default=LAST)
    return rows[rows["against"] == best].sort_values("p_adjusted", kind="stable")


def _changed(view: View, told: pd.DataFrame, whole: pd.DataFrame) -> Claim:
    """The change over everybody; the other comparison is told beside it."""
    row = next(told.itertuples())
    other = next(whole[whole["against"] != row.against].itertuples(), None)
    return _claim(
        view, told, n=known(row.n),
        subject=row.kpi, direction="higher" if row.change > 0 else "lower",
        slots={
            "by": change(row.unit, row.change, row.low, row.high), "n": count(row.n),
            "p": p(row.p_adjusted), **_beside(other),
        },
        family=WAVES, more=() if other is None else ("other",),
    )  # fmt: skip


def _beside(row: object | None) -> dict[str, Figure]:
    if row is None:
        return {}
    by = change(row.unit, row.change, row.low, row.high)
    return {"other": against(row), "other_by": by, "other_p": p(row.p_adjusted)}


def _parts(view: View, sure: pd.DataFrame, whole: pd.DataFrame) -> Claim:
    """`whole` are the rows of everybody: parts that changed are told beside theirs."""
    first = sure.iloc[0]
    n = known(whole["n"].max(), known(sure["n"].max()))
    over = next(whole[whole["against"] == first["against"]].itertuples(), None)
    up, down = sure[sure["change"] > 0], sure[sure["change"] < 0]
    way = "both ways" if len(up) and len(down) else "higher" if len(up) else "lower"
    return _claim(
        view, sure, n=n,
        subject=f"{first['kpi']}:parts", direction=f"parts {way}",
        slots={
            "up": listed(map(what_moved, up.itertuples())),
            "down": listed(map(what_moved, down.itertuples())),
            "by": listed(map(_by, sure.itertuples())),
            "p": p(sure["p_adjusted"].max()), "n": count(n),
            **({} if over is None else
               {"whole": change(over.unit, over.change, over.low, over.high)}),
        },
        family=MOVED, more=() if over is None else ("everybody",),
    )  # fmt: skip


def _claim(view: View, rows: pd.DataFrame, slots: dict[str, Figure], **more: object) -> Claim:
    """What both claims have: the first row leads, the least sure one says how sure."""
    first, frame = next(rows.itertuples()), rows.iloc[0]
    common = {"kpi": series(first.kpi, EVERYWHERE), "period": period(first.period),
              "against": against(first)}  # fmt: skip
    return Claim(
        slots=common | slots,
        rows=tuple(("waves", key_of("waves", row)) for row in rows.itertuples()),
        value=first.change, low=first.low, high=first.high, unit=said(first.unit),
        n_of="answers", grade="survey", p=rows["p_adjusted"].max(),
        reach=_of_answers(view, first.n), size=_deviations(view, frame),
        sure=sure_from_p(first.p_adjusted), about=tuple(dict.fromkeys(_places(view, rows))),
        leads_to=first.kpi, period=first.period, **more,
    )  # fmt: skip


def against(row: object) -> Figure:
    """What the newest wave is held against: the wave before by its name, others by their number."""
    if row.against == LAST:
        return period(row.before)
    return nested(coded("waves|the periods before", periods=count(row.periods)))


def what_moved(row: object) -> Figure:
    """Name of a row of `waves`: a variable, else the outcome at a touchpoint or in a group."""
    return variable(row.name) if row.kind == VARIABLE else series(row.kpi, row.name)


def _by(row: object) -> Figure:
    by = change(row.unit, row.change, row.low, row.high)
    return nested(coded("waves|by", what=what_moved(row), by=by, n=count(row.n)))


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
    Kind("waves", "monitoring", "waves",
         ("higher", "lower", "parts higher", "parts lower", "parts both ways"),
         "newest period against those before, false-discovery rate over all parts", waves,
         things=("periods",)),
)  # fmt: skip
