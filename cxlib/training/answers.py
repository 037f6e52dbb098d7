"""What customers answer: attributes carry their touchpoint's overall, overalls carry recommend."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.lives import Lives
from cxlib.training.population import Population
from cxlib.training.sector import Sector

HALO = 0.8  # part of a customer's mood in what is felt at a touchpoint: correlated predictors
TOUCHPOINT_PART = 0.75  # part of what is felt at the touchpoint in each of its attributes
MEANS = {5: 3.5, 7: 4.9}  # mean and sd of an attribute's answers, by the scale's upper end
SPREADS = {5: 0.95, 7: 1.35}
OVERALL_SPREAD = 1.9
MIDDLE = 5.0  # of the 0-10 scale: where slopes may change
COPY_ERROR = 0.08  # share of answers in which a duplicate differs by one point
EASE = ["Very difficult", "Difficult", "Somewhat difficult", "Neither", "Somewhat easy", "Easy",
        "Very easy"]  # fmt: skip
QUIET_SPREAD = 1.6  # spread of recommend that the planted effects would have explained


def answers(
    sector: Sector,
    people: Population,
    lives: Lives,
    panel: pd.DataFrame,
    seed: int,
    effects: float,
) -> pd.DataFrame:
    """Every rating of every answer, complete: what cannot be said is blanked by `not_used`."""
    recent = {
        name: lives.recently(sector, name)[panel["customer"], panel["month"]]
        for name in sector.experiences
    }
    shifts = _shifts(sector, recent, effects)
    mood = people.mood[panel["customer"]]
    ratings: dict[str, np.ndarray] = {}
    for block in sector.blocks:
        rng = stream(seed, "ratings", block["touchpoint"])
        ratings |= _block(block, mood, shifts, rng, effects)
    draws = stream(seed, "recommend")
    recommend = _recommend(sector, people, panel, ratings, recent, draws, effects)
    contact = _contact(sector, panel, mood, stream(seed, "contact"), effects)
    return pd.DataFrame({"recommend": recommend} | contact | ratings)


def _shifts(sector: Sector, recent: dict[str, np.ndarray], effects: float) -> dict[str, np.ndarray]:
    shifts: dict[str, np.ndarray] = {}
    for name, experience in sector.experiences.items():
        for variable, points in experience["variables"].items():
            shifts[variable] = shifts.get(variable, 0.0) + effects * points * recent[name]
    return shifts


def _block(
    block: dict[str, Any],
    mood: np.ndarray,
    shifts: dict[str, np.ndarray],
    rng: np.random.Generator,
    effects: float,
) -> dict[str, np.ndarray]:
    """One touchpoint's attributes and overall."""
    halo = block["overall"].get("halo", HALO)
    felt = halo * mood + np.sqrt(1 - halo**2) * rng.normal(size=len(mood))
    ratings: dict[str, np.ndarray] = {}
    for attribute in block["attributes"]:
        name, top = attribute["variable"], attribute["scale"][1]
        if "copy_of" in attribute:
            ratings[name] = _copied(ratings[attribute["copy_of"]], rng, top)
            continue
        own = _mixed(TOUCHPOINT_PART, felt, rng)
        raw = MEANS[top] + SPREADS[top] * own + shifts.get(name, 0.0)
        ratings[name] = np.clip(np.rint(raw), 1, top)
    name = block["overall"]["variable"]
    felt = _carried(block["attributes"], ratings, rng, effects) if ratings else felt
    raw = block["overall"]["mean"] + OVERALL_SPREAD * felt + shifts.get(name, 0.0)
    return ratings | {name: np.clip(np.rint(raw), 0, 10)}


def _mixed(part: float, felt: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A standard normal that correlates by `part` with another one."""
    return part * felt + np.sqrt(1 - part**2) * rng.normal(size=len(felt))


def _carried(
    attributes: list[dict[str, Any]],
    ratings: dict[str, np.ndarray],
    rng: np.random.Generator,
    effects: float,
) -> np.ndarray:
    """What the attributes, as answered, carry into the overall; the rest is noise."""
    weights = np.array([effects * a["weight"] for a in attributes])
    shared = TOUCHPOINT_PART**2  # correlation of two attributes of one touchpoint
    explained = (1 - shared) * (weights**2).sum() + shared * weights.sum() ** 2
    answers = len(ratings[attributes[0]["variable"]])
    carried = np.sqrt(max(1 - explained, 0)) * rng.normal(size=answers)
    for attribute, weight in zip(attributes, weights, strict=True):
        top = attribute["scale"][1]
        carried += weight * (ratings[attribute["variable"]] - MEANS[top]) / SPREADS[top]
    return carried


def _copied(values: np.ndarray, rng: np.random.Generator, top: int) -> np.ndarray:
    differs = rng.random(len(values)) < COPY_ERROR
    return np.clip(values + differs * rng.choice([-1, 1], len(values)), 1, top)


def _recommend(
    sector: Sector,
    people: Population,
    panel: pd.DataFrame,
    ratings: dict[str, np.ndarray],
    recent: dict[str, np.ndarray],
    rng: np.random.Generator,
    effects: float,
) -> np.ndarray:
    plan = people.plan[panel["customer"]]
    planted = sector.plan("recommend")[plan]
    for block in sector.blocks:
        overall = block["overall"]
        below, above = overall["slope"]
        planted = planted + _bent(ratings[overall["variable"]], below, above)
        planted = planted - _bent(np.array(overall["mean"]), below, above)
    for name, experience in sector.experiences.items():
        planted = planted + experience["recommend"] * recent[name]
    quiet = np.sqrt(sector.survey["noise"] ** 2 + (1 - effects**2) * QUIET_SPREAD**2)
    raw = sector.survey["recommend"] + effects * planted + rng.normal(0, quiet, len(panel))
    return np.clip(np.rint(raw), 0, 10)


def _bent(score: np.ndarray, below: float, above: float) -> np.ndarray:
    """Points of recommend that a rating carries, with a bend in the middle of its scale."""
    return below * np.minimum(score - MIDDLE, 0) + above * np.maximum(score - MIDDLE, 0)


def _contact(
    sector: Sector,
    panel: pd.DataFrame,
    mood: np.ndarray,
    rng: np.random.Generator,
    effects: float,
) -> dict[str, np.ndarray]:
    """Ease (in words) and solved, asked about the last contact; blank where there was none."""
    asked = panel["contact"].notna().to_numpy()
    bad, mended, other_price = (
        panel[c].eq(True).to_numpy() for c in ("failed", "recovered", "mismatch")
    )
    unmended = bad & ~mended
    points = 5.2 + effects * (0.4 * mood - 1.9 * unmended - 0.6 * mended - 2.2 * other_price)
    ease = np.clip(np.rint(points + rng.normal(0, 1.1, len(panel))), 1, len(EASE)).astype(int)
    chance = np.where(unmended, 0.15, np.where(other_price, 0.25, 0.88))
    solved = rng.random(len(panel)) < (chance if effects else 0.85)
    return {
        "ease": np.where(asked, np.array(EASE, dtype=object)[ease - 1], None),
        "solved": np.where(asked, np.where(solved, "Yes", "No"), None).astype(object),
    }


def not_used(sector: Sector, ratings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The ratings as recorded: a touchpoint's whole block is N/A at random, some under a code."""
    low, high = sector.survey["not_used"]
    recorded = ratings.copy()
    for block in sector.blocks:
        rng = stream(seed, "not used", block["touchpoint"])
        away = rng.random(len(ratings)) < rng.uniform(low, high)
        for variable in [block["overall"], *block["attributes"]]:
            recorded.loc[away, variable["variable"]] = variable.get("na_code", np.nan)
    return recorded
