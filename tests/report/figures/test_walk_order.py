"""Touchpoints in pictures: the map's order, else the one in which customers walk."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pandas as pd
import pytest

from cxlib.report.figures import flow, map_columns
from cxlib.report.figures.walk_order import as_walked, in_order, stages


def moves(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "target", "n"])


def back(order: list[str], table: pd.DataFrame) -> float:
    """How many moves go back in an order: the second way."""
    at = {name: k for k, name in enumerate(order)}
    return sum(row.n for row in table.itertuples() if at[row.source] > at[row.target])


@pytest.mark.parametrize("names", [*permutations("abcd")])
def test_no_move_goes_back_where_none_need_and_however_the_names_come(names):
    walked = moves(("a", "b", 90), ("b", "c", 80), ("c", "d", 60), ("a", "d", 7), ("b", "d", 5))
    assert as_walked(names, walked) == list("abcd")


def test_few_moves_go_back_where_some_must():
    table = moves(("a", "b", 50), ("b", "c", 45), ("c", "b", 12), ("c", "d", 30), ("d", "a", 4),
                  ("b", "b", 99))  # fmt: skip
    least = min(back(list(one), table) for one in permutations("abcd"))
    assert back(as_walked("dcba", table), table) == least == 16


def test_what_nobody_moves_to_or_from_stays_as_it_came_at_the_end():
    assert as_walked("zyab", moves(("a", "b", 9), ("y", "z", None))) == list("abzy")


def test_the_declared_order_comes_first_then_the_walk_and_no_stage_last(shown):
    catalogue = pd.DataFrame({
        "touchpoint": ["pay", "find", "try", "join"], "stage": ["buy", "look", "look", "buy"],
        "order": [4.0, None, 1.0, None],
    })  # fmt: skip
    walked = moves(("new", "find", 5), ("find", "join", 9), ("join", "pay", 8))
    view = with_map(shown, catalogue, walked)
    assert in_order(view, ["pay", "new", "join", "find", "try"]) == [
        "try", "find", "pay", "join", "new"
    ]  # fmt: skip
    assert stages(catalogue) == {"look": 0, "buy": 1}


def test_map_and_flow_show_one_order(shown):
    drawn = flow.plan(shown).names
    mapped = [name for name in map_columns.columns(shown)["touchpoint"] if name in drawn]
    assert mapped == drawn


def with_map(view, catalogue, walked):
    tables = dict(view.engagement.tables)
    empty = tables["touchpoints"].iloc[:0].reindex(range(len(catalogue)))
    tables["touchpoints"] = empty.assign(**{name: catalogue[name] for name in catalogue})
    return replace(view, engagement=replace(view.engagement, tables=tables),
                   tables={**view.tables, "transitions": walked})  # fmt: skip
