"""Published figures of survival and lifetime value beside ours: one row each."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.cox import cox
from cxlib.diagnosis.worth.evalue import e_value, e_value_of_limit
from cxlib.diagnosis.worth.lifetime_contractual import fit_sbg, renewals
from cxlib.diagnosis.worth.lifetime_noncontractual import BgNbd, fit_bgnbd, fit_gamma_gamma
from cxlib.diagnosis.worth.survival import at, kaplan_meier, log_rank

UNIT = 0.01  # of the last printed digit: the paper's spreadsheet search stops a little short
REFERENCE = Path(__file__).parents[2] / "tests" / "reference"


def _row(what: str, source: str, published, ours, precision: float) -> dict:
    theirs, mine = np.atleast_1d(np.asarray(published, float)), np.atleast_1d(ours)
    gap = float(np.abs(theirs - mine).max())
    return {
        "figure": what, "source": source, "published": _numbers(theirs), "ours": _numbers(mine),
        "largest difference": f"{gap:.1e}",
        "within its precision": "yes" if gap <= precision else "no",
    }  # fmt: skip


def _numbers(values: np.ndarray) -> str:
    return ", ".join(f"{v:.6g}" for v in values[:6]) + (" …" if len(values) > 6 else "")


def published() -> list[dict]:
    """Every figure; half a unit of its last printed digit is its precision."""
    return [*_leukaemia(), *_contractual(), *_noncontractual(), *_hidden_cause()]


def _leukaemia() -> list[dict]:
    told = json.loads((REFERENCE / "survival.json").read_text(encoding="utf-8"))
    source, rows, months, left = told["source"], [], [], []
    for group in ("maintained", "nonmaintained"):
        t, e = np.array(told[group]["t"], float), np.array(told[group]["e"])
        curve, shares = kaplan_meier(t, e), told[group]["S"]
        ours = [at(curve, float(month))[0] for month in shares]
        rows.append(_row(f"Kaplan-Meier, {group}", source, [*shares.values()], ours, 5.5e-4))
        half = curve.months[curve.retention <= 0.5].min()
        rows.append(_row(f"median, {group}", source, told[group]["median"], half, 0))
        months, left = [*months, *t], [*left, *e]
    group = np.repeat([0.0, 1.0], [11, 12])
    statistic, p = log_rank(np.array(months), np.array(left), group)
    efron = cox(months, left, group[:, None])
    breslow = cox(months, left, group[:, None], "breslow")
    return [
        *rows,
        _row("log-rank statistic", source, told["logrank"], [statistic], 0.05),
        _row("log-rank p", source, told["p"], [p], 5e-5),
        _row("Cox, Efron", source, told["cox_efron_coef"], efron.beta, 5e-4),
        _row("Cox, its error", source, told["se"], efron.errors, 5e-4),
        _row("Cox, Breslow", source, told["cox_breslow_coef"], breslow.beta, 5e-4),
    ]


def _contractual() -> list[dict]:
    told = json.loads((REFERENCE / "sbg.json").read_text(encoding="utf-8"))
    rows = []
    for place, kind in enumerate(("high_end", "regular")):
        share = np.array(told[f"{kind}_S"]) * 10
        model = fit_sbg(renewals(-np.diff(share)[:7], [0] * 6 + [share[7]]))
        fitted, year = told["fit_years_1_7"][kind], told["S12_model"][place]
        rows.append(_row(f"sBG, {kind}", told["source"], fitted, [*model], 2e-3))
        kept = [model.survival(12)]
        rows.append(_row(f"sBG, {kind}, year 12", told["source"], year, kept, 1.5e-3))
    return rows


def _noncontractual() -> list[dict]:
    told = json.loads((REFERENCE / "cdnow.json").read_text(encoding="utf-8"))
    seen = pd.read_csv(REFERENCE / "cdnow.csv")
    model = fit_bgnbd(seen["frequency"], seen["recency"], seen["T"])
    total = model.log_likelihood(seen["frequency"], seen["recency"], seen["T"]).sum()
    as_printed, source = BgNbd(**told["params"]), told["source"]
    expected = told["E[X(t)]"]
    given = as_printed.conditional(39, np.array([2]), np.array([30.43]), np.array([38.86]))
    theirs = told["CE(39|x=2,tx=30.43,T=38.86)"]
    again = seen[seen["frequency"] > 0]
    spent = fit_gamma_gamma(again["frequency"], again["spend"])
    spending = [*told["gamma_gamma(946 repeat)"].values()]
    return [
        _row("BG/NBD, CDNOW", source, [*told["params"].values()], [*model], 6e-4),
        _row("BG/NBD, log likelihood", source, told["LL"], [total], 0.05),
        _row("BG/NBD, expected", source, expected["v"], model.expected(expected["t"]), 5e-4),
        _row("BG/NBD, of one customer", source, theirs, given, 1e-3),
        _row("BG/NBD, no purchase", source, told["P(X(39)=0)"], [as_printed.none_by(39)], 1e-6),
        _row("gamma-gamma, CDNOW", source, spending, [*spent], UNIT),
    ]


def _hidden_cause() -> list[dict]:
    source = "VanderWeele & Ding (2017), Annals of Internal Medicine 167(4)"
    ours = [e_value(3.9), e_value_of_limit(1.8, 8.7)]
    return [_row("E-value of 3.9 (1.8 to 8.7)", source, [7.26, 3.0], ours, 5e-3)]
