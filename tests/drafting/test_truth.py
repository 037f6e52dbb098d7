"""Exports with planted truth: each right unedited, none sent before it was confirmed."""

import csv
from dataclasses import replace

import pytest
from pydantic import ValidationError
from simulations.exports import EXPORTS, judged
from simulations.exports.truth import N, Truth, nps

from cxlib.drafting.recognisers import Recogniser, recognised, recognisers

BY_NAME = {export.name: export for export in EXPORTS}


@pytest.mark.parametrize("name", BY_NAME)
def test_an_export_comes_out_right_and_is_asked_about(tmp_path, name):
    verdict = judged(BY_NAME[name], tmp_path / "case", seed=7)
    assert verdict.wrong == ()
    if BY_NAME[name].table == "responses":
        assert not verdict.sendable, "the main outcome was sent without a person's word"


@pytest.mark.parametrize(
    ("lie", "told"),
    [
        ({"n": lambda t: N - 1}, "n 240 for 239"),
        ({"score": lambda t: nps(t.nps) + 1}, "score"),
        ({"kind": "csat"}, "nps for csat"),
        ({"top": "Kind"}, "drivers"),
        ({"table": "purchases"}, "taken for responses"),
    ],
)
def test_what_is_wrong_is_seen(tmp_path, lie, told):
    export = replace(BY_NAME["a total below"], **lie)
    assert told in "; ".join(judged(export, tmp_path / "case", seed=7).wrong)


def test_every_tool_is_recognised_by_its_own_export_and_by_no_other(tmp_path):
    known = {one.tool.split(" (")[0] for one in recognisers()}
    seen = set()
    for export in EXPORTS:
        at = tmp_path / export.name.replace("/", " ")
        at.mkdir()
        path = export.write(at, Truth(7))
        tool = next((t for t in known if export.name.startswith(t)), None)
        if path.suffix not in (".csv", ".tsv") or "UTF-16" in export.name or "tabs" in export.name:
            continue
        encoding = "cp1252" if "German" in export.name and tool is None else "utf-8"
        with path.open(encoding=encoding, errors="replace", newline="") as lines:
            first = lines.readline()
            heading = next(csv.reader([first], delimiter=";" if ";" in first else ","))
        found = recognised(heading)
        assert (found.tool.split(" (")[0] if found else None) == tool, export.name
        seen.add(tool)
    assert known - seen <= {"Microsoft Forms", "Mixpanel"}, "these are a workbook and JSON lines"


@pytest.mark.parametrize("key", ["outcomes", "python", "id", "policy", "source", "roots"])
def test_a_recogniser_says_nothing_but_what_it_may(key):
    whole = {"tool": "A", "documented": "https://example.org", "table": "responses"}
    Recogniser(**whole)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Recogniser(**whole, **{key: "x"})


def test_a_few_common_headings_are_no_tool():
    assert recognised(["ID", "Date", "NPS", "Comment", "Email"]) is None
    assert recognised(["customer", "time", "Score", "Status", "Name"]) is None
