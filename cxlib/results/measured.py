"""A KPI as a sentence has it: its name and place, its value and its changes in its own unit.

A table with KPIs says their unit in a column: "share" (0-1), "nps", "count", "money", or "level"
for any other measure, in the client's own unit.
"""

from __future__ import annotations

from cxlib.language.plain import missing
from cxlib.results import coded as figures
from cxlib.results.coded import Figure, coded, nested

UNITS = ("share", "nps", "count", "money", "level")
EVERYWHERE = "overall"
PLACES = ("touchpoint", "stage", "journey")  # scopes that are a place rather than a group


def level(unit: object, value: object, low: object = None, high: object = None) -> Figure:
    """A KPI's value, with its interval where there is one.

    >>> level("share", 0.5), level("level", 3.36)
    ({'share': 0.5}, {'level': 3.36})
    """
    unit = str(unit)  # missing in results of an earlier kit
    if unit == "nps":
        return nested(coded("unit|nps", value=figures.nps(value, low, high)))
    known = {"share": figures.share, "count": figures.count, "money": figures.money}
    return known.get(unit, figures.level)(value, low, high)


def change(unit: object, value: object, low: object = None, high: object = None) -> Figure:
    """A change of a KPI: in points where it is a share or an NPS.

    >>> change("level", -0.4)
    {'shift': -0.4}
    """
    unit = str(unit)
    if unit == "nps":
        return nested(coded("unit|nps points", value=figures.nps(value, low, high)))
    if unit == "share":
        return nested(coded("unit|points", value=figures.points(value, low, high)))
    return (figures.money if unit == "money" else figures.shift)(value, low, high)


def beside(unit: object, value: object, low: object, high: object) -> Figure:
    """A change that stands beside another one, as exact as that one's interval leaves it.

    >>> beside("share", 0.15, 0.179, 0.241)["coded"]["value"]["alone"]
    True
    """
    if any(missing(v) for v in (value, low, high)):
        return change(unit, value)
    half = (high - low) / 2
    return figures.alone(change(unit, value, value - half, value + half))


def series(name: object, scope: object) -> Figure:
    """A KPI and where it is measured, by its scope: "overall", "touchpoint=repair", "plan=Basic".

    >>> series("ease", "overall")
    {'kpi': 'ease'}
    """
    known = figures.kpi(name)
    if scope == EVERYWHERE:
        return known
    column, _, value = str(scope).partition("=")
    if column in PLACES:
        return nested(coded(f"series|{column}", kpi=known, place=figures.text(value)))
    return nested(coded("series|segment", kpi=known, group=figures.segment(scope)))
