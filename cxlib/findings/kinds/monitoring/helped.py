"""Step 5: what should be mapped or diagnosed again, and who is stuck now."""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import DESERTED, REVISIT
from cxlib.findings.series import said
from cxlib.findings.weighing import in_deviations, share_of_customers, sure_from_p
from cxlib.release.rules import limit
from cxlib.release.view import View
from cxlib.results.coded import count, number, outcome, p, text, touchpoint, variable

VARIABLE, UNMAPPED, DRIVERS = (
    "variable",
    "unmapped",
    ("weaker driver", "stronger driver", "turned driver"),
)
FRICTION, ABANDONED = "friction", "abandoned"
FAMILIES = {**dict.fromkeys(DRIVERS, REVISIT), ABANDONED: DESERTED}


def revisit(view: View) -> Iterator[Claim]:
    """Touchpoints and variables that the map or the diagnosis may no longer describe."""
    variables = view.engagement.table("variables").dropna(subset=["touchpoint"])
    at = dict(zip(variables["variable"], variables["touchpoint"], strict=True))
    used = view.interactions
    for row in shown(view, "revisit").itertuples():
        place = at.get(row.subject) if row.kind == VARIABLE else row.subject
        yield Claim(
            subject=f"{row.step}:{row.subject}",
            direction=row.reason,
            slots={
                "place": touchpoint(row.subject), "variable": variable(row.subject),
                "outcome": outcome(view.main), "why": text(row.why), "n": count(row.n),
                "before": number(row.before), "now": number(row.now), "p": p(row.p_adjusted),
                "change": number(row.change, row.low, row.high),
            },
            rows=(("revisit", key_of("revisit", row)),),
            value=row.change, low=row.low, high=row.high, n=row.n,
            n_of=said(row.n_of, "things"), p=row.p_adjusted,
            family=FAMILIES.get(row.reason),
            grade="survey" if row.n_of == "answers" else "events",
            size=_size(row, used), sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", place),) if place else (),
        )  # fmt: skip


def _size(row: object, used: float) -> float:
    """A driver's change is one of the outcome's deviations; an unmapped place, of all visits.

    What an alert says is weighed with the alert; what nobody uses weighs nothing.
    """
    if row.reason in DRIVERS:
        return abs(known(row.change))
    return known(row.n) / used if row.reason == UNMAPPED and used else 0.0


def stuck(view: View) -> Iterator[Claim]:
    """How many customers are stuck at a touchpoint now; never who, and never few."""
    table, ids = view["stuck"], set(view["moments"]["moment_id"])
    lost = dict(zip(view["breakdowns"]["touchpoint"], view["breakdowns"]["effect"], strict=True))
    people = table.groupby("touchpoint", sort=True)["customer"].nunique()
    for place, n in people[people >= limit(view.policy)].items():
        first = table[table["touchpoint"] == place].iloc[0]
        moment = f"{place}:{FRICTION}"
        yield Claim(
            subject=place,
            direction="now",
            slots={"n": count(n), "place": touchpoint(place), "help": text(first["suggestion"])},
            rows=(("stuck", {"touchpoint": place}),),
            value=n, unit="count", n=n, n_of="customers",
            reach=share_of_customers(view, n), size=in_deviations(lost.get(place), None),
            about=(("touchpoint", place),), leads_to=moment if moment in ids else None,
        )  # fmt: skip


KINDS = (
    Kind("revisit", "monitoring", "revisit",
         ("alert", "abandoned", "unmapped", "weaker driver", "stronger driver", "turned driver"),
         "an alert; no visit where by its past there would be some, false-discovery rate; one off "
         "the map; a changed correlation (Fisher’s z)", revisit),
    Kind("stuck", "monitoring", "stuck", ("now",), "observed", stuck),
)  # fmt: skip
