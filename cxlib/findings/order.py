"""What comes first: rows and findings by how much they matter."""

from __future__ import annotations

import pandas as pd

from cxlib.findings.claim import key_json
from cxlib.findings.kinds import KINDS
from cxlib.release.once import once_per_view
from cxlib.release.view import View

PLACES = {kind.name: place for place, kind in enumerate(KINDS)}


def in_order(view: View, findings: pd.DataFrame) -> pd.DataFrame:
    """Findings as every surface tells them: the weightiest first.

    Of equals those of the main outcome; then in the order in which the kinds are declared, which is
    the method's: within a step what is to be done, then how, then what is in doubt.
    """
    others = [str(s).partition(":")[0] != view.main for s in findings["subject"]]
    places = findings["kind"].map(PLACES).fillna(len(PLACES))
    ranked = findings.assign(others=others, place=places).sort_values(
        ["weight", "others", "place"], ascending=[False, True, True], kind="stable"
    )
    return ranked[findings.columns]


def weights(view: View, table: str, frame: pd.DataFrame) -> pd.Series:
    """The weight of the weightiest finding that tells of each row; missing where there is none.

    Parameters
    ----------
    view : with its findings, as `cxlib.findings.released` gives it
    table, frame : a result table's name, and rows of it
    """
    keys = [key_json(table, row) for row in frame.itertuples()]
    told = pd.Series(keys, index=frame.index, dtype="object")
    return told.map(_heaviest(view, table)).astype(float)


@once_per_view
def _heaviest(view: View, table: str) -> pd.Series:
    """The weight of the weightiest finding that tells of each row that any tells of, by its key."""
    told, rows = about(view, (table,)), view["finding_rows"]
    rows = rows[(rows["table"] == table) & rows["finding_id"].isin(told["finding_id"])]
    found = told.set_index("finding_id")["weight"]
    return rows["finding_id"].map(found).groupby(rows["key"]).max()


def ranked(view: View, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by weight, the weightiest first; those that nothing is claimed of keep their order.

    For pictures and tables whose order is free: what is told first is what is drawn first.
    """
    weight = weights(view, table, frame).fillna(-1.0)
    return frame.loc[weight.sort_values(ascending=False, kind="stable").index]


@once_per_view
def about(view: View, tables: tuple[str, ...]) -> pd.DataFrame:
    """The findings that stand and whose kind tells of these tables, the weightiest first."""
    found = view["findings"]
    found = found[found["stands"].fillna(False).astype(bool)]
    here = found[found["kind"].isin({kind.name for kind in KINDS if kind.table in tables})]
    return in_order(view, here)


def on_row(view: View, table: str, row: object) -> set[str]:
    """Ids of the findings that rest on one row of a table."""
    return _on_rows(view, table).get(key_json(table, row), set())


@once_per_view
def _on_rows(view: View, table: str) -> dict[str, set[str]]:
    """Ids of the findings that rest on each row of a table, by its key."""
    rows = view["finding_rows"]
    found = rows[rows["table"] == table].groupby("key")["finding_id"]
    return {key: set(ids) for key, ids in found}


@once_per_view
def rests_on(view: View) -> dict[str, set[tuple[str, str]]]:
    """Table and key of every row that each finding rests on."""
    rows = view["finding_rows"]
    found: dict[str, set[tuple[str, str]]] = {}
    for one, table, key in zip(rows["finding_id"], rows["table"], rows["key"], strict=True):
        found.setdefault(one, set()).add((table, key))
    return found
