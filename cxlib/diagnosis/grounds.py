"""What speaks for a moment at a touchpoint: the rules of `moments`, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from cxlib.diagnosis.worth.leaving import moving
from cxlib.diagnosis.worth.reached import Reached, reached
from cxlib.diagnosis.worth.refuting import Refuted, sign_of
from cxlib.diagnosis.worth.value_at_stake import at_stake
from cxlib.diagnosis.worth.worth import lifetime_value
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import (
    coded,
    later,
    listed,
    of100,
    touchpoint,
    variable,
)
from cxlib.stats.resampling import percentile, stream

EARLY_MONTHS = 3.0  # a quarter: the first bills have come, the first habits are made
TRUTH, FRICTION, DELIGHT = "truth", "friction", "delight"
SOURCES = ("events", "survey", "operations")  # in order of precedence
EFFECT = ("effect_on_retention", "effect_low", "effect_high")
VALUES = (
    "value_at_stake", "value_low", "value_high", "customers_at_stake", "customers_low",
    "customers_high",
)  # fmt: skip


GIVEN, BREAKDOWN, ONE_SIDED = "given", "breakdown", "asymmetry"
EARNED = (
    "effect_on_retention", "low", "high", "retention_good", "retention_bad", "months", "p_adjusted",
)  # fmt: skip
# how a bad experience is told, in the reasons' codes
TOLD = {"events": "failed", "survey": "rated", "operations": "late"}


class Ground(NamedTuple):
    """One reason: what it rests on, its grade, base, words (a code), and what it was found with.

    `rests_on` is the source of a leaving experience, else "given", "breakdown" or "asymmetry".
    `found` holds, where they are known, the effect on retention and what is at stake; `tried` what
    was tried to refute it, where the reason is not a row of `leaving`.
    """

    rests_on: str
    grade: str
    n: int
    n_of: str
    why: str
    found: Mapping[str, object] = {}
    variable: str | None = None
    tried: tuple[Refuted, ...] = ()


class Rules:
    """The rules over the tables of mapping (`results`) and of diagnosis so far (`found`)."""

    def __init__(
        self,
        engagement: Engagement,
        results: Mapping[str, pd.DataFrame],
        found: Mapping[str, pd.DataFrame],
    ):
        self.engagement = engagement
        self.leaving = found["leaving"]
        self.lifetime = lifetime_value(
            found["lifetime"] if "lifetime" in found else empty("lifetime")
        )
        self.moves = moving(self.leaving, engagement.policy.fdr)
        self.breaks = _breaking(results)
        self.kinds = _one_sided(engagement, found)
        parting = self.leaving["part_of_leaving"].eq(True).fillna(False).astype(bool)
        self.parting = set(self.leaving.loc[parting, "touchpoint"])
        catalogue = engagement.table("touchpoints")
        self.forced = set(catalogue.loc[catalogue["forced"].eq(True).fillna(False), "touchpoint"])

    def touchpoints(self) -> list[str]:
        """Every touchpoint for which anything speaks, those that are part of leaving apart."""
        tables = (self.moves, self.breaks, self.kinds)
        return sorted({t for table in tables for t in table["touchpoint"].dropna()} - self.parting)

    def reach(self, touchpoint: str) -> float:
        """The share of customers who come past, where it is known."""
        return self.leaving.loc[self.leaving["touchpoint"] == touchpoint, "reach"].max()

    def truth(self, touchpoint: str) -> list[Ground]:
        """An early experience that moves retention."""
        return self._left(touchpoint, early=True)

    def friction(self, touchpoint: str) -> list[Ground]:
        """Something that goes wrong: leaving, breakdown, a variable that only hurts."""
        broken = self.breaks[self.breaks["touchpoint"] == touchpoint]
        return [
            *self._left(touchpoint, early=False),
            *(
                Ground(BREAKDOWN, "events", int(n), "journeys", coded("because|breaks down"))
                for n in broken["n"]
            ),
            *self._rated(touchpoint, "basic"),
        ]

    def delight(self, touchpoint: str) -> list[Ground]:
        """A variable that pleases without hurting, at a step that not everybody must pass."""
        if touchpoint in self.forced:
            return []
        rated = self._rated(touchpoint, "excitement")
        given = reached(self.engagement, touchpoint) if rated else None
        if given is None or given.effect.p >= self.engagement.policy.fdr:
            return rated
        keeps = given.effect.difference > 0 and sign_of(list(given.tried)) is None
        return [*rated, self._given(touchpoint, given)] if keeps else rated

    def _left(self, touchpoint: str, early: bool) -> list[Ground]:
        rows = self.moves[self.moves["touchpoint"] == touchpoint]
        rows = rows[(rows["tenure"].astype(float) <= EARLY_MONTHS) == early]
        order = rows["source"].map(SOURCES.index).sort_values(kind="stable").index
        return [_leaving_ground(rows.loc[i]) for i in order]

    def _rated(self, touchpoint: str, kind: str) -> list[Ground]:
        rows = self.kinds[(self.kinds["touchpoint"] == touchpoint) & (self.kinds["kind"] == kind)]
        return [
            Ground(
                ONE_SIDED, "survey", int(row.n), "answers",
                coded(f"because|{kind}", variable=variable(row.variable)), variable=row.variable,
            )
            for row in rows.itertuples()
        ]  # fmt: skip

    def _given(self, touchpoint: str, given: Reached) -> Ground:
        effect, confidence = given.effect, self.engagement.policy.confidence
        low, high = percentile(effect.draws, confidence)
        rng = stream(self.engagement.seed, "value at stake", touchpoint, "given")
        stake = at_stake(effect.draws, effect.difference, given.met, self.lifetime, confidence, rng)
        figures = (effect.difference, float(low), float(high), effect.retention_good,
                   effect.retention_bad, effect.horizon, effect.p)  # fmt: skip
        why = _stays("given", touchpoint, *figures[3:6], before=_any(given.forerunners))
        found = dict(zip(EARNED, figures, strict=True)) | stake
        return Ground(GIVEN, "events", given.n, "journeys", why, found, tried=given.tried)


def _leaving_ground(row: pd.Series) -> Ground:
    found = dict(zip(EARNED, row[[*EFFECT, *EARNED[3:]]], strict=True))
    found |= {name: row[name] for name in VALUES}
    grade = "survey" if row["source"] == "survey" else "events"
    ends = (row["retention_good"], row["retention_bad"], row["months"])
    why = _stays(TOLD[row["source"]], row["touchpoint"], *ends)
    return Ground(row["source"], grade, int(row["n"]), row["n_of"], why, found)


def _stays(code: str, place: str, good: float, bad: float, horizon: float, **more: object) -> str:
    """A reason that sets two shares still there side by side."""
    return coded(
        f"because|{code}", touchpoint=touchpoint(place), good=of100(good), bad=of100(bad),
        when=later(horizon), **more,
    )  # fmt: skip


def _any(places: list[str]) -> dict[str, object]:
    return listed(map(touchpoint, places))


def _breaking(results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    table = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    return table[table["breaks"].eq(True).fillna(False).astype(bool)]


def _one_sided(engagement: Engagement, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Variables that only hurt or only please, with their touchpoint."""
    table = found["asymmetry"] if "asymmetry" in found else empty("asymmetry")
    where = engagement.table("variables").dropna(subset="touchpoint")[["variable", "touchpoint"]]
    return table[table["kind"].isin(["basic", "excitement"])].merge(where, on="variable")
