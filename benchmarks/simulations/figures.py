"""Published figures against the product's own, from the fixtures of the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cxlib.diagnosis import kano
from cxlib.diagnosis.drivers import dominance, johnson, lmg
from cxlib.diagnosis.drivers.sums import sums
from cxlib.stats import intervals, tests

REFERENCE = Path(__file__).parents[2] / "tests" / "reference" / "diagnosis.json"
Row = dict[str, object]


def figures() -> Iterator[Row]:
    """One row per published figure: what, source, published, ours, allowed difference."""
    block = json.loads(REFERENCE.read_text(encoding="utf-8"))
    yield from _weights(block)
    yield from _dominance(block)
    yield from _intervals(block)
    bh = block["bh"]
    flagged = (tests.benjamini_hochberg(bh["p"]) <= 0.05).sum()
    yield _row("Benjamini–Hochberg, 15 p-values: rejected", bh, [bh["bh"]], [flagged], 0)
    yield from _kano(block["kano"])


def _row(what: str, block: dict, published: object, ours: object, allowed: float) -> Row:
    theirs, mine = np.ravel(published).astype(float), np.ravel(ours).astype(float)
    gap = float(np.abs(theirs - mine).max())
    return {"what": what, "source": block["source"], "published": theirs, "ours": mine,
            "difference": gap, "allowed": allowed, "good": gap <= allowed}  # fmt: skip


def _matrix(block: dict, outcome: str, names: list[str], weights: object = None) -> np.ndarray:
    data = np.column_stack([block["data"][c] for c in [outcome, *names]])
    return sums(data, np.random.default_rng(0), weights=weights).observed()


def _weights(block: dict) -> Iterator[Row]:
    swiss = block["lmg_swiss"]
    names = [c for c in swiss["data"] if c != "Fertility"]
    plain = _matrix(swiss, "Fertility", names)
    alone = dominance.added_by_level(plain)[0]
    yield _row("R², swiss", swiss, swiss["R2"], lmg.weights(plain).sum(), 1e-10)
    yield _row("R² of each alone, swiss", swiss, swiss["first"], alone, 1e-10)
    yield _row("LMG, swiss", swiss, list(swiss["lmg"].values()), lmg.weights(plain), 1e-10)
    weighted = swiss["weighted_w=1+(row%3)"]
    w = 1 + np.arange(1, len(swiss["data"]["Fertility"]) + 1) % 3
    ours = lmg.weights(_matrix(swiss, "Fertility", names, w))
    yield _row("LMG, swiss weighted", swiss, weighted["lmg"], ours, 1e-10)
    yield _row("R², swiss weighted", swiss, weighted["R2"], ours.sum(), 1e-10)
    yield _row("Johnson, swiss", swiss, swiss["johnson"], johnson.weights(plain), 1e-10)
    cars = block["mtcars"]
    matrix = _matrix(cars, "mpg", list(cars["johnson"]))
    theirs = list(cars["johnson"].values())
    yield _row("Johnson, mtcars", cars, theirs, johnson.weights(matrix), 1e-7)
    yield _row("R², mtcars", cars, cars["R2"], lmg.weights(matrix).sum(), 1e-7)
    yield _row("LMG, mtcars", cars, cars["lmg"], lmg.weights(matrix), 1e-10)
    two = block["two_predictors"]
    (a, b), r = two["ry"], two["r12"]
    by_hand = np.array([[1, a, b], [a, 1, r], [b, r, 1]])
    yield _row("LMG, two predictors by hand", two, two["weights"], lmg.weights(by_hand), 1e-12)


def _dominance(block: dict) -> Iterator[Row]:
    azen = block["azen_budescu"]
    levels = dominance.added_by_level(np.array(azen["corr"]))
    yield _row("conditional dominance by level", azen, azen["conditional_by_level"], levels,
               azen["tolerance"])  # fmt: skip
    complete = dominance.dominance(np.array(azen["corr"])).complete
    expected = [[0.5, 1, 1, 1], [0, 0.5, 0.5, 0.5], [0, 0.5, 0.5, 0.5], [0, 0.5, 0.5, 0.5]]
    yield _row("complete dominance", azen, expected, complete, 0)
    attitude = block["attitude"]
    theirs = attitude["general_dominance"]
    ours = lmg.weights(_matrix(attitude, "rating", list(theirs)))
    yield _row("general dominance, attitude", attitude, list(theirs.values()), ours, 5e-4)


def _intervals(block: dict) -> Iterator[Row]:
    for words, theirs in block["wilson"].items():
        if words != "source":
            x, n = map(int, words.split("/"))
            yield _row(f"Wilson, {words}", block["wilson"], theirs, intervals.wilson(x, n), 5.1e-5)
    for words, theirs in block["newcombe"].items():
        if words != "source":
            (x1, n1), (x2, n2) = (map(int, part.split("/")) for part in words.split("-"))
            _, low, high = intervals.newcombe(x1, n1, x2, n2)
            yield _row(f"Newcombe, {words}", block["newcombe"], theirs, [low, high], 5.1e-5)
    nps = block["nps"]
    score, low, high = intervals.nps(50, 30, 20)
    yield _row("NPS, 50/30/20", nps, nps["nps"], score, 0)
    yield _row("NPS, adjusted Wald (3,T)", nps, nps["adjusted_wald_3T"]["ci"], [low, high], 5.1e-5)
    coull = block["agresti_coull"]
    yield _row("Agresti–Coull, 4/5", coull, coull["4/5"], intervals.agresti_coull(4, 5), 1e-4)


def _kano(block: dict) -> Iterator[Row]:
    """The evaluation table, and Berger's coefficients on one answer of every pair."""
    letters = [list(row) for row in block["rows_functional_cols_dysfunctional"]]
    with_it, without_it = (answers.ravel() for answers in np.indices((5, 5)) + 1)
    agree = kano.categories(with_it, without_it) == np.ravel(letters)
    yield _row("Kano's table, cells that agree", block, [25], [agree.sum()], 0)
    a, o, m, i = ((np.array(letters) == letter).sum() for letter in "AOMI")
    counted = [(a + o) / (a + o + m + i), -(o + m) / (a + o + m + i)]
    ours = kano.evaluated(kano.Pairs(with_it, without_it), np.random.default_rng(0))
    yield _row("Kano, better and worse on one answer of each pair", block, counted,
               [ours["better"], ours["worse"]], 1e-12)  # fmt: skip
