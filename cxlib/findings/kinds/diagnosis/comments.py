"""What customers write: words that go with other ratings, and scores that comments contradict."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import THEMES
from cxlib.findings.weighing import enough, share_of_answers, sure_from_p
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    coded,
    count,
    listed,
    nested,
    number,
    outcome,
    p,
    signed,
    text,
    touchpoint,
)

OVERALL = "overall"
MOST = 5
BETWEEN = ", "  # between the words that name a theme
MAINLY = 0.5  # share of a theme's comments at one touchpoint, to be laid before its owner


def themes(view: View) -> Iterator[Claim]:
    """Themes whose comments come with better or worse ratings, beyond chance."""
    table = shown(view, "themes").dropna(subset=["effect_on_rating", "p_adjusted"])
    moving = table[(table["touchpoint"] == OVERALL) & (table["p_adjusted"] < view.policy.fdr)]
    told = (moving["n"] * moving["effect_on_rating"].abs()).sort_values(
        ascending=False, kind="stable"
    )
    comments = _comments(view)
    for row in moving.loc[told.index[:MOST]].itertuples():
        place = _mainly(view, row)
        spread, sense = known(row.spread), view.engagement.sense(row.outcome)
        yield Claim(
            subject=row.theme,
            direction="worse" if sense * row.effect_on_rating < 0 else "better",
            slots={
                "words": _quoted(row.theme), "apart": number(abs(row.effect_on_rating)),
                "gap": signed(row.effect_on_rating, row.low, row.high), "n": count(row.n),
                "all": count(comments), "outcome": outcome(row.outcome), "p": p(row.p_adjusted),
                "place": touchpoint(place),
            },
            rows=(("themes", key_of("themes", row)),),
            value=row.effect_on_rating, low=row.low, high=row.high, unit="number",
            n=row.n, n_of="comments", grade="survey", p=row.p_adjusted, family=THEMES,
            reach=share_of_answers(view, row.n, row.outcome),
            size=abs(row.effect_on_rating) / spread if spread > 0 else 0.0,
            sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", place),) if place else (),
            more=("mainly there",) if place else (),
        )  # fmt: skip


def _quoted(theme: str) -> Figure:
    """The words of a theme, each in quotation marks: they are the customers' own."""
    words = str(theme).split(BETWEEN)
    return listed(nested(coded("comments|word", word=text(word))) for word in words)


def _comments(view: View) -> int:
    table = view["sentiment"]
    return int(known(table.loc[table["touchpoint"] == OVERALL, "n"].sum()))


def _mainly(view: View, row: object) -> str | None:
    """The touchpoint that most of a theme's comments are about."""
    table = shown(view, "themes")
    here = table[table["theme"].eq(row.theme) & table["touchpoint"].ne(OVERALL)].dropna(
        subset=["n"]
    )
    if here.empty or here["n"].max() < MAINLY * here["n"].sum():
        return None
    return str(here.sort_values("n", ascending=False, kind="stable")["touchpoint"].iloc[0])


def contradictions(view: View) -> Iterator[Claim]:
    """Scores whose comment says the opposite: the ones to read, where they are enough to tell."""
    table = shown(view, "sentiment")
    for row in table[table["touchpoint"] == OVERALL].itertuples():
        praised, blamed = known(row.praised), known(row.blamed)
        judged = known(row.low_scores) + known(row.high_scores)
        if not enough(view, max(praised, blamed)):
            continue
        yield Claim(
            subject="score against comment",
            direction="praised" if praised >= blamed else "blamed",
            slots={
                "praised": count(praised), "low": count(row.low_scores),
                "blamed": count(blamed), "high": count(row.high_scores), "n": count(row.n),
            },
            rows=(("sentiment", key_of("sentiment", row)),),
            value=(praised + blamed) / judged, unit="share", n=judged, n_of="comments",
            grade="survey",
            reach=min(1.0, judged / row.n) if known(row.n) else 0.0,
        )  # fmt: skip


KINDS = (
    Kind("theme", "diagnosis", "themes", ("worse", "better"),
         "rating with against without the theme, within touchpoints, clustered; false-discovery "
         "rate over all themes and touchpoints", themes),
    Kind("voice", "diagnosis", "sentiment", ("praised", "blamed"), "observed", contradictions,
         parts=(("praised", "low"), ("blamed", "high"))),
)  # fmt: skip
