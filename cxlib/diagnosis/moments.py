"""Which moments matter, and what are they worth?

Written rules, applied to every touchpoint alike; a moment may be of several kinds.

**truth**: a bad experience there moves retention (hazard ratio above 1, adjusted p below
`policy.fdr`) *and* the experience comes early: the median customer there has been one for at most
`EARLY_MONTHS`. It is where the customer learns whether the promise holds.

**friction**: something goes wrong there. Journeys break down there (`breakdowns.breaks`), or a bad
experience there later in the relation moves retention, or a variable of it only hurts
(`asymmetry.kind` basic).

**delight**: a variable of it pleases without hurting when absent (`asymmetry.kind` excitement), and
the touchpoint is not one that everybody must pass.

Never a moment: a touchpoint that is part of leaving itself (`leaving` leaves it out), and a forced
step without a bad experience to its name. The grade says what the moment rests on: survey, events,
or both. Value at stake is that of `leaving`; where several sources tell, the events' comes first,
because everybody is in them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.moment_words import sentences
from cxlib.diagnosis.worth import worth
from cxlib.diagnosis.worth.speaking import moving
from cxlib.engagement.model import Engagement
from cxlib.results import empty

EARLY_MONTHS = 3.0  # a quarter: the first bills have come, the first habits are made
TRUTH, FRICTION, DELIGHT = "truth", "friction", "delight"
SOURCES = ("events", "survey", "operations")  # in order of precedence for the value at stake
STAKES = {
    "effect_on_retention": "effect_on_retention", "low": "effect_low", "high": "effect_high",
    "value_at_stake": "value_at_stake", "value_low": "value_low", "value_high": "value_high",
    "customers_at_stake": "customers_at_stake", "customers_low": "customers_low",
    "customers_high": "customers_high", "reach": "reach",
}  # fmt: skip


def moments(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    found: Mapping[str, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    """The moments that matter, by the rules above.

    Parameters
    ----------
    results : tables of mapping; `breakdowns` is read where it is there.
    found : tables of diagnosis so far; `leaving` (computed here where absent) and `asymmetry`.

    Returns
    -------
    dict of DataFrame
        moments : moment_id, touchpoint, moment, grade, n, reach (share of customers who come
            past), effect_on_retention (retention with a good less with a bad experience) with low
            and high, value at stake a year (money; missing without margin), customers at stake a
            year, why, rank.
        findings, notes.
    """
    leaving = found["leaving"] if "leaving" in found else worth(engagement)["leaving"]
    table = _ruled(engagement, results, found, leaving)
    if table.empty:
        return {"moments": empty("moments"), "notes": saying.notes("moments", [_none(leaving)])}
    table = _ranked(table)
    return {
        "moments": table,
        "findings": sentences(table, engagement),
        "notes": saying.notes("moments", _limits(engagement, leaving)),
    }


def _ruled(engagement: Engagement, results, found, leaving: pd.DataFrame) -> pd.DataFrame:
    moves = moving(leaving, engagement.policy.fdr)
    breaks = _broken(results)
    kinds = _kinds(engagement, found.get("asymmetry"))
    forced = _forced(engagement)
    touchpoints = sorted({*moves["touchpoint"], *breaks.index, *kinds["touchpoint"]} - {""})
    rows = []
    for touchpoint in touchpoints:
        here = _Evidence(
            moves[moves["touchpoint"] == touchpoint],
            breaks.loc[[touchpoint]] if touchpoint in breaks.index else breaks.iloc[:0],
            kinds[kinds["touchpoint"] == touchpoint],
            leaving[leaving["touchpoint"] == touchpoint],
            touchpoint in forced,
        )
        rows += [
            {"moment_id": f"{touchpoint}:{moment}", "touchpoint": touchpoint, "moment": moment}
            | here.row(sources)
            for moment, sources in here.moments()
        ]
    return pd.DataFrame(rows).reindex(columns=list(empty("moments").columns))


class _Evidence:
    """What speaks for moments at one touchpoint."""

    def __init__(self, moves, breaks, kinds, leaving, forced: bool):
        self.moves, self.breaks, self.kinds = moves, breaks, kinds
        self.leaving, self.forced = leaving, forced

    def moments(self) -> list[tuple[str, list[tuple[str, int, str]]]]:
        """Each kind of moment with the evidence for it: (source, n, words)."""
        early = self.moves[self.moves["tenure"].astype(float) <= EARLY_MONTHS]
        late = self.moves.drop(index=early.index)
        kinds = {
            TRUTH: self._left(early),
            FRICTION: [*self._broken(), *self._left(late), *self._rated("basic", "penalty")],
            DELIGHT: [] if self.forced else self._rated("excitement", "reward"),
        }
        return [(moment, evidence) for moment, evidence in kinds.items() if evidence]

    def _left(self, rows: pd.DataFrame) -> list[tuple[str, int, str]]:
        return [
            (
                "survey" if row["source"] == "survey" else "events",
                int(row["n"]),
                f"a bad experience multiplies leaving by {row['hazard_ratio']:.1f} "
                f"({_by(row['source'])})",
            )
            for _, row in rows.iterrows()
        ]

    def _broken(self) -> list[tuple[str, int, str]]:
        return [
            ("events", int(row["n"]), f"journeys break down ({row['repeat_rate']:.0%} come again)")
            for _, row in self.breaks.iterrows()
        ]

    def _rated(self, kind: str, column: str) -> list[tuple[str, int, str]]:
        verb = "only hurts" if kind == "basic" else "pleases and its absence does not hurt"
        rows = self.kinds[self.kinds["kind"] == kind]
        return [
            ("survey", int(row["n"]), f"{row['variable']} {verb} ({column} {row[column]:.2f})")
            for _, row in rows.iterrows()
        ]

    def row(self, evidence: list[tuple[str, int, str]]) -> dict:
        sources = {source for source, _, _ in evidence}
        return {
            "grade": "both" if len(sources) > 1 else sources.pop(),
            "n": max(n for _, n, _ in evidence),
            "why": "; ".join(words for _, _, words in evidence),
            **self._stakes(),
        }

    def _stakes(self) -> dict[str, float]:
        """Of the source that was shown to move retention; where none was, only the reach."""
        order = self.moves["source"].map(SOURCES.index).sort_values(kind="stable")
        if order.empty:
            return dict.fromkeys(STAKES, np.nan) | {"reach": self.leaving["reach"].max()}
        first = self.moves.loc[order.index[0]]
        return {name: first[column] for name, column in STAKES.items()}


def _by(source: str) -> str:
    return {"survey": "by answers", "events": "by events", "operations": "by operations"}[source]


def _broken(results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    table = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    return table[table["breaks"].eq(True).fillna(False).astype(bool)].set_index("touchpoint")


def _kinds(engagement: Engagement, asymmetry: pd.DataFrame | None) -> pd.DataFrame:
    """Variables that only hurt or only please, with their touchpoint."""
    table = empty("asymmetry") if asymmetry is None else asymmetry
    where = engagement.table("variables").dropna(subset="touchpoint")[["variable", "touchpoint"]]
    table = table[table["kind"].isin(["basic", "excitement"])]
    return table.merge(where, on="variable")


def _forced(engagement: Engagement) -> set[str]:
    catalogue = engagement.table("touchpoints")
    return set(catalogue.loc[catalogue["forced"].eq(True).fillna(False).astype(bool), "touchpoint"])


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """By customers at stake, then by the base; what cannot be valued comes last."""
    order = table.assign(
        stake=table["customers_at_stake"].astype(float).fillna(-np.inf)
    ).sort_values(["stake", "n", "moment_id"], ascending=[False, False, True])
    return order.drop(columns="stake").assign(rank=np.arange(1, len(order) + 1))


def _none(leaving: pd.DataFrame) -> str:
    if leaving.empty:
        return (
            "Neither leaving, breakdowns nor one-sided variables could be established, so no "
            "moment is named."
        )
    return "No touchpoint meets the rules for truth, friction or delight, so no moment is named."


def _limits(engagement: Engagement, leaving: pd.DataFrame) -> list[str]:
    lines = []
    if leaving.empty:
        lines.append(
            "What the moments are worth is not shown: it takes customers' start and end dates and "
            "experiences that differ."
        )
    elif engagement.policy.value_is != "margin":
        lines.append("No margin was supplied, so value at stake is stated in customers a year.")
    return lines
