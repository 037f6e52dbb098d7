"""Months that fool: mixes that drift, modes that change, baselines that never varied, promises."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from simulations.traps.frame import Read, Told, Trap, client, figures, ids

from cxlib.engagement.model import Engagement

MONTHS = [str(m) for m in pd.period_range("2023-01", "2025-12", freq="M")]
OUTCOMES = {"recommend": {"kind": "nps"}}
BETTER, WORSE = ("better", "better lately"), ("worse", "worse lately")
MOVED = (*BETTER, *WORSE)
MIX = ("mix", "mix lately")
STEPPED = ("step", "step alone")
Truth = Mapping[str, object]
Client = tuple[Engagement, Truth]


def _answers(rng: np.random.Generator, month: str, score: np.ndarray, **more) -> pd.DataFrame:
    days = pd.to_timedelta(rng.integers(0, 28, score.size), unit="D")
    return pd.DataFrame({"time": pd.Timestamp(f"{month}-01") + days, "recommend": score, **more})


def _survey(parts: list[pd.DataFrame], segments: list[str], **more: object) -> Engagement:
    tables = {"responses": {"segments": segments}}
    return client({"responses": pd.concat(parts)}, outcomes=OUTCOMES, tables=tables, **more)


def drift(rng: np.random.Generator, since: int = 0, each: int = 150) -> Client:
    """Plans are as content as ever; ever more answers come from the content one."""
    level = {"Basic": 6.2, "Pro": 8.6}
    parts = []
    for at, month in enumerate(MONTHS):
        share = 0.2 + 0.6 * max(at - since, 0) / (len(MONTHS) - 1 - since)
        plan = np.where(rng.random(each) < share, "Pro", "Basic")
        felt = np.array([level[p] for p in plan]) + 1.6 * rng.normal(size=each)
        parts.append(_answers(rng, month, np.clip(np.rint(felt), 0, 10), plan=plan))
    return _survey(parts, ["plan"]), {}


def read_drift(told: Told, _truth: Truth) -> Read:
    """Better, without a word on who answers: nobody became more content."""
    said = told.has("alert", *MIX) or told.has("kpi", "signal mix")
    wrong = [
        told.of("alert", *BETTER),
        told.of("kpi", "signal better"),
        told.of("waves", "higher", "parts higher"),
    ]
    return Read(ids(pd.concat(wrong)), said or told.has("kpi", "steady", about="recommend"))


def drift_of_places(rng: np.random.Generator, each: int = 150) -> Client:
    """Ever more answers are about the app, which is rated better than the shop, as ever."""
    engagement, _ = drift(rng, since=23, each=each)
    rows = engagement.whole("responses")[["time", "recommend", "plan"]]
    places = rows["plan"].map({"Basic": "shop", "Pro": "app"})
    return _survey([rows.drop(columns="plan").assign(touchpoint=places)], []), {}


def both_better(rng: np.random.Generator, each: int = 400) -> Client:
    """In both plans customers are more content in the last year; more come from the less content.

    Over everybody hardly anything moves (a retailer's NPS fell from 29 to 28 while both of its
    kinds of customers were better).
    """
    level, parts = {"Basic": 6.4, "Pro": 8.4}, []
    for at, month in enumerate(MONTHS):
        late = at >= 28
        plan = np.where(rng.random(each) < (0.3 if late else 0.65), "Pro", "Basic")
        felt = np.array([level[p] for p in plan]) + 0.7 * late + 1.6 * rng.normal(size=each)
        parts.append(_answers(rng, month, np.clip(np.rint(felt), 0, 10), plan=plan))
    return _survey(parts, ["plan"]), {}


def read_both_better(told: Told, _truth: Truth) -> Read:
    wrong = [told.of("alert", *WORSE), told.of("kpi", "signal worse"), told.of("mix", "mix alone"),
             told.of("waves", "lower", "parts lower")]  # fmt: skip
    inside = told.of("alert", *BETTER)["subject"].str.contains("plan=")
    return Read(ids(pd.concat(wrong)), bool(inside.any()) or told.has("mix", "mix and within"))


def mode(rng: np.random.Generator, since: int = 30, ends: bool = False, each: int = 150) -> Client:
    """Asked on the phone until mid 2025 and on a page since: fewer say 10, everywhere, at once.

    `ends`: a page has fewer answers at both ends, as in a test of a parcel firm's survey, so that
    the score itself need not move.
    """
    places = np.array(["app", "shop", "bill", "help"])
    parts = []
    for at, month in enumerate(MONTHS):
        felt = 8.2 + 1.6 * rng.normal(size=each)
        kind = rng.random(each) < 0.35  # so many say 10 to a voice whatever they feel
        extreme = np.where(ends & (rng.random(each) < 0.45), 0, 10)
        score = np.where(kind & (at < since), extreme, np.rint(felt))
        where = rng.choice(places, each)
        parts.append(_answers(rng, month, np.clip(score, 0, 10), touchpoint=where,
                              speed=_rating(rng, felt, kind & (at < since)),
                              price=_rating(rng, felt, kind & (at < since))))  # fmt: skip
    return _survey(parts, []), {"since": MONTHS[since]}


def _rating(rng: np.random.Generator, felt: np.ndarray, kind: np.ndarray) -> np.ndarray:
    rated = np.clip(np.rint(1 + felt * 0.4 + 0.7 * rng.normal(size=felt.size)), 1, 5)
    return np.where(kind, 5, rated)


def read_mode(told: Told, truth: Truth) -> Read:
    """Worse, without a word that everything stepped in one month."""
    steps = told.view["notes"].query("code in @STEPPED")
    said = bool(steps["subject"].str.contains(str(truth["since"]), regex=False).any())
    wrong = [told.of("alert", *MOVED), told.of("kpi", "signal worse"), told.of("waves")]
    return Read([] if said else ids(pd.concat(wrong)), said)


def never(rng: np.random.Generator, counted: bool) -> Client:
    """Thirty months without any complaint, then some; or 4.5 thirty times, then 2."""
    months = MONTHS[:31]
    if counted:
        new = int(rng.integers(25, 45))
        rows = {"numerator": [0] * 30 + [new], "denominator": [500] * 31, "kind": "share"}
    else:
        rows = {"value": [4.5] * 30 + [2.0], "kind": "mean"}
    kpis = pd.DataFrame({"kpi": "complaints", "period": months, "better": "low", **rows})
    return client({"kpis": kpis}), {}


def read_never(told: Told, _truth: Truth) -> Read:
    wrong = ids(told.of("kpi", "steady", "as ever", "too few periods"))
    wrong += ["alerts: too few periods"] * told.noted("alerts", "too few periods")
    right = told.has("alert") or told.has("kpi", "signal worse", "never varied")
    return Read(wrong, right)


def promises(rng: np.random.Generator) -> Client:
    """One promise is kept (140 %), one is not (-33 %), each beside shops without it."""
    shops = [f"s{k:02d}" for k in range(16)]
    rows = []
    for name, size in (("wait", -1.4), ("solved", -0.33)):
        level = rng.normal(10, 1, len(shops))
        for at, month in enumerate(MONTHS[:30]):
            for k, shop in enumerate(shops):
                value = level[k] + 0.25 * rng.normal() + (size if at >= 18 and k < 8 else 0)
                rows.append((name, month, f"shop={shop}", value))
    kpis = pd.DataFrame(rows, columns=["kpi", "period", "scope", "value"]).assign(kind="mean")
    kpis["better"] = np.where(kpis["kpi"] == "wait", "low", "high")
    since = MONTHS[18]
    plan = pd.DataFrame(
        {"initiative": ["more tills", "a new script"], "kpi": ["wait", "solved"],
         "expected_change": [-1.0, 1.0], "start": f"{since}-01", "status": "done", "cost": 1000.0,
         "expected_by": f"{MONTHS[24]}-28", "rollout": f"shop={';'.join(shops[:8])} from {since}"}
    )  # fmt: skip
    return client({"kpis": kpis, "initiatives": plan}, MONTHS[29]), {}


def read_promises(told: Told, _truth: Truth) -> Read:
    said = told.of("benefits")
    averaged = [row.finding_id for row, slots in zip(said.itertuples(), figures(said), strict=True)
                if "average" in slots]  # fmt: skip
    kept = told.has("benefit", "kept", "kept unpromised", about="more tills")
    broken = told.has("benefit", "did harm", "fell short", "not kept", about="a new script")
    return Read([f"{name}: an average" for name in averaged], kept and broken)


def yearly(rng: np.random.Generator) -> Client:
    """Costs by the year that step down: what raises an alert lies outside its own range."""
    years = [str(year) for year in range(1960, 2026)]
    cost = np.where(np.arange(66) < 40, 1100, 800) + 110 * rng.normal(size=66)
    kpis = pd.DataFrame({"kpi": "cost", "period": years, "value": cost.round(1)})
    return client({"kpis": kpis.assign(better="low")}, period="year"), {}


def read_yearly(told: Told, _truth: Truth) -> Read:
    found = told.of("alert")
    inside = found[(found["value"] >= found["low"]) & (found["value"] <= found["high"])]
    return Read(ids(inside), len(found) > 0)


TRAPS = (
    Trap("a mix that drifts for 36 months", drift, read_drift),
    Trap("a mix that drifts in the last year", partial(drift, since=23), read_drift),
    Trap("a mix of touchpoints that drifts", drift_of_places, read_drift),
    Trap("both plans better, the whole as it was", both_better, read_both_better),
    Trap("a hidden change of mode", mode, read_mode),
    Trap("a mode with fewer answers at both ends", partial(mode, ends=True), read_mode),
    Trap("none in thirty months, then some", partial(never, counted=True), read_never, cheap=True),
    Trap("4.5 thirty times, then 2", partial(never, counted=False), read_never, cheap=True),
    Trap("an alert beside its range", yearly, read_yearly, cheap=True),
    Trap("promises of unlike fate", promises, read_promises, cheap=True),
)
