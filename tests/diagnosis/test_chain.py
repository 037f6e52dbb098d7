"""Findings lead to the moment of their touchpoint."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.chain import chained, touchpoint_of


@pytest.mark.parametrize(
    ("evidence", "touchpoint"),
    [
        ("scores[outcome=o,touchpoint=shop,segment=all]", "shop"),
        ("scores[outcome=o,touchpoint=overall,segment=all]", None),
        ("drivers[outcome=o,scope=overall,level=touchpoint,variable=v]", "app"),
        ("variants", None),
    ],
)
def test_a_pointer_names_its_touchpoint(evidence, touchpoint):
    assert touchpoint_of(evidence, {"v": "app"}) == touchpoint


def test_open_findings_are_led_to_the_first_moment_and_others_left(engaged):
    variables = pd.DataFrame({"variable": ["v"], "touchpoint": ["app"]})
    rows = pd.DataFrame({"recommend": [1.0, 9.0] * 10, "v": [1.0, 2.0] * 10})
    engagement = engaged({"responses": rows, "variables": variables}, period="none")
    moments = pd.DataFrame(
        {"moment_id": ["app:truth", "app:friction"], "touchpoint": "app", "rank": [2, 1]}
    )
    findings = pd.DataFrame(
        {"evidence": ["drivers[variable=v]", "drivers[variable=v]", "variants"],
         "leads_to": [None, "elsewhere", None]}
    )  # fmt: skip
    found = chained(engagement, {"moments": moments, "findings": findings})["findings"]
    assert found.leads_to.tolist()[:2] == ["app:friction", "elsewhere"]
    assert pd.isna(found.leads_to.iloc[2])
