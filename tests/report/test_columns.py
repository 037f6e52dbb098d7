"""Cells of the report's tables: written by unit, headed and worded by the catalogue."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.language.catalogue import catalogue
from cxlib.report import columns, tables
from cxlib.report.layouts import LAYOUTS, unit_of
from cxlib.results import REGISTRY
from cxlib.results.kinds import DIFF, MONEY, SECONDS, TERM


def cell(column, shown, **values):
    return column.write(shown, pd.Series({"base_note": ""} | values))


# ---------------------------------------------------------------------- heads


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_head_is_a_word_of_the_catalogue(language):
    known = catalogue(language).texts
    heads = {c.head for layout in LAYOUTS.values() for c in layout if c.head}
    assert {h for h in heads if f"head|{h}" not in known} == set()


def test_heads_of_one_table_are_told_apart(shown):
    for layout in LAYOUTS.values():
        titles = [column.title(shown) for column in layout]
        assert len(set(titles)) == len(titles)


def test_a_column_with_intervals_says_so(shown):
    assert columns.estimate("importance", "importance").title(shown) == "importance (interval)"
    assert columns.plain("importance", "importance").title(shown) == "importance"
    assert columns.yes("", "chosen", "chosen").title(shown) == ""


# ---------------------------------------------------------------------- units


@pytest.mark.parametrize(("unit", "ends", "said"), [
    ("share", (0.13, 0.1, 0.16), "13% (10% to 16%)"),
    ("points", (0.14, 0.1, 0.18), "+14 (+10 to +18) percentage points"),
    ("points", (-0.21, -0.27, -0.15), "−21 (−27 to −15) percentage points"),
    ("nps", (-7.0, -17.0, 4.0), "−7 (−17 to +4)"),
    ("money", (1.9e6, 1.3e6, 2.5e6), "£1.9m (£1.3m to £2.5m)"),
    ("count", (730.0, 520.0, 940.0), "730 (520 to 940)"),
])  # fmt: skip
def test_a_number_is_written_by_its_unit(shown, unit, ends, said):
    value, low, high = ends
    got = cell(columns.estimate("effect", "v", unit=unit), shown, v=value, low=low, high=high)
    assert got == said


@pytest.mark.parametrize("unit", ["share", "points", "nps", "money", "count", "signed", "number"])
def test_a_missing_number_is_a_dash_without_a_unit(shown, unit):
    assert cell(columns.plain("effect", "v", unit), shown, v=pd.NA) == "–"
    gone = cell(columns.estimate("effect", "v", unit=unit), shown, v=pd.NA, low=pd.NA, high=pd.NA)
    assert gone == "–"


@pytest.mark.parametrize(("metric", "unit"), [
    ("nps", "nps"), ("top2", "share"), ("share", "share"), ("rate", "share"), ("mean", "number"),
])  # fmt: skip
def test_the_unit_of_a_metric(metric, unit):
    assert unit_of(metric) == unit


@pytest.mark.parametrize(("moment", "said"), [
    ("friction", "−14 (−18 to −10) percentage points"),
    ("truth; friction", "−14 (−18 to −10) percentage points"),
    ("delight", "+14 (+10 to +18) percentage points"),
])  # fmt: skip
def test_fewer_stay_after_a_pain_and_more_after_a_delight(shown, moment, said):
    row = {"effect_on_retention": 0.14, "low": 0.1, "high": 0.18, "moment": moment}
    found = next(c for c in LAYOUTS["moments"] if c.head == "effect on staying")
    assert cell(found, shown, **row) == said


@pytest.mark.parametrize(("variable", "said"), [("call", "0.14 scale points"), (pd.NA, "14%")])
def test_an_uplift_names_what_it_is_counted_in(shown, variable, said):
    found = next(c for c in LAYOUTS["portfolio"] if c.head == "breaks even at uplift")
    assert cell(found, shown, break_even_uplift=0.14, variable=variable) == said


# a column of a table that needs its unit, by what the registry says it holds
NEEDS = {DIFF: " percentage points", MONEY: "£", SECONDS: ""}


@pytest.mark.parametrize("name", LAYOUTS)
def test_differences_of_shares_and_money_name_their_unit(name, shown):
    table = REGISTRY[name]
    row = pd.Series(
        {c: 0.5 if k.dtype in ("float", "int") else pd.NA for c, k in table.columns.items()}
        | {"base_note": "", "unit": "money"}
    )
    for field, kind in table.columns.items():
        if kind not in NEEDS or kind is SECONDS:
            continue
        spoilt = row.copy()
        spoilt[field] = 0.25
        for column in LAYOUTS[name]:
            if not column.numeric:
                continue
            before, after = column.write(shown, row), column.write(shown, spoilt)
            if before != after:  # the column that shows this field
                assert NEEDS[kind] in after, (column.head, after)


# ---------------------------------------------------------------------- words


def test_words_of_the_method_are_the_catalogue_s(shown):
    assert cell(columns.term("moment", "moment"), shown, moment="truth") == "moment of truth"
    assert cell(columns.term("moment", "moment"), shown, moment=pd.NA) == ""
    assert cell(columns.text("why", "why"), shown, why="as it is") == "as it is"
    assert cell(columns.text("why", "why"), shown, why=pd.NA) == ""


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_column_prints_a_term_as_it_is_stored(name, shown):
    fields = {c for c, kind in REGISTRY[name].columns.items() if kind is TERM} - {"unit", "n_of"}
    row = pd.Series(dict.fromkeys(REGISTRY[name].columns, pd.NA) | {"base_note": ""})
    for field in fields:
        for column in LAYOUTS[name]:
            said = _said(column, shown, row, field, "truth")
            if said and "truth" in said:
                assert "moment of truth" in said, column.head


def _said(column, shown, row, field, word):
    changed = row.copy()
    changed[field] = word
    try:
        return column.write(shown, changed)
    except (KeyError, TypeError, AttributeError):  # a column of something else, which is missing
        return ""


def test_names_are_told_by_their_labels(shown):
    assert cell(columns.scope(), shown, scope="touchpoint=activation") == "activation"
    assert cell(columns.segment(), shown, segment="region=R01") == "region R01"
    assert cell(columns.place(), shown, touchpoint="overall") != ""
    assert cell(columns.period("period", "p"), shown, p="2026-09") == "September 2026"


def test_a_moment_is_told_by_place_and_kind_never_by_its_id(shown):
    column = next(c for c in LAYOUTS["proposals"] if c.head == "moment")
    said = cell(column, shown, moment_id="SIM: delivery:friction")
    assert said == "SIM: delivery (friction)"


def test_a_flag_is_its_word_or_nothing(shown):
    column = columns.yes("verdict", "breaks", "breaks down")
    assert cell(column, shown, breaks=True) == "breaks down"
    assert cell(column, shown, breaks=False) == cell(column, shown, breaks=pd.NA) == ""


def test_a_base_is_a_count_or_why_it_is_none(shown):
    column = columns.base()
    assert cell(column, shown, n=5200) == "5,200"
    assert cell(column, shown, n=12, base_note="low base") == "12 (low base)"
    assert cell(column, shown, n=4, base_note="hidden").startswith("fewer than 10")
    assert cell(column, shown, n=pd.NA) == "not supplied"


# ---------------------------------------------------------------------- stakes and benefits


def test_a_stake_is_money_where_known_else_customers(shown):
    moments = shown["moments"].head(1)
    assert tables.cells(shown, "moments", moments)["at stake a year (interval)"].tolist() == [
        "£1.9m (£1.3m to £2.5m)"
    ]
    bare = moments.assign(value_at_stake=pd.NA)
    assert tables.cells(shown, "moments", bare)["at stake a year (interval)"].tolist() == [
        "730 (520 to 940) customers"
    ]


@pytest.mark.parametrize(("unit", "said"), [
    ("money", "£610k (£390k to £840k)"),
    ("customers kept", "610,000 (390,000 to 840,000) customers kept"),
    ("points", "610,000 (390,000 to 840,000) scale points of recommend"),
])  # fmt: skip
def test_a_benefit_is_in_its_own_unit(shown, unit, said):
    one = shown["portfolio"].head(1).assign(unit=unit)
    assert tables.cells(shown, "portfolio", one)["benefit (interval)"].tolist() == [said]
