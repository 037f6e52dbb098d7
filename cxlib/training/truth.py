"""What is planted, as data: `truth.yml`, the exercise sheet, and what grading compares with."""

from __future__ import annotations

from typing import Any

from cxlib.training.export import TRAPS
from cxlib.training.items import attributes, duplicates, nothing_planted, planted_items
from cxlib.training.sector import Sector


def truth_of(sector: Sector, customers: int, seed: int, effects: float = 1.0) -> dict[str, Any]:
    """Everything planted.

    Keys: client, customers, seed, effects; `strengths` (the parameters of the simulation);
    `traps` (what is untidy in the files);
    `items`: one per question a run or a learner can answer, with item, kind, question, planted.
    """
    planted = effects > 0
    return {
        "client": sector.client,
        "customers": customers,
        "seed": seed,
        "effects": effects,
        "strengths": _strengths(sector) if planted else {},
        "traps": list(TRAPS),
        "items": planted_items(sector) if planted else nothing_planted(sector),
    }


def _strengths(sector: Sector) -> dict[str, Any]:
    """The numbers behind the answers, in the units of the simulation."""
    guilty = sector.activity(sector.roles["guilty_activity"])
    return {
        "recommend_points_per_point_below_and_above_the_middle": {
            b["overall"]["variable"]: list(b["overall"]["slope"]) for b in sector.blocks
        },
        "weight_of_attribute_on_its_overall": {
            b["overall"]["variable"]: {a["variable"]: a["weight"] for a in b["attributes"]}
            for b in sector.blocks
            if b["attributes"]
        },
        "experiences": {n: _experience(e) for n, e in sector.experiences.items()},
        "duplicates": duplicates(sector),
        "na_codes": {a["variable"]: a["na_code"] for _, a in attributes(sector) if "na_code" in a},
        "buying": dict(sector.buying) | {"share_of_runs_late": guilty["late"]},
        "first_value_failed_share": sector.first_value_failed,
        "services": {kind: dict(service) for kind, service in sector.services.items()},
        "rollouts": {
            i["initiative"]: {"regions": list(i["regions"]), "since": str(i["start"])}
            for i in sector.running
        },
        "mix": {k: str(v) for k, v in sector.mix.items()},
        "shift": {k: str(v) for k, v in sector.shift.items()},
    }


def _experience(experience: dict[str, Any]) -> dict[str, Any]:
    return {
        "remembered_months": experience["months"],
        "points_on_ratings": dict(experience["variables"]),
        "points_on_recommend": experience["recommend"],
        "times_the_hazard_of_leaving": experience["leaving"],
    }
