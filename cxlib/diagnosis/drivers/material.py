"""What a model is fitted on: correlation matrices, observed and drawn, and complete rows if any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from cxlib.diagnosis.drivers.effects import COMPLETE_ENOUGH
from cxlib.diagnosis.drivers.imputation import SETS, imputed
from cxlib.diagnosis.drivers.sums import DRAWS, Sums, sums
from cxlib.engagement.config import DriverPolicy

PAIRWISE, IMPUTED = "pairwise", "imputed"


@dataclass(frozen=True)
class Way:
    """How drivers are found: the choices that are a consultant's to make.

    Attributes
    ----------
    draws : int
        Bootstrap samples.
    missing : "auto", "pairwise" or "imputed"
        What is done about N/A. Pairwise correlations by default; multiple imputation by choice,
        and by itself where the pairwise matrix is impossible.
    fast : bool
        Draw the matrices from their asymptotic distribution: an approximation, labelled so.
    test : "linear" or "ordinal"
        The regression behind the p-values of an outcome on a scale.
    family_wise : bool
        Control the chance of any false flag (max-T) instead of the false discovery rate.
    """

    draws: int = DRAWS
    missing: Literal["auto", "pairwise", "imputed"] = "auto"
    fast: bool = False
    test: Literal["linear", "ordinal"] = "linear"
    family_wise: bool = False

    @classmethod
    def chosen(cls, policy: DriverPolicy) -> Way:
        """The way that engagement.yml asks for under `policy.drivers`.

        >>> Way.chosen(DriverPolicy(test="max-t")).family_wise
        True
        """
        return cls(
            missing=policy.missing,
            fast=policy.bootstrap == "fast",
            test=policy.regression,
            family_wise=policy.test == "max-t",
        )


class Material(NamedTuple):
    """Matrices with the outcome first; mean ratings per draw; data sets for regressions.

    `sets` holds complete data (one, or one per imputation); it is empty where the effects must
    come from the pairwise matrices. `kept` marks the survey's rows that the sets are made of.
    """

    observed: np.ndarray
    drawn: np.ndarray
    means: np.ndarray
    sets: tuple[np.ndarray, ...]
    kept: np.ndarray
    units: int
    missing: str | None


def material(
    data: np.ndarray,
    rng: np.random.Generator,
    way: Way,
    weights: np.ndarray | None = None,
    accounts: np.ndarray | None = None,
) -> Material:
    """Matrices of a survey (outcome first) and of its bootstrap samples."""
    complete = np.isfinite(data).all(axis=1)
    if complete.all() or way.missing != IMPUTED:
        table = sums(data, rng, weights, accounts)
        found = table.observed()
        if way.missing == PAIRWISE or not table.impossible():
            few = complete.mean() < COMPLETE_ENOUGH
            sets = () if few else (data[complete],)
            missing = None if complete.all() else PAIRWISE
            return _drawn(table, found, rng, way)._replace(
                sets=sets, kept=complete, missing=missing
            )
    return _imputed(data, rng, way, weights, accounts)


def _drawn(table: Sums, observed: np.ndarray, rng: np.random.Generator, way: Way) -> Material:
    totals = table.asymptotic(rng, way.draws) if way.fast else table.bootstrap(rng, way.draws)
    return Material(
        observed,
        table.matrices(totals),
        table.means(totals),
        (),
        np.zeros(0, dtype=bool),
        table.units,
        None,
    )


def _imputed(
    data: np.ndarray,
    rng: np.random.Generator,
    way: Way,
    weights: np.ndarray | None,
    accounts: np.ndarray | None,
) -> Material:
    """Bootstrap samples spread over the imputations, pooled (Schomaker & Heumann 2018)."""
    each = Way(draws=max(1, way.draws // SETS), fast=way.fast)
    sets = tuple(imputed(data, rng))
    tables = [sums(one, rng, weights, accounts) for one in sets]
    parts = [_drawn(table, table.observed(), rng, each) for table in tables]
    return Material(
        np.mean([p.observed for p in parts], axis=0),
        np.concatenate([p.drawn for p in parts]),
        np.concatenate([p.means for p in parts]),
        sets,
        np.ones(len(data), dtype=bool),
        parts[0].units,
        IMPUTED,
    )
