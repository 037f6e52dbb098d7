"""What mends cells that were refused: the very line for engagement.yml, where there is one.

A remedy is read off the cells that broke the rule, so that what it names does mend them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from cxlib.engagement.contracts import orders, times, values

PLAIN = re.compile(r"^[A-Za-z][\w./-]*( [\w./-]+)*$")
RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off"})
MOST_CODES = 5  # named in a line
OF = re.compile(r"^(\d{1,3})\s*(?:/|of|von|de|su)\s*\d{1,3}$")  # 8/10: a point and its scale
WORDED = re.compile(r"^(\d{1,2})\s*[-–—:=.)(]+\s*[^\W\d]")  # 5 - very satisfied, 1 (not at all)
CORRECT = "correct the cells at the source"
FORMS = (  # of dates, beyond those with their own word
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%d. %B %Y",
    "%d %b %Y %H:%M",
    "%d-%b-%Y %H:%M:%S",
    "%a %b %d %H:%M:%S %Y",
    *(
        f"{day} {clock}"
        for day in ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y")
        for clock in ("%I:%M %p", "%I:%M:%S %p", "%I:%M%p")
    ),
)
PLAIN_FORMS = (  # read without a word, but for the name of a zone behind them
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
    "%d.%m.%Y %H:%M",
)
ZONE = re.compile(r"^(.*\d(?: ?[AaPp][Mm])?) ([A-Z]{2,5})$")  # fmt: skip


def scalar(value: object) -> str:
    """A value as YAML reads it back: quoted wherever it could be misread.

    >>> scalar("cust_no"), scalar("no"), scalar("a: b"), scalar([1, "x"])
    ('cust_no', '"no"', '"a: b"', '[1, x]')
    """
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{scalar(k)}: {scalar(v)}" for k, v in value.items())
        return f"{{{pairs}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(scalar(v) for v in value)}]"
    if isinstance(value, str) and PLAIN.match(value) and value.casefold() not in RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)


def for_number(rule: str, refused: Collection[str], column: str) -> str:
    """What mends numbers that broke this rule.

    >>> for_number(values.OTHER_MARK, ["3,5", "4"], "score")
    "declare what the mark is: read: {decimal: ','}"
    """
    if rule in (values.OTHER_MARK, values.GROUPS, values.UNCLEAR):
        return f"declare what the mark is: {_marks(refused)}"
    if rule == values.PERCENT:
        return "take the signs out of the column, so that it holds plain numbers in one unit"
    if rule == values.MONEY:
        return "take the signs out of the column, and name the currency once: currency: GBP"
    if rule == values.TOO_LARGE:
        return CORRECT
    if rule in (values.APOSTROPHE, values.FORMULA):
        return "turn the column into numbers in the spreadsheet, and export it again"
    if rule == values.BEHIND:
        return "write the minus sign before the number"
    return _words(refused, column)


def _marks(refused: Collection[str]) -> str:
    """The keys by which these numbers can be read; where two readings are possible, both."""
    plain = [text.strip().translate(values.ALIKE) for text in refused]
    gap = next((mark for mark in (" ", "'") if any(mark in text for text in plain)), None)
    last = {max(",.", key=text.rfind) for text in plain if "," in text and "." in text}
    comma, point = (any(mark in text for text in plain) for mark in ",.")
    if gap:
        decimal = "decimal: ',', " if comma else ""
        return f"read: {{{decimal}thousands: {scalar_mark(gap)}}}"
    several = {m for m in ",." if any(text.count(m) > 1 for text in plain)}
    if last == {","} or several == {"."}:
        return "read: {decimal: ',', thousands: '.'}"
    if last == {"."} or several == {","}:
        return "read: {thousands: ','}"
    if point:
        one = next(text for text in plain if "." in text)
        return (
            f"read: {{decimal: ',', thousands: '.'}} if {one} is more than a thousand, read: "
            "{decimal: '.'} if it is not"
        )
    if all(re.search(r"\d,\d{3}$", text) for text in plain if "," in text):
        one = next((text for text in plain if "," in text), "it")
        return (
            f"read: {{thousands: ','}} if {one} is more than a thousand, read: {{decimal: ','}} if "
            "it is not"
        )
    return "read: {decimal: ','}"


def scalar_mark(mark: str) -> str:
    """A mark in quotes that YAML takes.

    >>> scalar_mark(","), scalar_mark("'")
    ("','", '"\\'"')
    """
    return f'"{mark}"' if mark == "'" else f"'{mark}'"


def _words(refused: Collection[str], column: str) -> str:
    """Texts among numbers: no answers, or points of a scale. Codes are named, words are not."""
    codes = [text for text in dict.fromkeys(map(str.strip, refused)) if values.is_code(text)]
    name = scalar(column)
    found = ((text, OF.match(text) or WORDED.match(text)) for text in map(str.strip, refused))
    points = {text: number[1] for text, number in found if number}
    if points and len(points) == len({*map(str.strip, refused)}):
        few = ", ".join(f"'{text}': {number}" for text, number in [*points.items()][:2])
        return (
            f"leave the first number alone in the cells, or list every one: labels: {{{name}: "
            f"{{{few}, ...}}}}"
        )
    if codes and len(codes) == len(refused):
        more = ", ..." if len(codes) > MOST_CODES else ""
        named = ", ".join(f"'{text}'" for text in codes[:MOST_CODES])
        return f"correct the cells, or where they mean no answer: na: {{{name}: [{named}{more}]}}"
    return (
        f"correct the cells; where the words are points of a scale: labels: {{{name}: {{the word: "
        f"its number, ...}}}}; where they mean no answer: na: {{{name}: [the words]}}"
    )


def for_scale(outside: Sequence[float], reached: tuple[float, float], column: str) -> str:
    """What mends scores outside their scale: codes for no answer, or another scale.

    Parameters
    ----------
    outside : the distinct values there; a few may be codes, many are a scale of their own.
    reached : the lowest and the highest answer.
    column : under which the client knows it.

    >>> for_scale([99.0], (0, 99), "ease")
    'correct the cells, or where they mean no answer: na: {ease: [99]}'
    """
    name = scalar(column)
    if len(outside) > MOST_CODES:
        low, high = min(0, reached[0]), reached[1]
        return (
            f"correct the cells, or declare the scale that was asked: outcomes: {{{name}: {{kind: "
            f"mean, scale: [{low:g}, {high:g}]}}}}; for a variable scale_low and scale_high in "
            "the variables table"
        )
    codes = scalar([int(v) if float(v).is_integer() else float(v) for v in sorted(outside)])
    return f"correct the cells, or where they mean no answer: na: {{{name}: {codes}}}"


def for_time(rule: str, refused: Collection[object], column: str) -> str:
    """What mends times that broke this rule.

    >>> for_time(orders.UNDECLARED, ["03/04/2026", "13/04/2026"], "answered")
    'declare read: {dates: day-first}'
    >>> for_time(times.OUTSIDE, ["9999-12-31"], "end")
    'correct the cells, or where they mean no date: na: {end: ["9999-12-31"]}'
    """
    texts = [text.strip() for text in refused if isinstance(text, str)]
    if rule == orders.UNDECLARED:
        shown = orders.order(texts)
        if shown in orders.FIRSTS:
            return f"declare read: {{dates: {shown}}}"
        return (
            "ask the client which it is, and declare read: {dates: day-first} or read: {dates: "
            "month-first}"
        )
    if rule == times.NO_FORM and texts and all(times.UNIX.match(text) for text in texts):
        return "declare read: {dates: unix}, if these are seconds since 1970, or thousandths of one"
    if rule == times.BARE:
        return "declare read: {dates: excel}, if these are a spreadsheet's serial dates"
    if rule == times.NO_FORM:
        return _form(texts)
    if rule == times.HOUR_24:
        return "write 00:00 of the next day"
    if rule == times.OUTSIDE and 0 < len({*texts}) <= MOST_CODES:
        days = ", ".join(json.dumps(text) for text in sorted({*texts}))
        return f"correct the cells, or where they mean no date: na: {{{scalar(column)}: [{days}]}}"
    return CORRECT


def _form(texts: Sequence[str]) -> str:
    """The form in which all of these dates are written, where it is a known one."""
    fitting = _fitting(texts, FORMS)
    if fitting:
        forms = " or ".join(f"read: {{dates: '{form}'}}" for form in fitting)
        return f"declare how they are written: {forms}"
    zoned = [found for text in texts if (found := ZONE.match(text))]
    zones = {found[2] for found in zoned}
    if len(zones) == 1 and len(zoned) == len(texts):
        zone = zones.pop()
        for form in _fitting([found[1] for found in zoned], (*PLAIN_FORMS, *FORMS)):
            return (
                f"declare how they are written: read: {{dates: '{form} {zone}'}}, and the place "
                f"whose time {zone} is: timezone"
            )
    return "correct the cells, or declare how they are written, such as read: {dates: '%d %b %Y'}"


def _fitting(texts: Sequence[str], forms: Sequence[str]) -> list[str]:
    """The forms in which all of these are written; more than one where they are different days."""
    found: dict[tuple, str] = {}
    for form in forms:
        read = tuple(_read(text, form) for text in texts)
        if read and None not in read:
            found.setdefault(read, form)
    return [*found.values()]


def _read(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None
