"""How good each touchpoint is now: every score with its interval and base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def chosen(view: View, outcome: str | None = None, by: str = "touchpoint") -> pd.DataFrame:
    """Rows of one outcome: every touchpoint over all segments, or every segment overall."""
    table = view.scores(outcome)
    if by == "touchpoint":
        rows = table[table["segment"] == "all"].assign(label=lambda t: t["touchpoint"])
        whole = rows["touchpoint"] == "overall"
    else:
        rows = table[table["touchpoint"] == "overall"].assign(label=lambda t: t["segment"])
        whole = rows["segment"] == "all"
    way = rows["label"].str.split("=", n=1).str[0] if by == "segment" else 0
    parts = rows.assign(way=way)[~whole]
    parts = parts.sort_values(["way", "score"], ascending=[True, False], kind="stable")
    return pd.concat([rows[whole], parts], ignore_index=True)


def draw(view: View, outcome: str | None = None, by: str = "touchpoint") -> Figure | None:
    """Scores of one outcome, best first, everything together on top.

    Parameters
    ----------
    view : View
    outcome : str, optional
        The main outcome by default.
    by : {"touchpoint", "segment"}
    """
    table = chosen(view, outcome, by)
    if len(table) < 2:
        return None
    metric = table["metric"].iloc[0]
    everything = {"touchpoint": "overall", "segment": "all"}[by]
    whole = table["label"] == everything
    colours = [style.INK if together else style.BLUE for together in whole]
    label = table["label"].mask(whole, "everything together").str.replace("=", ": ", n=1)
    rows = forest.rows(label, table, "score", colour=colours)
    scale = forest.Scale(_unit(view, outcome, metric), words.unit_of(metric))
    note = f"n = answers. Bars: {words.confidence(view.confidence)}."
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base)


def _unit(view: View, outcome: str | None, metric: str) -> str:
    kinds = {"nps": "Net Promoter Score", "top2": "share of the two best answers", "share": "share"}
    return f"{view.label(outcome or view.main)}: {kinds.get(metric, 'mean answer')}"


def alt(view: View, outcome: str | None = None, by: str = "touchpoint") -> str:
    """The picture in words: the whole, the best and the worst."""
    table = chosen(view, outcome, by).dropna(subset=["score"])
    if table.empty:
        return "No score can be shown."
    metric = table["metric"].iloc[0]
    told = [
        f"{row.label} {words.with_interval(row.score, row.low, row.high, words.unit_of(metric))}, "
        f"{words.base(row.n)}"
        for row in table.iloc[[0, min(1, len(table) - 1), -1]].drop_duplicates().itertuples()
    ]
    return f"{_unit(view, outcome, metric)}, {len(table)} rows: {'; '.join(told)}."
