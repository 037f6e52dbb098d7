import pandas as pd
import pytest
import xlsxwriter

from cxlib.engagement import from_frames, load
from cxlib.engagement.checking.crosschecks import cross_checks
from cxlib.errors import InputError

KPIS = pd.DataFrame({"kpi": "k", "period": [f"2026-{m:02d}" for m in range(1, 13)], "value": 1.0})


def said(walked=(), **tables):
    return [
        n["check"] for n in cross_checks({k: pd.DataFrame(v) for k, v in tables.items()}, walked)
    ]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"touchpoints": {"touchpoint": ["a"], "owner": [None]},
          "variables": {"touchpoint": ["a", "b", None, "overall"]}},
         ["touchpoint 'b' is not on the map"]),
        ({"initiatives": {"initiative": ["i"], "owner": ["Ops"], "depends_on": [None]},
          "owners": {"owner": ["ops ", "IT"], "department": [None, None]}}, []),
        ({"initiatives": {"initiative": ["i"], "owner": ["Sales"], "depends_on": ["j"]},
          "owners": {"owner": ["Ops"], "department": [None]}},
         ["owner 'Sales' is not in owners", "depends_on 'j' is not in initiatives"]),
        ({"raci": {"subject": ["i", "i", "x"], "department": ["d", "e", "d"],
                   "letter": ["A", "A", "A"]},
          "initiatives": {"initiative": ["i"], "owner": [None], "depends_on": [None]}},
         ["subject 'x' is not among touchpoints or initiatives",
          "'i' has 2 departments marked A"]),
        ({"operations": {"activity": ["pack"]}, "activities": {"activity": ["ship"],
          "department": [None], "depends_on": [None]}}, ["activity 'pack' is not in activities"]),
    ],
)  # fmt: skip
def test_strangers_are_named(tables, words):
    assert said(**tables) == words


def test_touchpoints_walked_but_not_mapped():
    tables = {"touchpoints": {"touchpoint": ["a"], "owner": [None]}}
    assert said(["a", "z"], **tables) == ["touchpoint 'z' is not on the map"]


def refusal(waits):
    frame = pd.DataFrame({"initiative": list(waits), "depends_on": list(waits.values())})
    with pytest.raises(InputError) as found:
        from_frames({"client": "A"}, {"kpis": KPIS, "initiatives": frame})
    return str(found.value)


def test_circles_are_refused_with_their_rows():
    said = refusal({"a": "b", "b": "C; d", "c": "a", "d": None})
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        f"initiatives, column 'depends_on', row {n}" for n in (2, 3, 4)]  # fmt: skip
    assert "waits, directly or through others, for itself" in refusal({"a": "a"})


def test_chains_are_fine():
    frame = pd.DataFrame({"initiative": ["a", "b", "c"], "depends_on": ["b; c", "c", None]})
    assert from_frames({"client": "A"}, {"kpis": KPIS, "initiatives": frame}).has("initiatives")


def test_warnings_name_the_first_rows_of_the_clients_sheet():
    raci = pd.DataFrame({"subject": ["i", None, "i", "i"], "department": ["d", None, "e", "f"],
                         "letter": ["A", None, "A", "A"]})  # fmt: skip
    frames = {"kpis": KPIS, "raci": raci, "initiatives": pd.DataFrame({"initiative": ["i"]})}
    quality = from_frames({"client": "A"}, frames).quality
    found = quality[quality["check"] == "'i' has 3 departments marked A"].iloc[0]
    assert found["example"] == "raci, rows 2, 4, 5"
    assert found["n"] == 3


def workbook(path, **sheets):
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()


PLAN = """client: A
tables:
  kpis: {source: kpis.csv}
  touchpoints: {source: plan.xlsx, read: {sheet: Map}}
  variables: {source: plan.xlsx, read: {sheet: Questions}}
  owners: {source: plan.xlsx, read: {sheet: Owners}}
  raci: {source: plan.xlsx, read: {sheet: RACI}}
"""


def test_a_filled_workbook_is_answered_with_sheet_and_row(client):
    folder = client(engagement__yml=PLAN, kpis__csv=KPIS.to_csv(index=False))
    workbook(
        folder / "plan.xlsx",
        Map=[["touchpoint", "stage", "owner"], ["shop", "use", "Ann"], ["call", "use", "Bob"]],
        Questions=[["variable", "touchpoint"], ["speed", "shop"], ["wait", "chat"]],
        Owners=[["owner", "department"], ["Ann", "Sales"]],
        RACI=[["subject", "department", "letter"], ["shop", "Sales", "A"], ["shop", "Web", "R"],
              ["shop", "Sales", "A"], ["call", "Sales", "A"]],
    )  # fmt: skip
    quality = load(folder).quality
    said = quality[quality["severity"] == "warning"].set_index("check")["example"]
    assert said["touchpoint 'chat' is not on the map"] == "plan.xlsx, sheet 'Questions', row 3"
    assert said["owner 'Bob' is not in owners"] == "plan.xlsx, sheet 'Map', row 3"
    assert said["department 'Web' is not in owners"] == "plan.xlsx, sheet 'RACI', row 3"
    assert said["'shop' has 2 departments marked A"] == "plan.xlsx, sheet 'RACI', rows 2, 4"
