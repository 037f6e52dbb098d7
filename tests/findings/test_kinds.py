"""What every kind of finding keeps to, whichever step it belongs to."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

from cxlib import STEPS, findings
from cxlib.engagement import from_frames
from cxlib.findings.kinds import BY_NAME, KINDS
from cxlib.language import catalogue
from cxlib.language.catalogue import SLOT
from cxlib.release.view import view
from cxlib.results import REGISTRY

TEXTS = catalogue("en").texts
# what a busy director does not read: names of statistics, ids, columns, "name=value"
JARGON = re.compile(
    r"\bp ?[<=]|\binterval\b|\bsigma\b|R²|\bhazard|\bratio\b|\bBH\b|\bsignifican|\bcoefficient\b"
    r"|\bmedian\b|\bquantile|\bdeviation|\w_\w|\w=\w|\bcome again\b",
    re.IGNORECASE,
)
LONGEST = 200  # characters of a claim before its slots are filled
DIRECTIONS = [(kind.name, way) for kind in KINDS for way in kind.directions]


def test_names_are_unique_and_tables_are_there():
    names = [kind.name for kind in KINDS]
    assert len(set(names)) == len(names)
    for kind in KINDS:
        assert kind.table in REGISTRY
        assert kind.step in STEPS
        assert kind.directions
        assert kind.test


@pytest.mark.parametrize(("kind", "direction"), DIRECTIONS)
def test_each_direction_has_a_plain_claim_and_its_evidence(kind, direction):
    assert f"{kind}|{direction}|evidence" in TEXTS
    claim = TEXTS[f"{kind}|{direction}|claim"]
    assert claim.whole
    for form in claim.forms:
        said = SLOT.sub("", form)
        assert not JARGON.search(said), form
        assert len(form) <= LONGEST
        assert form.endswith((".", "?", "”"))
        assert form[0].isupper() or form[0] in "{“"
        assert form.count(". ") <= 1, "more than two sentences"


@pytest.fixture(scope="module")
def nothing():
    """The view of a client of whom no step has found anything."""
    engagement = from_frames(
        {"client": "Test", "period": "none"}, {"responses": pd.DataFrame({"speed": [1, 2, 3] * 10})}
    )
    return view(engagement, {})


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_of_nothing_nothing_is_claimed(nothing, kind):
    assert list(BY_NAME[kind].find(nothing)) == []


def test_no_claim_stands_in_the_catalogue_that_nobody_makes():
    made = {f"{kind}|{way}|claim" for kind, way in DIRECTIONS}
    assert {context for context in TEXTS if context.endswith("|claim")} == made


@pytest.mark.parametrize(
    "said",
    ["It falls, p = 0.03.", "plan=Basic is low.", "network_overall matters.", "A hazard of 3."],
)
def test_the_guard_sees_jargon(said):
    assert JARGON.search(said)


PARTS = ("reach", "size", "sure")  # of a weight
SOURCES = sorted(Path(findings.__file__).parent.joinpath("kinds").rglob("*.py"))


def constants_of_weight(source: str) -> list[str]:
    """Parts of a weight that are a number of the kind's own; all and nothing are none."""
    given = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.keyword)]
    fixed = [one for one in given if one.arg in PARTS and isinstance(one.value, ast.Constant)]
    return [f"{one.arg}={one.value.value}" for one in fixed if one.value.value not in (0, 1)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_kind_has_a_weight_of_its_own(path):
    assert constants_of_weight(path.read_text(encoding="utf-8")) == []


def test_a_constant_weight_is_seen():
    assert constants_of_weight("Claim(reach=0.1, size=abs(row.effect), sure=1.0)") == ["reach=0.1"]
