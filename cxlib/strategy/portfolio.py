"""Which initiatives deserve the budget, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.coded import coded, of100, term
from cxlib.stats.resampling import percentile, stream
from cxlib.strategy.candidates import CLOSED, listed, worth
from cxlib.strategy.horizon import gate, horizons, scores
from cxlib.strategy.pool import Pool
from cxlib.strategy.setting import Setting

MEAN_OVERRUN = 0.27  # 1,471 projects: Flyvbjerg & Budzier 2011, Harvard Business Review 89(9)
OVERRUN_SPREAD = float(np.sqrt(2 * np.log1p(MEAN_OVERRUN)))  # log-normal, median on budget
SURE = 0.95  # chosen in nearly every redraw of the evidence: it belongs in the plan anyway
GIVEN = ["initiative", "cost", "owner", "months", "variable", "uplift"]
CORE = 0.8  # chosen in at least four of five redraws
LEAST_AT_STAKE = 0.01  # of the largest benefit: of less, a share says nothing


def portfolio(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], setting: Setting, pool: Pool
) -> pd.DataFrame:
    """One row per initiative: benefit, cost, choice, how sure, and when it can start.

    `benefit` is what the initiative wins alone over the horizon, `benefit_in_plan` what it adds to
    the chosen others: the difference is what they win together and is not counted twice.
    `stake_share` is the benefit as a part of all that is at stake over the horizon, `n` what the
    worth of its touchpoint rests on.
    """
    valued = _valued(setting, pool)
    based = setting.stakes.set_index("place")[["n", "n_of", "grade"]]
    table = setting.initiatives[GIVEN].merge(
        setting.shares[["initiative", "touchpoint", "place", "moment_id", "missing"]],
        on="initiative",
    )
    table = table.merge(valued, on="initiative", how="left").join(based, on="place")
    table = table.assign(chosen=table.chosen.fillna(False).astype(bool), unit=setting.unit)
    when = _when(engagement, setting, dict(zip(table.initiative, table.chosen, strict=True)))
    table = table.merge(when[["initiative", "horizon", "horizon_reason", "forward"]])
    reasons = [_reason(row, setting) for row in _with_rules(table, setting).itertuples()]
    return table.assign(reason=reasons).drop(columns=["missing"])


def _valued(setting: Setting, pool: Pool) -> pd.DataFrame:
    """What can be computed for the open initiatives."""
    options = setting.candidates
    alone = worth(options, np.eye(len(options.names)), setting.stakes_drawn, setting.weights_drawn)
    expected = worth(options, np.eye(len(options.names)), setting.stake[None, :])[:, 0]
    low, high = percentile(alone, setting.confidence, axis=1)
    frame = pd.DataFrame({
        "initiative": options.names, "benefit": expected, "low": low, "high": high,
        "chosen": pool.plan > 0, "inclusion_probability": pool.inclusion,
        "benefit_in_plan": _added(setting, pool.plan),
        "stake_share": _share_of_all(expected, setting.stake),
        "pays": (alone > options.cost[:, None]).mean(axis=1) if setting.in_money else np.nan,
        "p_over_budget": _over_budget(setting, pool.plan),
    })  # fmt: skip
    return frame.merge(_break_even(setting), on="initiative", how="left")


def _share_of_all(benefit: np.ndarray, stake: np.ndarray) -> np.ndarray:
    """Each benefit as a share of all that is at stake, -1 to 1; missing where nothing is."""
    whole = float(np.clip(stake, 0, None).sum())
    if whole <= LEAST_AT_STAKE * float(np.abs(benefit).max(initial=0.0)):
        return np.full(len(benefit), np.nan)
    return np.clip(benefit / whole, -1.0, 1.0)


def _added(setting: Setting, plan: np.ndarray) -> np.ndarray:
    """What each chosen initiative adds to the others chosen, and each other one would add."""
    options, n = setting.candidates, len(plan)
    with_it = np.maximum(np.tile(plan, (n, 1)), np.eye(n))
    both = worth(options, np.vstack([with_it, with_it - np.eye(n)]), setting.stake[None, :])[:, 0]
    return both[:n] - both[n:]


def _break_even(setting: Setting) -> pd.DataFrame:
    """The uplift at which benefit equals cost, and the months until it has paid for itself."""
    of = setting.shares.set_index("initiative").loc[list(setting.candidates.names)]
    options = setting.candidates
    full = setting.stake[options.place][options.group] * options.weight[options.group]
    gain = full * options.part
    months = setting.initiatives.set_index("initiative").months.reindex(options.names).fillna(0)
    frame = pd.DataFrame({"initiative": options.names})
    if not setting.in_money:
        return frame.assign(break_even_uplift=np.nan, payback_months=np.nan,
                            cost_per_unit=_ratio(options.cost, gain))  # fmt: skip
    return frame.assign(
        break_even_uplift=_ratio(options.cost, full) * of.room.to_numpy(float),
        payback_months=months.to_numpy(float) + 12 * setting.years * _ratio(options.cost, gain),
        cost_per_unit=np.nan,
    )


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, where=bottom > 0, out=np.full(len(top), np.nan))


def overrun(setting: Setting, count: int = 1000) -> np.ndarray:
    """Draws of actual over planned cost, independent between initiatives: (count, n)."""
    rng = stream(setting.seed, "strategy", "cost")
    return np.exp(OVERRUN_SPREAD * rng.standard_normal((count, len(setting.candidates.names))))


def _over_budget(setting: Setting, plan: np.ndarray) -> np.ndarray:
    """How likely the overrun of this one alone takes the plan over the budget."""
    if setting.budget is None:
        return np.full(len(plan), np.nan)
    cost = setting.candidates.cost
    slack = setting.budget - float(plan @ cost)
    over = ((overrun(setting) - 1) * cost > slack + 1e-9).mean(axis=0)
    return np.where(plan > 0, over, np.nan)


def plan_over_budget(setting: Setting, plan: np.ndarray, budget: float | None) -> float:
    """How likely the plan as a whole costs more than the budget, with usual overruns."""
    if budget is None:
        return float("nan")
    return float((overrun(setting) @ (plan * setting.candidates.cost) > budget + 1e-9).mean())


def _when(engagement: Engagement, setting: Setting, chosen: Mapping[str, bool]) -> pd.DataFrame:
    asked = scores(engagement.table("readiness"), setting.confidence)
    gates = gate(asked, engagement.policy.privacy_n, setting.confidence)
    when = horizons(setting.initiatives, chosen, gates, engagement.table("owners"))
    return when.rename(columns={"reason": "horizon_reason"})


def _with_rules(table: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    status = setting.initiatives.set_index("initiative")[["status", "depends_on", "excludes"]]
    return table.join(status, on="initiative")


def _reason(row: object, setting: Setting) -> str:
    """Why it is in or out: a code, with how often the redraws agree."""
    if row.status in CLOSED:
        return coded("portfolio|closed", status=term(row.status))
    if row.missing:
        return coded(f"portfolio|{row.missing}")
    often = of100(row.inclusion_probability)
    if row.chosen:
        return coded(f"portfolio|{firmness(row.inclusion_probability)}", often=often)
    return coded(f"portfolio|{_why_not(row, setting)}", often=often)


def firmness(inclusion: float) -> str:
    """How firmly a chosen initiative belongs in the plan.

    >>> firmness(1.0), firmness(0.9), firmness(0.5)
    ('sure', 'likely', 'close')
    """
    return "sure" if inclusion >= SURE else "likely" if inclusion >= CORE else "close"


def _why_not(row: object, setting: Setting) -> str:
    if row.benefit <= 0:
        return "no benefit"
    if setting.net and row.benefit_in_plan <= row.cost:
        return "overlap" if row.benefit > row.cost else "costs more"
    if setting.budget is not None and row.cost > setting.budget:
        return "beyond budget"
    return "outbid, bound" if listed(row.depends_on) + listed(row.excludes) else "outbid"
