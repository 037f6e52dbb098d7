"""How good each touchpoint is now: every score with its interval and base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNITS = {"nps": "nps", "top2": "share", "share": "share", "rate": "share"}  # by metric
WHOLE = {"touchpoint": "overall", "segment": "all"}


def chosen(view: View, outcome: str | None = None, by: str = "touchpoint") -> pd.DataFrame:
    """Rows of one outcome: every touchpoint over all segments, or every segment overall.

    The column `label` holds the touchpoint or the segment, `whole` marks everything together. The
    best comes first, by the outcome's declared direction.
    """
    table = view.scores(outcome)
    other = "segment" if by == "touchpoint" else "touchpoint"
    rows = table[table[other] == WHOLE[other]]
    rows = rows.assign(label=rows[by], whole=rows[by] == WHOLE[by])
    # segments stand together by the column they are of
    way = rows["label"].str.split("=", n=1).str[0] if by == "segment" else 0
    parts = rows.assign(way=way)[~rows["whole"]]
    low_first = rows["metric"].eq("mean").all() and view.engagement.sense(outcome or view.main) < 0
    parts = parts.sort_values(["way", "score"], ascending=[True, low_first], kind="stable")
    return pd.concat([rows[rows["whole"]], parts], ignore_index=True)


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
    colours = [style.INK if together else style.BLUE for together in table["whole"]]
    label = pd.Series([_name(view, row, by) for row in table.itertuples()])
    rows = forest.rows(label, table, "score", colour=colours)
    scale = _scale(view, outcome, table["metric"].iloc[0])
    return forest.draw(rows, scale, captions.of(view, "answers", rows))


def _name(view: View, row: object, by: str) -> str:
    if row.whole:
        return view.voice.say("figure|scores|whole")
    return view.voice.place(row.label) if by == "touchpoint" else view.voice.segment(row.label)


def _scale(view: View, outcome: str | None, metric: str) -> forest.Scale:
    told = metric if metric in ("nps", "top2", "share") else "mean"
    name = view.voice.say(f"figure|scores|{told}", outcome={"outcome": outcome or view.main})
    return forest.Scale(view.voice, UNITS.get(metric, "number"), name)


def alt(view: View, outcome: str | None = None, by: str = "touchpoint") -> str:
    """The picture in words: the whole, the best and the worst."""
    table, say = chosen(view, outcome, by).dropna(subset=["score"]), view.voice.say
    if table.empty:
        return say("figure|scores|alt none")
    scale = _scale(view, outcome, table["metric"].iloc[0])
    told = [
        captions.row(view, _name(view, r, by), scale.within(r.score, r.low, r.high, r.n), r.n)
        for r in table.iloc[[0, min(1, len(table) - 1), -1]].drop_duplicates().itertuples()
    ]
    count, rows = len(table), captions.rows(told)
    return say("figure|scores|alt", count, name=scale.name, n={"count": count}, rows=rows)
