"""Surveys that fool: plans that lift rating and outcome, habits of answering, few voices."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from simulations.traps.frame import Read, Told, Trap, client, ids

from cxlib.engagement.model import Engagement

OUTCOMES = {"recommend": {"kind": "nps"}}
UP = ("strongest", "among the strongest", "rises")
Truth = Mapping[str, object]
Client = tuple[Engagement, Truth]


def _survey(rows: pd.DataFrame, segments: list[str], **more: object) -> Engagement:
    rows = rows.assign(time=pd.date_range("2026-01-01", "2026-05-31 12:00", periods=len(rows)))
    tables = {"responses": {"segments": segments}}
    return client({"responses": rows}, outcomes=OUTCOMES, tables=tables, **more)


# ---------------------------------------------------------------------------- Simpson's paradox


def simpson(rng: np.random.Generator, declared: bool = True) -> Client:
    """The plan lifts rating and outcome; inside every plan a point more is one point less."""
    n = 1500
    plan = rng.integers(0, 3, n)
    base = np.array([2.0, 3.5, 4.2])[plan]
    speed = np.clip(np.round(base + 0.7 * rng.normal(size=n)), 1, 5)
    score = np.round(3 + 2.5 * plan - (speed - base) + 1.3 * rng.normal(size=n))
    rows = pd.DataFrame(
        {"recommend": np.clip(score, 0, 10), "speed": speed, "price": rng.integers(1, 6, n)}
    )
    rows = rows.assign(plan=np.array(["Basic", "Plus", "Pro"])[plan]) if declared else rows
    return _survey(rows, ["plan"] if declared else []), {}


def read_simpson(told: Told, _truth: Truth) -> Read:
    wrong = [told.of("driver", *UP, about="speed"), told.of("priority", about="speed"),
             told.of("asymmetry", about="speed"), told.of("moment", about="speed")]  # fmt: skip
    return Read(ids(pd.concat(wrong)), told.has("driver", "turns down", about="speed"))


def read_simpson_unknown(told: Told, _truth: Truth) -> Read:
    """The plan is in no column: that groups could not be looked into has to be said."""
    said = told.noted("drivers", "no segments")
    return Read([] if said else ids(told.of("driver", *UP, about="speed")), said)


# ---------------------------------------------------------------------------- habits, few voices


def straight(rng: np.random.Generator) -> Client:
    """Nothing matters to anything; one in five gives one and the same answer throughout."""
    n = 1200
    scores = rng.integers(1, 11, (n, 9)).astype(float)
    lined = rng.random(n) < 0.2
    scores[lined] = rng.integers(5, 11, (lined.sum(), 1))
    names = [f"v{k}" for k in range(1, 9)]
    rows = pd.DataFrame(scores, columns=["recommend", *names])
    return _survey(rows.assign(region=rng.choice(["N", "S"], n)), ["region"]), {}


def read_straight(told: Told, _truth: Truth) -> Read:
    wrong = [told.of("driver", *UP), told.of("priority"), told.of("asymmetry"), told.of("moment"),
             told.of("segment")]  # fmt: skip
    said = told.has("driver", "habit") or told.counted("straight answers")
    return Read(ids(pd.concat(wrong)), said or told.counted("one answer throughout"))


def few_voices(rng: np.random.Generator) -> Client:
    """Sixty customers answer twenty times each, much the same; nothing goes with anything."""
    mood, each = np.repeat(rng.normal(7, 2.2, 60), 20), np.repeat(rng.integers(1, 6, 60), 20)
    rows = pd.DataFrame(
        {
            "customer": np.repeat([f"k{i}" for i in range(60)], 20),
            "recommend": np.clip(np.round(mood + rng.normal(0, 0.7, 1200)), 0, 10),
            "speed": np.repeat(rng.integers(1, 6, 60), 20),
            "price": np.clip(each + rng.integers(-1, 2, 1200), 1, 5),
            "region": np.repeat(rng.choice(["N", "S", "W"], 60), 20),
        }
    )  # fmt: skip
    return _survey(rows.sample(frac=1, random_state=rng), ["region"]), {"nps": _true_nps()}


def _true_nps() -> float:
    """Of all customers there could be."""
    many = np.random.default_rng(1).normal(7, 2.2, 400_000)
    heard = np.clip(np.round(many + np.random.default_rng(2).normal(0, 0.7, many.size)), 0, 10)
    return 100 * float((heard >= 9).mean() - (heard <= 6).mean())


def read_few_voices(told: Told, truth: Truth) -> Read:
    wrong = [told.of("driver"), told.of("priority"), told.of("asymmetry"), told.of("segment"),
             told.of("moment"), told.of("waves"), told.of("mix"), told.of("alert")]  # fmt: skip
    level = told.of("score")
    half = float((level["high"] - level["low"]).iloc[0]) / 2
    right = abs(level["value"].iloc[0] - truth["nps"]) <= 1.5 * half and half > 10
    return Read(ids(pd.concat(wrong)), bool(right))


def small_groups(rng: np.random.Generator) -> Client:
    """Twelve offices of 15 to 25 answers beside 1,300 others; all alike, all skewed."""
    sizes = [*rng.integers(15, 26, 12), 1300]
    office = np.repeat([f"o{k:02d}" for k in range(13)], sizes)
    score = rng.choice([10.0, 8.0, 3.0], office.size, p=[0.7, 0.2, 0.1])
    rows = pd.DataFrame({"recommend": score, "office": office}).sample(frac=1, random_state=rng)
    return _survey(rows, ["office"]), {}


def read_small_groups(told: Told, _truth: Truth) -> Read:
    wrong = [told.of("segment"), told.of("waves"), told.of("mix"), told.of("alert")]
    return Read(ids(pd.concat(wrong)), told.has("score"))


TRAPS = (
    Trap("Simpson in three plans", simpson, read_simpson, cheap=True),
    Trap("Simpson, the plan unknown", lambda rng: simpson(rng, declared=False),
         read_simpson_unknown),
    Trap("one in five answers in straight lines", straight, read_straight),
    Trap("sixty customers, twenty answers each", few_voices, read_few_voices),
    Trap("small skewed groups", small_groups, read_small_groups),
)  # fmt: skip
