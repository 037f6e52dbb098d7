"""A client as small as it can be with every table and something to tell in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

MONTHS = [str(m) for m in pd.period_range("2024-01", "2025-12", freq="M")]
DAYS = 731
PEOPLE, ANSWERS = 240, 300
WALK = ("advert", "checkout", "support", "renewal")
STAGES = ("awareness", "decision", "use", "loyalty")
DEPARTMENTS = ("Sales", "Digital", "Care", "Care")
FAILS, LEAVES = 0.5, (0.05, 0.8)  # support fails one in two; who leaves after help, after none
SEED = 11
OPTIONS: Mapping[str, dict] = {
    "responses": {"segments": ["plan"], "comment": ["why"]},
    "customers": {"segments": ["plan"]},
}
OUTCOMES: Mapping[str, dict] = {
    "recommend": {"kind": "nps"},
    "solved": {"kind": "binary", "good": ["Yes"]},
}
TALES = (
    "the support line kept me waiting for an hour",
    "waiting on the support line again and again",
    "the checkout was quick and the price was fair",
    "a fair price and a quick checkout",
)


def config(names: Iterable[str], **more: object) -> dict[str, object]:
    """The engagement.yml of a client who brings these tables."""
    policy = {
        "drivers": {"bootstrap": "fast"}, "budget": 500, "value_is": "margin", "seed": 3,
        "contact_allowed": "contact_ok",
    }  # fmt: skip
    said = {
        "client": "Tiny", "currency": "EUR", "timezone": "Europe/Berlin", "outcomes": OUTCOMES,
        "brand": {"position": "the quick one", "promises": ["no waiting"]},
        "tables": {name: dict(OPTIONS.get(name, {})) for name in names},
    }  # fmt: skip
    return said | more | {"policy": policy | dict(more.get("policy", {}))}


def frames() -> dict[str, pd.DataFrame]:
    """Every input table of the contract, under its canonical names."""
    rng = np.random.default_rng(SEED)
    failed = rng.random(PEOPLE) < FAILS
    trips = _trips(rng, failed)
    return {
        "responses": _answers(rng, failed),
        "interactions": trips,
        "purchases": _purchases(rng),
        "customers": _customers(rng, failed),
        "operations": _runs(rng, trips),
        **_measured(rng),
        **_catalogue(),
        **_organised(rng),
    }


def _ids(numbers: np.ndarray) -> list[str]:
    return [f"C{i:03d}" for i in numbers]


def _plan(numbers: np.ndarray) -> np.ndarray:
    return np.where(numbers % 2, "basic", "plus")


def _times(rng: np.random.Generator, n: int) -> pd.DatetimeIndex:
    """Times all over the months, the first and the last day among them."""
    hours = np.sort(rng.integers(0, DAYS * 24 - 48, n))
    hours[[0, -1]] = [9, DAYS * 24 - 4]
    return pd.Timestamp("2024-01-01") + pd.to_timedelta(hours, unit="h")


def _helped(number: np.ndarray) -> np.ndarray:
    """The day on which each customer comes to support."""
    return 30 + number * 2


def _customers(rng: np.random.Generator, failed: np.ndarray) -> pd.DataFrame:
    who = np.arange(PEOPLE)
    leaves = rng.random(PEOPLE) < np.where(failed, LEAVES[1], LEAVES[0])
    days = np.minimum(_helped(who) + rng.integers(5, 150, PEOPLE), DAYS - 5)
    end = pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame(
        {
            "customer": _ids(who), "account": [f"A{i // 2:03d}" for i in who],
            "start": np.where(who % 4, "2023-06-01", "2024-01-15"),
            "end": pd.Series(end.strftime("%Y-%m-%d")).where(leaves),
            "tenure": 12.0, "left": leaves, "value": 20.0 + who % 50, "plan": _plan(who),
            "contact_ok": np.where(who % 5, "yes", "no"),
        }
    )  # fmt: skip


def _answers(rng: np.random.Generator, failed: np.ndarray) -> pd.DataFrame:
    who, time = rng.integers(0, PEOPLE, ANSWERS), _times(rng, ANSWERS)
    let_down = failed[who] & (_helped(who) < (time - time[0]).days)
    speed = np.clip(rng.integers(1, 6, ANSWERS) - 2 * let_down, 1, 5)
    price = rng.integers(1, 6, ANSWERS)
    support = np.clip(speed + price + rng.integers(-1, 2, ANSWERS), 0, 10)
    recommend = np.clip(support + rng.integers(-1, 2, ANSWERS), 0, 10)
    tale = np.where(speed < 3, 0, 2) + rng.integers(0, 2, ANSWERS)
    return pd.DataFrame(
        {
            "customer": _ids(who), "account": [f"A{i // 2:03d}" for i in who], "time": time,
            "touchpoint": np.array(WALK)[rng.integers(0, 4, ANSWERS)],
            "journey": np.where(rng.random(ANSWERS) < 0.5, "join", "stay"),
            "weight": rng.choice([0.8, 1.0, 1.2], ANSWERS),
            "recommend": recommend, "solved": np.where(recommend > 5, "Yes", "No"),
            "support_overall": support, "speed": speed, "price": price,
            "colour": rng.integers(1, 6, ANSWERS), "music": rng.integers(1, 6, ANSWERS),
            "with_app": rng.integers(1, 6, ANSWERS), "without_app": rng.integers(1, 6, ANSWERS),
            "plan": _plan(who),
            "why": pd.Series(np.array(TALES)[tale]).where(rng.random(ANSWERS) < 0.7),
        }
    )  # fmt: skip


def _trips(rng: np.random.Generator, failed: np.ndarray) -> pd.DataFrame:
    """Two trips of each customer: to the renewal, and to support, in vain where it failed."""
    rows = []
    for person in range(PEOPLE):
        came = pd.Timestamp("2024-01-01 09:30") + pd.Timedelta(days=int(_helped(person)))
        again = ["support"] if failed[person] and person % 2 else []
        bought = ["renewal"] if not failed[person] or person % 5 == 0 else []
        for trip, (begun, steps) in enumerate([
            (came - pd.Timedelta(days=25), WALK[: 2 + person % 3]),
            (came, ["advert", "support", *again, *bought]),
        ]):  # fmt: skip
            rows += [
                (f"C{person:03d}", begun + pd.Timedelta(minutes=40 * at), place,
                 "stay" if trip else "join", f"t{person}-{trip}",
                 "phone" if place == "support" else "web",
                 not (place == "support" and trip and failed[person] and at < 2 + person % 4))
                for at, place in enumerate(steps)
            ]  # fmt: skip
    last = (f"C{PEOPLE - 1:03d}", pd.Timestamp("2025-12-31 20:00"), "advert", "join", "t", "web", 1)
    names = ["customer", "time", "touchpoint", "journey", "journey_id", "channel", "completed"]
    return pd.DataFrame([*rows, last], columns=names).astype({"completed": bool})


def _runs(rng: np.random.Generator, trips: pd.DataFrame) -> pd.DataFrame:
    """What ran behind support: where it ran long, support failed."""
    helped = trips[trips["touchpoint"].eq("support")]
    ok = helped["completed"].to_numpy()
    return pd.DataFrame(
        {
            "activity": np.where(np.arange(len(helped)) % 2, "routing", "staffing"),
            "customer": helped["customer"].to_numpy(),
            "time": helped["time"].to_numpy() - np.timedelta64(10, "m"),
            "duration": rng.exponential(np.where(ok, 3, 20)).round(1), "ok": ok,
        }
    )  # fmt: skip


def _purchases(rng: np.random.Generator) -> pd.DataFrame:
    who = rng.integers(0, PEOPLE, 300)
    value = rng.lognormal(3, 0.4, 300).round(2)
    return pd.DataFrame({"customer": _ids(who), "time": _times(rng, 300), "value": value})


def _measured(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    calls = pd.DataFrame(
        {"kpi": "answered in time", "period": MONTHS, "scope": "overall", "value": np.nan,
         "numerator": [*rng.integers(150, 170, len(MONTHS) - 1), 60], "denominator": 200,
         "kind": "share", "better": "high"}
    )  # fmt: skip
    waits = pd.DataFrame(
        {"kpi": "minutes waited", "period": MONTHS, "scope": "overall",
         "value": rng.normal(9, 1, len(MONTHS)).round(2), "numerator": np.nan,
         "denominator": 200, "kind": "mean", "better": "low"}
    )  # fmt: skip
    invited = pd.DataFrame(
        {"period": np.repeat(MONTHS, 2), "segment": ["plan=basic", "plan=plus"] * len(MONTHS),
         "n": 40}
    )  # fmt: skip
    targets = pd.DataFrame(
        {"kpi": ["recommend", "answered in time", "recommend"], "period": [MONTHS[-1], None, None],
         "target": [60.0, 0.8, 20.0], "source": ["own", "own", "competitor"],
         "owner": ["Care", "Care", None]}
    )  # fmt: skip
    return {"kpis": pd.concat([calls, waits]), "invited": invited, "targets": targets}


def _catalogue() -> dict[str, pd.DataFrame]:
    touchpoints = pd.DataFrame(
        {
            "touchpoint": [*WALK, "letter"], "stage": [*STAGES, "loyalty"],
            "order": [1.0, 2, 3, 4, 5], "journey": ["join", "join", "stay", "stay", "stay"],
            "channel": ["web", "web", "phone", "web", "post"],
            "environment": ["digital", "digital", "human", "digital", "physical"],
            "surroundings": "the kitchen table", "role": "helps", "bond": "trust",
            "need": "certainty", "expectation": "quick and fair",
            "brand_promise": ["no waiting", None, "no waiting", None, None],
            "pushes": [None, "insurance", "add-ons", None, None],
            "forced": [False, True, False, False, False],
            "owner": ["Sales", "Digital", "Care", "Care", None],
        }
    )  # fmt: skip
    variables = pd.DataFrame(
        {
            "variable": ["support_overall", "speed", "price", "colour", "with_app", "without_app"],
            "touchpoint": ["support", "support", "support", "checkout", "checkout", "checkout"],
            "label": ["Support overall", "Speed", "Price", "Colour", "With app", "Without app"],
            "kind": ["overall", "attribute", "attribute", "attribute", "functional",
                     "dysfunctional"],
            "group": [None, None, None, None, "app", "app"],
            "scale_low": [0, 1, 1, 1, 1, 1], "scale_high": [10, 5, 5, 5, 5, 5],
            "better": "high", "na_codes": None,
            "controllable": [True, True, True, False, True, True],
        }
    )  # fmt: skip
    journeys = pd.DataFrame(
        {"journey": ["join", "stay"], "starts": "advert", "completes": ["checkout", "renewal"],
         "ends": [None, "support"], "gap": "7 days"}
    )  # fmt: skip
    activities = pd.DataFrame(
        {"activity": ["routing", "staffing", "pricing"], "kind": ["primary", "support", "support"],
         "touchpoint": ["support", "support", "checkout"],
         "department": ["Care", "People", "Finance"], "cost": [900.0, 1200, 300],
         "depends_on": ["staffing", None, None]}
    )  # fmt: skip
    identities = pd.DataFrame(
        {"id": ["web-1", *_ids(np.arange(PEOPLE))], "system": ["web", *["shop"] * PEOPLE],
         "customer": ["C001", *_ids(np.arange(PEOPLE))]}
    )  # fmt: skip
    return {"touchpoints": touchpoints, "variables": variables, "journeys": journeys,
            "activities": activities, "identities": identities}  # fmt: skip


def _organised(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    initiatives = pd.DataFrame(
        {
            "initiative": ["more staff", "clear prices", "new colours", "call back"],
            "touchpoint": ["support", "support", "checkout", "support"],
            "variable": ["speed", "price", "colour", None],
            "moment": ["friction", None, "delight", "friction"],
            "uplift": [1.0, 0.5, 0.5, 0.4], "cost": [300.0, 150, 200, 250], "months": [3, 2, 1, 2],
            "owner": ["Care", "Digital", None, "Care"],
            "start": ["2025-03-01", "2026-02-01", None, None],
            "status": ["running", "planned", "planned", "planned"],
            "rollout": ["plan=basic from 2025-03", None, None, None],
            "depends_on": [None, None, None, "clear prices"],
            "excludes": [None, None, "clear prices", None],
            "kpi": ["recommend", "recommend", None, "recommend"],
            "expected_change": [10.0, 5, None, 4],
            "expected_by": ["2025-11-30", "2026-09-30", None, "2026-12-31"],
        }
    )  # fmt: skip
    owners = pd.DataFrame(
        {"owner": ["Sales", "Digital", "Care"], "department": ["Sales", "Digital", "Care"],
         "person": ["Ada Lo", "Bo Ek", "Cy Dun"], "capacity": [1.0, 2, 1]}
    )  # fmt: skip
    raci = pd.DataFrame(
        [(place, dept, letter) for place, dept in zip(WALK, DEPARTMENTS, strict=True)
         for letter in "AR"] + [("support", "Digital", "A"), ("more staff", "Care", "R")],
        columns=["subject", "department", "letter"],
    )  # fmt: skip
    readiness = pd.DataFrame(
        {"department": np.repeat(["Sales", "Digital", "Care"], 12),
         "awareness": rng.integers(1, 6, 36), "motivation": rng.integers(3, 6, 36),
         "capability": rng.integers(1, 4, 36)}
    )  # fmt: skip
    assumptions = pd.DataFrame(
        {"touchpoint": ["support", "checkout"], "variable": ["speed", "colour"],
         "guess": ["critical", "critical"]}
    )  # fmt: skip
    commentary = pd.DataFrame(
        {"finding_id": [None, "score:recommend"], "section": ["drivers", None],
         "text": ["The line was moved in May.", "As expected."], "hide": [None, False],
         "reason": None}
    )  # fmt: skip
    return {"initiatives": initiatives, "owners": owners, "raci": raci, "readiness": readiness,
            "assumptions": assumptions, "commentary": commentary}  # fmt: skip
