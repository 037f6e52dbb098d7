"""The walk: where customers go next, thick where many go, and only what can be read.

Touchpoints stand in one column in the order of the walk; moves forward are arcs to the right,
moves back arcs to the left. Arcs never cover a name, so the picture stays legible when the log
has a hundred touchpoints: the most used ones and the thickest moves are drawn, the share of all
moves they carry is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions
from cxlib.report.figures.walk_order import in_order

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_NODES, MOST_EDGES = 22, 44
ROW, TOP, FOOT = 0.33, 0.42, 0.42
BACK, NAME, FORWARD = 1.7, 1.95, 2.05  # widths of the three columns, inches
NEXT = canvas.PAGE_WIDTH - BACK - NAME - FORWARD - 0.05
STAGE_ROOM, MOST_STAGE_ROOM = 0.95, 1.6  # a long name of a stage moves the columns to the right
THICKEST = 7.0  # points


@dataclass(frozen=True)
class Plan:
    """What is drawn: touchpoints top to bottom and the moves between them."""

    names: list[str]
    stages: list[str]
    edges: pd.DataFrame  # source, target, n: the thickest moves
    moves: pd.DataFrame  # every move that may be shown, also onto itself
    kinds: int
    covered: float


def plan(view: View) -> Plan | None:
    """The most used touchpoints and moves; None where there are none."""
    moves = view["transitions"].dropna(subset=["n"])
    moves = moves.assign(n=moves["n"].astype(int))
    between = moves[moves["source"] != moves["target"]]
    if between.empty:
        return None
    ends = pd.concat([between.groupby("source")["n"].sum(), between.groupby("target")["n"].sum()])
    weight = ends.groupby(level=0).sum().sort_values(ascending=False, kind="stable")
    kept = weight.index[:MOST_NODES]
    inside = between[between["source"].isin(kept) & between["target"].isin(kept)]
    edges = inside.nlargest(MOST_EDGES, "n").reset_index(drop=True)
    used = set(edges["source"]) | set(edges["target"])
    names = in_order(view, (name for name in kept if name in used))
    catalogue = view.engagement.table("touchpoints")
    stage = dict(zip(catalogue["touchpoint"], catalogue["stage"], strict=True))
    stages = [stage.get(name, "") for name in names]
    return Plan(names, stages, edges, moves, len(between), edges["n"].sum() / between["n"].sum())


@style.themed
def draw(view: View) -> Figure | None:
    """Names in a column, moves as arcs, and for each touchpoint where most go next."""
    found = plan(view)
    if found is None:
        return None
    height = TOP + ROW * len(found.names) + FOOT
    figure = canvas.sheet(height)
    axes = canvas.bare(figure.add_axes((0, 0, 1, 1)))
    aside = _aside(found)
    axes.set_xlim(-aside, canvas.PAGE_WIDTH - aside)
    axes.set_ylim(height, 0)
    _heads(view, axes, aside)
    _stages(axes, found, aside)
    at = {name: TOP + (k + 0.5) * ROW for k, name in enumerate(found.names)}
    for edge in found.edges.sort_values("n").itertuples():
        _move(axes, at[edge.source], at[edge.target], edge.n / found.edges["n"].max(), len(at))
    size = labels.size_for(labels.words_of(at), NAME - 0.1, style.SMALL, bold=True)
    for name, y in at.items():
        _name(axes, name, y, size)
        canvas.say(axes, BACK + NAME + FORWARD, y, _next(view, found, name, NEXT - aside),
                   size=style.SMALL)  # fmt: skip
    canvas.note(figure, _note(view, found), left=0.05)
    return figure


def _aside(found: Plan) -> float:
    """How far the columns stand to the right of their places, in inches."""
    needed = labels.widest(labels.words_of(found.stages), style.SMALLEST)
    return min(MOST_STAGE_ROOM, max(STAGE_ROOM, needed)) - STAGE_ROOM


def _heads(view: View, axes, aside: float) -> None:
    heads = (
        ("back", BACK - 0.12, "right", BACK - 0.17 + aside),
        ("touchpoint", BACK + NAME / 2, "center", NAME),
        ("forward", BACK + NAME + 0.12, "left", FORWARD - 0.22),
        ("next", BACK + NAME + FORWARD, "left", NEXT - aside),
    )
    for head, x, side, room in heads:
        text, size = labels.fit(view.voice.say(f"figure|flow|{head}"), room, style.SMALL, lines=2)
        canvas.say(axes, x, 0.18, text, ha=side, size=size, color=style.MUTED, linespacing=1.0)


def _stages(axes, found: Plan, aside: float) -> None:
    """A tinted cell behind the names of one stage, its name at the left edge."""
    from matplotlib.patches import Rectangle

    blocks = pd.Series(found.stages).ne(pd.Series(found.stages).shift()).cumsum()
    for _, block in blocks.groupby(blocks):
        first, count = block.index[0], len(block)
        top = TOP + first * ROW
        axes.add_patch(Rectangle((BACK, top + 0.015), NAME, count * ROW - 0.03, fc="#eef2f6",
                                 ec="none", zorder=0))  # fmt: skip
        name = labels.wrap(found.stages[first], STAGE_ROOM + aside, style.SMALLEST, lines=1)
        left, right = 0.05 - aside, canvas.PAGE_WIDTH - 0.05 - aside
        canvas.say(axes, left, top + ROW / 2, name, size=style.SMALLEST, color=style.MUTED)
        axes.plot([left, right], [top, top], color=style.RULE, lw=0.6, zorder=0)


def _move(axes, start: float, end: float, weight: float, rows: int) -> None:
    """An arc from row to row; the farther the move, the wider the arc."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    forward = end > start
    edge, way = (BACK + NAME + 0.02, 1) if forward else (BACK - 0.02, -1)
    room = (FORWARD if forward else BACK - 0.75) - 0.15
    reach = way * room * 4 / 3 * (0.12 + 0.88 * abs(end - start) / (ROW * max(rows - 1, 1)))
    lean = 0.06 * way * (1 if forward else -1)
    points = [(edge, start + lean), (edge + reach, start), (edge + reach, end), (edge, end - lean)]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    thick = max(0.6, THICKEST * weight)
    colour = style.BLUE if forward else style.ORANGE
    axes.add_patch(PathPatch(path, fc="none", ec=colour, lw=thick, alpha=0.5, capstyle="butt"))
    axes.plot(edge, end - lean, "<" if forward else ">", ms=4.5, color=colour, zorder=3)


def _name(axes, name: str, y: float, size: float) -> None:
    text = labels.wrap(name, NAME - 0.1, size, lines=2, bold=True)
    canvas.say(axes, BACK + NAME / 2, y, text, size=size, ha="center", weight="bold",
               linespacing=1.1, zorder=4)  # fmt: skip


def _next(view: View, found: Plan, name: str, room: float) -> str:
    """Where those who were at the touchpoint go next."""
    out = found.moves[found.moves["source"] == name]
    if out.empty:
        return ""
    say, total = view.voice.say, out["n"].sum()
    base, again = view.voice.base(total), say("figure|flow|again")
    most = [
        (again if r.target == name else view.voice.place(r.target), r.n / total)
        for r in out.nlargest(2, "n").itertuples()
    ]
    one, *second = most
    slots = {"to": one[0], "share": view.voice.share(one[1], 0), "base": base}
    if second:
        other, share = second[0]
        both = {"other": other, "other_share": view.voice.share(share, 0)}
        line = labels.drawable(say("figure|flow|two", **slots, **both))
        if labels.width(line, style.SMALL) <= room:
            return line
    return _one_next(view, slots, room)


def _one_next(view: View, slots: dict[str, str], room: float) -> str:
    """Where most go next; a long name is shortened, its share and its n never."""
    line = partial(view.voice.say, "figure|flow|one", share=slots["share"], base=slots["base"])
    left = room - labels.width(line(to=""), style.SMALL)
    return labels.drawable(line(to=labels.wrap(slots["to"], left, style.SMALL, lines=1)))


def _note(view: View, found: Plan) -> str:
    say, drawn = view.voice.say, int(found.edges["n"].sum())
    kinds = say(
        "figure|flow|kinds", found.kinds, n={"count": found.kinds},
        drawn={"count": len(found.edges)}, share=view.voice.share(found.covered, 0),
    )  # fmt: skip
    base = say("figure|flow|base", base=view.voice.base(drawn))
    return captions.joined(kinds, base, say("figure|flow|thickness"))


def alt(view: View) -> str:
    """The thickest moves in words."""
    found, say = plan(view), view.voice.say
    if found is None:
        return say("figure|flow|alt none")
    told = [
        say("figure|flow|row", source=e.source, target=e.target, n={"count": e.n})
        for e in found.edges.head(6).itertuples()
    ]
    return say("figure|flow|alt", note=_note(view, found), rows=captions.rows(told))
