"""What customers say: how the rating differs where a theme is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 14


def _chosen(view: View):
    table = view["themes"].dropna(subset=["effect_on_rating"])
    most = table.sort_values("n", ascending=False, kind="stable").head(MOST)
    return most.sort_values("effect_on_rating", kind="stable", ignore_index=True)


def draw(view: View) -> Figure | None:
    """Difference in rating between comments with and without a theme, the costliest first."""
    table = _chosen(view)
    place = table["touchpoint"].where(table["touchpoint"] != "overall")
    label = table["theme"] + place.map(lambda t: "" if words.missing(t) else f" · {t}")
    colours = [style.RED if e < 0 else style.GREEN for e in table["effect_on_rating"]]
    rows = forest.rows(label, table, "effect_on_rating", colour=colours)
    note = (
        f"n = comments with the theme. Bars: {words.confidence(view.confidence)}. Comments are "
        "volunteered: they speak for those who wrote."
    )
    scale = forest.Scale("difference in rating where the theme is mentioned", words.signed, 0)
    low_base = forest.low_base_words(rows, view.policy.reliability_n)
    return forest.draw(rows, scale, note + low_base, MOST)


def alt(view: View) -> str:
    """The picture in words."""
    told = [
        f"{row.theme} {words.signed(row.effect_on_rating)} ({words.base(row.n)})"
        for row in _chosen(view).head(5).itertuples()
    ]
    return f"Themes in comments and the rating that goes with them: {'; '.join(told)}."
