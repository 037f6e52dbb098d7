"""A made-up client whose result tables are plausible and conform to the registry."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.tables import CONTRACTS, empty_table
from cxlib.engagement.model import Engagement
from cxlib.findings import released
from cxlib.release.view import View
from cxlib.results import REGISTRY, conform, empty
from cxlib.results.coded import coded, later, of100, text, touchpoint, variable

STAGES = ("awareness", "consideration", "decision", "onboarding", "use", "loyalty", "leaving")
WALK = (
    ("advert", 0, "web"),
    ("comparison site", 0, "web"),
    ("plan pages", 1, "web"),
    ("shop visit", 1, "shop"),
    ("online checkout", 2, "web;app"),
    ("credit check", 2, "web"),
    ("SIM delivery", 3, "post"),
    ("activation", 3, "app;phone"),
    ("first bill", 3, "e-mail"),
    ("network", 4, "phone"),
    ("account app", 4, "app"),
    ("monthly bill", 4, "e-mail"),
    ("support call", 4, "phone"),
    ("support chat", 4, "web;app"),
    ("follow-up call", 4, "phone"),
    ("upgrade offers", 4, "app"),
    ("upgrade checkout", 4, "web;app;shop"),
    ("repair", 4, "shop"),
    ("renewal", 5, "web;phone"),
    ("friend referral", 5, "app"),
    ("cancellation form", 6, "web"),
)
OWNERS = ("Marketing", "Sales", "Sales", "Logistics", "Customer Service", "Retention", "Retention")
VARIABLES = (
    "network coverage",
    "signal bars",
    "price honesty",
    "wait on the phone",
    "agent knowledge",
    "bill clarity",
    "activation ease",
    "app speed",
)
STAYED = ((0.68, 0.82), (0.61, 0.82))  # of those for whom a moment failed or worked
REGIONS = tuple(f"region=R{k:02d}" for k in range(1, 9))
MONTHS = tuple(f"{y}-{m:02d}" for y in (2023, 2024, 2025, 2026) for m in range(1, 13))[9:45]


def _catalogue(walk) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "touchpoint": [t for t, _, _ in walk],
            "stage": [STAGES[s] for _, s, _ in walk],
            "order": np.arange(len(walk), dtype=float),
            "channel": [c for _, _, c in walk],
            "environment": ["human" if "phone" in c else "digital" for _, _, c in walk],
            "owner": [OWNERS[s] for _, s, _ in walk],
            "expectation": "quick and honest",
        }
    )
    return frame.reindex(columns=list(CONTRACTS["touchpoints"].columns))


def make_engagement(walk=WALK, client="Larkfield Mobile", commentary=None, **policy) -> Engagement:
    config = Config.model_validate(
        {
            "client": client,
            "currency": "GBP",
            "timezone": "Europe/London",
            "outcomes": {"recommend": {"kind": "nps"}, "solved": {"kind": "binary"}},
            "tables": {"responses": {"source": "r.csv", "segments": ["region"]}},
            "policy": policy,
        }
    )
    tables = {"touchpoints": _catalogue(walk)}
    if commentary is not None:
        tables["commentary"] = pd.concat(
            [empty_table("commentary"), pd.DataFrame(commentary)], ignore_index=True
        )
    return Engagement(
        config=config,
        tables=tables,
        history=tables,
        events=None,
        events_history=None,
        quality=empty("quality"),
        period=MONTHS[-1],
        periods=MONTHS,
        data_end=pd.Timestamp("2026-09-30"),
        past_kpis=pd.DataFrame(),
        seed=7,
    )


def _spread(rng, n, scale=1.0):
    return scale * rng.normal(size=n)


def _band(frame, value, half, low="low", high="high", floor=-np.inf, ceiling=np.inf):
    return frame.assign(
        **{
            low: (frame[value] - half).clip(floor, ceiling),
            high: (frame[value] + half).clip(floor, ceiling),
        }
    )


def _mapping(rng, names, walk):
    k = len(names)
    n = np.sort(rng.integers(60, 20_000, k))[::-1]
    table = {}
    table["touchpoint_map"] = pd.DataFrame(
        {
            "touchpoint": names,
            "stage": [STAGES[s] for _, s, _ in walk],
            "journey": "join",
            "environment": "digital",
            "customers": n,
            "interactions": (n * 1.7).astype(int),
            "in_catalogue": True,
            "in_data": True,
        }
    )
    table["journeys"] = _band(
        pd.DataFrame(
            {
                "journey": ["join", "pay", "get help", "upgrade", "repair", "leave"],
                "n": [5200, 20100, 7400, 1900, 800, 8],
                "completion": [0.71, 0.97, 0.81, 0.34, 0.77, 0.5],
                "value": [2e6, 4e6, 6e5, 9e5, 1e5, np.nan],
                "rank": range(1, 7),
                "completed": [3692, 19497, 5994, 646, 616, 4],
                "open": [0, 0, 0, 0, 0, 0],
            }
        ),
        "completion",
        0.03,
        floor=0,
        ceiling=1,
    )
    pairs = [(a, b) for a in range(k) for b in range(k) if a != b and abs(a - b) <= 4]
    pairs += [(a, a) for a in range(0, k, 4)]
    table["transitions"] = pd.DataFrame(
        [
            (
                names[a],
                names[b],
                int(6000 / (1 + (b - a - 1) ** 2 * (1 if b > a else 4) + rng.random() * 3)),
                float(rng.integers(60, 500_000)),
            )
            for a, b in pairs
        ],
        columns=["source", "target", "n", "median_gap_seconds"],
    )
    table["variants"] = pd.DataFrame(
        {
            "path": [" > ".join(names[i : i + 4]) for i in range(min(9, k))],
            "n": [4000, 2500, 1200, 600, 300, 120, 60, 12, 4][: min(9, k)],
            "share": [0.4, 0.25, 0.12, 0.06, 0.03, 0.012, 0.006, 0.0012, 0.0004][: min(9, k)],
        }
    )
    entered = np.array([20000, 15000, 9000, 6400, 6000, 2300, 600])
    rate = np.array([0.75, 0.6, 0.71, 0.94, 0.38, 0.26, 1.0])
    table["funnel"] = _band(
        pd.DataFrame(
            {
                "stage": STAGES,
                "position": range(1, 8),
                "entered": entered,
                "completed": (entered * rate).astype(int),
                "conversion": rate,
            }
        ),
        "conversion",
        0.012,
        floor=0,
        ceiling=1,
    )
    effect = np.clip(_spread(rng, k, 0.03), -0.2, 0.2)
    effect[min(16, k - 1)] = -0.27
    table["breakdowns"] = _band(
        pd.DataFrame(
            {
                "touchpoint": names,
                "n": n,
                "dropoff": rng.beta(2, 12, k),
                "repeat_rate": rng.beta(2, 9, k),
                "effect": effect,
                "p_adjusted": np.where(np.abs(effect) > 0.2, 1e-6, 0.4),
                "breaks": np.abs(effect) > 0.2,
                "kind": np.where(np.abs(effect) > 0.2, "drop-off", None),
                "visits": n,
                "dropoff_expected": 0.1,
                "return_rate": 0.1,
                "return_expected": 0.1,
                "comeback_rate": 0.2,
                "comeback_expected": 0.2,
                "judged": "tested",
            }
        ),
        "effect",
        0.05,
        floor=-1,
        ceiling=1,
    )
    return table


def _scores(rng, names):
    rows = []
    for place, name in enumerate(["overall", *names]):
        for segment in ("all", *REGIONS):
            n = int(rng.integers(40, 900)) if segment == "all" else int(rng.integers(8, 60))
            rows += [
                ("recommend", name, segment, "nps", n, rng.normal(20 - place, 18)),
                ("solved", name, segment, "share", n, 100 * rng.beta(8, 3)),
            ]
    frame = pd.DataFrame(rows, columns=["outcome", "touchpoint", "segment", "metric", "n", "score"])
    half = 160 / np.sqrt(frame["n"])
    frame = frame.assign(
        low=(frame.score - half).clip(-100, 100), high=(frame.score + half).clip(-100, 100)
    )
    shares = frame["metric"].eq("share")
    for column in ("score", "low", "high"):
        frame[column] = frame[column].where(~shares, frame[column].clip(0, 100) / 100)
    return frame


def _left(place, bad, good):
    """Why a place is a moment, as the diagnosis says it."""
    figures = {"bad": of100(bad), "good": of100(good), "when": later(12.0)}
    return coded("because|failed", touchpoint=touchpoint(place), **figures)


def _diagnosis(rng, names):
    table = {"scores": _scores(rng, names)}
    answers = np.array([40, 20, 25, 30, 45, 80, 110, 210, 330, 290, 420])
    table["answers"] = pd.DataFrame(
        {
            "outcome": "recommend",
            "touchpoint": "overall",
            "answer": np.arange(11.0),
            "n": answers,
            "share": answers / answers.sum(),
        }
    )
    p = len(VARIABLES)
    importance = np.sort(rng.dirichlet(np.ones(p)))[::-1] * 0.6
    drivers = _band(
        pd.DataFrame(
            {
                "outcome": "recommend",
                "scope": "overall",
                "level": "attributes",
                "variable": VARIABLES,
                "n": 1600,
                "importance": importance,
                "effect": importance * 3,
                "p_adjusted": np.linspace(1e-6, 0.5, p),
                "critical": np.linspace(1e-6, 0.5, p) < 0.05,
                "rank": range(1, p + 1),
                "rank_low": range(1, p + 1),
                "rank_high": range(1, p + 1),
                "rank_probability": 0.9,
                "r2": 0.6,
                "spread": 1.0,
                "outcome_spread": 2.0,
            }
        ),
        "importance",
        0.03,
        floor=0,
        ceiling=1,
    )
    table["drivers"] = _band(drivers, "effect", 0.2, "effect_low", "effect_high")
    table["variable_scores"] = _band(
        pd.DataFrame(
            {
                "variable": VARIABLES,
                "touchpoint": [names[i % len(names)] for i in range(p)],
                "segment": "all",
                "n": 1600,
                "score": rng.uniform(2, 4.6, p),
            }
        ),
        "score",
        0.1,
    )
    table["priorities"] = pd.DataFrame(
        {
            "touchpoint": [names[i % len(names)] for i in range(p)],
            "variable": VARIABLES,
            "importance": importance,
            "performance": rng.uniform(2, 4.6, p),
            "quadrant": ["fix", "protect", "tie", "maintain"] * 2,
            "probability": rng.uniform(0.5, 1, p),
        }
    )
    table["asymmetry"] = pd.DataFrame(
        {
            "variable": VARIABLES,
            "n": 1600,
            "penalty": -rng.uniform(0, 2, p),
            "reward": rng.uniform(0, 2, p),
            "p_adjusted": np.linspace(0.001, 0.6, p),
            "kind": ["basic", "excitement", "performance", "undetermined"] * 2,
            "outcome": "recommend",
            "n_low": 300,
            "n_high": 500,
        }
    )
    themes = [
        "price changed",
        "price cart",
        "long wait",
        "rude agent",
        "great app",
        "called me back",
    ]
    at = [names[i % len(names)] for i in (16, 16, 12, 12, 10, 14)]
    table["themes"] = _band(
        pd.DataFrame(
            {
                "theme": themes,
                "touchpoint": at,
                "n": [240, 150, 130, 60, 22, 4],
                "sentiment": [-0.6, -0.5, -0.4, -0.6, 0.6, 0.8],
                "effect_on_rating": [-2.1, -1.7, -1.1, -1.4, 0.9, 1.5],
                "example": [
                    "the price in my cart was another one",
                    "cart price jumped",
                    "forty minutes on hold",
                    "he hung up",
                    "so quick",
                    "nice!",
                ],
            }
        ),
        "effect_on_rating",
        0.4,
    )
    table["backstage"] = _band(
        pd.DataFrame(
            {
                "activity": ["price sync", "SIM dispatch", "call routing"],
                "touchpoint": [names[i % len(names)] for i in (16, 6, 12)],
                "n": [1900, 5200, 25],
                "effect": [0.31, 0.04, 0.1],
                "p_adjusted": [1e-5, 0.4, 0.2],
                "measure": "failure",
                "acts_on": "breakdown",
                "mapped": True,
                "harmful": [True, False, False],
                "n_of": "visits",
                "troubled": [400, 300, 5],
                "with_it": [0.73, 0.46, 0.5],
                "without": [0.42, 0.42, 0.4],
                "spread": 0.5,
            }
        ),
        "effect",
        0.06,
    )
    recovery = pd.DataFrame(
        {
            "group": ["never failed", "failed and recovered", "failed, not recovered"],
            "n": [2100, 420, 260],
            "score": [8.1, 8.2, 4.1],
            "retention": [0.93, 0.94, 0.71],
        }
    )
    recovery = _band(recovery, "score", 0.3)
    table["recovery"] = _band(recovery, "retention", 0.03, "retention_low", "retention_high")
    where = [names[i % len(names)] for i in (7, 16, 14)]
    kinds = ["truth", "friction", "delight"]
    table["moments"] = pd.DataFrame(
        {
            "moment_id": [f"{t}:{m}" for t, m in zip(where, kinds, strict=True)],
            "touchpoint": where,
            "moment": kinds,
            "grade": ["both", "events", "survey"],
            "n": [5200, 1900, 640],
            "reach": [0.8, 0.3, 0.1],
            "effect_on_retention": [0.14, -0.21, 0.06],
            "low": [0.1, -0.27, 0.01],
            "high": [0.18, -0.15, 0.11],
            "value_at_stake": [1.9e6, 1.2e6, 2.4e5],
            "value_low": [1.3e6, 8e5, 3e4],
            "value_high": [2.5e6, 1.6e6, 4.6e5],
            "rank": [1, 2, 3],
            "customers_at_stake": [730.0, 400.0, 38.0],
            "customers_low": [520.0, 285.0, 6.0],
            "customers_high": [940.0, 510.0, 70.0],
            "why": [
                *(_left(place, *rates) for place, rates in zip(where, STAYED, strict=False)),
                coded("because|excitement", variable=variable(VARIABLES[4])),
            ],
            "n_of": ["customers", "visits", "answers"],
            "rests_on": ["events", "events", "asymmetry"],
            "retention_bad": [*(bad for bad, _ in STAYED), np.nan],
            "retention_good": [*(good for _, good in STAYED), np.nan],
            "months": [12.0, 12.0, np.nan],
            "p_adjusted": [1e-6, 1e-5, 0.001],
            "variable": [None, None, VARIABLES[4]],
        }
    )
    table["assumption_scores"] = pd.DataFrame(
        {
            "touchpoint": where,
            "variable": VARIABLES[:3],
            "guess": ["matters most"] * 3,
            "found": ["matters most", "matters little", "not knowable"],
            "result": ["right", "wrong", "not knowable"],
        }
    )
    return table


def _leaving_and_frontier(names):
    k = len(names)
    leaving = pd.DataFrame(
        {
            "touchpoint": [names[i % k] for i in (7, 12, 16, 3)],
            "source": ["events", "operations", "survey", "reviews"],
            "n": [1600, 6400, 4700, 12],
            "p_adjusted": [1e-6, 1e-5, 0.001, 0.7],
            "months": 12.0,
            "effect_on_retention": [0.31, 0.18, 0.09, 0.02],
        }
    )
    budget = np.arange(1.0, 9.0) * 4e4
    benefit = 7e5 * (1 - np.exp(-budget / 1e5))
    frontier = pd.DataFrame(
        {
            "budget": budget,
            "cost": budget * 0.9,
            "benefit": benefit,
            "low": benefit * 0.6,
            "high": benefit * 1.4,
            "initiatives": range(1, 9),
            "current": budget == 1.6e5,
        }
    )
    months = np.tile(np.arange(0.0, 25.0), 3)
    falls = np.repeat([0.012, 0.02, 0.006], 25)
    curve = pd.DataFrame(
        {
            "segment": np.repeat(["all", "region=R01", "region=R02"], 25),
            "months": months,
            "n": 400,
            "retention": np.exp(-falls * months),
        }
    )
    bands = _band(leaving, "effect_on_retention", 0.05, "effect_low", "effect_high")
    curve = _band(curve, "retention", 0.03, floor=0, ceiling=1)
    return {"leaving": bands, "frontier": frontier, "retention_curve": curve}


def _strategy_and_alignment(rng, names):
    table = {}
    postures = ["fix", "protect", "differentiate", "simplify", "maintain"]
    k = len(names)
    table["strategies"] = pd.DataFrame(
        {
            "touchpoint": names,
            "posture": [postures[i % 5] for i in range(k)],
            "why": "it scores below the others and weighs more than most",
            "risk": "takes two teams",
            "right_moment": ["", "an offer is pushed while the customer waits for help"] * (k // 2)
            + [""] * (k % 2),
        }
    )
    ideas = ["honest cart", "guided activation", "call back in an hour", "loyalty magazine"]
    table["portfolio"] = pd.DataFrame(
        {
            "initiative": ideas,
            "moment_id": [f"{names[16 % k]}:friction", f"{names[7 % k]}:truth", None, None],
            "benefit": [6.1e5, 4.2e5, 1.1e5, 4e3],
            "low": [3.9e5, 1.2e5, -2e4, -3e4],
            "high": [8.4e5, 7.3e5, 2.4e5, 4e4],
            "cost": [9e4, 1.2e5, 6e4, 8e4],
            "chosen": [True, True, False, False],
            "inclusion_probability": [0.99, 0.86, 0.41, 0.03],
            "break_even_uplift": [0.08, 0.2, 0.5, np.nan],
            "horizon": ["now", "prepare", "later", "later"],
            "reason": "best use of the budget",
        }
    )
    table["raci_findings"] = pd.DataFrame(
        {
            "subject": [names[0], "honest cart"],
            "rule": ["several accountable", "none responsible"],
            "departments": ["Marketing; Sales", None],
            "finding": [
                coded("raci_findings|several accountable", departments=text("Marketing, Sales")),
                coded("raci_findings|none responsible"),
            ],
            "remedy": [
                coded("raci_findings|several accountable|remedy"),
                coded("raci_findings|none responsible|remedy"),
            ],
        }
    )
    cells = [
        (d, m)
        for d in ("Sales", "Customer Service", "IT")
        for m in ("awareness", "motivation", "capability")
    ]
    table["readiness"] = _band(
        pd.DataFrame(
            {
                "department": [d for d, _ in cells],
                "measure": [m for _, m in cells],
                "n": [40, 40, 40, 22, 22, 22, 6, 6, 6],
                "score": rng.uniform(2, 4.5, 9),
            }
        ),
        "score",
        0.3,
    )
    table["roadmap"] = pd.DataFrame(
        {
            "initiative": ideas[:3],
            "owner": ["Sales", "Customer Service", "Customer Service"],
            "start": pd.to_datetime(["2026-10-01", "2026-11-01", "2027-01-01"]),
            "end": pd.to_datetime(["2027-01-31", "2027-04-30", "2027-06-30"]),
            "depends_on": [None, "honest cart", None],
            "kpi": ["conversion", "retention", "recommend"],
            "status": "planned",
        }
    )
    table["value_chain"] = pd.DataFrame(
        {
            "activity": ["price sync", "SIM dispatch", "call routing", "brand film"],
            "touchpoint": [names[i % k] for i in (16, 6, 12, 0)],
            "department": ["IT", "Logistics", "Customer Service", "Marketing"],
            "cost": [4e4, 3e5, 5.2e5, 7e5],
            "value_share": [0.41, 0.22, 0.3, 0.02],
        }
    )
    return table


def _monitoring(rng, names):
    series = [("recommend", "overall"), ("retention", "overall"), ("conversion", "stage=decision")]
    series += [("recommend", f"touchpoint={t}") for t in names[:10]]
    parts = []
    for kpi, scope in series:
        nps = kpi == "recommend"
        centre, sigma = (18, 5) if nps else (0.9, 0.012)
        value = centre + sigma * rng.normal(size=len(MONTHS))
        value[-1] = (
            centre - 4 * sigma if scope.endswith(names[min(3, len(names) - 1)]) else value[-1]
        )
        frame = pd.DataFrame(
            {
                "period": MONTHS,
                "kpi": kpi,
                "scope": scope,
                "n": rng.integers(80, 400, len(MONTHS)),
                "value": value,
                "centre": centre,
                "lower": centre - 3 * sigma,
                "upper": centre + 3 * sigma,
                "complete": True,
                "chart": "XmR" if nps else "p",
                "baseline": "frozen",
                "better": "high",
                "unit": "nps" if nps else "share",
                "n_of": "answers" if nps else "customers",
            }
        )
        frame["signal"] = np.where(frame["value"] < frame["lower"], "outside below", "")
        frame["side"] = np.where(frame["signal"] == "", "", "below")
        parts.append(_band(frame, "value", 2 * sigma))
    table = {"kpis": pd.concat(parts, ignore_index=True)}
    table["alerts"] = pd.DataFrame(
        {
            "period": [MONTHS[-1]],
            "kpi": ["recommend"],
            "scope": [f"touchpoint={names[3 % len(names)]}"],
            "rule": ["outside"],
            "seen": [-2.0],
            "expected": [18.0],
            "low": [3.0],
            "high": [33.0],
            "p_adjusted": [0.001],
            "n": [284],
            "n_of": ["answers"],
            "unit": ["nps"],
            "direction": ["worse"],
            "periods": [1],
            "sigmas": [4.0],
        }
    )
    table["benefits"] = pd.DataFrame(
        {
            "initiative": ["honest cart", "loyalty magazine", "shop refit"],
            "kpi": "conversion",
            "expected": [0.05, 0.03, 0.02],
            "n": [4200, 3900, 90],
            "observed": [0.06, 0.001, np.nan],
            "low": [0.03, -0.02, np.nan],
            "high": [0.09, 0.02, np.nan],
            "result": ["realised", "not realised", "not yet knowable"],
            "verdict": ["kept", "not found", None],
            "method": ["ANCOVA", "ANCOVA", None],
            "unit": "share",
            "n_of": "customers",
            "units": [20, 18, None],
            "why": [
                coded("benefits|kept"),
                coded("benefits|not found"),
                coded("benefits|undecided"),
            ],
        }
    )
    table["mix"] = pd.DataFrame(
        {
            "period": MONTHS[-6:],
            "kpi": "recommend",
            "n": 900,
            "total_change": [1.0, -2, 0.5, -6, 5, -1],
            "mix_change": [0.2, -0.1, 0.1, -5.5, 4.9, 0],
            "within_change": [0.8, -1.9, 0.4, -0.5, 0.1, -1],
            "unit": "nps",
        }
    )
    table["stuck"] = pd.DataFrame(
        {
            "customer": [f"h{i:04d}" for i in range(40)],
            "touchpoint": names[16 % len(names)],
            "attempts": rng.integers(3, 9, 40),
            "last_seen": pd.Timestamp("2026-09-29"),
            "suggestion": coded("stuck|offer help"),
        }
    )
    table["follow_up"] = pd.DataFrame(
        {
            "customer": [f"h{i:04d}" for i in range(12)],
            "touchpoint": names[12 % len(names)],
            "reason": "not solved",
            "owner": "Customer Service",
            "due": pd.Timestamp("2026-10-07"),
        }
    )
    return table


def _shared():
    notes = pd.DataFrame(
        {
            "step": ["mapping", "mapping"],
            "section": ["channel_moves", "variants"],
            "code": ["no channel", "plain"],
            "subject": ["", "The shop refit can be judged from 2027-03 on."],
            "figures": "{}",
            "audience": "reader",
        }
    )
    return {"notes": notes}


def make_results(walk=WALK, seed=11) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    names = [t for t, _, _ in walk]
    tables = _mapping(rng, names, walk) | _diagnosis(rng, names)
    tables |= _strategy_and_alignment(rng, names) | _monitoring(rng, names) | _shared()
    tables |= _leaving_and_frontier(names)
    return {
        name: conform(name, tables[name].reindex(columns=list(REGISTRY[name].columns)))
        if name in tables
        else empty(name)
        for name in REGISTRY
    }


@pytest.fixture(scope="session")
def engagement() -> Engagement:
    return make_engagement()


@pytest.fixture(scope="session")
def results() -> dict[str, pd.DataFrame]:
    return make_results()


@pytest.fixture(scope="session")
def shown(engagement, results) -> View:
    return released(engagement, results)


@pytest.fixture(scope="session")
def make():
    """The builders themselves, for tests that need another client."""
    return {"engagement": make_engagement, "results": make_results, "walk": WALK}
