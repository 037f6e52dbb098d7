"""A small engagement with results of the earlier steps written by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.results import blank, conform, tables_of

CONFIG = {
    "client": "Testing Ltd",
    "currency": "GBP",
    "period": "none",
    "outcomes": {"recommend": {"kind": "nps"}},
    "policy": {"budget": 100_000, "value_is": "margin", "privacy_n": 5},
}


def catalogue() -> pd.DataFrame:
    rows = [
        ("advert", "awareness", "digital", "be known", "no surprises", "offers", "Marketing"),
        ("checkout", "decision", "digital", "place one order", "no surprises", "insurance", "Web"),
        ("activation", "onboarding", "digital", "be connected", pd.NA, pd.NA, "Network"),
        ("support", "use", "human", "have it solved", pd.NA, "the product line", "Care"),
        ("call back", "use", "human", "none", pd.NA, pd.NA, "Care"),
    ]
    columns = ["touchpoint", "stage", "environment", "need", "brand_promise", "pushes", "owner"]
    return pd.DataFrame(rows, columns=columns).assign(journey="join", order=range(5))


def initiatives() -> pd.DataFrame:
    rows = [
        ("honest cart", "checkout", pd.NA, "friction", 0.5, 40_000.0, "Web", pd.NA, pd.NA),
        ("new cart", "checkout", pd.NA, "friction", 0.4, 30_000.0, "Web", pd.NA, pd.NA),
        ("guided start", "activation", "start_speed", "truth", 0.8, 35_000.0, "Network", pd.NA,
         pd.NA),
        ("desktop", "support", pd.NA, pd.NA, 0.1, 5_000.0, "Care", pd.NA, pd.NA),
        ("call everyone", "call back", pd.NA, "delight", 0.2, 20_000.0, "Care", "desktop", pd.NA),
        ("poster", "advert", pd.NA, pd.NA, 0.9, 1_000.0, "Marketing", pd.NA, pd.NA),
    ]  # fmt: skip
    columns = ["initiative", "touchpoint", "variable", "moment", "uplift", "cost", "owner",
               "depends_on", "excludes"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).assign(
        months=4.0, kpi="recommend", expected_change=3.0, status="planned"
    )


def frames() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(4)
    quality = rng.normal(0, 1, 200)
    one_to_five = np.clip(np.round(3 + quality + rng.normal(0, 1, 200)), 1, 5)
    ten = np.clip(np.round(6 + 2 * quality + rng.normal(0, 1, 200)), 0, 10)
    felt = np.random.default_rng(5).normal(0, 0.5, 200)
    return {
        "responses": pd.DataFrame({"recommend": ten, "start_speed": one_to_five,
                                   "start_overall": np.clip(np.round(ten / 2 + felt), 1, 5)}),
        "touchpoints": catalogue(),
        "variables": pd.DataFrame({
            "variable": ["start_speed", "start_overall"], "touchpoint": "activation",
            "kind": ["attribute", "overall"], "scale_low": 1.0, "scale_high": 5.0}),
        "initiatives": initiatives(),
        "owners": pd.DataFrame({"owner": ["Web", "Network", "Care", "Marketing"],
                                "department": ["Web", "Network", "Care", "Marketing"],
                                "capacity": [2.0, 1.0, 2.0, 1.0]}),
        "readiness": pd.DataFrame({
            "department": ["Web"] * 6 + ["Network"] * 6, "awareness": [4.0] * 12,
            "motivation": [4.0] * 12, "capability": [4.0] * 6 + [2.0] * 6}),
        "activities": pd.DataFrame({
            "activity": ["price sync", "adverts", "start lines"],
            "touchpoint": ["checkout", "advert", "activation"],
            "department": ["IT", "Marketing", "Network"], "cost": [10_000.0, 90_000.0, 5_000.0]}),
    }  # fmt: skip


def moments() -> pd.DataFrame:
    rows = [
        ("checkout:friction", "checkout", "friction", 0.20, 0.14, 0.26, 400_000.0),
        ("activation:truth", "activation", "truth", 0.10, 0.04, 0.16, 300_000.0),
        ("support:friction", "support", "friction", 0.05, 0.01, 0.09, 90_000.0),
        ("call back:delight", "call back", "delight", 0.08, 0.02, 0.14, 160_000.0),
    ]
    columns = ["moment_id", "touchpoint", "moment", "effect_on_retention", "low", "high",
               "value_at_stake"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    per = table.value_at_stake / table.effect_on_retention
    return table.assign(value_low=table.low * per, value_high=table.high * per, n=500, grade="both",
                        reach=0.3, rank=range(1, 5), customers_at_stake=table.value_at_stake / 200,
                        customers_low=table.low * per / 200, why="planted",
                        customers_high=table.high * per / 200)  # fmt: skip


def leaving() -> pd.DataFrame:
    """What the moments rest on, and one touchpoint that is none."""
    table = moments().rename(columns={"low": "effect_low", "high": "effect_high"})
    poster = table.iloc[[0]].assign(
        touchpoint="advert", effect_on_retention=0.0, effect_low=-0.05, effect_high=0.05,
        value_at_stake=0.0, value_low=-9_000.0, value_high=9_000.0, customers_at_stake=0.0,
        customers_low=-45.0, customers_high=45.0)  # fmt: skip
    return pd.concat([table, poster], ignore_index=True).assign(source="events")


def earlier() -> dict[str, pd.DataFrame]:
    names = (*tables_of("mapping"), *tables_of("diagnosis"))
    given = {
        "touchpoint_map": catalogue()[["touchpoint", "stage", "journey", "environment"]].assign(
            customers=[500, 300, 300, 100, 40], interactions=600, in_catalogue=True, in_data=True
        ),
        "moments": moments(),
        "leaving": leaving(),
        "variable_scores": pd.DataFrame({
            "variable": ["start_speed", "start_overall"], "touchpoint": "activation",
            "segment": "all", "n": 200, "score": [3.0, 3.0], "low": 2.8, "high": 3.2}),
        "drivers": pd.DataFrame({
            "outcome": ["start_overall"], "scope": "activation", "level": "attribute",
            "variable": "start_speed", "n": 200, "importance": 0.5, "low": 0.4, "high": 0.6,
            "effect": 0.7, "effect_low": 0.5, "effect_high": 0.9, "p_adjusted": 0.001,
            "critical": True}),
        "breakdowns": pd.DataFrame({
            "touchpoint": ["checkout"], "n": 300, "dropoff": 0.4, "repeat_rate": 0.3,
            "effect": 0.2, "low": 0.1, "high": 0.3, "p_adjusted": 0.001, "breaks": True,
            "kind": "drop-off", "dropoff_expected": 0.2, "return_rate": 0.3,
            "return_expected": 0.1, "comeback_rate": 0.0, "comeback_expected": 0.0,
            "visits": 320}),
    }  # fmt: skip
    filled = blank(names)
    for name, frame in given.items():
        filled[name] = conform(name, frame.reindex(columns=list(filled[name].columns)))
    return filled


@pytest.fixture
def results():
    return earlier()


@pytest.fixture
def engagement():
    return from_frames(CONFIG, frames())


@pytest.fixture
def built():
    """Another engagement: other policy entries, other tables."""

    def build(policy=None, **other):
        tables = {name: t for name, t in (frames() | other).items() if t is not None}
        return from_frames(CONFIG | {"policy": CONFIG["policy"] | (policy or {})}, tables)

    return build


@pytest.fixture(scope="module")
def module_results():
    return earlier()


@pytest.fixture(scope="module")
def module_engagement():
    return from_frames(CONFIG, frames())
