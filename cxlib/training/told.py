"""What a reader is told of each question, whatever the result tables hold.

A finding is read by its kind, its direction, its figures and the result rows that it rests on,
never by its sentence; and only where it stands on some surface that a person reads, with a
direction that its rows bear out. Every function takes what is said and the item's subject and
gives the answer in the words of `reading`; "" where nothing speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxlib.training.agreeing import REFUTED
from cxlib.training.reading import EVERYWHERE, UNCLEAR
from cxlib.training.said import Everything, Said

NOTHING = ""
OTHERWISE = "said otherwise"  # with a direction that its own rows do not bear out
HINTED = "hinted at"  # by what rests on it and tells something else: no truth told, yet no silence
MATTERS = ("priority", "asymmetry")  # kinds that hint that a variable matters
MOST_NAMED = 6  # of a list in a sentence: the others are counted there
GAPS = {"in data only": "never mapped", "on map only": "never seen"}
KEPT = ("kept", "kept unpromised")
BROKEN = ("not kept", "fell short", "did harm")
NOT_YET = ("not yet", "not yet, dated")
RECOVERY = {"keeps": "wins back", "loses": "does not win back", "alike": "does not win back"}
MIXED = ("mix", "mix alone", "mix and within")
SIGN = "sign"  # signs of a change, yet no alert: neither of the two answers


def driver(said: Everything, subject: str) -> str:
    """Subject: "recommend:VARIABLE" (all together) or "TOUCHPOINT:VARIABLE" (an attribute)."""
    place, variable = subject.split(":")
    models = ({"outcome": place, "scope": EVERYWHERE}, {"scope": place})
    here = [one for one in said if one.key.get("variable") == variable]
    here = [one for one in here if one.direction not in REFUTED]  # told as no driver
    own = [one for one in here if any(one.of("driver", "drivers", **model) for model in models)]
    return _told("critical", own, (one for one in here if one.kind in MATTERS))


def strongest(said: Everything, subject: str) -> str:
    """The variable whose first place for the outcome is claimed."""
    return _first(
        one.key["variable"] if one.holds else OTHERWISE
        for one in said
        if one.of("driver", "drivers", outcome=subject, scope=EVERYWHERE)
        and one.direction == "strongest"
    )


def duplicate(said: Everything, subject: str) -> str:
    """What is told together with this variable, as nearly the same."""
    for one in said:
        twins = one.figures.get("twins") if one.kind == "driver" else None
        names = [one.key.get("variable"), *_listed(twins, "variable")]
        if twins and subject in names:
            told = ", ".join(str(name) for name in names if name != subject)
            return told if one.holds or not told else OTHERWISE
    return NOTHING


def asymmetry(said: Everything, subject: str) -> str:
    return _first(one.direction if one.holds else OTHERWISE for one in said
                  if one.of("asymmetry", "asymmetry", variable=subject))  # fmt: skip


def breakdown(said: Everything, subject: str) -> str:
    """Findings of other kinds that rest on a breakdown hint that there is one."""
    here = [one for one in said if one.on("breakdowns", touchpoint=subject)]
    return _told("breaks", (one for one in here if one.kind == "breakdown"), here)


def backstage(said: Everything, subject: str) -> str:
    """Subject: "ACTIVITY:TOUCHPOINT". Findings of other kinds that rest on the test hint at it."""
    activity, touchpoint = subject.split(":")
    here = [one for one in said if one.on("backstage", activity=activity, touchpoint=touchpoint)]
    return _told("guilty", (one for one in here if one.kind == "backstage"), here)


def recovery(said: Everything, subject: str) -> str:
    """That recovered customers stay is what winning back means; a better score alone is not."""
    where = {"group": "failed and not recovered"}
    here = [one for one in said if one.of("recovery", "recovery", **where)]
    return _first(RECOVERY.get(one.direction, NOTHING) if one.holds else OTHERWISE for one in here)


def moment(said: Everything, subject: str) -> str:
    """Subject: "TOUCHPOINT:KIND"; where KIND is "any", that leaving follows it says so too."""
    touchpoint, kind = subject.rsplit(":", 1)
    told = [one for one in said if one.of("moment", "moments")]
    if kind != "any":
        return _told("yes", (one for one in told if one.key["moment_id"] == subject))
    left = (one for one in said if one.of("leaving", "leaving", touchpoint=touchpoint)
            and not one.direction.startswith("sign"))  # fmt: skip
    return _told("yes", (one for one in told if _touchpoint(one) == touchpoint), left)


def _touchpoint(one: Said) -> str:
    """The touchpoint of a moment's id, "TOUCHPOINT:KIND"."""
    return str(one.key["moment_id"]).rsplit(":", 1)[0]


def mapped(said: Everything, subject: str) -> str:
    """The touchpoints that are in the data only, or on the map only, as far as they are named."""
    here = [one for one in said
            if one.of("map", "touchpoint_map") and one.direction == GAPS[subject]]  # fmt: skip
    if not all(one.holds for one in here):
        return OTHERWISE
    named = {name for one in here for name in _listed(one.figures.get("names"), "touchpoint")}
    return ", ".join(sorted({str(one.key["touchpoint"]) for one in here} & named))


def assumption(said: Everything, subject: str) -> str:
    """That all guesses were right is told of each; one that was wrong is told where it is named."""
    for one in said:
        if one.of("assumptions", "assumption_scores", variable=subject):
            parts = (_listed(one.figures.get(part), "variable") for part in ("missed", "believed"))
            if not one.holds:
                return OTHERWISE
            if one.direction == "all right":
                return "right"
            return "wrong" if any(subject in names for names in parts) else HINTED
    return NOTHING


def portfolio(said: Everything, subject: str) -> str:
    answers = {"initiative": "chosen", "left out": "not chosen"}
    return _first(answers[one.kind] if one.holds else OTHERWISE for one in said
                  if one.kind in answers and one.on("portfolio", initiative=subject))  # fmt: skip


def raci(said: Everything, subject: str) -> str:
    """Rules other than these two leave it clear who is in charge."""
    here = [one for one in said if one.of("raci", "raci_findings", subject=subject)]
    rules = {one.direction if one.holds else OTHERWISE for one in here}
    return _first(UNCLEAR.get(rule, rule) for rule in (*UNCLEAR, OTHERWISE) if rule in rules)


def benefit(said: Everything, subject: str) -> str:
    answers = {**dict.fromkeys(KEPT, "realised"), **dict.fromkeys(BROKEN, "not realised"),
               **dict.fromkeys(NOT_YET, "not yet knowable")}  # fmt: skip
    return _first(answers[one.direction] if one.holds else OTHERWISE for one in said
                  if one.of("benefit", "benefits", initiative=subject))  # fmt: skip


def mix(said: Everything, subject: str) -> str:
    kpi, period = subject.split(":")
    here = [one for one in said if one.of("mix", "mix", kpi=kpi, period=period)]
    return _told("mix", (one for one in here if one.direction in MIXED))


def alert(said: Everything, subject: str) -> str:
    """An alert, signs of a change without one, or that it stands where it usually does."""
    where = {"kpi": subject, "scope": EVERYWHERE}
    raised = [one for one in said if one.of("alert", "alerts", **where)]
    if raised:
        return _told("alert", raised)
    ways = [one.direction for one in said if one.of("kpi", "kpis", **where)]
    return _first("quiet" if way == "steady" else SIGN for way in ways
                  if way == "steady" or way.startswith(SIGN))  # fmt: skip


def _first(answers: Iterator[object]) -> str:
    return str(next(answers, NOTHING))


def _told(answer: str, own: Iterable[Said], hints: Iterable[Said] = ()) -> str:
    """The answer, where what says it says it rightly; else what stands there instead."""
    holding = [one.holds for one in own]
    if holding:
        return answer if all(holding) else OTHERWISE
    return HINTED if any(True for _ in hints) else NOTHING


def _listed(figure: object, unit: str) -> list[str]:
    """The names that a list of labels prints: {"listed": [{UNIT: NAME}, …]}."""
    parts = figure["listed"] if isinstance(figure, dict) else []
    return [part[unit] for part in parts[:MOST_NAMED]]
