"""Measured KPIs: what contradicts itself, and what only looks as if it did."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.suspicion import contradictions, measured, units
from cxlib.training.faults import Brought

MONTHS = [str(p) for p in pd.period_range("2023-11", "2026-10", freq="M")]
CONFIG = {"client": "S", "timezone": "UTC", "period": "month"}


def rating(rng, scope=None, kpi="stars", spread=0.2, level=3.9, decimals=1):
    value = rng.normal(level, spread, len(MONTHS)).round(decimals)
    rows = {"kpi": kpi, "period": MONTHS, "value": value, "kind": "mean", "better": "high"}
    return pd.DataFrame(rows | ({"scope": scope} if scope else {}))


def counted(rng, scope=None, p=0.9):
    base = rng.integers(300, 500, len(MONTHS)).astype(float)
    kept = rng.binomial(base.astype(int), p)
    rows = {"kpi": "kept promises", "period": MONTHS, "numerator": kept, "denominator": base,
            "kind": "share", "better": "high"}  # fmt: skip
    return pd.DataFrame(rows | ({"scope": scope} if scope else {}))


def based(rng, base, cases):
    """A share whose base, or what is counted, is so many times as large in the last months."""
    late = np.arange(len(MONTHS)) >= 30
    most = np.where(late, base, 1.0) * 8000 + rng.integers(-90, 90, len(MONTHS))
    hits = rng.poisson(np.where(late, cases, 1.0) * 400)
    return counted(rng).assign(denominator=most.round(), numerator=hits, better="low")


@pytest.fixture
def named(suspicions):
    def of(*frames):
        brought = Brought(CONFIG, {"kpis": pd.concat(frames, ignore_index=True)})
        found = suspicions(brought, today=pd.Timestamp("2026-11-04"))
        return set(found.loc[found["severity"] != "tell", "suspicion"])

    return of


class TestSound:
    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("decimals", [1, 2])
    def test_ratings(self, seed, decimals, named):
        assert named(rating(np.random.default_rng(seed), decimals=decimals)) == set()

    def test_regions_with_and_without_the_whole(self, named, rng):
        parts = [counted(rng, s) for s in ("a", "b", "c")]
        assert named(*parts) == set()
        whole = sum(p[["numerator", "denominator"]] for p in parts)
        assert named(*parts, parts[0].drop(columns="scope").assign(**whole)) == set()

    def test_a_kpi_of_every_quarter_in_a_client_of_months(self, named, rng):
        assert named(counted(rng).iloc[::3]) == set()

    def test_a_small_shop_with_months_without_a_case(self, named, rng):
        shop = counted(rng, "kiosk").assign(denominator=rng.poisson(2, len(MONTHS)))
        shop = shop[shop["denominator"] > 0].assign(numerator=lambda t: t["denominator"])
        assert len(shop) < len(MONTHS)
        assert named(counted(rng), shop) == set()

    def test_a_kpi_in_two_parts_each_month(self, named, rng):
        assert named(counted(rng), counted(rng)) == set()

    def test_few_complaints_and_months_without_any(self, named, rng):
        few = rating(rng, kpi="complaints").assign(value=rng.poisson(1.2, len(MONTHS)))
        assert named(few) == set()

    def test_a_real_jump_and_steady_growth(self, named, rng):
        jump = rating(rng, level=40, spread=4)
        late = jump["period"] >= "2025-06"
        assert named(jump.assign(value=jump["value"].mask(late, jump["value"] * 6.2))) == set()
        growing = rating(rng).assign(value=np.geomspace(1, 90, len(MONTHS)).round(2))
        assert "another unit from one period on" not in named(growing)


class TestFaults:
    def test_better_and_kind_in_two_ways(self, named, rng):
        frame = counted(rng)
        odd = np.arange(len(frame)) % 5 == 0
        for column, other in (("better", "low"), ("kind", "rate")):
            changed = frame.assign(**{column: frame[column].mask(odd, other)})
            assert "a KPI declared in two ways" in named(changed)

    def test_a_month_lost(self, named, rng):
        assert named(counted(rng).drop(index=[9])) == {"a period is missing"}

    def test_the_whole_under_a_name(self, named, rng):
        parts = [counted(rng, s) for s in ("a", "b")]
        whole = sum(p[["numerator", "denominator"]] for p in parts)
        assert named(*parts, parts[0].assign(scope="Nordics", **whole)) == {
            "a scope that is the sum of the others"
        }

    @pytest.mark.parametrize("code", [0, -1, 99])
    def test_a_code_for_a_value(self, code, named, rng):
        frame = rating(rng)
        frame.loc[[7, 30], "value"] = code
        assert "a code among the values" in named(frame)

    @pytest.mark.parametrize("times", [10, 100, 0.1])
    def test_the_mark_moved(self, times, named, rng):
        frame = rating(rng)
        late = frame["period"] >= "2025-09"
        moved = frame.assign(value=frame["value"].mask(late, frame["value"] * times))
        assert "another unit from one period on" in named(moved)

    @pytest.mark.parametrize("times", [2.0, 0.5])
    def test_another_base(self, times, named, rng):
        assert named(based(rng, times, 1.0)) == {"another base from one period on"}
        assert named(based(rng, times, times)) == set(), "as many more cases as customers"
        assert named(based(rng, 1.0, times)) == set(), "what is counted changed, and nothing else"

    @pytest.mark.parametrize(("decimals", "same"), [(1, 8), (2, 4)])
    def test_carried_forward(self, decimals, same, named, rng):
        frame = rating(rng, decimals=decimals)
        last = frame["value"].iloc[-same - 1]
        frame.loc[frame.index[-same:], "value"] = last
        assert "the same value carried forward" in named(frame)

    def test_copied_and_corrected(self, named, rng):
        frame = rating(rng, decimals=2)
        assert named(frame, frame.assign(kpi="smiles")) == {"one series under two names"}
        counts = counted(rng)
        assert named(counts, counts.tail(2)) >= {"few periods with several rows"}


def test_without_the_guards_they_pass(named, rng, monkeypatch):
    frame, late = rating(rng, decimals=2), np.arange(len(MONTHS)) >= 24
    tenfold = frame.assign(value=frame["value"].mask(late, frame["value"] * 10))
    monkeypatch.setattr(units, "_moved_mark", lambda _: None)
    monkeypatch.setattr(measured, "BY_CHANCE", 0.0)
    monkeypatch.setattr(contradictions, "CODES", ())
    frame.loc[[5], "value"] = -1
    frame.loc[frame.index[-6:], "value"] = 4.13
    assert named(tenfold) == set()
    assert named(frame) == set()
