"""The contracts of the input tables: which columns they hold, of which kind, in which limits.

Declared as data; `cxlib.engagement.shaping.validation` turns them into pandera schemas, templates
and the workshop workbook take their headers and drop-downs from here.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from cxlib.engagement.contracts.columns import Column, ColumnKind, Contract


def _text(words: str, **more: object) -> Column:
    return Column("text", words, **more)


def _number(words: str, **more: object) -> Column:
    return Column("number", words, **more)


def _touchpoint(words: str = "touchpoint, as on the map", **more: object) -> Column:
    return Column("touchpoint", words, **more)


def _key(words: str) -> Column:
    return Column("text", words, needed=True)


def _event(kind: ColumnKind, words: str) -> Column:
    return Column(kind, words, needed=True, missing="exclude")


LETTERS = ("R", "A", "C", "I")
LIKERT = {"low": 1, "high": 5}
PERIOD = Column("period", "period, such as 2026-09")
CONTRACTS: dict[str, Contract] = {
    "responses": Contract(
        "one answer",
        {
            "customer": _text("customer id"),
            "account": _text("account or household the customer belongs to"),
            "time": Column("time", "when it was answered"),
            "period": PERIOD,
            "touchpoint": _touchpoint("touchpoint the answer is about"),
            "journey": _text("journey the answer is about"),
            "weight": _number("survey weight", low=0),
        },
    ),
    "interactions": Contract(
        "one event",
        {
            "customer": _event("text", "customer id"),
            "time": _event("time", "when it happened"),
            "touchpoint": _touchpoint("where it happened", needed=True, missing="exclude"),
            "journey": _text("type of journey"),
            "journey_id": _text("one customer's one trip"),
            "channel": _text("web, app, phone, shop, e-mail"),
            "completed": Column("flag", "whether the touchpoint's purpose was completed"),
        },
    ),
    "purchases": Contract(
        "one purchase",
        {
            "customer": _event("text", "customer id"),
            "time": _event("time", "when it was bought"),
            "value": _event("number", "what it was worth"),
        },
    ),
    "customers": Contract(
        "one customer",
        {
            "customer": _event("text", "customer id"),
            "account": _text("account or household"),
            "start": Column("date", "first day as a customer"),
            "end": Column("date", "last day as a customer; missing while still one"),
            "tenure": _number("periods as a customer", low=0),
            "left": Column("flag", "whether the customer has left"),
            "value": _number("value per period, as `period` in engagement.yml says"),
        },
        unique=("customer",),
    ),
    "kpis": Contract(
        "one measured KPI",
        {
            "kpi": _key("name of the KPI"),
            "period": Column("period", PERIOD.words, needed=True, missing="exclude"),
            "scope": _text("what it covers", default="overall"),
            "value": _number("measured value"),
            "numerator": _number("count with the property", low=0),
            "denominator": _number("count in all", low=0),
            "kind": _text("share, rate or mean", choices=("share", "rate", "mean")),
            "better": _text("which way is better", choices=("high", "low"), default="high"),
        },
        unique=("kpi", "period", "scope"),
    ),
    "touchpoints": Contract(
        "one mapped touchpoint",
        {
            "touchpoint": _touchpoint("moment of contact, as the customer walks it", needed=True),
            "stage": _text("stage of the relationship", needed=True),
            "order": _number("position on the map"),
            "journey": _text("journey it belongs to"),
            "channel": _text("web, app, phone, shop, e-mail"),
            "environment": _text("digital, physical or human"),
            "surroundings": _text("what surrounds it: the queue outside, the drive home"),
            "role": _text("what the touchpoint is for"),
            "bond": _text("the bond it makes"),
            "need": _text("the customer's need there"),
            "expectation": _text("what the customer expects there"),
            "brand_promise": _text("what the brand promises there"),
            "pushes": _text("what the firm pushes there"),
            "forced": Column("flag", "whether everybody must pass"),
            "owner": _text("owner"),
        },
        unique=("touchpoint",),
    ),
    "variables": Contract(
        "one variable",
        {
            "variable": _key("column in the responses"),
            "touchpoint": _touchpoint("touchpoint it is about"),
            "label": _text("the question as asked"),
            "kind": _text(
                "overall or attribute; functional and dysfunctional for Kano's pairs of a group",
                choices=("overall", "attribute", "functional", "dysfunctional"),
                default="attribute",
            ),
            "group": _text("group of variables"),
            "scale_low": _number("lowest possible answer"),
            "scale_high": _number("highest possible answer"),
            "better": _text("which way is better", choices=("high", "low"), default="high"),
            "na_codes": _text("answers that mean N/A, separated by ;"),
            "controllable": Column("flag", "whether the firm can change it"),
        },
        unique=("variable",),
    ),
    "journeys": Contract(
        "one type of journey",
        {
            "journey": _key("name of the journey"),
            "starts": _touchpoint("touchpoints that start it, separated by ;"),
            "completes": _touchpoint("touchpoints that complete it, separated by ;"),
            "ends": _touchpoint("touchpoints that end it otherwise, separated by ;"),
            "gap": Column("duration", "silence after which it is over, such as 7 days"),
        },
        unique=("journey",),
    ),
    "activities": Contract(
        "one value-chain activity at one touchpoint",
        {
            "activity": _key("activity"),
            "kind": _text("primary or support", choices=("primary", "support")),
            "touchpoint": _touchpoint("touchpoint it serves"),
            "department": _text("department that does it"),
            "cost": _number("cost per year", low=0),
            "depends_on": _text("activities it waits for, separated by ;"),
        },
        unique=("activity", "touchpoint"),
    ),
    "operations": Contract(
        "one run of an activity",
        {
            "activity": _event("text", "activity"),
            "customer": _text("customer served"),
            "time": _event("time", "when it ran"),
            "duration": _number("how long it took", low=0),
            "ok": Column("flag", "whether it went right"),
        },
    ),
    "initiatives": Contract(
        "one candidate or running initiative",
        {
            "initiative": _key("name of the initiative"),
            "touchpoint": _touchpoint("touchpoint it changes"),
            "variable": _text("variable it moves"),
            "moment": _text(
                "kind of moment it serves", choices=("truth", "friction", "delight", "recovery")
            ),
            "uplift": _number(
                "rise of the variable in points of its scale; without a variable the share removed"
            ),
            "cost": _number("cost in all", low=0),
            "months": _number("how long it takes", low=0),
            "owner": _text("owner"),
            "start": Column("date", "first day"),
            "status": _text(
                "planned, running, done or stopped",
                choices=("planned", "running", "done", "stopped"),
            ),
            "rollout": _text("segment or units treated, from when"),
            "depends_on": _text("initiatives it waits for, separated by ;"),
            "excludes": _text("initiatives it rules out, separated by ;"),
            "kpi": _text("KPI that will show it"),
            "expected_change": _number("expected change of the KPI"),
            "expected_by": Column("date", "when the change should show"),
        },
        unique=("initiative",),
    ),
    "owners": Contract(
        "one owner",
        {
            "owner": _key("owner of touchpoints or initiatives"),
            "department": _text("department"),
            "person": _text("person who answers for it"),
            "capacity": _number("initiatives carried at the same time", low=0),
        },
        unique=("owner",),
    ),
    "raci": Contract(
        "one department's part in one subject",
        {
            "subject": _key("touchpoint or initiative"),
            "department": _key("department"),
            "letter": Column(
                "text", "responsible, accountable, consulted, informed", True, choices=LETTERS
            ),
        },
    ),
    "readiness": Contract(
        "one answer of one member of a department",
        {
            "department": _key("department"),
            "awareness": _number("knows what is wanted, 1-5", **LIKERT),
            "motivation": _number("wants it, 1-5", **LIKERT),
            "capability": _number("is able to do it, 1-5", **LIKERT),
        },
    ),
    "assumptions": Contract(
        "one guess of the client's team, frozen before diagnosis",
        {
            "touchpoint": _touchpoint("touchpoint"),
            "variable": _text("variable"),
            "guess": _key("what the team believes"),
        },
    ),
    "targets": Contract(
        "one target or benchmark",
        {
            "kpi": _key("name of the KPI"),
            "period": PERIOD,
            "target": _number("value aimed at", needed=True),
            "source": _text(
                "own, competitor or industry",
                choices=("own", "competitor", "industry"),
                default="own",
            ),
            "owner": _text("owner of the KPI"),
        },
    ),
    "invited": Contract(
        "how many were asked",
        {
            "period": PERIOD,
            "segment": _text("segment, as column=value", default="all"),
            "n": _number("customers invited", needed=True, low=0),
        },
    ),
    "commentary": Contract(
        "the consultant's own words",
        {
            "finding_id": _text("finding the words belong to"),
            "section": _text("section the words belong to"),
            "text": _text("the words"),
            "hide": Column("flag", "whether the finding is left out of the report"),
            "reason": _text("why it is hidden"),
        },
    ),
    "identities": Contract(
        "one id of one customer in one system",
        {
            "id": _key("id as the system writes it"),
            "system": _text("system"),
            "customer": _key("customer"),
        },
    ),
}


def empty_table(name: str) -> pd.DataFrame:
    """The table with its canonical columns and no rows.

    >>> list(empty_table("purchases").columns)
    ['customer', 'time', 'value', 'period']
    """
    return _empty(name).copy()


@cache
def _empty(name: str) -> pd.DataFrame:
    columns = with_period(name)
    return pd.DataFrame({c: pd.Series([], dtype=column.dtype) for c, column in columns.items()})


def with_period(name: str) -> dict[str, Column]:
    """A table's canonical columns; wherever there is a time there is a period."""
    columns = CONTRACTS[name].columns
    return columns | ({"period": PERIOD} if "time" in columns else {})
