"""What speaks for a moment at a touchpoint: the rules of `moments`, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from cxlib.diagnosis.drivers.words import labels
from cxlib.diagnosis.worth.reached import Reached, reached
from cxlib.diagnosis.worth.speaking import moving
from cxlib.diagnosis.worth.value_at_stake import at_stake
from cxlib.diagnosis.worth.worth import lifetime_value
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.resampling import percentile, stream

EARLY_MONTHS = 3.0  # a quarter: the first bills have come, the first habits are made
TRUTH, FRICTION, DELIGHT = "truth", "friction", "delight"
SOURCES = ("events", "survey", "operations")  # in order of precedence
EFFECT = {"effect_on_retention": "effect_on_retention", "low": "effect_low", "high": "effect_high"}
VALUES = (
    "value_at_stake", "value_low", "value_high", "customers_at_stake", "customers_low",
    "customers_high",
)  # fmt: skip


class Ground(NamedTuple):
    """One reason: what it rests on (survey or events), its base, its words, what is at stake."""

    grade: str
    n: int
    words: str
    stakes: dict[str, float] | None = None


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
                Ground(
                    "events",
                    int(row["n"]),
                    f"journeys break down there ({row['dropoff']:.0%} end there unfinished, "
                    f"{row['repeat_rate']:.0%} come again)",
                )
                for _, row in broken.iterrows()
            ),
            *self._rated(touchpoint, "basic", "penalty", "hurts when bad and does not please"),
        ]

    def delight(self, touchpoint: str) -> list[Ground]:
        """A variable that pleases without hurting, at a step that not everybody must pass."""
        if touchpoint in self.forced:
            return []
        rated = self._rated(
            touchpoint, "excitement", "reward", "pleases and does not hurt when it is missing"
        )
        given = reached(self.engagement, touchpoint) if rated else None
        if given is None or given.effect.p >= self.engagement.policy.fdr:
            return rated
        return [*rated, self._given(touchpoint, given)] if given.effect.difference > 0 else rated

    def _left(self, touchpoint: str, early: bool) -> list[Ground]:
        rows = self.moves[self.moves["touchpoint"] == touchpoint]
        rows = rows[(rows["tenure"].astype(float) <= EARLY_MONTHS) == early]
        order = rows["source"].map(SOURCES.index).sort_values(kind="stable").index
        return [_leaving_ground(rows.loc[i]) for i in order]

    def _rated(self, touchpoint: str, kind: str, column: str, verb: str) -> list[Ground]:
        rows = self.kinds[(self.kinds["touchpoint"] == touchpoint) & (self.kinds["kind"] == kind)]
        spoken = labels(self.engagement)
        return [
            Ground("survey", int(row["n"]), f"{name} {verb} ({column} {row[column]:.2f})")
            for _, row in rows.iterrows()
            for name in [spoken.get(row["variable"], row["variable"])]
        ]

    def _given(self, touchpoint: str, given: Reached) -> Ground:
        effect, confidence = given.effect, self.engagement.policy.confidence
        low, high = percentile(effect.draws, confidence)
        rng = stream(self.engagement.seed, "value at stake", touchpoint, "given")
        stake = at_stake(effect.draws, effect.difference, given.met, self.lifetime, confidence, rng)
        words = (
            f"after {' or '.join(given.forerunners)}, {effect.retention_good:.0%} of those who had "
            f"it and {effect.retention_bad:.0%} of those who had not are there "
            f"{effect.horizon:.0f} months later"
        )
        ends = {"effect_on_retention": effect.difference, "low": float(low), "high": float(high)}
        return Ground("events", given.n, words, ends | stake)


def _leaving_ground(row: pd.Series) -> Ground:
    by = {"survey": "answers", "events": "events", "operations": "operations"}[row["source"]]
    words = f"a bad experience multiplies leaving by {row['hazard_ratio']:.1f} (told by {by})"
    stakes = {name: row[column] for name, column in EFFECT.items()}
    stakes |= {name: row[name] for name in VALUES}
    grade = "survey" if row["source"] == "survey" else "events"
    return Ground(grade, int(row["n"]), words, stakes)


def _breaking(results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    table = results["breakdowns"] if "breakdowns" in results else empty("breakdowns")
    return table[table["breaks"].eq(True).fillna(False).astype(bool)]


def _one_sided(engagement: Engagement, found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Variables that only hurt or only please, with their touchpoint."""
    table = found["asymmetry"] if "asymmetry" in found else empty("asymmetry")
    where = engagement.table("variables").dropna(subset="touchpoint")[["variable", "touchpoint"]]
    return table[table["kind"].isin(["basic", "excitement"])].merge(where, on="variable")
