"""What a step has to say, as a code with its figures; `cxlib.language` turns it into words.

A figure is a mapping of one unit to its value, `{"share": 0.33}`, or to its value and the two ends
of its interval, `{"share": [0.33, 0.29, 0.37]}`. A code is the sentence's place in the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import pandas as pd

SIGNIFICANT_DIGITS = 9  # as in the tables: the same bytes from the same data
AUDIENCES = ("reader", "consultant", "operator")
PLAIN = "plain"  # the code of a note that an earlier kit wrote in words
NOTE = ["section", "code", "subject", "figures", "audience", "n"]
Figure = dict[str, object]


def coded(code: str, /, **slots: Figure | None) -> str:
    """A cell that explains: a code with its figures, as JSON.

    Parameters
    ----------
    code : the sentence's context in the catalogue, such as "horizon|not funded"
    slots : what the sentence's slots hold, made by the functions below

    >>> coded("horizon|waits", initiative=text("agent guide"))
    '{"code": "horizon|waits", "initiative": {"text": "agent guide"}}'
    """
    return _json({"code": code, **{k: v for k, v in slots.items() if v is not None}})


def together(cells: Iterable[str]) -> str | None:
    """Several coded cells as one; None where there are none.

    >>> together([coded("a|b"), coded("a|c")])
    '[{"code": "a|b"}, {"code": "a|c"}]'
    """
    parts = [json.loads(cell) for cell in cells]
    return _json(parts if len(parts) > 1 else parts[0]) if parts else None


def nested(cell: str) -> Figure:
    """A coded cell as a slot of another one."""
    return {"coded": json.loads(cell)}


def code_of(cell: object) -> str | None:
    """The code of a coded cell, for rules that ask what was said.

    >>> code_of(coded("promise|breach")), code_of(None)
    ('promise|breach', None)
    """
    found = json.loads(cell) if isinstance(cell, str) and cell.startswith("{") else {}
    return found.get("code")


def note(
    section: str,
    code: str,
    /,
    subject: str = "",
    audience: str = "reader",
    n: float | Figure | None = None,
    **slots: Figure | None,
) -> dict[str, object]:
    """A row of `notes`: what the data cannot carry, or how something was done.

    Parameters
    ----------
    section : the result table that it is about
    code : what is said; the sentence is `note|SECTION|CODE` in the catalogue
    subject : what tells two notes of one code apart
    audience : "reader" (why something is missing from the page), "consultant" (limits and choices),
        "operator" (how the run was set up)
    n : base, where the note rests on one; as a `count` it is the slot that chooses the plural too

    >>> note("funnel", "no stages")["code"]
    'no stages'
    >>> [note("breakdowns", "none", n=count(15))[c] for c in ("figures", "n")]
    ['{"n": {"count": 15}}', 15]
    """
    if audience not in AUDIENCES:
        raise ValueError(f"'{audience}' is no audience; they are {', '.join(AUDIENCES)}")
    if isinstance(n, Mapping):
        slots, n = {**slots, "n": n}, n.get("count")
    figures = _json({k: v for k, v in slots.items() if v is not None})
    return dict(zip(NOTE, (section, code, subject, figures, audience, n), strict=True))


def notes(*rows: Mapping[str, object]) -> pd.DataFrame:
    """The notes of a step as a frame: section, code, subject, figures, audience, n."""
    frame = pd.DataFrame([dict(row) for row in rows], columns=NOTE)
    return frame.astype({"n": "Int64"})


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _plain(value: object) -> object:
    """A number as JSON has it; what is missing is null."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool):
        return bool(value)
    number = float(f"{float(value):.{SIGNIFICANT_DIGITS}g}")
    return int(number) if number == int(number) and abs(number) < 1e15 else number


def _figure(unit: str, value: object, low: object = None, high: object = None) -> Figure:
    known = [_plain(value), _plain(low), _plain(high)]
    return {unit: known[0] if known[1] is None or known[2] is None else known}


def alone(figure: Figure) -> Figure:
    """A figure with its interval, told without it and as exact as it leaves the figure.

    >>> alone({"money": [91_320, 61_000, 120_000]})
    {'money': [91320, 61000, 120000], 'alone': True}
    >>> alone(nested(coded("unit|nps", value=nps(-26, -30, -22))))["coded"]["value"]
    {'nps': [-26, -30, -22], 'alone': True}
    """
    ((unit, value),) = figure.items()
    if unit == "coded":  # a figure in words of its own, such as "NPS −26"
        return {unit: {k: slot if k == "code" else alone(slot) for k, slot in value.items()}}
    return {unit: value, "alone": True} if isinstance(value, list) else dict(figure)


def number(value: object, low: object = None, high: object = None) -> Figure:
    """A number in its own unit, with its interval where there is one."""
    return _figure("number", value, low, high)


def signed(value: object, low: object = None, high: object = None) -> Figure:
    """A change or an effect."""
    return _figure("signed", value, low, high)


def share(value: object, low: object = None, high: object = None) -> Figure:
    """A share 0-1.

    >>> share(1 / 3), share(0.5, 0.4, 0.6)
    ({'share': 0.333333333}, {'share': [0.5, 0.4, 0.6]})
    """
    return _figure("share", value, low, high)


def of100(value: object, low: object = None, high: object = None) -> Figure:
    """A share 0-1, said as so many of a hundred; a difference of shares without its sign."""
    return _figure("of100", value, low, high)


def points(value: object, low: object = None, high: object = None) -> Figure:
    """A difference of shares, -1 to 1."""
    return _figure("points", value, low, high)


def nps(value: object, low: object = None, high: object = None) -> Figure:
    """A Net Promoter Score or a difference of two."""
    return _figure("nps", value, low, high)


def money(value: object, low: object = None, high: object = None) -> Figure:
    """An amount in the engagement's currency."""
    return _figure("money", value, low, high)


def count(value: object, low: object = None, high: object = None) -> Figure:
    return _figure("count", value, low, high)


def level(value: object, low: object = None, high: object = None) -> Figure:
    """A measured value in its own unit, three figures of it."""
    return _figure("level", value, low, high)


def shift(value: object, low: object = None, high: object = None) -> Figure:
    """A change of such a value."""
    return _figure("shift", value, low, high)


def seconds(value: object) -> Figure:
    return _figure("seconds", value)


def months(value: object) -> Figure:
    return _figure("months", value)


def later(value: object) -> Figure:
    """So many months after something: "a year later".

    >>> later(12.0)
    {'coded': {'code': 'later|a year'}}
    """
    return _after("later", value)


def after(value: object) -> Figure:
    """So many months into something: "after a year"."""
    return _after("after", value)


def _after(how: str, value: object) -> Figure:
    years = {12.0: "a year", 24.0: "two years"}
    known = None if value is None or pd.isna(value) else years.get(round(float(value), 1))
    if known:
        return nested(coded(f"{how}|{known}"))
    return nested(coded(f"{how}|months", months=months(value)))


def p(value: object) -> Figure:
    """A p-value."""
    return _figure("p", value)


def period(label: object) -> Figure:
    return {"period": None if pd.isna(label) else str(label)}


def day(value: object) -> Figure:
    return {"day": None if pd.isna(value) else pd.Timestamp(value).date().isoformat()}


def _named(unit: str, value: object) -> Figure:
    return {unit: None if value is None or pd.isna(value) else str(value)}


def text(value: object) -> Figure:
    """The client's own words, as they are."""
    return _named("text", value)


def term(word: object) -> Figure:
    """One of the method's own words, translated: "friction", "fix", "awareness"."""
    return _named("term", word)


def touchpoint(name: object) -> Figure:
    return _named("touchpoint", name)


def variable(name: object) -> Figure:
    return _named("variable", name)


def outcome(name: object) -> Figure:
    return _named("outcome", name)


def kpi(name: object) -> Figure:
    return _named("kpi", name)


def segment(name: object) -> Figure:
    """A segment as the tables have it, "plan=Basic"."""
    return _named("segment", name)


def scope(name: object) -> Figure:
    """Where a KPI is measured, "touchpoint=repair" or a segment."""
    return _named("scope", name)


def listed(figures: Iterable[Figure]) -> Figure:
    """Figures in a row, as a sentence has them."""
    return {"listed": list(figures)}
