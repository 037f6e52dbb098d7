"""Drivers of a survey that is too large to hold: its sums come from one pass through the engine.

The engine deals the rows to random blocks and hands them over batch by batch; each block's products
are added up. What remains has a row per block, whatever the number of answers, and everything else
works on that.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.diagnosis.drivers.material import PAIRWISE, Material, Way
from cxlib.diagnosis.drivers.model import DEFAULT, Answer, Base, of_material
from cxlib.diagnosis.drivers.questions import VARIABLE, Question
from cxlib.diagnosis.drivers.sums import BLOCKS, ROWS_AT_ONCE, Sums, grouped, pair_products

if TYPE_CHECKING:
    import ibis.expr.types as ir

BLOCK = "cx block"  # the working column that says which block a row is dealt to


def answer_in_engine(
    table: ir.Table,
    outcome: str,
    names: Sequence[str],
    unit: str,
    rng: np.random.Generator,
    confidence: float = 0.95,
    way: Way = DEFAULT,
    scope: str = EVERYWHERE,
) -> Answer:
    """One question's model on a table in the engine; null is N/A.

    Parameters
    ----------
    table : ibis table
        The outcome, the variables and `unit`, numbers as they were answered.
    unit : str
        The column whose values are drawn together: the account where answers come from accounts,
        else the answer's own id.
    """
    summed = block_sums(table, [outcome, *names], unit)
    totals = summed.asymptotic(rng, way.draws) if way.fast else summed.bootstrap(rng, way.draws)
    k = len(names) + 1
    answered = summed.totals[:, -2 * k : -k].sum(axis=0)
    spread = np.sqrt(_variances(summed))
    given = Material(
        summed.observed(),
        summed.matrices(totals),
        summed.means(totals),
        (),
        np.zeros(0, dtype=bool),
        summed.units,
        PAIRWISE,
    )
    rated, rows = answered[1:].astype(int), int(answered[0])
    base = Base(rated, rows, float("nan"), float(spread[0]), spread[1:])
    question = Question(outcome, scope, VARIABLE, tuple(names))
    return of_material(question, names, given, base, way, confidence)


def block_sums(table: ir.Table, columns: Sequence[str], unit: str, blocks: int = BLOCKS) -> Sums:
    """The pairwise sums of every block, in one pass; memory does not grow with the rows."""
    number = [table[c].cast("float64").name(c) for c in columns]
    block = (table[unit].hash() % blocks + blocks) % blocks
    k = len(columns)
    totals = np.zeros((blocks, 3 * k * (k - 1) + 2 * k))
    with warnings.catch_warnings():  # ibis 12 calls a DuckDB method under its former name
        warnings.simplefilter("ignore", DeprecationWarning)
        chosen = table.select(block.cast("int64").name(BLOCK), *number)
        for batch in chosen.to_pyarrow_batches(chunk_size=ROWS_AT_ONCE):
            held = [batch.column(c).to_numpy(zero_copy_only=False) for c in (BLOCK, *columns)]
            products = pair_products(np.column_stack(held[1:]))
            totals += grouped(products, held[0], blocks)
    return Sums(totals[totals.any(axis=1)], k, False, np.zeros(k), np.ones(k))


def _variances(summed: Sums) -> np.ndarray:
    """The columns' variances: the first from its sums with the second, the others' with the first.

    The first columns' pairs are (0, 1), (0, 2) …: the first of their kind in every part.
    """
    pairs = (summed.totals.shape[1] - 2 * summed.columns) // 6
    sums = summed.totals.sum(axis=0)[: 6 * pairs].reshape(6, pairs)[:, : summed.columns - 1]
    n = np.append(sums[0, :1], sums[0])
    x, xx = (np.append(sums[a, :1], sums[b]) for a, b in ((1, 2), (3, 4)))
    return (xx / n - (x / n) ** 2) * n / np.maximum(n - 1, 1)
