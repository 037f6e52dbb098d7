"""What is said to a reader: findings that stand, are on some surface, and what they rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cxlib.training.agreeing import Senses, agrees


@dataclass(frozen=True)
class Said:
    """One finding that is read somewhere, with one of the result rows that it rests on.

    `holds`: whether its direction is what that row says.
    """

    kind: str
    direction: str
    table: str
    key: Mapping[str, object]
    figures: Mapping[str, object]
    holds: bool = True

    def of(self, kind: str, table: str, **key: object) -> bool:
        """Whether it is of this kind and rests on a row with this key, or part of one."""
        return self.kind == kind and self.on(table, **key)

    def on(self, table: str, **key: object) -> bool:
        return self.table == table and all(self.key.get(c) == v for c, v in key.items())


Everything = tuple[Said, ...]


def everything(
    results: Mapping[str, pd.DataFrame], surfaces: pd.DataFrame | None, senses: Senses
) -> Everything:
    """All that is told: the findings that stand and are on some surface.

    Parameters
    ----------
    results : result tables by name, `findings` and `finding_rows` among them
    surfaces : finding_id, surface, as `cxlib.report.selection.surfaces` gives it; without it
        nothing is told
    senses : of outcomes and ratings, see `agreeing.agrees`
    """
    if surfaces is None or not {"findings", "finding_rows"} <= set(results):
        return ()
    found = results["findings"]
    found = found[found["stands"].fillna(False).astype(bool)]
    found = found[found["finding_id"].isin(surfaces["finding_id"])]
    columns = ["finding_id", "kind", "direction", "figures"]
    joined = found[columns].merge(results["finding_rows"], on="finding_id")
    return tuple(_said(row, results, senses) for row in joined.itertuples())


def _said(row: object, results: Mapping[str, pd.DataFrame], senses: Senses) -> Said:
    key = json.loads(row.key)
    holds = agrees(results, row.kind, row.direction, row.table, key, senses)
    return Said(row.kind, row.direction, row.table, key, json.loads(row.figures), holds)
