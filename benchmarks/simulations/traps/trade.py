"""What the trade stumbles over: ceilings, twins, seasons, bases, baselines, parallel steps."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from simulations.signs import _lives, _visits
from simulations.traps.frame import Read, Told, Trap, client, far_off, ids
from simulations.traps.journeys import DAY, DAYS, MINUTE, _log
from simulations.traps.staying import DAYS as LIVED
from simulations.traps.staying import HAZARD, MARGIN, T0, _calls, _customers, _lived
from simulations.traps.survey import UP, _survey

from cxlib.engagement.model import Engagement

MONTHS = [str(m) for m in pd.period_range("2022-07", "2025-12", freq="M")]
CHANGED = ("better", "worse", "changed", "better lately", "worse lately", "changed lately")
SIGNALS = ("signal", "signal better", "signal worse")
JUDGED = ("kept", "kept unpromised", "not kept", "fell short", "did harm")
Truth = Mapping[str, object]
Client = tuple[Engagement, Truth]


# ---------------------------------------------------------------------------- surveys


def ceiling(rng: np.random.Generator, n: int = 1500) -> Client:
    """Both ratings count evenly, good or bad; half of all scores are the best there is."""
    felt = rng.normal(size=(n, 2))
    ratings = np.clip(np.round(3.9 + 0.9 * felt), 1, 5)
    score = np.clip(np.round(9 + 1.1 * (ratings - 3.9).sum(axis=1) + rng.normal(size=n)), 0, 10)
    rows = pd.DataFrame({"recommend": score, "speed": ratings[:, 0], "price": ratings[:, 1]})
    return _survey(rows, []), {}


def read_ceiling(told: Told, _truth: Truth) -> Read:
    """A closed scale bends straight lines: none of it hurts more than it pleases."""
    wrong = [told.of("asymmetry"), told.of("moment")]
    right = all(told.has("driver", *UP, about=name) for name in ("speed", "price"))
    return Read(ids(pd.concat(wrong)), right)


def twins(rng: np.random.Generator, n: int = 1200) -> Client:
    """Two questions get one and the same answer nearly always; only what the first asks counts."""
    first = rng.integers(1, 6, n).astype(float)
    second = np.where(rng.random(n) < 0.97, first, rng.integers(1, 6, n))
    score = np.clip(np.round(2.5 + 1.2 * first + 1.5 * rng.normal(size=n)), 0, 10)
    rows = pd.DataFrame({"recommend": score, "clear": first, "plain": second,
                         "price": rng.integers(1, 6, n)})  # fmt: skip
    return _survey(rows, []), {}


def read_twins(told: Told, _truth: Truth) -> Read:
    """They are told together, or the second is told to be none."""
    found = told.of("driver", *UP)
    own = found["subject"].str.endswith(":plain")
    together = found["figures"].str.contains('"twins"') & found["figures"].str.contains("plain")
    return Read(ids(found[own & ~together]), bool((~own).any()))


def one_plan_against(rng: np.random.Generator, n: int = 1600) -> Client:
    """More of it helps in two plans and harms in the third; on the whole it helps."""
    plan = rng.choice(["Basic", "Plus", "Firm"], n, p=[0.4, 0.3, 0.3])
    speed = rng.integers(1, 6, n).astype(float)
    slope = np.where(plan == "Firm", -0.8, 0.9)
    score = np.clip(np.round(6 + slope * (speed - 3) + 1.5 * rng.normal(size=n)), 0, 10)
    rows = pd.DataFrame({"recommend": score, "speed": speed, "price": rng.integers(1, 6, n)})
    return _survey(rows.assign(plan=plan), ["plan"]), {}


def read_one_plan_against(told: Told, _truth: Truth) -> Read:
    """Better ratings go with better scores, without a word on the plan in which they do not."""
    wrong = [told.of("driver", *UP, about="speed"), told.of("priority", about="speed")]
    return Read(ids(pd.concat(wrong)), told.has("driver", "rises, not everywhere", about="speed"))


def heaped(rng: np.random.Generator, n: int = 1400) -> Client:
    """Some use only 0, 5 and 10, and only 1, 3 and 5; nothing goes with anything."""
    coarse = rng.random(n) < 0.35
    score = rng.choice(11, n, p=np.array([2, 1, 1, 2, 2, 8, 6, 12, 22, 20, 24]) / 100)
    score = np.where(coarse, np.round(score / 5) * 5, score).astype(float)
    ratings = {}
    for name in ("speed", "price", "words", "tone", "place"):
        drawn = rng.choice(5, n, p=[0.05, 0.1, 0.2, 0.35, 0.3]) + 1.0
        ratings[name] = np.where(coarse & (drawn % 2 == 0), drawn + rng.choice([-1, 1], n), drawn)
    rows = pd.DataFrame({"recommend": score, **ratings, "plan": rng.choice(["a", "b"], n)})
    return _survey(rows, ["plan"]), {}


def read_nothing(told: Told, _truth: Truth) -> Read:
    kinds = ("driver", "priority", "asymmetry", "segment", "moment", "alert", "mix", "waves",
             "breakdown", "order", "leaving", "benefit")  # fmt: skip
    return Read(ids(pd.concat([told.of(kind) for kind in kinds])), True)


# ---------------------------------------------------------------------------- months


def _kpi(kind: str, months: list[str], scope: str = "overall", **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"kpi": "of the firm", "period": months, "scope": scope, "kind": kind,
                         "better": "low", **columns})  # fmt: skip


def first_peak_known(rng: np.random.Generator) -> Client:
    """Every December twice as much is asked; of the second one nobody has a year to compare."""
    months = MONTHS[5:30]  # 2022-12 to 2024-12
    peak = np.array([m.endswith("-12") for m in months])
    value = np.round(100 + 80 * peak + 6 * rng.normal(size=len(months)), 1)
    return client({"kpis": _kpi("mean", months, value=value)}), {}


def read_quiet(told: Told, _truth: Truth) -> Read:
    wrong = [told.of("alert", *CHANGED), told.of("kpi", *SIGNALS)]
    return Read(ids(pd.concat(wrong)), told.has("kpi"))


def large_shares(rng: np.random.Generator) -> Client:
    """Shares of 20,000 cases a month that vary more than chance, as shares of many do."""
    rate = np.clip(rng.normal(0.12, 0.012, len(MONTHS)), 0.01, 1)
    hits = rng.binomial(20_000, rate)
    return client({"kpis": _kpi("share", MONTHS, numerator=hits, denominator=20_000)}), {}


def lingering(rng: np.random.Generator) -> Client:
    """Each month is much like the last one (AR(1), .8), and always comes back."""
    value = np.zeros(len(MONTHS))
    value[0] = rng.normal() / 0.6
    for k in range(1, value.size):
        value[k] = 0.8 * value[k - 1] + rng.normal()
    return client({"kpis": _kpi("mean", MONTHS, value=np.round(50 + 2 * value, 2))}), {}


def another_base(rng: np.random.Generator) -> Client:
    """As many complaints as ever, but since autumn counted by twice as many customers."""
    late = np.array([m >= "2025-10" for m in MONTHS])
    base = np.where(late, 20_600, 10_300) + rng.integers(-150, 150, len(MONTHS))
    hits = rng.poisson(412, len(MONTHS))
    return client({"kpis": _kpi("share", MONTHS, numerator=hits, denominator=base)}), {}


def read_another_base(told: Told, _truth: Truth) -> Read:
    """Better, and the report may be sent: that the base has doubled stops it."""
    said = told.counted("another base from one period on")
    wrong = [told.of("alert", "better", "better lately"), told.of("kpi", "signal better")]
    return Read([] if said else ids(pd.concat(wrong)), said)


def _promise(months: list[str], value: pd.DataFrame, since: str, treated: list[str]) -> Engagement:
    plan = pd.DataFrame({
        "initiative": ["coach"], "kpi": ["of the firm"], "expected_change": [-2.0],
        "start": f"{since}-01", "status": "done", "cost": 1000.0, "expected_by": f"{months[-2]}-28",
        "rollout": f"shop={';'.join(treated)} from {since}",
    })  # fmt: skip
    return client({"kpis": value, "initiatives": plan}, months[-1])


def _shops(
    rng: np.random.Generator, level: np.ndarray, months: list[str], noise: float
) -> pd.DataFrame:
    parts = [
        _kpi("mean", months, f"shop=s{k:02d}", value=np.round(
            own + noise * rng.normal(size=len(months)), 2))
        for k, own in enumerate(level)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def lord(rng: np.random.Generator) -> Client:
    """The slower shops get a coach, who does nothing: they were slower and they stay so (Lord)."""
    level = np.where(np.arange(20) < 10, 12.0, 9.0) + rng.normal(size=20)
    months = MONTHS[-18:]
    rows = _shops(rng, level, months, 1.5)
    return _promise(months, rows, months[6], [f"s{k:02d}" for k in range(10)]), {}


def read_lord(told: Told, _truth: Truth) -> Read:
    """What came of it is nothing: kept, or harm, would be the shops' own level."""
    return Read(ids(told.of("benefit", "kept", "kept unpromised", "did harm")), True)


def no_baseline(rng: np.random.Generator) -> Client:
    """It began with the data: before it nothing was measured, and the better shops have it."""
    level = np.where(np.arange(16) < 8, 8.0, 11.0) + rng.normal(size=16)
    months = MONTHS[-18:]
    rows = _shops(rng, level, months, 0.8)
    return _promise(months, rows, months[0], [f"s{k:02d}" for k in range(8)]), {}


def read_no_baseline(told: Told, _truth: Truth) -> Read:
    wrong = told.of("benefit", *JUDGED)
    return Read(ids(wrong), told.has("benefit", "not yet", "not yet, dated"))


# ---------------------------------------------------------------------------- lives


def immortal(rng: np.random.Generator, n: int = 2400) -> Client:
    """Who stays long meets the help line oftener, well or badly; it makes nobody stay or go."""
    start, end, left = _lives(rng, n, np.full(n, HAZARD))
    visits = _visits(rng, start, end, 1 / 200)
    visits["bad"] = rng.random(len(visits)) < 0.15
    return _lived(visits, start, end, left), {}


def survivors(rng: np.random.Generator, n: int = 1500) -> Client:
    """The table knows only who was there in 2024 or came later, of a firm that is ten years old."""
    start = rng.uniform(-2500, LIVED - 60, n * 4)
    life = rng.exponential(1 / HAZARD, start.size)
    end = np.minimum(start + life, LIVED)
    known = end > 365  # who had gone before was deleted
    start, end = start[known][: 2 * n], end[known][: 2 * n]
    return _lived(_sound(rng, start, end), start, end, end < LIVED), {}


def _sound(rng: np.random.Generator, start: np.ndarray, end: np.ndarray) -> pd.DataFrame:
    """Visits that all go well: who comes is seen, and nothing goes wrong."""
    return _visits(rng, start, end, 1 / 200).assign(bad=False)


def read_survivors(told: Told, truth: Truth) -> Read:
    """How long customers stay, of all and not of those who survived; and that nothing changed."""
    table = told.view["lifetime"]
    level = table[table["segment"].eq("all")].dropna(subset=["months"])
    ends = level[["low", "high"]].astype(float)
    found = level.assign(finding_id="lifetime", value=level["months"], **ends)
    hazard = HAZARD * 365.25 / 12  # a month
    true = (1 - np.exp(-hazard * found["horizon_months"].astype(float))) / hazard
    wrong = [line for k, one in enumerate(true) for line in far_off(found.iloc[[k]], one)]
    changes = (told.of(kind, *CHANGED, *SIGNALS, about=kpi)
               for kind in ("alert", "kpi") for kpi in ("churn", "retention"))  # fmt: skip
    return Read(wrong + ids(pd.concat(changes)), len(found) > 0)


def each_january(rng: np.random.Generator, n: int = 2500) -> Client:
    """Contracts end in January: three times as many leave then, every year."""
    start = rng.uniform(-900, LIVED - 90, n)
    day = np.arange(LIVED)
    month = (T0 + pd.to_timedelta(day, unit="D")).month
    risk = np.cumsum(np.where(month == 1, 3.0, 0.82) * HAZARD)
    gone = np.searchsorted(risk, rng.exponential(size=n) + np.interp(start, day, risk, left=0.0))
    end = np.minimum(gone.astype(float), LIVED)
    keep = end > np.maximum(start, 0)
    start, end = start[keep], end[keep]
    frames = {"customers": _customers(start, end, end < LIVED),
              "interactions": _calls(_sound(rng, start, end))}  # fmt: skip
    return client(frames, "2025-01", policy=MARGIN), {}


# ---------------------------------------------------------------------------- journeys


def parallel(rng: np.random.Generator, n: int = 900) -> Client:
    """After the order a bill and a parcel come, whichever is first; both are always there."""
    rows = []
    for who in range(n):
        at, name = rng.uniform(0, (DAYS - 8) * DAY), f"c{who}"
        rows.append((name, at, "order"))
        two = ["bill", "parcel"]
        rng.shuffle(two)
        for step in two:
            at += rng.uniform(20, 200) * MINUTE
            rows.append((name, at, step))
        if rng.random() < 0.8:
            rows.append((name, at + rng.uniform(5, 60) * MINUTE, "thanks"))
    journey = {"journey": ["buy"], "starts": ["order"], "completes": ["thanks"], "gap": ["2 days"]}
    stages = {"order": "decide", "bill": "pay", "parcel": "get", "thanks": "use"}
    places = pd.DataFrame({"touchpoint": list(stages), "stage": list(stages.values()),
                           "order": range(4)})  # fmt: skip
    return _log(rows, journey, {"touchpoints": places}), {}


def read_parallel(told: Told, _truth: Truth) -> Read:
    """Nobody gets stuck at either, none of the two is gone through by fewer, nor in reverse."""
    stuck = told.of("breakdown")
    stuck = stuck[stuck["subject"].isin(["bill", "parcel"])]
    narrow = told.of("funnel", "narrowest")
    narrow = narrow[narrow["subject"].isin(["decide", "pay"])]
    loops = told.of("loop")
    return Read(ids(pd.concat([stuck, narrow, told.of("order"), loops])), told.has("journey"))


TRAPS = (
    Trap("half of all scores at the top", ceiling, read_ceiling, cheap=True),
    Trap("two questions, one answer", twins, read_twins, cheap=True),
    Trap("one plan against the others", one_plan_against, read_one_plan_against, cheap=True),
    Trap("scores in heaps", heaped, read_nothing, cheap=True),
    Trap("a second December", first_peak_known, read_quiet, cheap=True),
    Trap("large shares that vary", large_shares, read_quiet, cheap=True),
    Trap("months like the last one", lingering, read_quiet, cheap=True),
    Trap("a base that doubled", another_base, read_another_base, cheap=True),
    Trap("the slower shops get the coach", lord, read_lord, cheap=True),
    Trap("a promise without a baseline", no_baseline, read_no_baseline, cheap=True),
    Trap("visits of those who stay", immortal, read_nothing),
    Trap("only survivors in the table", survivors, read_survivors),
    Trap("every January", each_january, read_quiet),
    Trap("a bill and a parcel", parallel, read_parallel),
)
