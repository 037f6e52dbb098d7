"""A picture speaks its engagement's language: numbers, months, and never a client's own words."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import pytest

from cxlib.findings import released

SPACE = "\N{NO-BREAK SPACE}"
PLANNED = (
    "journey_map", "control", "benefits", "mix", "portfolio", "frontier", "readiness", "roadmap",
    "value_chain",
)  # fmt: skip


@pytest.fixture(scope="module")
def german(make):
    told = make["engagement"]()
    config = told.config.model_copy(update={"language": "de", "currency": "EUR"})
    return released(replace(told, config=config), make["results"]())


def module(name: str):
    return import_module(f"cxlib.report.figures.{name}")


@pytest.mark.parametrize(
    ("name", "there"),
    [("journey_map", "19.590"), ("control", f"90,0{SPACE}%"),
     ("benefits", "+6 (+3 bis +9)"), ("mix", "Juli 2026"),
     ("portfolio", f"390.000{SPACE}€ bis 840.000{SPACE}€"),
     ("frontier", f"250.000{SPACE}€"), ("readiness", "2,03 bis 2,63"),
     ("roadmap", "März 2027"), ("value_chain", f"45{SPACE}% · 700.000{SPACE}€")],
)  # fmt: skip
def test_numbers_and_months_are_german(name, there, german, texts):
    written = [text for text, _ in texts(module(name).draw(german))]
    assert any(there in text for text in written), written


@pytest.mark.parametrize("name", PLANNED)
def test_german_texts_have_room(name, german, overlaps, outside):
    figure = module(name).draw(german)
    assert overlaps(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("name", PLANNED)
def test_a_client_s_braces_are_braces(name, make):
    results = make["results"]()
    for table in ("portfolio", "roadmap", "benefits"):
        results[table] = results[table].assign(initiative="{n} {0} %s 1234.5")
    results["value_chain"] = results["value_chain"].assign(activity="{n} {0} %s 1234.5")
    alt = module(name).alt(released(make["engagement"](), results))
    if name in ("portfolio", "roadmap", "benefits", "value_chain"):
        assert "{n} {0} %s 1234.5" in alt
    assert "{rows}" not in alt
