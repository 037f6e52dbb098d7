"""Scores, segments and shapes: coverage, false flags, labels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from simulations import shapes
from simulations.critical import Row, row
from simulations.worlds import SKEWED, share

from cxlib.diagnosis.scores import scores
from cxlib.engagement import from_frames
from cxlib.stats import intervals

SHARES = np.array([0.45, 0.35, 0.20])  # promoters, passives, detractors
SEGMENTS = 20


def nps(rng: np.random.Generator, times: int) -> Iterator[Row]:
    """Coverage of the NPS interval, beside the plain Wald interval."""
    truth = 100 * (SHARES[0] - SHARES[2])
    for n in (10, 20, 30, 100, 300):
        drawn = rng.multinomial(n, SHARES, size=20 * times)
        score, low, high = intervals.nps(*drawn.T)
        spread = np.sqrt(np.maximum((drawn[:, 0] + drawn[:, 2]) / n - (score / 100) ** 2, 0))
        half = 196 * spread / np.sqrt(n)
        hits = (low <= truth) & (truth <= high)
        plain = (score - half <= truth) & (truth <= score + half)
        yield row(f"coverage of NPS, n = {n}", ".94 to .97", hits, 0.94, 0.97) | {
            "naive": share(plain), "rule": "plain Wald"}  # fmt: skip


def segments(rng: np.random.Generator, times: int) -> Iterator[Row]:
    """Twenty segments that do not differ: is any flagged?"""
    ours, naive = [], []
    for _ in range(times):
        rows = pd.DataFrame(
            {
                "recommend": rng.choice(11, 2000, p=NULL_ANSWERS),
                "region": rng.choice([f"r{k:02d}" for k in range(SEGMENTS)], 2000),
            }
        )
        table = scores(_engagement(rows))["scores"]
        parts = table[(table["metric"] == "nps") & (table["segment"] != "all")]
        ours.append((parts["p_adjusted"] <= 0.05).any())
        naive.append(_overlap(parts))
    yield row(f"any of {SEGMENTS} null segments flagged", "≤ 5 %", ours, at_most=0.05) | {
        "naive": share(naive), "rule": "an interval off the mean"}  # fmt: skip


NULL_ANSWERS = np.array([2, 1, 2, 3, 4, 8, 10, 16, 20, 18, 16]) / 100


def _engagement(rows: pd.DataFrame) -> object:
    config = {
        "client": "null",
        "period": "none",
        "outcomes": {"recommend": {"kind": "nps"}},
        "tables": {"responses": {"source": "responses", "segments": ["region"]}},
    }
    return from_frames(config, {"responses": rows})


def _overlap(parts: pd.DataFrame) -> bool:
    """The reader's rule: some segment's interval lies outside the mean of all."""
    centre = np.average(parts["score"], weights=parts["n"])
    return bool(((parts["low"] > centre) | (parts["high"] < centre)).any())


def labels(rng: np.random.Generator, times: int) -> Iterator[Row]:
    """Basic, performance, excitement: mislabelled linear drivers, planted kinks found."""
    for what, make in (
        ("linear truth, skewed 1–5 answers, n = 500", lambda: shapes.linear(rng, 500)),
        ("linear truth, outcome clipped at 10, n = 500", lambda: shapes.clipped(rng, 500)),
    ):
        ours, cut, plain = [], [], []
        for _ in range(times):
            rows = make()
            table = shapes.kinds(rows, rng)
            ours.append(shapes.bent(table).mean())
            cut.append(shapes.by_impact_asymmetry(rows).mean())
            plain.append(shapes.by_plain_hinge(table).mean())
        hinge = f"IA beyond ±.2 (plain hinge: {100 * np.mean(plain):.0f} %)"
        line = row(f"non-performance label, {what}", "≤ 5 %", ours, at_most=0.05)
        yield line | {"naive": share(cut), "rule": hinge}
    for what, cuts, wanted in (
        ("symmetric answers", shapes.CUTS, 0.75),
        ("skewed answers", SKEWED, -np.inf),
    ):
        hits = [
            shapes.kinds(shapes.kinked(rng, 500, cuts), rng)["kind"].iloc[0] == shapes.BASIC
            for _ in range(times)
        ]
        target = "≥ .75" if np.isfinite(wanted) else "printed"
        yield row(f"planted kink found, {what}, n = 500", target, hits, at_least=wanted)
