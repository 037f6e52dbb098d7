"""Simulated lives: how well retention and what moves it are told, beside the naive methods."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.cox import cox
from cxlib.diagnosis.worth.effect import effect
from cxlib.diagnosis.worth.landmarks import carries, is_parting, landmarks, watched
from cxlib.diagnosis.worth.lifetime_contractual import expected_months
from cxlib.diagnosis.worth.survival import at, kaplan_meier
from cxlib.stats.intervals import z_value
from cxlib.stats.resampling import percentile, stream

SEED = 2026
LEVEL = 0.05
HORIZON = 12.0
BEGIN = pd.Timestamp("2024-01-01")
MONTH = 365.25 / 12


def rate(hits: list | np.ndarray) -> dict[str, float]:
    """A rate with its Monte-Carlo standard error."""
    hits = np.asarray(hits, float)
    return share_of(int(hits.sum()), hits.size)


def share_of(hits: int, times: int) -> dict[str, float]:
    """So many of so many, with the Monte-Carlo standard error; missing of none."""
    share = hits / times if times else float("nan")
    error = float(np.sqrt(share * (1 - share) / times)) if times else float("nan")
    return {"rate": round(share, 4), "mc_se": round(error, 4), "times": int(times)}


# --- survival -------------------------------------------------------------------------------------


def survival_coverage(times: int, n: int = 200, censored: float = 0.4) -> dict:
    """Coverage of the retention interval at a year and of months expected, exponential lives."""
    rng, scale = stream(SEED, "survival", n), 20.0
    longest = _uniform_end(scale, censored)
    share, wald, area = [], [], []
    truth = float(np.exp(-HORIZON / scale))
    months_truth = scale * (1 - np.exp(-HORIZON / scale))
    for _ in range(times):
        life, end = rng.exponential(scale, n), rng.uniform(0, longest, n)
        curve = kaplan_meier(np.minimum(life, end), life <= end)
        value, low, high = at(curve, HORIZON)
        share.append(low <= truth <= high)
        steps = curve[curve["months"] <= HORIZON]
        greenwood = (steps["left"] / (steps["n"] * (steps["n"] - steps["left"]))).sum()
        wald.append(abs(value - truth) <= z_value(0.95) * value * np.sqrt(greenwood))
        months, error = expected_months(curve, HORIZON)
        area.append(abs(months - months_truth) <= z_value(0.95) * error)
    return {"log_log": rate(share), "naive_wald": rate(wald), "expected_months": rate(area)}


def _uniform_end(scale: float, censored: float) -> float:
    """The end of a uniform censoring time that leaves the wanted share censored."""
    from scipy.optimize import brentq

    return brentq(lambda u: scale / u * (1 - np.exp(-u / scale)) - censored, 0.1, 1e4)


# --- experiences and leaving ----------------------------------------------------------------------


def world(
    rng: np.random.Generator, n: int, hazard_ratio: float, memory: float = 1e9
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Customers who come again and again, badly served by chance; heavy users stay longer.

    Returns experiences (customer, time, bad, contacts, mood) and spells. A bad visit multiplies the
    hazard until the next visit or for `memory` months; what it does is known by construction.
    """
    use = rng.gamma(2, 0.5, n)
    start = rng.uniform(-24, 24, n)
    base = 0.03 * np.exp(-0.5 * (use - 1))
    rows, until, left = [], np.full(n, 36.0), np.zeros(n, bool)
    for i in range(n):
        now, ratio, seen = max(start[i], 0.0), 1.0, 0
        while now < 36:
            visit = now + rng.exponential(1 / (0.15 * use[i] + 0.01))
            fades = now + memory
            gone = _leaves(rng, now, fades, base[i] * ratio, base[i])
            if gone < min(visit, 36):
                until[i], left[i] = gone, True
                break
            now = visit
            if now >= 36:
                break
            bad = rng.random() < 0.2
            rows.append((i, now, bad, seen))
            ratio, seen = hazard_ratio if bad else 1.0, seen + 1
    told = pd.DataFrame(rows, columns=["customer", "time", "bad", "contacts"]).assign(mood=0.0)
    spells = pd.DataFrame({"customer": np.arange(n), "start": start, "until": until, "left": left})
    for frame, columns in ((told, ["time"]), (spells, ["start", "until"])):
        for column in columns:
            frame[column] = BEGIN + pd.to_timedelta(frame[column] * MONTH, unit="D")
    return told, spells


def _leaves(rng, now: float, fades: float, fresh: float, base: float) -> float:
    """When a customer leaves whose hazard is `fresh` until `fades` and `base` after."""
    first = now + rng.exponential(1 / fresh)
    return first if first < fades else fades + rng.exponential(1 / base)


def leaving(times: int, hazard_ratio: float, n: int = 800) -> dict:
    """How often a bad experience is said to cost customers; coverage; and the naive comparison.

    Naive: customers who ever had a bad experience against those who never had, from their first
    day on. It finds that trouble keeps customers, because trouble takes time to meet.
    """
    rng = stream(SEED, "leaving", hazard_ratio)
    harmful, covered, naive_harm, naive_help, ratios = [], [], [], [], []
    for _ in range(times):
        told, spells = world(rng, n, hazard_ratio)
        rows = watched(landmarks(told, spells), HORIZON)
        covariates = pd.DataFrame(
            {"tenure": np.log1p(rows["tenure"]), "contacts": rows["contacts"]}
        )
        found = effect(rows, covariates, HORIZON, 0.95, rng)
        harmful.append(found.p < LEVEL and found.hazard_ratio > 1)
        covered.append(found.low <= hazard_ratio <= found.high)
        ratios.append(found.hazard_ratio)
        ever = spells["customer"].isin(told.loc[told["bad"], "customer"]).to_numpy(float)
        months = ((spells["until"] - spells["start"]) / pd.Timedelta(days=MONTH)).to_numpy()
        fit = cox(np.ceil(months), spells["left"], ever[:, None])
        significant = abs(fit.beta[0] / fit.errors[0]) > z_value(1 - LEVEL)
        naive_harm.append(significant and fit.beta[0] > 0)
        naive_help.append(significant and fit.beta[0] < 0)
    return {
        "harmful": rate(harmful), "coverage": rate(covered),
        "median_hazard_ratio": round(float(np.median(ratios)), 3),
        "naive_harmful": rate(naive_harm), "naive_helpful": rate(naive_help),
    }  # fmt: skip


def retention_difference(times: int, n: int = 1500, ratio: float = 2.0) -> dict:
    """Coverage of the interval of retention lost, one experience each, three segments."""
    rng = stream(SEED, "difference")
    covered, truth = [], _true_difference(ratio)
    for _ in range(times):
        segment = rng.integers(0, 3, n)
        bad = rng.random(n) < np.array([0.1, 0.2, 0.4])[segment]
        hazard = np.array([0.01, 0.02, 0.04])[segment] * np.where(bad, ratio, 1)
        life, end = rng.exponential(1 / hazard), rng.uniform(1, 30, n)
        seen = np.minimum(life, end)
        rows = pd.DataFrame({"months": np.ceil(seen), "left": life <= end, "bad": bad})
        levels = pd.DataFrame({"b": segment == 1, "c": segment == 2}).astype(float)
        found = effect(watched(rows, HORIZON), levels, HORIZON, 0.95, rng)
        low, high = percentile(found.draws, 0.95)
        covered.append(low <= truth <= high)
    return {"coverage": rate(covered), "truth": round(truth, 4)}


def _true_difference(ratio: float) -> float:
    hazards = np.array([0.01, 0.02, 0.04])
    return float((np.exp(-hazards * HORIZON) - np.exp(-hazards * HORIZON * ratio)).mean())


def parting(times: int, n: int = 400) -> dict:
    """How often a cancellation form is told apart, and an innocent touchpoint taken for one."""
    rng = stream(SEED, "parting")
    form, innocent = [], []
    for _ in range(times):
        for soon, kept in ((0.9, form), (0.1, innocent)):
            gone = rng.random(n) < soon
            days = np.where(gone, rng.uniform(0, 30, n), rng.uniform(32, 400, n))
            kept.append(is_parting(pd.DataFrame({"gone": gone, "days": days})))
    return {"form_found": rate(form), "innocent_taken": rate(innocent)}


def nulls_tested(times: int, bad: int, n: int = 2400, hazard: float = 0.018) -> dict:
    """Where a bad experience does nothing: how often it is tested, called harmful, and helpful.

    `bad` of `n` customers fare badly, all leave at `hazard` a month and are watched for up to a
    year. Of those tested both ways should come up at half the level.
    """
    rng = stream(SEED, "tested nulls", bad)
    tested, harmful, helpful = 0, 0, 0
    for _ in range(times):
        life, end = rng.exponential(1 / hazard, n), rng.uniform(0, HORIZON, n)
        rows = pd.DataFrame(
            {
                "months": np.ceil(np.minimum(life, end)),
                "left": life <= end,
                "bad": np.arange(n) < bad,
            }
        )
        if not carries(rows, 30):
            continue
        tested += 1
        found = effect(rows, pd.DataFrame(index=rows.index), HORIZON, 0.95, rng)
        if found is not None and found.p < LEVEL:
            harmful += found.hazard_ratio > 1
            helpful += found.hazard_ratio < 1
    return {
        "tested": share_of(tested, times),
        "harmful": share_of(harmful, tested), "helpful": share_of(helpful, tested),
    }  # fmt: skip


def leavers_of(
    rng: np.random.Generator,
    visits: pd.DataFrame,
    start: np.ndarray,
    until: np.ndarray,
    hazard: float,
    ratio: float,
    memory: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Until when customers stay, and who leaves, where a bad visit raises the hazard for a time.

    visits : customer, time, bad, in order; a bad one counts until the next visit or `memory`.
    """
    end, left = until.copy(), np.zeros(start.size, bool)
    by = dict(iter(visits.groupby("customer")))
    for customer in range(start.size):
        seen = by.get(customer)
        times = [start[customer], *(() if seen is None else seen["time"]), until[customer]]
        bad = [False, *(() if seen is None else seen["bad"])]
        for now, following, ill in zip(times[:-1], times[1:], bad, strict=True):
            gone = _leaves(rng, now, now + memory, hazard * (ratio if ill else 1.0), hazard)
            if gone < following:
                end[customer], left[customer] = gone, True
                break
    return end, left
