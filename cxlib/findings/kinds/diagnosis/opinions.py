"""Step 2, what customers want and what the team believed: Kano's kinds, the team's guesses."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import FEATURES, drivers_of
from cxlib.findings.kinds.diagnosis.drivers import proven
from cxlib.findings.weighing import (
    deviations_of_main,
    share_of_answers,
    share_of_customers,
    sure_from_p,
)
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    count,
    listed,
    p,
    share,
    text,
    variable,
)

EVERYONE, EVERYWHERE = "all", "overall"


def kano(view: View) -> Iterator[Claim]:
    """How customers would feel with a feature and without it: the commonest view, beyond chance."""
    table = shown(view, "kano").dropna(subset=["leaning", "n"])
    proven = (table["p_adjusted"] <= view.policy.fdr).fillna(False).astype(bool)
    for row in table[proven].itertuples():
        yield Claim(
            subject=row.feature,
            direction=row.leaning,
            slots={
                "feature": text(row.feature), "sure": share(row.probability),
                "better": share(row.better, row.better_low, row.better_high),
                "worse": share(-row.worse, -row.worse_high, -row.worse_low), "n": count(row.n),
                "p": p(row.p_adjusted),
            },
            rows=(("kano", key_of("kano", row)),),
            value=row.probability, unit="share", n=row.n, grade="survey",
            p=row.p_adjusted, family=FEATURES,
            reach=share_of_customers(view, row.n),
            size=max(known(row.better), -known(row.worse)),
            sure=sure_from_p(row.p_adjusted),
            about=() if missing(row.touchpoint) else (("touchpoint", row.touchpoint),),
        )  # fmt: skip


def assumptions(view: View) -> Iterator[Claim]:
    """How many of the team's guesses agree with what customers say, and which do not."""
    table = shown(view, "assumption_scores")
    judged = table[table["result"] != "not knowable"]
    if judged.empty:
        return
    wrong = judged[judged["result"] == "wrong"]
    missed, believed = (wrong[wrong["guess"] == g] for g in ("not critical", "critical"))
    right = len(judged) - len(wrong)
    direction = "all right" if wrong.empty else "some wrong" if right else "none right"
    reach, size = _worth_of(view, missed["variable"])
    yield Claim(
        subject="score",
        direction=direction,
        slots={
            "right": count(right), "judged": count(len(judged)),
            "missed": listed(map(variable, missed["variable"])),
            "believed": listed(map(variable, believed["variable"])),
        },
        rows=tuple(
            ("assumption_scores", key_of("assumption_scores", row))
            for row in (judged if wrong.empty else wrong).itertuples()
        ),
        value=right, unit="count", n=len(judged), n_of="things", grade="survey",
        **_earned(view, missed["variable"]), reach=reach, size=size,
        more=tuple(
            code for code, part in (("overlooked", missed), ("believed in", believed)) if len(part)
        ),
    )  # fmt: skip


def _earned(view: View, overlooked: pd.Series) -> dict[str, object]:
    """The test of the least certain driver that the team is told to have overlooked."""
    table = shown(view, "drivers").dropna(subset=["p_adjusted"])
    table = table[table["variable"].isin(overlooked) & ~table["scope"].str.contains("=")]
    if table.empty:
        return {}
    table = table.assign(p=[proven(view, row) for row in table.itertuples()])
    last = table.sort_values("p", kind="stable").drop_duplicates("variable").iloc[-1]
    return {"p": last["p"], "family": drivers_of(last["outcome"], last["scope"])}


def _worth_of(view: View, overlooked: pd.Series) -> tuple[float, float]:
    """Reach and size of the weightiest driver that the team overlooked; none where it saw all."""
    table = shown(view, "drivers")
    table = table[table["variable"].isin(overlooked) & table["critical"].fillna(False).astype(bool)]
    parts = [
        (
            share_of_answers(view, row.n, row.outcome),
            deviations_of_main(view, row.outcome, row.effect, row.outcome_spread),
        )
        for row in table[~table["scope"].str.contains("=")].itertuples()
    ]
    return max(parts, key=lambda part: part[0] * part[1], default=(0.0, 0.0))


KINDS = (
    Kind("kano", "diagnosis", "kano",
         ("attractive", "one-dimensional", "must-be", "indifferent", "reverse", "questionable"),
         "the commonest category against the next, false-discovery rate over the features", kano),
    Kind("assumptions", "diagnosis", "assumption_scores", ("some wrong", "all right", "none right"),
         "count of guesses that agree with the tested drivers", assumptions,
         things=("judged", "right")),
)  # fmt: skip
