"""What each surface tells: what it selects is printed, nothing is lost, nothing slips in."""

from __future__ import annotations

import html
from dataclasses import replace

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.report import monitor_page, write_briefs, write_page
from cxlib.report.blocks import block
from cxlib.report.commentary import commentary
from cxlib.report.sections import SECTIONS
from cxlib.report.selection import (
    MOST_OF_A_KIND,
    TOLD_TO_ALL,
    changes,
    few_of_each,
    for_all,
    of_section,
    surfaces,
    told_before,
)
from cxlib.report.standing import standing
from cxlib.session import Session

META = {"period": "2026-09", "run": "001"}


@pytest.fixture(scope="module")
def printed(shown, tmp_path_factory):
    """The text of each surface, and every finding's statement as it would stand there."""
    folder = tmp_path_factory.mktemp("surfaces")
    pages = {
        "page": [write_page(folder / "report.html", shown, META)],
        "monitor": [monitor_page(folder / "monitor.html", shown, META)],
        "brief": write_briefs(folder / "briefs", shown),
    }
    return {
        name: html.unescape(" ".join(p.read_text("utf-8") for p in paths))
        for name, paths in pages.items()
    }


@pytest.mark.parametrize("surface", ["page", "monitor", "brief"])
def test_a_surface_prints_what_it_selects_and_nothing_else(shown, printed, surface):
    told = surfaces(shown)
    mine = set(told.loc[told["surface"] == surface, "finding_id"])
    found = shown["findings"].set_index("finding_id")["statement"]
    there = {finding for finding, said in found.items() if said in printed[surface]}
    leads = set(found.index) - those_that_stand(shown)  # the page tells them too, in their place
    assert len(mine) > 3
    assert mine | (leads if surface == "page" else set()) == there


def those_that_stand(shown) -> set[str]:
    found = shown["findings"]
    return set(found.loc[found["stands"].astype(bool), "finding_id"])


def test_every_finding_that_stands_is_read_on_the_page(shown):
    told = surfaces(shown)
    assert set(told.loc[told["surface"] == "page", "finding_id"]) == those_that_stand(shown)


def test_everybody_concerned_reads_it_in_a_brief(shown):
    told = surfaces(shown)
    assert those_that_stand(shown) & set(shown["concerns"]["finding_id"]) <= set(
        told.loc[told["surface"] == "brief", "finding_id"]
    )


@pytest.mark.parametrize("surface", ["page", "monitor", "brief"])
def test_what_does_not_stand_is_told_nowhere(shown, surface):
    told = surfaces(shown)
    one = told.loc[told["surface"] == surface, "finding_id"].iloc[0]
    findings = shown["findings"]
    fallen = findings.assign(stands=findings["finding_id"].ne(one))
    assert one not in set(surfaces(_with(shown, fallen))["finding_id"])
    assert surfaces(_with(shown, findings.assign(stands=False))).empty


def _with(shown, findings):
    return replace(shown, tables={**shown.tables, "findings": findings})


def test_what_the_consultant_hid_is_told_nowhere(make, shown):
    told = surfaces(shown)
    one = told["finding_id"].iloc[0]
    hides = {"finding_id": [one], "section": [None], "text": [None], "hide": [True],
             "reason": ["not yet"]}  # fmt: skip
    view = released(make["engagement"](commentary=hides), make["results"]())
    assert one not in set(surfaces(view)["finding_id"])
    assert set(surfaces(view)["finding_id"]) == set(told["finding_id"]) - {one}
    assert one not in set(standing(view, commentary(view))["finding_id"])


def test_a_hidden_section_tells_nothing_on_the_page(make, shown):
    hides = {"finding_id": [None], "section": ["scores"], "text": [None], "hide": [True],
             "reason": ["not yet"]}  # fmt: skip
    view = released(make["engagement"](commentary=hides), make["results"]())
    gone = set(_page(shown)) - set(_page(view))
    assert gone
    assert {finding.split(":")[0] for finding in gone} <= {"score", "segment", "response rate"}


def _page(view):
    told = surfaces(view)
    return told.loc[told["surface"] == "page", "finding_id"]


def test_few_of_each_kind_come_first_and_none_is_lost():
    found = pd.DataFrame({"kind": list("aaaaabb"), "weight": range(7, 0, -1)})
    assert list(few_of_each(found).index) == [0, 1, 2, 5, 6, 3, 4]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_a_section_tells_in_the_order_in_which_everything_is_told(shown, section):
    """No table goes before another: page and notebooks have one order."""
    whole = standing(shown, commentary(shown))["finding_id"].tolist()
    told = of_section(shown, section, commentary(shown))["finding_id"].tolist()
    assert told == [one for one in whole if one in set(told)]
    assert whole == [one for one in shown["findings"]["finding_id"] if one in set(whole)]


def test_a_notebook_tells_a_step_as_the_page_does(shown, monkeypatch):
    session = Session.__new__(Session)
    monkeypatch.setattr(Session, "view", shown)
    for step in ("strategy", "alignment"):
        found = standing(shown, commentary(shown))
        own = found[found["step"] == step]["statement"].tolist()
        assert session.findings(step).lines == own


LEAVING = next(section for section in SECTIONS if section.name == "leaving")


@pytest.fixture(scope="module")
def leaving(shown):
    """What a moment says of leaving said again from there, and what no moment says."""
    again, alone = "leaving:activation:events", "leaving:repair:events"
    findings, rows = shown["findings"], shown["finding_rows"]
    one = findings[findings["kind"].eq("moment")].head(1)
    made = [one.assign(finding_id=name, kind="leaving", statement=name) for name in (again, alone)]
    under = rows[rows["table"].eq("leaving")].head(1)
    keys = [
        under.assign(finding_id=again),
        under.assign(finding_id=alone, key=under["key"].str.replace("activation", "repair")),
    ]
    tables = {"findings": pd.concat([findings, *made], ignore_index=True),
              "finding_rows": pd.concat([rows, *keys], ignore_index=True)}  # fmt: skip
    return replace(shown, tables={**shown.tables, **tables}), again, alone


def test_what_a_moment_says_is_not_in_sight_again_where_leaving_is_told(leaving):
    """The same row behind both: once in sight, and nothing is lost."""
    view, again, alone = leaving
    said = commentary(view)
    assert told_before(view, LEAVING, said) == {again}
    made = block(view, LEAVING, said)
    assert [one.id for one in made.findings.first] == [alone]
    assert [one.id for one in made.findings.rest] == [again]
    assert made.before == ("moments", "What one of these findings says is told at “Which moments "
                           "matter, and what are they worth?”")  # fmt: skip


def test_where_the_moments_are_hidden_it_is_in_sight(leaving):
    view, again, alone = leaving
    said = replace(commentary(view), hidden={"moments": "not yet"})
    assert told_before(view, LEAVING, said) == set()
    made = block(view, LEAVING, said)
    assert {one.id for one in made.findings.first} == {again, alone}
    assert made.before[1] == ""


def test_everybody_reads_a_few_of_each_kind_and_no_more(shown):
    findings = shown["findings"]
    many = pd.concat(
        [findings.assign(finding_id=findings["finding_id"] + f" {k}") for k in range(9)],
        ignore_index=True,
    )
    told = for_all(_with(shown, many), commentary(shown))
    assert len(told) <= MOST_OF_A_KIND * len(TOLD_TO_ALL)
    assert told["kind"].value_counts().max() == MOST_OF_A_KIND
    assert told["weight"].is_monotonic_decreasing


# ---------------------------------------------------------------------------- what changed


@pytest.mark.parametrize(("before", "told"), [(("2026-08",), False), ((), True)])
def test_what_nobody_mapped_is_a_change_when_customers_first_come_to_it(shown, before, told):
    """The same touchpoint would be "what changed" in every month until somebody maps it."""
    findings = shown["findings"]
    row = findings.iloc[[0]].assign(
        finding_id="revisit:map:forum",
        kind="revisit",
        stands=True,
        subject="map:forum",
        direction="unmapped",
        period="2026-09",
    )
    rests = pd.DataFrame([{"finding_id": "revisit:map:forum", "table": "revisit", "key": "{}"}])
    volumes = [
        {"kpi": "volume", "scope": "touchpoint=forum", "period": period, "value": 90.0}
        for period in (*before, "2026-09")
    ]
    tables = {
        **shown.tables,
        "findings": pd.concat([findings, row], ignore_index=True),
        "finding_rows": pd.concat([shown["finding_rows"], rests], ignore_index=True),
        "kpis": pd.concat([shown["kpis"], pd.DataFrame(volumes)], ignore_index=True),
    }
    view = replace(shown, tables=tables)
    assert ("revisit:map:forum" in set(changes(view, commentary(view))["finding_id"])) is told
