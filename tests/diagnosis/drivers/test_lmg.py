"""LMG against relaimpo's output and against every order of entry, one by one."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from cxlib.diagnosis.drivers import lmg, owen
from cxlib.diagnosis.drivers.sums import sums

RNG = np.random.default_rng(11)


def _table(block: dict, outcome: str, names: list[str] | None = None) -> np.ndarray:
    names = names or [c for c in block["data"] if c != outcome]
    return np.column_stack([block["data"][c] for c in [outcome, *names]])


def _random(p: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(3 * p, p + 1)) + rng.normal(size=(3 * p, 1)), rowvar=False)


def _r2(matrix: np.ndarray, members: list[int]) -> float:
    k = [m + 1 for m in members]
    return float(matrix[0, k] @ np.linalg.solve(matrix[np.ix_(k, k)], matrix[k, 0])) if k else 0.0


def _by_orders(matrix: np.ndarray, orders: list[list[int]]) -> np.ndarray:
    out = np.zeros(len(matrix) - 1)
    for order in orders:
        for k, member in enumerate(order):
            out[member] += _r2(matrix, order[: k + 1]) - _r2(matrix, order[:k])
    return out / len(orders)


def test_swiss_is_relaimpos(published):
    block = published["lmg_swiss"]
    matrix = np.corrcoef(_table(block, "Fertility"), rowvar=False)
    found = lmg.weights(matrix)
    np.testing.assert_allclose(found, list(block["lmg"].values()), atol=1e-10, rtol=0)
    assert found.sum() == pytest.approx(block["R2"], abs=1e-10)
    np.testing.assert_allclose(matrix[0, 1:] ** 2, block["first"], atol=1e-10, rtol=0)


def test_weighted_swiss_is_relaimpos(published):
    block = published["lmg_swiss"]
    data = _table(block, "Fertility")
    weights = 1 + np.arange(1, len(data) + 1) % 3  # R counts rows from 1
    matrix = sums(data, RNG, weights=weights).observed()
    expected = block["weighted_w=1+(row%3)"]
    np.testing.assert_allclose(lmg.weights(matrix), expected["lmg"], atol=1e-10, rtol=0)
    assert lmg.weights(matrix).sum() == pytest.approx(expected["R2"], abs=1e-10)


def test_mtcars_is_as_published(published):
    block = published["mtcars"]
    data = _table(block, "mpg", list(block["johnson"]))
    matrix = np.corrcoef(data, rowvar=False)
    np.testing.assert_allclose(lmg.weights(matrix), block["lmg"], atol=1e-10, rtol=0)
    assert lmg.weights(matrix).sum() == pytest.approx(block["R2"], abs=1e-7)


def test_two_variables_by_hand(published):
    block = published["two_predictors"]
    (a, b), r = block["ry"], block["r12"]
    matrix = np.array([[1, a, b], [a, 1, r], [b, r, 1]])
    np.testing.assert_allclose(lmg.weights(matrix), block["weights"], atol=1e-12)


def test_every_order_of_entry_gives_the_same():
    matrix = _random(5)
    orders = [list(o) for o in permutations(range(5))]
    np.testing.assert_allclose(lmg.weights(matrix), _by_orders(matrix, orders), atol=1e-12)


@pytest.mark.parametrize("p", [1, 2, 7, 12])
def test_weights_add_up_to_r_squared(p):
    batch = np.array([_random(p, seed) for seed in range(5)])
    expected = [_r2(m, list(range(p))) for m in batch]
    np.testing.assert_allclose(lmg.weights(batch).sum(axis=1), expected, atol=1e-10)


def test_a_batch_is_its_matrices_one_by_one(monkeypatch):
    batch = np.array([_random(6, seed) for seed in range(9)])
    alone = np.array([lmg.weights(m) for m in batch])
    monkeypatch.setattr(lmg, "CHUNK_NUMBERS", 500)
    np.testing.assert_allclose(lmg.weights(batch), alone, atol=1e-14)


def test_order_and_scale_change_nothing():
    data = np.random.default_rng(3).normal(size=(100, 5))
    plain = lmg.weights(np.corrcoef(data, rowvar=False))
    mixed = data[:, [0, 3, 1, 4, 2]] * [1e-3, 1e3, 7, 1e5, 0.2] + [5, -3, 1e4, 0, 9]
    found = lmg.weights(sums(mixed, RNG).observed())
    np.testing.assert_allclose(found, plain[[2, 0, 3, 1]], atol=1e-10)


def test_identical_variables_share_alike():
    data = np.random.default_rng(4).normal(size=(200, 3))
    twice = np.column_stack([data, data[:, 1]])
    found = lmg.weights(np.corrcoef(twice, rowvar=False))
    assert found[0] == pytest.approx(found[2], abs=1e-9)
    alone = lmg.weights(np.corrcoef(data, rowvar=False)).sum()
    assert found.sum() == pytest.approx(alone, abs=1e-9)


def test_blocks_enter_together():
    matrix, blocks = _random(6), [[0, 3], [1], [2, 4, 5]]
    orders = [
        [k for b in order for k in inner[b]]
        for order in permutations(range(3))
        for inner in [
            dict(enumerate(parts))
            for parts in (
                (a, b, c)
                for a in permutations(blocks[0])
                for b in permutations(blocks[1])
                for c in permutations(blocks[2])
            )
        ]
    ]
    expected = _by_orders(matrix, orders)
    np.testing.assert_allclose(owen.weights(matrix, blocks), expected, atol=1e-12)
    joint = [expected[block].sum() for block in blocks]
    np.testing.assert_allclose(lmg.weights(matrix, blocks), joint, atol=1e-12)


def test_owen_of_single_variables_is_lmg():
    batch = np.array([_random(5, seed) for seed in range(3)])
    alone = [[k] for k in range(5)]
    np.testing.assert_allclose(owen.weights(batch, alone), lmg.weights(batch), atol=1e-14)
    assert owen.fits(alone)
    assert not owen.fits([[k] for k in range(10)] + [list(range(10, 20))])


def test_too_many_variables_are_refused_with_the_way_out():
    with pytest.raises(ValueError, match=r"at most 16 predictors, not 17: group them first"):
        lmg.weights(np.eye(18))
