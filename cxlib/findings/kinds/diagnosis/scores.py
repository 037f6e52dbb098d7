"""Step 2, what the survey says: scores, segments apart, who answered, features, the guesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import RESPONSE_RATES, segments_of
from cxlib.findings.weighing import (
    in_deviations,
    share_of_answers,
    share_of_customers,
    sure_from_p,
)
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    count,
    nps,
    number,
    of100,
    outcome,
    p,
    points,
    segment,
    share,
    signed,
)

EVERYONE, EVERYWHERE = "all", "overall"
SEGMENTS_TOLD = 5  # claims about segments; the table has them all
LOW = "low base"
NPS_REACH = 200.0  # points from the worst NPS to the best
LEVEL = {"nps": nps, "top2": share, "share": share, "mean": number}
APART = {"nps": nps, "top2": points, "share": points, "mean": signed}  # a difference, with sign
UNIT = {"nps": "nps", "top2": "share", "share": "share", "mean": "mean"}


def scores(view: View) -> Iterator[Claim]:
    """How each outcome stands: a level with its interval, and what so few answers can show."""
    whole = _whole(view)
    for row in whole.drop_duplicates("outcome").dropna(subset=["score"]).itertuples():
        level = LEVEL[row.metric]
        few = row.base_note == LOW and not missing(row.detectable)
        yield Claim(
            subject=row.outcome,
            direction=row.metric,
            slots={
                "outcome": outcome(row.outcome),
                "score": of100(row.score) if level is share else level(row.score),
                "within": level(row.score, row.low, row.high), "n": count(row.n),
                "change": _size(row.detectable, row.metric),
                "worth": _size(row.worth_seeing, row.metric),
                "missing": count(row.more_needed),
            },
            rows=(("scores", key_of("scores", row)),),
            value=row.score, low=row.low, high=row.high, unit=level.__name__,
            n=row.n, grade="survey",
            reach=share_of_customers(view, row.n),
            size=_short_of_best(view, row),
            about=(("kpi", row.outcome),),
            more=(f"{LOW} {UNIT[row.metric]}",) if few else (),
        )  # fmt: skip


def _whole(view: View) -> pd.DataFrame:
    """Scores of everybody everywhere, each outcome in the metric it is told by first."""
    table = shown(view, "scores")
    table = table[(table["segment"] == EVERYONE) & (table["touchpoint"] == EVERYWHERE)]
    told = [view.metric(name) == metric for name, metric in zip(table["outcome"], table["metric"],
                                                                strict=True)]  # fmt: skip
    return table[pd.Series(told, index=table.index, dtype=bool)]


def _short_of_best(view: View, row: object) -> float:
    """How far a level lies from the best possible one, as a share of its scale."""
    if row.metric == "nps":
        return (NPS_REACH / 2 - known(row.score)) / NPS_REACH
    if row.metric != "mean":
        return 1 - known(row.score, 1.0)
    declared = view.engagement.outcomes.get(row.outcome)
    low, high = (declared.limits if declared else None) or (0.0, 0.0)
    best = low if declared is not None and declared.better == "low" else high
    return abs(best - known(row.score)) / (high - low) if high > low else 0.0


def _size(change: object, metric: str) -> Figure:
    """A change without its sign, in the unit that the sentence names."""
    if missing(change):
        return number(None)
    if metric == "nps":
        return count(round(abs(change)))
    return number(abs(change)) if metric == "mean" else of100(abs(change))


def segments(view: View) -> Iterator[Claim]:
    """The segments whose main outcome differs from that of all others, beyond chance."""
    if view.main is None:
        return
    table = shown(view, "scores")
    table = table[(table["outcome"] == view.main) & (table["touchpoint"] == EVERYWHERE)]
    table = table[table["metric"] == view.metric(view.main)]
    spread = table.loc[table["segment"] == EVERYONE, "spread"].max()
    apart = table[(table["p_adjusted"] <= view.policy.fdr).fillna(False).astype(bool)]
    apart = apart.dropna(subset=["difference"]).assign(size=lambda t: t["difference"].abs())
    apart = apart.sort_values("size", ascending=False, kind="stable").head(SEGMENTS_TOLD)
    for row in apart.itertuples():
        yield _apart(view, row, spread)


def _apart(view: View, row: object, spread: object) -> Claim:
    level = LEVEL[row.metric]
    apart: Callable[..., Figure] = APART[row.metric]
    return Claim(
        subject=f"{row.outcome}:{row.segment}",
        direction=f"{UNIT[row.metric]} {'above' if row.difference > 0 else 'below'}",
        slots={
            "segment": segment(row.segment), "outcome": outcome(row.outcome),
            "size": _size(row.difference, row.metric),
            "score": level(row.score), "rest": level(row.score - row.difference),
            "within": apart(row.difference, row.difference_low, row.difference_high),
            "n": count(row.n), "p": p(row.p_adjusted),
        },
        rows=(("scores", key_of("scores", row)),),
        value=row.difference, low=row.difference_low, high=row.difference_high,
        unit=apart.__name__, n=row.n, grade="survey", p=row.p_adjusted,
        family=segments_of(row.outcome, row.segment),
        reach=share_of_answers(view, row.n, row.outcome),
        size=abs(row.difference) / known(spread) if known(spread) else 0.0,
        sure=sure_from_p(row.p_adjusted),
        about=(("kpi", f"{row.outcome} @ {row.segment}"),),
    )  # fmt: skip


def response_rates(view: View) -> Iterator[Claim]:
    """Who answers less often than the others of the same column."""
    table = shown(view, "response_rates")
    column = table["segment"].str.split("=", n=1).str[0]
    invited = table.groupby(column)["invited"].transform("sum")
    seldom = (table["p_adjusted"] <= view.policy.fdr) & (table["difference"] < 0)
    for row in table.assign(all=invited)[seldom.fillna(False).astype(bool)].itertuples():
        rest = row.rate - row.difference
        yield Claim(
            subject=row.segment,
            direction="seldom",
            slots={
                "segment": segment(row.segment), "rate": of100(row.rate),
                "within": share(row.rate, row.low, row.high), "rest": share(rest),
                "n": count(row.invited), "p": p(row.p_adjusted),
            },
            rows=(("response_rates", key_of("response_rates", row)),),
            value=row.difference, unit="points", n=row.invited, n_of="invitations", grade="survey",
            p=row.p_adjusted, family=RESPONSE_RATES,
            reach=row.invited / row.all,
            size=in_deviations(row.difference, rest),
            sure=sure_from_p(row.p_adjusted),
        )  # fmt: skip


AT_LEVEL = "a level with its interval"
KINDS = (
    Kind("score", "diagnosis", "scores", ("nps", "top2", "share", "mean"), AT_LEVEL, scores,
         things=("change", "worth", "missing")),
    Kind("segment", "diagnosis", "scores",
         tuple(f"{unit} {way}" for unit in ("nps", "share", "mean") for way in ("above", "below")),
         "difference from all others, false-discovery rate over the segments of a column",
         segments, things=("size",)),
    Kind("response rate", "diagnosis", "response_rates", ("seldom",),
         "difference from the others of the column (two proportions), false-discovery rate",
         response_rates),
)  # fmt: skip
