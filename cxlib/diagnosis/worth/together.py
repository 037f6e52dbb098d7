"""What each of several bad experiences costs, where they fall on the same customers.

Judged one by one, a trip that fails in two places is lost twice. So one model takes all places
together: leaving as a Poisson count over customers' time, with every place's latest experience in
it. It says how much of what was found at one place is the others' doing (the rule of omitted
variables, on the model's own information), and that much is taken away. A customer who was badly
off in several places is lost once: with all their hazards together, in parts as each adds to them
(Aumann & Shapley 1974). The parts add up to the whole. Where nobody was badly off in two places,
nothing changes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.effect import DRAWS
from cxlib.diagnosis.worth.episodes import BAD, OLD, Episodes, Place, at_places, episodes
from cxlib.diagnosis.worth.leaving import moving
from cxlib.diagnosis.worth.passing import Passing
from cxlib.diagnosis.worth.spells import adjusters
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

SOURCES = ("events", "survey", "operations")  # everybody is in the events, so they come first
PRIOR = 0.5  # most log hazard ratios lie within: it settles what the data cannot tell apart
STEPS, SETTLED = 30, 1e-8  # of the search; smallest sum of log hazard ratios


class Lost(NamedTuple):
    """Retention that a place takes from each customer badly off there, estimated and drawn."""

    difference: float
    draws: np.ndarray


class Joint(NamedTuple):
    """Log hazard ratios of bad experiences taken together, with information and covariance."""

    beta: np.ndarray
    information: np.ndarray
    cov: np.ndarray

    def others(self) -> np.ndarray:
        """What of the effect found at each place alone is that of the other places."""
        own = np.diag(self.information)
        shares = np.divide(self.information, own[:, None], out=np.zeros_like(self.cov),
                           where=own[:, None] > 0)  # fmt: skip
        np.fill_diagonal(shares, 0.0)
        return shares @ self.beta


def together(
    engagement: Engagement,
    told: pd.DataFrame,
    spells: pd.DataFrame,
    effects: pd.DataFrame,
    passed: Passing,
) -> dict[Place, Lost]:
    """The parts of all places that share customers; the others are not in it.

    Parameters
    ----------
    told, spells : as `experiences` and `dated` give them, of the whole history.
    effects : as `leaving` gives them; one source speaks for each touchpoint.
    """
    chosen = _speaking(effects, engagement.policy.fdr)
    places = list(zip(chosen["touchpoint"], chosen["source"], strict=True))
    badly = _badly(passed.told, places)
    shared = badly.any(axis=0) & (badly[badly.sum(axis=1) > 1].any(axis=0))
    if not shared.any():
        return {}
    chosen, badly = chosen[shared], badly[:, shared]
    places = [place for place, kept in zip(places, shared, strict=True) if kept]
    levels = adjusters(spells, engagement.segments("customers"))
    horizon = float(engagement.policy.horizon_months)
    lives = episodes(told, spells.join(levels), places, list(levels), horizon)
    joint = fitted(lives)
    alone = np.log(chosen["hazard_ratio"].to_numpy(float))
    beta = alone - joint.others()
    rng = stream(engagement.seed, "together")
    drawn = np.vstack([beta, rng.multivariate_normal(beta, joint.cov, size=DRAWS)])
    lost = parts(badly, drawn, chosen["retention_good"].to_numpy(float))
    simple = chosen["retention_good"] - chosen["retention_good"] ** np.exp(alone)
    fit = (chosen["effect_on_retention"] / simple.where(simple != 0)).fillna(1.0).to_numpy(float)
    return {
        place: Lost(float(lost[0, k] * fit[k]), lost[1:, k] * fit[k])
        for k, place in enumerate(places)
    }


def _speaking(effects: pd.DataFrame, fdr: float) -> pd.DataFrame:
    """One row a touchpoint: the first source that stands, else the first; no sign of leaving."""
    known = effects[effects["effect_on_retention"].notna() & effects["sign"].isna()]
    order = known.assign(
        stands=~known.index.isin(moving(known, fdr).index),
        order=known["source"].map(SOURCES.index),
    ).sort_values(["touchpoint", "stands", "order"], kind="stable")
    return order.drop_duplicates("touchpoint").reset_index(drop=True)


def _badly(told: pd.DataFrame, places: list[Place]) -> np.ndarray:
    """Customers by places: whether they were badly off there."""
    bad = told[told["bad"].astype(bool)]
    at = at_places(bad, places)
    who, customers = pd.factorize(bad["customer"])
    table = np.zeros((len(customers), len(places)), bool)
    table[who[at >= 0], at[at >= 0]] = True
    return table


def parts(badly: np.ndarray, beta: np.ndarray, good: np.ndarray) -> np.ndarray:
    """Retention lost at each place per customer badly off there: (rows of beta, places).

    Parameters
    ----------
    badly : customers by places, bool.
    beta : log hazard ratios, one row an estimate or a draw.
    good : retention with a good experience, by place.

    >>> both = parts(np.array([[True, True]]), np.log([[1.5, 1.5]]), np.array([0.8, 0.8]))
    >>> both.round(4).tolist(), round((0.8 - 0.8**2.25) / 2, 4)
    ([[0.0974, 0.0974]], 0.0974)
    """
    patterns, number = np.unique(badly, axis=0, return_counts=True)
    total, weight = np.zeros((len(beta), badly.shape[1])), badly.sum(axis=0)
    for pattern, count in zip(patterns[patterns.any(axis=1)], number[patterns.any(axis=1)],
                              strict=True):  # fmt: skip
        kept, strength = float(good[pattern].mean()), beta[:, pattern].sum(axis=1)
        flat = np.abs(strength) < SETTLED
        slope = np.where(
            flat,
            -kept * np.log(kept),
            (kept - kept ** np.exp(strength)) / np.where(flat, 1.0, strength),
        )
        total[:, pattern] += count * slope[:, None] * beta[:, pattern]
    return np.divide(total, weight, out=np.zeros_like(total), where=weight > 0)


def fitted(lives: Episodes) -> Joint:
    """The Poisson model by Newton's method, bad experiences with a normal prior of `PRIOR`."""
    size = lives.state.shape[1]
    spread = lives.before.std(axis=0)
    before = (lives.before - lives.before.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    bad, known = (lives.state == BAD).astype(float), (lives.state > OLD).astype(float)
    x = np.column_stack([bad, np.ones(len(bad)), known, before])
    prior = np.concatenate(
        [np.full(size, 1 / PRIOR**2), [1e-6], np.full(x.shape[1] - size - 1, 0.1)]
    )
    beta = np.zeros(x.shape[1])
    beta[size] = np.log(max(lives.left.sum(), 0.5) / lives.months.sum())
    for _step in range(STEPS):
        expected = lives.months * np.exp(x @ beta)
        information = (x.T * expected) @ x
        gradient = x.T @ (lives.left - expected) - prior * beta
        step = np.linalg.solve(information + np.diag(prior), gradient)
        beta = beta + step * min(1.0, 2.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    nuisance = slice(size, None)
    inner = information[nuisance, nuisance] + np.diag(prior[nuisance])
    cross = information[:size, nuisance]
    told = information[:size, :size] - cross @ np.linalg.solve(inner, cross.T)
    return Joint(beta[:size], told, np.linalg.inv(told + np.diag(prior[:size])))
