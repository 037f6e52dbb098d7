"""Small versions of the simulations in docs/validity.md."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.diagnosis.drivers import lmg


@pytest.fixture
def critical(simulations):
    return simulations("critical")


@pytest.fixture
def worlds(simulations):
    return simulations("worlds")


def test_null_drivers_are_seldom_critical_and_always_above_zero(worlds):
    rng = np.random.default_rng(1)
    ours, naive = [], []
    for _ in range(120):
        found = worlds.fitted(worlds.survey(rng, 100, np.zeros(8), 0.5, True), rng, 60)
        ours.append(worlds.critical(found).any())
        naive.append((found.interval()[0] > 0).any())
    assert np.mean(ours) <= 0.06 + 2 * np.sqrt(0.06 * 0.94 / 120)
    assert np.mean(naive) > 0.95


def test_without_the_correction_the_guard_is_red(worlds):
    rng = np.random.default_rng(1)
    raw = [
        (worlds.fitted(worlds.survey(rng, 200, np.zeros(8), 0.5), rng, 2).effects.p <= 0.05).any()
        for _ in range(80)
    ]
    assert np.mean(raw) > 0.15


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_planted_drivers_are_found_with_few_false_ones(worlds, gaps):
    rng = np.random.default_rng(2)
    false, power = [], []
    for _ in range(60):
        rows = worlds.survey(rng, 500, worlds.PLANTED, 0.5, five=True)
        names = [c for c in rows if c.startswith("x")]
        rows = rows.assign(**rows[names].mask(rng.random((500, 8)) < gaps))
        flags = worlds.critical(worlds.fitted(rows, rng, 100))
        false.append(flags[4:].sum() / max(flags.sum(), 1))
        power.append(flags[:4].mean())
    assert np.mean(false) <= 0.05 + 2 * np.std(false) / np.sqrt(60)
    assert np.mean(power) >= (0.82 if gaps == 0 else 0.70)


def test_intervals_cover_the_weights(worlds):
    rng = np.random.default_rng(3)
    big = worlds.survey(rng, 300_000, worlds.PLANTED, 0.5)
    truth = lmg.weights(np.corrcoef(big.iloc[:, :9].to_numpy(), rowvar=False))
    hits = []
    for _ in range(60):
        found = worlds.fitted(worlds.survey(rng, 200, worlds.PLANTED, 0.5), rng, 200)
        low, high = found.interval()
        hits.append(((low <= truth) & (truth <= high)).mean())
    assert 0.91 <= np.mean(hits) <= 0.98


def test_few_accounts_raise_no_false_flags(worlds):
    rng = np.random.default_rng(4)
    account = np.repeat(np.arange(20), 10)
    ours, naive = [], []
    for _ in range(60):
        rows = worlds.survey(rng, 200, np.zeros(6), 0.5)
        for name in ["y", *(f"x{k}" for k in range(1, 7))]:
            rows[name] += rng.standard_normal(20)[account]
        naive.append(worlds.critical(worlds.fitted(rows, rng, 2)).any())
        clustered = rows.assign(account=[f"a{k}" for k in account])
        ours.append(worlds.critical(worlds.fitted(clustered, rng, 2)).any())
    assert np.mean(ours) <= 0.15
    assert np.mean(naive) >= 0.4


def test_every_published_figure_is_within_its_precision(simulations):
    rows = list(simulations("figures").figures())
    assert len(rows) > 15
    assert [r["what"] for r in rows if not r["good"]] == []
