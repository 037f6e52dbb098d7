"""The line under a picture: what n counts, what the bars are, which bases are low."""

from __future__ import annotations

import pandas as pd

from cxlib.findings import spans
from cxlib.language.numbers import missing
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
    """What n counts by the table's own column `n_of`; the neutral word where it has none.

    Nothing where the rows count different things: then each says what (`counted`).
    """
    kinds = _kinds(table)
    if not kinds:
        return view.voice.say("figure|caption|n unknown")
    return base(view, kinds[0]) if len(kinds) == 1 else ""


def counted(view: View, table: pd.DataFrame) -> tuple[str, list[str]] | None:
    """The column of n with what each row counts, "1,656 visits"; None where all count the same."""
    if len(_kinds(table)) <= 1:
        return None
    say = view.voice.say
    told = [
        say("figure|caption|n of row", n={"count": n}, what={"term": what})
        for n, what in zip(table["n"], table["n_of"], strict=True)
    ]
    low = table["base_note"] == "low base"
    starred = [f"{text}*" if star else text for text, star in zip(told, low, strict=True)]
    return say("figure|forest|n"), starred


def _kinds(table: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(table["n_of"].dropna())) if "n_of" in table else []


def of_history(view: View) -> str:
    """That what is drawn was measured over the whole history, where a report's head names less."""
    return spans.sentence(view, spans.HISTORY)


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


def row(view: View, name: str, value: str, n: object, n_of: object = None) -> str:
    """One row of a picture in words, "first bill +0.30 (+0.10 to +0.50), n = 80 answers"."""
    return view.voice.say("figure|alt|row", name=name, value=value, base=n_told(view, n, n_of))


def n_told(view: View, n: object, n_of: object = None) -> str:
    """A base in words, "n = 80 answers"."""
    told = view.voice.base(n)
    if missing(n_of):
        return told
    return view.voice.say("figure|alt|base of", base=told, what={"term": n_of})


def rows(told: list[str]) -> str:
    """Several rows in words, one after the other."""
    return "; ".join(told)
