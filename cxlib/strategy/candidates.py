"""The choice to be made: initiatives as arrays, and the rules that bind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

NEARLY_ALL = 1 - 1e-9  # a part of 1 leaves nothing; its logarithm must stay finite
CLOSED = ("done", "stopped", "running")  # money spent or committed: no choice any more
IN_PLACE = ("done", "running")


@dataclass(frozen=True)
class Candidates:
    """Initiatives to choose from. What a choice is worth is defined by `worth`.

    Attributes
    ----------
    names : tuple of str
    cost : array (n,), money
    part : array (n,), 0-1: the part of its group's value that one initiative wins alone
    group : array (n,) of int: index into `weight`
    weight : array (groups,), 0-1: the group's part of its touchpoint's stake
    place : array (groups,) of int: index into the stakes
    rules, limits : arrays (k, n) and (k,): rules @ chosen <= limits
    """

    names: tuple[str, ...]
    cost: np.ndarray
    part: np.ndarray
    group: np.ndarray
    weight: np.ndarray
    place: np.ndarray
    rules: np.ndarray = field(repr=False)
    limits: np.ndarray = field(repr=False)

    def scaled(self, uplift: float) -> Candidates:
        """The same candidates with every uplift multiplied (for what-if)."""
        return replace(self, part=np.clip(self.part * uplift, 0, 1))


def won(candidates: Candidates, plans: np.ndarray) -> np.ndarray:
    """The part of each group's value that each plan wins: (plans, groups).

    What one initiative has mended the next cannot mend again: 1 - (1-p1)(1-p2)...
    """
    left = np.log1p(-np.minimum(candidates.part, NEARLY_ALL))
    member = np.eye(len(candidates.weight))[candidates.group]
    return -np.expm1((plans * left) @ member)


def worth(
    candidates: Candidates, plans: np.ndarray, stake: np.ndarray, weight: np.ndarray | None = None
) -> np.ndarray:
    """What each plan wins of the stakes: (plans, draws). No stake is won more than once.

    Parameters
    ----------
    plans : array (plans, n) of 0/1
    stake : array (draws, places)
    weight : array (draws, groups), optional
        Draws of the group weights; the candidates' own where omitted.
    """
    weight = candidates.weight[None, :] if weight is None else weight
    taken = won(candidates, plans)
    total = np.zeros((len(plans), len(stake)))
    for place in np.unique(candidates.place):
        groups = candidates.place == place
        part = taken[:, groups] @ weight[:, groups].T
        total += np.minimum(part, 1.0) * stake[:, place]
    return total


def candidates(
    initiatives: pd.DataFrame,
    shares: pd.DataFrame,
    stakes: pd.DataFrame,
    capacity: Mapping[str, float] | None = None,
    horizon_months: float = 12,
) -> Candidates:
    """The open initiatives with a computable benefit, and what binds them.

    Rules: a dependency comes along (unless it is in place), exclusions never meet, and an owner's
    chosen months fit into capacity x horizon. What is in place serves dependencies and bars
    what it excludes.
    """
    joined = initiatives.drop(columns="touchpoint", errors="ignore").merge(shares, on="initiative")
    status = joined.status.fillna("planned")
    is_open = joined[~status.isin(CLOSED) & joined.missing.eq("")].reset_index(drop=True)
    group, names = pd.factorize(is_open.group, sort=True)
    first = is_open.drop_duplicates("group").set_index("group").loc[list(names)]
    position = {place: i for i, place in enumerate(stakes.place)}
    rules, limits = _rules(is_open, initiatives, capacity or {}, horizon_months)
    return Candidates(
        names=tuple(is_open.initiative),
        cost=is_open.cost.fillna(0).to_numpy(float),
        part=is_open.part.to_numpy(float),
        group=np.asarray(group, int),
        weight=first.weight.to_numpy(float),
        place=first.place.map(position).to_numpy(int),
        rules=rules,
        limits=limits,
    )


def listed(cell: object) -> list[str]:
    """The names in a cell that may hold several, separated by ";".

    >>> listed("new cart; price sync ")
    ['new cart', 'price sync']
    """
    return [] if pd.isna(cell) else [part.strip() for part in str(cell).split(";") if part.strip()]


def _rules(
    is_open: pd.DataFrame, whole: pd.DataFrame, capacity: Mapping[str, float], horizon: float
) -> tuple[np.ndarray, np.ndarray]:
    at = {name: i for i, name in enumerate(is_open.initiative)}
    in_place = set(whole[whole.status.isin(IN_PLACE)].initiative)
    rows = [_row(len(at), {i: 1, at.get(needed): -1}, 0)
            for name, i in at.items()
            for needed in listed(is_open.depends_on[i]) if needed not in in_place]  # fmt: skip
    rivals = {*at, *in_place}
    rows += [_row(len(at), {i: 1, at.get(other): 1}, 0 if other in in_place else 1)
             for name, i in at.items()
             for other in listed(is_open.excludes[i]) if other in rivals]  # fmt: skip
    months = is_open.months.fillna(0).to_numpy(float)
    for owner, most in sorted(capacity.items()):
        rows.append((np.where(is_open.owner.eq(owner).fillna(False), months, 0), most * horizon))
    if not rows:
        return np.zeros((0, len(at))), np.zeros(0)
    matrix, limits = zip(*rows, strict=True)
    return np.array(matrix), np.array(limits, float)


def _row(n: int, entries: Mapping[int | None, float], limit: float) -> tuple[np.ndarray, float]:
    """One rule; an initiative that is no candidate (None) can never be chosen."""
    row = np.zeros(n)
    for position, value in entries.items():
        if position is not None:
            row[position] = value
    return row, limit
