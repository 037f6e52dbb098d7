"""Whoever owns the touchpoint, cause, remedy, KPI or benefit reads it: by the client's own tables.

Who is concerned is worked out a second way: from the rows that a finding rests on, and from the
client's tables of owners.
"""

import json
from collections.abc import Iterator

import pytest

from cxlib.findings.claim import ABOUT
from cxlib.findings.routing import WATCHING, Owners
from cxlib.report.briefs import file_names, readers


class Tables:
    """Who owns what, read plainly."""

    def __init__(self, view):
        engagement = view.engagement
        owners = engagement.table("owners").set_index("owner")["department"].dropna().to_dict()
        self.places = self._of(engagement, "touchpoints", "touchpoint", owners)
        self.initiatives = self._of(engagement, "initiatives", "initiative", owners)
        self.targets = self._of(engagement, "targets", "kpi", owners)
        variables = engagement.table("variables").dropna(subset=["touchpoint"])
        self.homes = dict(zip(variables["variable"], variables["touchpoint"], strict=True))
        activities = engagement.table("activities").dropna(subset=["department"])
        self.activities = activities.groupby("activity")["department"].agg(set).to_dict()
        out = view["portfolio"].query("~chosen")["initiative"]
        watched = engagement.table("initiatives").dropna(subset=["kpi", "owner"])
        watched = watched[watched["status"].eq("running") | ~watched["initiative"].isin(out)]
        self.watching = [
            (*(part.strip() for part in f"{kpi}@overall".split("@")[:2]), owners.get(who, who))
            for kpi, who in zip(watched["kpi"], watched["owner"], strict=True)
        ]

    @staticmethod
    def _of(engagement, table, name, owners):
        rows = engagement.table(table).dropna(subset=[name, "owner"])
        return {n: owners.get(o, o) for n, o in zip(rows[name], rows["owner"], strict=True)}

    def kpi(self, name, scope):
        place = scope.removeprefix("touchpoint=")
        if scope != place and place in self.places:
            return self.places[place]
        there = self.moving(name, scope)
        return there.pop() if len(there) == 1 else self.targets.get(name)

    def moving(self, name, scope):
        """Whose initiatives are to move it: there, else anywhere."""
        there = {who for kpi, where, who in self.watching if kpi == name and where == scope}
        if scope.removeprefix("touchpoint=") in self.places:
            return there
        return there or {who for kpi, _, who in self.watching if kpi == name}


def expected(view) -> Iterator[tuple[str, str, str]]:
    """Finding, role and department of everybody concerned, as far as the rows show it."""
    own = Tables(view)
    kinds = view["findings"].set_index("finding_id")["kind"]
    rules = view["raci_findings"].set_index(["subject", "rule"])
    for row in view["finding_rows"].itertuples():
        key, kind = json.loads(row.key), kinds[row.finding_id]
        moment = str(key.get("moment_id", ":")).rsplit(":", 1)[0]
        home = own.homes.get(key.get("variable"))
        for place in (key.get("touchpoint"), moment, home):
            if place in own.places and (place != home or kind != "assumptions"):
                yield row.finding_id, "touchpoint", own.places[place]
        if key.get("initiative") in own.initiatives:
            role = "benefit" if row.table == "benefits" else "initiative"
            yield row.finding_id, role, own.initiatives[key["initiative"]]
        if row.table == "backstage" and kind in ("backstage", "cause elsewhere"):
            for department in own.activities.get(key["activity"], ()):
                yield row.finding_id, "cause", department
        if row.table in ("alerts", "kpis", "benefits") and kind != "benefits":
            department = own.kpi(key["kpi"], key.get("scope") or "overall")
            yield from [(row.finding_id, "kpi", department)] if department else []
            scope = key.get("scope") or "overall"
            of_the_kpi = row.table != "benefits" and scope.startswith(("overall", "touchpoint="))
            moving = own.moving(key["kpi"], scope) if of_the_kpi else set()
            yield from ((row.finding_id, WATCHING, one) for one in moving - {department})
        if row.table == "gates":
            yield row.finding_id, "remedy", key["department"]
        if row.table == "raci_findings":
            found = rules.loc[(key["subject"], key["rule"])]
            cells = {"remedy": found["remedy_by"], "department": found["departments"]}
            for role, cell in cells.items():
                names = str(cell).split("; ") if isinstance(cell, str) and cell else []
                yield from ((row.finding_id, role, name) for name in names)
        if row.table == "coordination":
            yield from ((row.finding_id, "department", key[end]) for end in ("source", "target"))


def told(view) -> set[tuple[str, str, str]]:
    rows = view["concerns"]
    return set(zip(rows["finding_id"], rows["as"], rows["department"], strict=True))


def missed(view, concerns) -> set[tuple[str, str, str]]:
    return set(expected(view)) - concerns


def test_everybody_whom_the_rows_concern_is_named(english):
    assert not missed(english.view, told(english.view))


@pytest.mark.parametrize("role", [*ABOUT, WATCHING])
def test_every_role_is_seen_and_a_row_that_is_missing_too(english, role):
    named = told(english.view)
    mine = {row for row in set(expected(english.view)) if row[1] == role}
    assert mine, "nothing in the sample concerns anybody so"
    for row in sorted(mine)[:3]:
        assert missed(english.view, named - {row}) == {row}


def unread(view, texts) -> list[tuple[str, str]]:
    """Findings and departments in whose brief they do not stand."""
    owners, files = Owners(view), file_names(readers(view))
    pages = {}
    for reader in readers(view):
        page = " ".join(texts[f"brief {files[reader]}"])
        pages[owners.department(reader)] = pages.get(owners.department(reader), "") + page
    found = view["findings"]
    stands = set(found.loc[found["stands"].astype(bool), "finding_id"])  # a lead is told apart
    statement = found.set_index("finding_id")["statement"]
    rows = view["concerns"]
    rows = rows[rows["finding_id"].isin(stands - said_by_an_alert(view))]
    return [
        (finding, department)
        for finding, department in zip(rows["finding_id"], rows["department"], strict=True)
        if " ".join(statement[finding].split()) not in pages[department]
    ]


def said_by_an_alert(view) -> set[str]:
    """What tells where a KPI stands of which an alert tells that and more."""
    rows = view["finding_rows"]
    raised = rows["finding_id"].str.startswith("alert:")
    of_kpis = rows["table"].eq("kpis")
    keys = set(rows.loc[raised & of_kpis, "key"])
    return set(rows.loc[~raised & of_kpis & rows["key"].isin(keys), "finding_id"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_everybody_concerned_finds_it_in_its_brief(spoken, language):
    assert not unread(spoken[language].view, spoken[language].texts)


def test_retail_reads_that_it_is_not_ready(english):
    found = english.view["findings"].set_index("finding_id")["statement"]
    assert found["readiness:Retail"] in " ".join(english.texts["brief retail"])


def test_a_brief_that_lost_a_finding_is_seen(english):
    view = english.view
    found = view["findings"].set_index("finding_id")["statement"]["readiness:Retail"]
    torn = {name: [t for t in texts if found not in t] for name, texts in english.texts.items()}
    assert ("readiness:Retail", "Retail") in unread(view, torn)


def test_who_hears_of_a_cause_elsewhere_reads_no_all_clear(english):
    view = english.view
    clear = view.voice.say("brief|ownership clear")
    assert clear not in " ".join(english.texts["brief it"])
    assert clear in " ".join(english.texts["brief finance"])
