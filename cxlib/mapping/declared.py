"""What the client declared about touchpoints and journeys, coded for the engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.names import key, several
from cxlib.engagement.contracts.values import parse_duration
from cxlib.mapping.packing import MOST_TOUCHPOINTS
from cxlib.results.coded import Figure, coded, nested, text

UNNAMED = "all journeys"  # what an instance is called that nothing gives a name to


@dataclass(frozen=True)
class Declared:
    """Touchpoints and journeys under the codes that the packed events carry.

    Attributes
    ----------
    touchpoints : DataFrame
        touchpoint, code, stage, stage_position, order, journey, environment, forced,
        in_catalogue, in_data, interactions. Catalogue order first, so that codes sort as the map
        does; then what only the data has, commonest first.
    journeys : DataFrame
        journey, code (0 is the unnamed one), gap (seconds or missing), judged (whether its
        completion is declared).
    completing, ending, starting : frozenset of (journey code, touchpoint code)
    spellings : dict
        Journey code of every spelling that the events use.
    """

    touchpoints: pd.DataFrame
    journeys: pd.DataFrame
    completing: frozenset[tuple[int, int]]
    ending: frozenset[tuple[int, int]]
    starting: frozenset[tuple[int, int]]
    spellings: dict[str, int]

    @property
    def stages(self) -> list[str]:
        """Stage names in the order of the map."""
        named = self.touchpoints.dropna(subset="stage")
        return named.sort_values("stage_position", kind="stable").stage.drop_duplicates().tolist()

    @property
    def otherwise(self) -> int:
        """The journey of an instance that nothing names: the only one there is, else the unnamed.

        A journey that says what starts it is not presumed.
        """
        return 1 if len(self.journeys) == 2 and not self.starting else 0

    def name(self, code: pd.Series) -> pd.Series:
        """Touchpoint names for codes."""
        return code.map(dict(zip(self.touchpoints.code, self.touchpoints.touchpoint, strict=True)))

    def codes(self, names: list[str]) -> list[int]:
        """Codes of the touchpoints named; a name that occurs nowhere has none."""
        by_key = {key(t): c for t, c in zip(self.touchpoints.touchpoint, self.touchpoints.code,
                                            strict=True)}  # fmt: skip
        return [by_key[key(n)] for n in names if key(n) in by_key]


def declare(
    catalogue: pd.DataFrame, journeys: pd.DataFrame, volumes: pd.DataFrame, named: list[str]
) -> Declared:
    """Code the client's touchpoints and journeys.

    Parameters
    ----------
    catalogue, journeys : the `touchpoints` and `journeys` input tables, possibly empty.
    volumes : touchpoint and interactions, as found in the data.
    named : journeys that the events themselves name.
    """
    touchpoints = _touchpoints(catalogue, volumes)
    empty = frozenset()
    coded = Declared(touchpoints, pd.DataFrame(), empty, empty, empty, {})
    types = _journeys(journeys, named)
    sets = {c: _pairs(coded, types, c) for c in ("completes", "ends", "starts")}
    judged = {j for j, _ in sets["completes"]}
    types = types[["journey", "code", "gap"]].assign(judged=types.code.isin(judged))
    by_key = {key(j): int(c) for j, c in zip(types.journey, types.code, strict=True)}
    spellings = {name: by_key[key(name)] for name in named}
    return Declared(touchpoints, types, sets["completes"], sets["ends"], sets["starts"], spellings)


def _touchpoints(catalogue: pd.DataFrame, volumes: pd.DataFrame) -> pd.DataFrame:
    mapped = catalogue.assign(in_catalogue=True, file_order=np.arange(len(catalogue)))
    found = volumes.assign(in_data=True).sort_values(
        ["interactions", "touchpoint"], ascending=[False, True]
    )
    both = mapped.merge(found, on="touchpoint", how="outer", sort=False)
    both = both.assign(
        in_catalogue=both.in_catalogue.eq(True).astype(bool),
        in_data=both.in_data.eq(True).astype(bool),
        interactions=both.interactions.fillna(0).astype("int64"),
        forced=both.forced.eq(True).fillna(False).astype(bool),
        stage_position=_stage_positions(both),
    )
    both = both.sort_values(
        ["stage_position", "order", "file_order", "interactions", "touchpoint"],
        ascending=[True, True, True, False, True],
        na_position="last",
        kind="stable",
        ignore_index=True,
    )
    return both.assign(code=np.arange(len(both))).drop(columns="file_order")


def _stage_positions(touchpoints: pd.DataFrame) -> pd.Series:
    """1, 2, ... in the order of the stages' first touchpoint; missing where there is no stage."""
    first = (
        touchpoints.dropna(subset="stage")
        .groupby("stage", sort=False)[["order", "file_order"]]
        .min()
        .sort_values(["order", "file_order"], na_position="last")
    )
    return touchpoints.stage.map(dict(zip(first.index, range(1, len(first) + 1), strict=True)))


def _journeys(journeys: pd.DataFrame, named: list[str]) -> pd.DataFrame:
    declared = {key(j): j for j in journeys.journey}
    extra = sorted(n for n in {key(n): n for n in reversed(named)}.values()
                   if key(n) not in declared)  # fmt: skip
    rows = pd.concat([journeys, pd.DataFrame({"journey": extra}, dtype="str")], ignore_index=True)
    unnamed = pd.DataFrame({"journey": [UNNAMED]})
    rows = pd.concat([unnamed, rows], ignore_index=True).reindex(
        columns=["journey", "starts", "completes", "ends", "gap"]
    )
    return rows.assign(code=np.arange(len(rows)), gap=[seconds(g) for g in rows.gap])


def _pairs(coded: Declared, types: pd.DataFrame, column: str) -> frozenset[tuple[int, int]]:
    """(journey, touchpoint) codes; the unnamed journey has those of all the named ones."""
    pairs = {
        (int(j), int(t))
        for j, cell in zip(types.code, types[column], strict=True)
        for t in coded.codes(several(cell))
    }
    return frozenset(pairs | {(0, t) for _, t in pairs})


def seconds(duration: object) -> float:
    """A duration such as "7 days" or "30 minutes" in seconds; missing where it is none.

    >>> seconds("7 days"), seconds("auto")
    (604800.0, nan)
    """
    if not isinstance(duration, str):
        return np.nan
    try:
        return pd.Timedelta(parse_duration(duration)).total_seconds()
    except ValueError:
        return np.nan


def never_met(declared: Declared, journeys: pd.DataFrame) -> list[Figure]:
    """What the journeys table builds on and no interaction ever is: "paid (completes buy)"."""
    met = {key(t) for t in declared.touchpoints.touchpoint[declared.touchpoints.in_data]}
    return [
        nested(coded(f"declared|{column}", name=text(name), journey=text(row.journey)))
        for row in journeys.itertuples()
        for column in ("starts", "completes", "ends")
        for name in several(getattr(row, column))
        if key(name) not in met
    ]


def too_many(declared: Declared) -> bool:
    """Whether there are more touchpoint names than a map can hold."""
    return len(declared.touchpoints) > MOST_TOUCHPOINTS
