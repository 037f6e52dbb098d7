"""What the pictures of strategy, alignment and monitoring say, word for word."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxlib.report.figures import benefits, frontier, journey_map, mix, portfolio, raci, roadmap
from cxlib.report.figures.map_columns import pains


def written(texts, figure) -> str:
    return " ".join(" ".join(text.split()) for text, _ in texts(figure))


def with_table(shown, **tables):
    return replace(shown, tables={**shown.tables, **tables})


def test_a_promise_is_told_in_its_kpis_own_unit(shown, texts):
    said = written(texts, benefits.draw(shown))
    assert "+6 (+3 to +9) percentage points" in said
    assert "n = customers. Bars: 95% interval. Dark line: as promised" in said
    assert "honest cart on conversion: promised +5 percentage points, observed +6" in benefits.alt(
        shown
    )


def test_months_are_words_and_changes_have_signs(shown, texts):
    said = written(texts, mix.draw(shown))
    assert "Jul 2026" in said
    assert "recommend; n = 900 answers a period." in said
    assert "July 2026 −6 NPS points, of which mix −6" in mix.alt(shown)


def test_benefits_in_customers_are_no_money(shown, texts):
    table = shown["portfolio"].assign(unit="customers kept")
    said = written(texts, portfolio.draw(with_table(shown, portfolio=table)))
    assert "customers kept a year" in said
    assert "£" not in said.split("Blue: chosen")[0]
    assert "“In the plan”: how often it is in the best plan" in said


def test_the_chosen_plan_is_told_with_its_cost(shown, texts):
    said = written(texts, portfolio.draw(shown))
    assert "2 are chosen, costing £210k." in said
    none = with_table(shown, portfolio=shown["portfolio"].assign(chosen=False))
    assert "chosen, costing" not in written(texts, portfolio.draw(none))


def test_each_budget_says_what_it_buys(shown):
    assert "£40k buys £230k (£140k to £320k)" in frontier.alt(shown)


def test_dates_of_the_roadmap_are_as_the_report_writes_them(shown, texts):
    assert "Jan 2027" in written(texts, roadmap.draw(shown))
    assert "honest cart (Sales) from 1 Oct 2026 to 31 Jan 2027" in roadmap.alt(shown)


def test_what_is_unclear_stands_first(shown):
    table = pd.DataFrame(
        {"subject": ["advert", "honest cart"], "department": "Sales", "letter": ["a", "r"]}
    )
    tables = {**shown.engagement.tables, "raci": table}
    told = replace(shown, engagement=replace(shown.engagement, tables=tables))
    faults = shown["raci_findings"][shown["raci_findings"]["subject"] == "honest cart"]
    told = with_table(told, raci_findings=faults)
    assert raci.matrix(told).index.tolist() == ["honest cart", "advert"]
    assert "Unclear: honest cart: " in raci.alt(told)


def test_pains_and_moments_say_what_their_bases_count(shown):
    places = shown["touchpoint_map"]["touchpoint"].tolist()
    first = next(pains(shown, places).itertuples())
    assert journey_map.pain_words(shown, first) == (
        "breaks journeys down: completion −27 (−32 to −22) percentage points, n = 2,727 journeys"
    )
    moment = shown["moments"].iloc[0].copy()
    moment["n_of"] = "customers"
    assert journey_map.moment_words(shown, moment) == (
        "moment of truth: £1.9m (£1.3m to £2.5m) a year at stake, n = 5,200 customers; "
        "seen in behaviour and in answers"
    )
