"""What a table of the report can show in a column, and how each is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from cxlib.language import words
from cxlib.release.suppression import HIDDEN, LOW, limit
from cxlib.release.view import View

Write = Callable[[View, pd.Series], str]


@dataclass(frozen=True)
class Column:
    """A head and what stands in each cell under it."""

    head: str
    write: Write
    numeric: bool = False


def text(head: str, field: str) -> Column:
    """The words as they are; missing stays empty."""
    return Column(head, lambda _, row: "" if words.missing(row.get(field)) else str(row[field]))


def variable(head: str = "variable") -> Column:
    """A variable by its label."""
    return Column(head, lambda view, row: view.variable_label(row["variable"]))


def outcome(head: str = "outcome", field: str = "outcome") -> Column:
    """An outcome or KPI by its label."""
    return Column(head, lambda view, row: view.label(row[field]))


def scope(head: str = "where", field: str = "scope") -> Column:
    """A scope in words: "touchpoint=activation" is "activation"."""
    return Column(head, lambda _, row: str(row[field]).split("=", 1)[-1])


def estimate(
    head: str,
    value: str,
    low: str = "low",
    high: str = "high",
    shown: Callable[..., str] = words.number,
) -> Column:
    """A number with its interval."""
    return Column(
        f"{head} (interval)",
        lambda _, row: words.with_interval(row[value], row[low], row[high], shown),
        numeric=True,
    )


def amount(head: str, value: str, low: str | None = None, high: str | None = None) -> Column:
    """Money in the engagement's currency, with its interval where the table has one."""
    if low is None or high is None:
        return Column(head, lambda view, row: view.money(row[value]), numeric=True)
    return Column(
        f"{head} (interval)",
        lambda view, row: words.with_interval(row[value], row[low], row[high], view.money),
        numeric=True,
    )


def plain(head: str, field: str, shown: Callable[..., str] = words.number) -> Column:
    """A number without an interval of its own."""
    return Column(head, lambda _, row: shown(row.get(field)), numeric=True)


def day(head: str, field: str) -> Column:
    """A date."""
    return Column(head, lambda _, row: words.day(row[field]), numeric=True)


def yes(head: str, field: str, word: str = "yes") -> Column:
    """A word where the flag is set, nothing where it is not."""
    return Column(head, lambda _, row: "" if words.missing(row[field]) or not row[field] else word)


def base(head: str = "n", field: str = "n") -> Column:
    """The base; of a hidden row only that it is too small, of a low base also that."""

    def write(view: View, row: pd.Series) -> str:
        if row["base_note"] == HIDDEN:
            return f"fewer than {limit(view.policy)}, or hidden to protect them"
        if words.missing(row[field]):
            return "not supplied"
        return words.count(row[field]) + (f" ({LOW})" if row["base_note"] == LOW else "")

    return Column(head, write, numeric=True)
