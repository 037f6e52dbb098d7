"""Simulated recoveries, causes, comments and purchases, beside the naive methods."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.staying import LEVEL, SEED, rate

from cxlib.diagnosis.paradox import paradox
from cxlib.diagnosis.recovery_groups import NEVER, RECOVERED
from cxlib.diagnosis.thresholds import threshold
from cxlib.diagnosis.voice.topics import topics
from cxlib.diagnosis.worth.lifetime_contractual import Sbg, by_period, fit_sbg, spread
from cxlib.diagnosis.worth.lifetime_noncontractual import fit_bgnbd, fit_gamma_gamma
from cxlib.stats.resampling import percentile, stream

# --- recovery -------------------------------------------------------------------------------------


def recovery_null(times: int, selection: str, n: int = 600) -> dict:
    """The paradox on null data where recovery goes to the better disposed.

    selection: by the "mood" (lasting, never seen), by the "earlier" score, or "none".
    """
    rng = stream(SEED, "recovery", selection)
    declared, naive = [], []
    for _ in range(times):
        mood = rng.normal(size=n)
        earlier, score = (np.clip(np.rint(7 + 2 * mood + rng.normal(0, 1.5, n)), 0, 10)
                          for _wave in range(2))  # fmt: skip
        pull = {"mood": mood, "earlier": (earlier - 7) / 2.5, "none": np.zeros(n)}[selection]
        mended = rng.random(n) < 1 / (1 + np.exp(-1.5 * pull))
        failed = rng.random(n) < 0.5
        group = np.where(~failed, NEVER, np.where(mended, RECOVERED, "other"))
        rows = pd.DataFrame(
            {"customer": np.arange(n), "group": group, "score": score, "earlier": earlier}
        )
        declared.append(paradox(rows, LEVEL))
        naive.append(_plainly_higher(rows))
    return {"declared": rate(declared), "naive": rate(naive)}


def recovery_true(times: int, n: int = 1200, lift: float = 1.0) -> dict:
    """How often a true paradox of one point is found."""
    rng = stream(SEED, "recovery true")
    declared = []
    for _ in range(times):
        mood = rng.normal(size=n)
        group = rng.choice([NEVER, RECOVERED], n, p=[0.7, 0.3])
        earlier, score = (6 + 1.5 * mood + rng.normal(0, 1.5, n) for _wave in range(2))
        rows = pd.DataFrame(
            {"customer": np.arange(n), "group": group, "earlier": earlier,
             "score": score + lift * (group == RECOVERED)}
        )  # fmt: skip
        declared.append(paradox(rows, LEVEL))
    return {"declared": rate(declared)}


def _plainly_higher(rows: pd.DataFrame) -> bool:
    from scipy import stats

    a, b = (rows.loc[rows["group"] == g, "score"] for g in (RECOVERED, NEVER))
    return bool(stats.ttest_ind(a, b, equal_var=False).pvalue < LEVEL and a.mean() > b.mean())


# --- thresholds -----------------------------------------------------------------------------------


def thresholds(times: int, n: int = 400, bend: float = 40.0) -> dict:
    """Coverage of the duration from which harm starts; how often a straight harm is called bent."""
    rng = stream(SEED, "threshold")
    covered, found, straight = [], [], []
    for _ in range(times):
        duration = rng.lognormal(np.log(30), 0.6, n)
        noise = rng.normal(0, 1, n)
        told = threshold(duration, 0.06 * np.maximum(duration - bend, 0) + noise, 0.95)
        found.append(told is not None)
        if told is not None:
            covered.append(told[1] <= bend <= told[2])
        straight.append(threshold(duration, 0.04 * duration + noise, 0.95) is not None)
    return {"found": rate(found), "coverage": rate(covered), "straight_called_bent": rate(straight)}


# --- comments -------------------------------------------------------------------------------------


def noise_themes(times: int, n: int = 600) -> dict:
    """Themes said to be in comments of random words: with the check of stability, and without."""
    rng = stream(SEED, "noise")
    words = np.array([f"{a}{b}" for a in "bcdfghklmnprstvw" for b in ("alo", "iru", "ebu", "omi")])
    shares = 1 / np.arange(1, words.size + 1)
    kept = []
    for run in range(times):
        texts = pd.Series(
            [" ".join(rng.choice(words, 12, p=shares / shares.sum())) for _ in range(n)]
        )
        model = topics(texts, run, 10)
        kept.append(0 if model is None else len(model.labels) / (len(model.labels) + model.dropped))
    return {"kept": round(float(np.mean(kept)), 3), "naive_kept": 1.0, "times": times}


def planted_themes(times: int, n: int = 600) -> dict:
    """Share of five planted themes that come back with their own words."""
    rng = stream(SEED, "themes")
    own = [[f"{stem}{end}" for end in ("al", "ir", "eb", "om", "us", "an")]
           for stem in ("bill", "net", "queue", "parcel", "agent")]  # fmt: skip
    common = [f"word{letter}" for letter in "abcdefghijklmnop"]
    hits = []
    for run in range(times):
        about = rng.integers(0, len(own), n)
        texts = pd.Series(
            [" ".join([*rng.choice(own[t], 4), *rng.choice(common, 4)]) for t in about]
        )
        model = topics(texts, run, 10)
        labels = [] if model is None else [set(label.split(", ")) for label in model.labels]
        hits += [any(label and label <= set(words) for label in labels) for words in own]
    return {"found": rate(hits)}


# --- lifetimes ------------------------------------------------------------------------------------


def sbg_coverage(times: int, n: int = 1000, alpha: float = 0.7, beta: float = 5.0) -> dict:
    """Coverage of months expected in five years, from three years of staggered starts."""
    rng = stream(SEED, "sbg")
    covered, errors = [], []
    truth = Sbg(alpha, beta).survival(np.arange(60)).sum()
    for _ in range(times):
        chance = rng.beta(alpha, beta, n)
        life = rng.geometric(np.maximum(chance, 1e-9)).astype(float)
        watched_for = rng.uniform(1, 36, n)
        left = life <= watched_for
        rows = pd.DataFrame(
            {"entry": 0.0, "months": np.where(left, life, watched_for), "left": left}
        )
        counts = by_period(rows, 1.0)
        model = fit_sbg(counts)
        drawn = [m.survival(np.arange(60)).sum() for m in spread(counts, model, 200, rng)]
        low, high = percentile(np.array(drawn), 0.95)
        covered.append(low <= truth <= high)
        errors.append(model.survival(np.arange(60)).sum() / truth - 1)
    return {"coverage": rate(covered), "bias": round(float(np.mean(errors)), 4)}


def purchases(times: int, n: int = 2000) -> dict:
    """BG/NBD and gamma-gamma on data of their own making: purchases foretold, spend foretold."""
    rng = stream(SEED, "purchases")
    foretold, naive, spend = [], [], []
    for _ in range(times):
        table, later = _bought(rng, n)
        model = fit_bgnbd(table["x"], table["recency"], table["age"])
        expected = model.conditional(12, table["x"], table["recency"], table["age"]).sum()
        foretold.append(expected / later - 1)
        naive.append((table["x"] / table["age"] * 12).sum() / later - 1)
        x = rng.integers(1, 8, n)
        scale = rng.gamma(4, 1 / 15.0, n)  # nu of each customer: q = 4, v = 15
        own = rng.gamma(6 * x, 1 / (scale * x))
        money = fit_gamma_gamma(x, own)
        spend.append(money.p * money.v / (money.q - 1) / (6 * 15 / 3) - 1)
    return {
        "purchases_bias": round(float(np.mean(foretold)), 4),
        "purchases_mc_se": round(float(np.std(foretold) / np.sqrt(times)), 4),
        "naive_bias": round(float(np.mean(naive)), 4),
        "spend_bias": round(float(np.mean(spend)), 4),
        "spend_mc_se": round(float(np.std(spend) / np.sqrt(times)), 4),
        "times": times,
    }


def _bought(rng: np.random.Generator, n: int) -> tuple[pd.DataFrame, int]:
    """A year of purchases as the model sees them, and how many were made in the year after."""
    pace, quits = rng.gamma(0.8, 1 / 1.2, n), rng.beta(0.9, 2.5, n)
    rows, later = [], 0
    for rate_, chance in zip(pace, quits, strict=True):
        now, x, recency = 0.0, 0, 0.0
        while True:
            now += rng.exponential(1 / rate_)
            if now > 24:
                break
            if now <= 12:
                x, recency = x + 1, now
            else:
                later += 1
            if rng.random() < chance:
                break
        rows.append((x, recency, 12.0))
    return pd.DataFrame(rows, columns=["x", "recency", "age"]), later
