"""Faults of names and texts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

SURVEY = "responses"


def _some(client: Brought, share: float, rng: np.random.Generator) -> pd.Series:
    return pd.Series(rng.random(len(client.frames[SURVEY])) < share)


def slip_of_the_pen(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["region"]
    name = cells.mode()[0]
    slipped = (cells == name) & _some(client, 0.1, rng)
    return client.with_column(SURVEY, "region", cells.mask(slipped, name[:3] + name[4:]))


def department_in_two_ways(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames["readiness"]
    name = frame["department"].mode()[0]
    rows = (frame["department"] == name) & (np.arange(len(frame)) % 3 == 0)
    return client.with_column(
        "readiness", "department", frame["department"].mask(rows, name.replace(" ", "-") + ".")
    )


def row_of_totals(client: Brought, rng: np.random.Generator) -> Brought:
    """The pivot table's last lines came along."""
    frame = client.frames["kpis"]
    lines = frame.tail(6).assign(scope="Total", kpi=frame["kpi"].iloc[0])
    return client.having("kpis", pd.concat([frame, lines], ignore_index=True))


def null_as_a_level(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["plan"]
    return client.with_column(SURVEY, "plan", cells.mask(_some(client, 0.1, rng), "NULL"))


def test_accounts(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["cust_no"].astype(object)
    tested = _some(client, 0.02, rng)
    names = [f"test{i % 3}" for i in range(len(cells))]
    return client.with_column(SURVEY, "cust_no", cells.mask(tested, pd.Series(names)))


def garbled(client: Brought, rng: np.random.Generator) -> Brought:
    """An umlaut in a region's name went through the wrong encoding."""
    cells = client.frames[SURVEY]["region"].astype(object)
    name = cells.mode()[0]
    wrong = f"{name[:2]}ü{name[2:]}".encode().decode("cp1252")
    return client.with_column(SURVEY, "region", cells.where(cells != name, wrong))


def formula_errors(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["plan"].astype(object)
    return client.with_column(SURVEY, "plan", cells.mask(_some(client, 0.03, rng), "#REF!"))


def comments_cut(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["why"].astype(object)
    long = cells.notna() & _some(client, 0.3, rng)
    return client.with_column(
        SURVEY, "why", cells.mask(long, (cells + " and so on" * 30).str[:255])
    )


def form_text(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["why"].astype(object)
    text = "Please tell us in your own words what we could do better for you."
    return client.with_column(SURVEY, "why", cells.mask(_some(client, 0.2, rng), text))


def had_to_be_filled(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["why"].astype(object)
    words = pd.Series(rng.choice(["n/a", "-", "None", "keine"], len(cells)), index=cells.index)
    return client.with_column(SURVEY, "why", cells.fillna(words))


def web_export(client: Brought, rng: np.random.Generator) -> Brought:
    cells = client.frames[SURVEY]["why"]
    return client.with_column(SURVEY, "why", cells.str.replace(" ", "&nbsp;", n=1))


FAULTS = tuple(
    Fault(*line)
    for line in (
        ("names that may be one", SURVEY, "region", "a letter is left out", slip_of_the_pen),
        ("names that may be one", "readiness", "department", "signs differ",
         department_in_two_ways),
        ("a total among the rows", "kpis", "scope", "a pivot's totals came along", row_of_totals),
        ("a word for missing as a name", SURVEY, "plan", "NULL is exported", null_as_a_level),
        ("records of tests", SURVEY, "customer", "test accounts", test_accounts),
        ("letters of another encoding", SURVEY, "region", "umlauts are garbled", garbled),
        ("errors of a spreadsheet", SURVEY, "plan", "#REF! stands in cells", formula_errors),
        ("comments cut at one length", SURVEY, "why", "the tool keeps 255 letters", comments_cut),
        ("comments that say nothing", SURVEY, "why", "the box had to be filled", had_to_be_filled),
        ("one comment many times", SURVEY, "why", "a form's text counts as a comment", form_text),
        ("marks of a web page in texts", SURVEY, "why", "comments are exported as HTML",
         web_export),
    )
)  # fmt: skip
