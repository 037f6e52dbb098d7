"""The tables that a team fills in by hand: the map, the plan, the people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.sector import Sector

LIKERT = (1, 5)
LIKERT_SPREAD = 0.55
TOUCHPOINT_COLUMNS = ["touchpoint", "stage", "order", "journey", "channel", "environment",
                      "surroundings", "role", "bond", "need", "expectation", "brand_promise",
                      "pushes", "forced", "owner"]  # fmt: skip
INITIATIVE_COLUMNS = ["initiative", "touchpoint", "variable", "moment", "uplift", "cost", "months",
                      "owner", "start", "status", "rollout", "depends_on", "excludes", "kpi",
                      "expected_change", "expected_by"]  # fmt: skip


def catalogue(sector: Sector, customers: int, seed: int) -> dict[str, pd.DataFrame]:
    """touchpoints, variables, journeys, activities, initiatives, owners, raci, readiness,
    assumptions, targets, commentary."""
    activities = pd.DataFrame(sector.activities).assign(
        cost=lambda a: (a["cost"] * customers).round(-1)
    )
    return {
        "touchpoints": touchpoints(sector),
        "variables": variables(sector),
        "journeys": pd.DataFrame(sector.journeys),
        "activities": activities.drop(columns=["minutes", "late_minutes", "late"]),
        "initiatives": initiatives(sector, customers),
        "owners": pd.DataFrame(sector.owners),
        "raci": raci(sector),
        "readiness": readiness(sector, seed),
        "assumptions": pd.DataFrame(sector.assumptions),
        "targets": pd.DataFrame(sector.targets),
        "commentary": pd.DataFrame(sector.commentary),
    }


def touchpoints(sector: Sector) -> pd.DataFrame:
    """The map in its order."""
    frame = pd.DataFrame(sector.touchpoints).assign(order=range(1, len(sector.touchpoints) + 1))
    forced = frame["forced"].eq(True).map({True: "yes", False: "no"})
    return frame.assign(forced=forced)[TOUCHPOINT_COLUMNS]


def variables(sector: Sector) -> pd.DataFrame:
    """One row per survey question about a touchpoint."""
    rows = []
    for block in sector.blocks:
        asked = [("overall", block["overall"]), *(("attribute", a) for a in block["attributes"])]
        for kind, question in asked:
            low, high = question.get("scale", [0, 10])
            rows.append(
                {
                    "variable": question["variable"],
                    "touchpoint": block["touchpoint"],
                    "label": question["label"],
                    "kind": kind,
                    "scale_low": low,
                    "scale_high": high,
                    "better": "high",
                    "na_codes": str(question.get("na_code", "")),
                    "controllable": "yes",
                }
            )
    return pd.DataFrame(rows)


def initiatives(sector: Sector, customers: int) -> pd.DataFrame:
    """Running initiatives with their rollout, and the candidates for the budget."""
    frame = pd.DataFrame([*sector.running, *sector.candidates])
    rollout = [
        f"region={';'.join(regions)} from {start}" if isinstance(regions, list) else None
        for regions, start in zip(frame["regions"], frame["start"], strict=True)
    ]
    return frame.assign(
        rollout=rollout,
        cost=(frame["cost"] * customers).round(-1),
        start=frame["start"].astype(str) + "-01",
        expected_by=[str(pd.Period(p).end_time.date()) for p in frame["expected_by"].astype(str)],
        status=frame["status"].fillna("planned"),
    ).reindex(columns=INITIATIVE_COLUMNS)


def raci(sector: Sector) -> pd.DataFrame:
    """Accountable and responsible: the owner; with the planted faults and no others."""
    owners = {t["touchpoint"]: t["owner"] for t in sector.touchpoints}
    owners |= {i["initiative"]: i["owner"] for i in [*sector.running, *sector.candidates]}
    rows = []
    for subject, owner in owners.items():
        rows += [(subject, owner, "A"), (subject, owner, "R")]
        if owner in sector.raci["consulted"]:
            rows.append((subject, sector.raci["consulted"][owner], "C"))
        if owner in sector.raci["informed"]:
            rows.append((subject, sector.raci["informed"][owner], "I"))
    for fault in sector.raci["faults"]:
        if "add" in fault:
            rows.append((fault["subject"], *fault["add"].values()))
        if "drop" in fault:
            rows.remove((fault["subject"], *fault["drop"].values()))
    return pd.DataFrame(rows, columns=["subject", "department", "letter"])


def readiness(sector: Sector, seed: int) -> pd.DataFrame:
    """One row per person who answered: awareness, motivation, capability (1-5)."""
    parts = []
    for department, means in sector.readiness.items():
        rng = stream(seed, "readiness", department)
        answers = {
            measure: np.clip(
                np.rint(rng.normal(means[measure], LIKERT_SPREAD, means["answers"])), *LIKERT
            ).astype(int)
            for measure in ("awareness", "motivation", "capability")
        }
        parts.append(pd.DataFrame({"department": department} | answers))
    return pd.concat(parts, ignore_index=True)
