"""The line under a picture: what n counts, what the bars are, which bases are low."""

from __future__ import annotations

import pandas as pd

from cxlib.release.view import View


def joined(*sentences: str) -> str:
    """Whole sentences, one after the other; empty ones are left out.

    >>> joined("Blue: chosen.", "", "Grey: not chosen.")
    'Blue: chosen. Grey: not chosen.'
    """
    return " ".join(filter(None, sentences))


def base(view: View, n_of: str) -> str:
    """What n counts, "n = answers."."""
    return view.voice.say("figure|caption|n", what={"term": n_of})


def base_of(view: View, table: pd.DataFrame) -> str:
    """What n counts by the table's own column `n_of`; the neutral word where it has none."""
    kinds = list(dict.fromkeys(table["n_of"].dropna())) if "n_of" in table else []
    if not kinds:
        return view.voice.say("figure|caption|n unknown")
    what = view.voice.listed([view.voice.term(kind) for kind in kinds])
    return view.voice.say("figure|caption|n", what=what)


def bars(view: View) -> str:
    """How sure the intervals drawn are, "Bars: 95% interval."."""
    return view.voice.say("figure|caption|bars", interval=view.voice.confidence(view.confidence))


def low_base(view: View, table: pd.DataFrame) -> str:
    """What the star and the hollow dot mean, where there are any."""
    if not (table["base_note"] == "low base").any():
        return ""
    return view.voice.say("figure|caption|low base", n={"count": view.policy.reliability_n})


def of(view: View, n_of: str, rows: pd.DataFrame, *more: str) -> str:
    """The usual caption of dots with intervals: base, bars, what is said besides, low bases."""
    return joined(base(view, n_of), bars(view), *more, low_base(view, rows))


def row(view: View, name: str, value: str, n: object) -> str:
    """One row of a picture in words, "first bill +0.30 (+0.10 to +0.50), n = 80"."""
    told = {"name": name, "value": value, "base": view.voice.base(n)}
    return view.voice.say("figure|alt|row", **told)


def rows(told: list[str]) -> str:
    """Several rows in words, one after the other."""
    return "; ".join(told)
