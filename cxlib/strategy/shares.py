"""Which part of a moment's value an initiative can win: its uplift over the room there is.

An uplift is in points of its variable. Points become standard deviations, these the points by
which the touchpoint's overall rating moves (the variable's signed effect in `drivers`), and those
the part of the room up to the end of the overall scale that is won.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from cxlib.stats.intervals import z_value
from cxlib.strategy.stakes import DELIGHT, PAIN, place

WHOLE = ""  # the group of initiatives that name no variable and work on the moment as a whole
# why no benefit can be computed, or none comes while it is looked at
MISSING = ("no worth", "no score", "no room", "no uplift", "too late")
NO_WORTH, NO_SCORE, NO_ROOM, NO_UPLIFT, TOO_LATE = MISSING
COLUMNS = [
    "initiative",
    "touchpoint",
    "place",
    "moment_id",
    "group",
    "part",
    "room",
    "weight",
    "weight_spread",
    "missing",
]

Weight = tuple[float, float]


def shares(
    initiatives: pd.DataFrame,
    moments: pd.DataFrame,
    valued: Collection[str],
    rooms: Mapping[str, float],
    weights: Mapping[str, Weight],
    horizon_months: float = np.inf,
) -> pd.DataFrame:
    """Each initiative's moment and the share of its value it is expected to win.

    Parameters
    ----------
    initiatives : DataFrame
        The input table.
    moments : DataFrame
        The result table.
    valued : collection of places
        Those whose worth was measured (`stakes.place`).
    rooms, weights : mappings of variable
        What `rooms` and `weights` give. Without a variable the uplift is itself a share, 0 to 1.
    horizon_months : how far ahead the plan looks: what takes as long to be in place brings nothing
        while it is looked at.

    Returns
    -------
    DataFrame
        One row per initiative: initiative, touchpoint, place (of its stake), moment_id, group
        (place and variable: inside a group nothing is won twice), part (0-1, of the group), room
        (points), weight and weight_spread (of the group in its stake, 0-1), missing (a word of
        `MISSING`, or "").
    """
    rows = [
        _share(row, _place(row, valued), rooms, weights, horizon_months)
        | {"moment_id": _moment(row, moments)}
        for row in initiatives.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _share(row: dict, at: str | None, rooms: Mapping, weights: Mapping, horizon: float) -> dict:
    variable = WHOLE if pd.isna(row["variable"]) else row["variable"]
    room = 1.0 if variable == WHOLE else rooms.get(variable, np.nan)
    weight, spread = (1.0, 0.0) if variable == WHOLE else weights.get(variable, (1.0, 0.0))
    uplift = float("nan") if pd.isna(row["uplift"]) else float(row["uplift"])
    missing = _missing(at is not None, uplift, room) or _late(row.get("months"), horizon)
    part = 0.0 if missing else float(np.clip(uplift / room, 0, 1))
    group = f"{at or row['touchpoint']}|{variable}"
    return {"initiative": row["initiative"], "touchpoint": row["touchpoint"], "place": at,
            "group": group,
            "part": part, "room": room, "weight": weight, "weight_spread": spread,
            "missing": missing}  # fmt: skip


def _place(row: dict, valued: Collection[str]) -> str | None:
    """Delight for an initiative of delight, else pain; the other where only that has a worth."""
    meant = place(row["touchpoint"], row["moment"])
    other = place(row["touchpoint"], PAIN if meant.endswith(DELIGHT) else DELIGHT)
    return next((p for p in (meant, other) if p in valued), None)


def _missing(valued: bool, uplift: float, room: float) -> str:
    if not valued:
        return NO_WORTH
    if np.isnan(room):
        return NO_SCORE
    if room <= 0:
        return NO_ROOM
    return NO_UPLIFT if np.isnan(uplift) else ""


def _late(months: object, horizon: float) -> str:
    return "" if months is None or pd.isna(months) or float(months) < horizon else TOO_LATE


def _moment(row: dict, moments: pd.DataFrame) -> str | None:
    """The moment the initiative names, else the touchpoint's first one."""
    here = moments[moments.touchpoint == row["touchpoint"]]
    named = here if pd.isna(row["moment"]) else here[here.moment == row["moment"]]
    best = (here if named.empty else named).sort_values("rank")
    return None if best.empty else str(best.moment_id.iloc[0])


def rooms(variables: pd.DataFrame, variable_scores: pd.DataFrame) -> dict[str, float]:
    """Points between today's mean and the better end of each variable's scale.

    >>> scale = {"variable": ["speed"], "scale_low": 1.0, "scale_high": 5.0, "better": "high"}
    >>> score = {"variable": ["speed"], "segment": "all", "score": 3.5, "n": 40}
    >>> rooms(pd.DataFrame(scale), pd.DataFrame(score))
    {'speed': 1.5}
    """
    everyone = variable_scores[variable_scores.segment.eq("all")].sort_values("n", ascending=False)
    joined = everyone.drop_duplicates("variable").merge(variables, on="variable")
    score, low, high = (
        joined[c].to_numpy(float, na_value=np.nan) for c in ("score", "scale_low", "scale_high")
    )
    room = np.where(joined.better.eq("low").fillna(False), score - low, high - score)
    return {v: float(r) for v, r in zip(joined.variable, room, strict=True) if np.isfinite(r)}


def weights(
    drivers: pd.DataFrame,
    variables: pd.DataFrame,
    spreads: Mapping[str, float],
    rooms: Mapping[str, float],
    confidence: float = 0.95,
) -> dict[str, Weight]:
    """How much of its touchpoint's room a variable fills when it is brought to the scale's end.

    The overall rating itself fills all of it. Where an effect was not measured, the touchpoint's
    attributes share the room equally, which is said in the portfolio's notes.

    Parameters
    ----------
    drivers : DataFrame
        The result table, turned so that more is better (`evidence.toward_better`).
    spreads : mapping
        Standard deviation of each variable's answers.
    """
    overall = variables[variables.kind.eq("overall")].drop_duplicates("touchpoint")
    top = dict(zip(overall.touchpoint, overall.variable, strict=True))
    attributes = variables[variables.kind.ne("overall") & variables.touchpoint.notna()]
    count = attributes.groupby("touchpoint").size()
    equal = {row.variable: (1 / count[row.touchpoint], 0.0) for row in attributes.itertuples()}
    measured = _measured(drivers, top, spreads, rooms, z_value(confidence))
    return equal | measured | dict.fromkeys(overall.variable, (1.0, 0.0))


def _measured(
    drivers: pd.DataFrame, top: Mapping, spreads: Mapping, rooms: Mapping, z: float
) -> dict[str, Weight]:
    inside = drivers[drivers.scope.ne("overall") & drivers.effect.notna()]
    found = {}
    for row in inside.drop_duplicates("variable").itertuples():
        spread, room = spreads.get(row.variable, 0.0), rooms.get(row.variable)
        above = rooms.get(top.get(row.scope, ""))
        if not spread > 0 or room is None or above is None or above <= 0:
            continue
        per_effect = room / spread / above
        error = 0.0 if pd.isna(row.effect_high) else (row.effect_high - row.effect_low) / (2 * z)
        found[row.variable] = (float(np.clip(row.effect * per_effect, 0, 1)), error * per_effect)
    return found
