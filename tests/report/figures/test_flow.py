"""The flow: the thickest moves of a hundred touchpoints, and what share they carry."""

from __future__ import annotations

import pytest

from cxlib.findings import released
from cxlib.report.figures import flow


@pytest.fixture(scope="module")
def hundred(make):
    walk = tuple((f"touchpoint number {k}", 7 * k // 100, "web") for k in range(100))
    return released(make["engagement"](walk), make["results"](walk))


def test_at_a_hundred_touchpoints_it_stays_legible(hundred, overlaps, outside):
    figure = flow.draw(hundred)
    assert overlaps(figure) == []
    assert outside(figure) == []


def test_the_share_it_carries_is_that_of_plain_arithmetic(shown):
    found = flow.plan(shown)
    moves = shown["transitions"].dropna(subset=["n"])
    between = moves[moves["source"] != moves["target"]]
    assert found.covered == pytest.approx(found.edges["n"].sum() / between["n"].sum())
    assert len(found.names) <= flow.MOST_NODES
    assert len(found.edges) <= flow.MOST_EDGES


def test_names_stand_in_the_order_of_the_walk(shown, make):
    order = [t for t, _, _ in make["walk"]]
    names = flow.plan(shown).names
    assert names == sorted(names, key=order.index)


def test_a_move_of_few_is_not_drawn(make):
    results = make["results"]()
    moves = results["transitions"].head(3).assign(n=[4, 40, 400])
    edges = flow.plan(released(make["engagement"](), results | {"transitions": moves})).edges
    assert sorted(edges["n"]) == [40, 400]
