import csv
import json
import re

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from cxlib.drafting import FIRST, MARK, start, unconfirmed
from cxlib.drafting.layout import guess_read
from cxlib.drafting.profile import profiles
from cxlib.drafting.understanding import understood
from cxlib.engagement import load
from cxlib.engagement.config import Read
from cxlib.engagement.config.yml import parsed, read_config
from cxlib.engagement.contracts.raw import from_frame
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.errors import InputError
from cxlib.resources import kit

RNG = np.random.default_rng(11)
N = 120


def survey():
    ease = ["Very difficult", "Difficult", "Neither", "Easy", "Very easy"]
    return pd.DataFrame(
        {
            "resp_id": [f"R{i:04d}" for i in range(N)],
            "answered": pd.Series(pd.date_range("2026-01-01", periods=N, freq="D"))
            .dt.strftime("%d/%m/%Y"),
            "Q1": RNG.integers(0, 11, N),
            "Q2": RNG.choice(ease, N),
            "Q3": RNG.choice([0, 1, 2, 3, 4, 5], N),
            "Q4": RNG.choice(["1", "2", "3", "4", "5", "n/a"], N),
            "Q5": RNG.choice([1, 2, 3, 4, 5, 99], N),
            "region": RNG.choice(["North", "South"], N),
            "why": "It took far too long to get an answer from anyone",
        }
    )  # fmt: skip


QUESTIONS = ["Number of the respondent", "When", "How likely are you to recommend us?",
             "How easy was it to do what you came for?", "Speed of the service you received",
             "Kindness of the people you met", "Clarity of the letters that we sent",
             "Where do you live?", "Why do you say so, in your own words?"]  # fmt: skip


def as_excel(path, frame, title=False, questions=True):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Answers")
    rows = [["Survey of 2026"]] if title else []
    rows += [list(frame.columns)] + ([QUESTIONS] if questions else [])
    for r, row in enumerate([*rows, *frame.to_numpy(dtype=object).tolist()]):
        sheet.write_row(r, 0, row)
    book.close()
    return path


@pytest.fixture
def drafted(tmp_path):
    source = as_excel(tmp_path / "survey.xlsx", survey(), title=True)
    start(tmp_path / "acme", [source])
    return tmp_path / "acme"


def test_a_survey_is_drafted_and_loads_as_it_stands(drafted):
    content, _ = parsed((drafted / "engagement.yml").read_text())
    responses = content["tables"]["responses"]
    assert responses["read"] == {
        "header_rows": 2, "label_row": 2, "skip_rows": 1, "dates": "day-first"}  # fmt: skip
    assert responses["columns"] == {
        "customer": "resp_id", "time": "answered", "recommend": "Q1", "ease": "Q2"}  # fmt: skip
    assert responses["segments"] == ["region"]
    assert responses["comment"] == ["why"]
    assert list(content["outcomes"]) == ["recommend", "ease"]
    assert content["outcomes"]["recommend"] == {"kind": "nps"}
    built = load(drafted)
    found = built.table("responses")
    source = survey()
    assert len(found) == N
    assert built.table("variables")["variable"].tolist() == ["Q3", "Q4", "Q5"]
    assert built.table("variables")["label"][0] == QUESTIONS[4]
    assert found[["Q3", "Q4", "Q5"]].min().tolist() == [1, 1, 1]
    assert found[["Q3", "Q4", "Q5"]].max().tolist() == [5, 5, 5]
    assert found["ease"].between(1, 5).all()
    assert found["time"].iloc[12] == pd.Timestamp("2026-01-13")
    assert len(source) == len(found)


def test_every_guess_is_marked_and_listed(drafted):
    text = (drafted / "engagement.yml").read_text()
    listed = unconfirmed(drafted)
    both = (MARK, FIRST)
    marked = [
        line
        for line in text.splitlines()
        if any(mark in line for mark in both) and not line.startswith("#")
    ]
    assert len(listed) == len(marked) + 3
    for key in ("source:", "read:", "customer:", "recommend:", "segments:", "Q2:", "period:"):
        assert any(line.strip().startswith(key) for line in marked), key
    wanted = (
        "tables/variables.csv, row 2: scale 1 to 5, 5 is good (nothing says so), N/A coded as 0"
    )
    assert any(wanted in guess for guess in listed)
    for mark in both:
        text = text.replace(mark, "# checked:")
    (drafted / "engagement.yml").write_text(text)
    assert len(unconfirmed(drafted)) == 3


def test_a_new_folder_holds_exactly_this(tmp_path):
    told = start(tmp_path / "acme")
    found = {str(p.relative_to(tmp_path / "acme")) for p in (tmp_path / "acme").rglob("*")
             if p.is_file()}  # fmt: skip
    notebooks = {f"notebooks/{p.name}" for p in kit("notebooks").glob("*.ipynb")}
    assert found == {
        "engagement.yml", "data_request.md", "notebooks/own_analysis.ipynb",
        *(f"tables/{name}.csv" for name in CONTRACTS), *notebooks,
        *(f".cx/{name}" for name in notebooks),
    }  # fmt: skip
    assert (tmp_path / "acme" / "data").is_dir()
    assert "19 empty tables" in told[0]
    for name, contract in CONTRACTS.items():
        with (tmp_path / "acme" / "tables" / f"{name}.csv").open() as lines:
            assert next(csv.reader(lines)) == list(contract.columns)


def test_copied_notebooks_show_nothing_of_another_client(tmp_path):
    start(tmp_path / "acme")
    for path in (tmp_path / "acme" / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text())["cells"]:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_the_template_is_sound_with_and_without_its_options(tmp_path):
    from cxlib.engagement.config.yml import config_from

    text = (kit("templates") / "engagement" / "engagement.yml").read_text()
    content, _ = parsed(text)
    assert config_from(content).main_outcome == "recommend"
    options = re.compile(r"""^(\s*)# (\s*(?:(?:\w+|"[^"]+"|'[^']+'):.*|[a-z_]+: \{.*))$""", re.M)
    everything = options.sub(r"\1\2", text).replace("# policy:", "policy:")
    assert set(config_from(parsed(everything)[0]).tables) == set(CONTRACTS) - {"identities"}


@pytest.mark.parametrize("name", [
    "a", "x" * 26, "The northern regional transport authority: 2026", "a: b # c", "'quoted'",
    "Ünïcode & Söhne", "y" * 120,
])  # fmt: skip
@pytest.mark.parametrize("files", [(), ("survey.csv",)])
def test_whatever_the_folder_is_called_its_settings_can_be_read(tmp_path, name, files):
    (tmp_path / "survey.csv").write_text(
        "id,NPS\n" + "".join(f"c{k},{k % 11}\n" for k in range(60))
    )
    start(tmp_path / name, [tmp_path / file for file in files])
    config = read_config(tmp_path / name)
    assert re.fullmatch(r"[a-z0-9-]+-[0-9a-f]{6}", config.id)
    if files:
        assert config.client == name


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="holds something already"):
        start(tmp_path / "acme")
    assert [p.name for p in (tmp_path / "acme").iterdir()] == ["mine.txt"]


def test_what_cannot_be_read_leaves_nothing_behind(tmp_path):
    survey().to_csv(tmp_path / "good.csv", index=False)
    (tmp_path / "bad.xlsx").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"bad\.xlsx"):
        start(tmp_path / "acme", [tmp_path / "good.csv", tmp_path / "bad.xlsx"])
    assert not (tmp_path / "acme").exists()
    with pytest.raises(InputError, match="is a file, and nothing is written over"):
        start(tmp_path / "good.csv")


@pytest.mark.parametrize("hidden", [True, False])
def test_the_sheet_that_was_looked_at_is_the_sheet_that_is_read(tmp_path, hidden):
    book = xlsxwriter.Workbook(str(tmp_path / "survey.xlsx"))
    cover, data = book.add_worksheet("Cover"), book.add_worksheet("Answers")
    cover.write_row(0, 0, ["A survey", "of 2026"])
    if hidden:
        cover.write_row(1, 0, ["not", "for you"])
        data.activate()
        cover.hide()
    for r, row in enumerate([list(survey().columns), *survey().to_numpy(dtype=object).tolist()]):
        data.write_row(r, 0, row)
    book.close()
    told = start(tmp_path / "acme", [tmp_path / "survey.xlsx"])
    assert "survey.xlsx, sheet 'Answers': taken for responses" in told[1]
    assert load(tmp_path / "acme").table("responses")["recommend"].notna().all()


def test_an_empty_workbook_is_said(tmp_path):
    as_excel(tmp_path / "none.xlsx", pd.DataFrame(), questions=False)
    told = start(tmp_path / "acme", [tmp_path / "none.xlsx"])
    assert "none.xlsx: is empty, and left out" in told[1]


def test_missing_and_strange_files(tmp_path):
    with pytest.raises(InputError, match=r"gone\.csv: there is no such file"):
        start(tmp_path / "acme", [tmp_path / "gone.csv"])
    assert not (tmp_path / "acme").exists()
    (tmp_path / "notes.csv").write_text("subject,body\nhello,we met\nbye,we left\n")
    (tmp_path / "empty.csv").write_text("")
    told = start(tmp_path / "acme", [tmp_path / "notes.csv", tmp_path / "empty.csv"])
    assert "notes.csv: not recognised" in told[1]
    assert "empty.csv: is empty" in told[2]


@pytest.mark.parametrize(
    ("frame", "table", "columns"),
    [
        ({"case": ["a", "b", "c"] * 20, "activity": ["x", "y", "z"] * 20,
          "user": ["u", "v", "w", "u"] * 15,
          "ts": pd.date_range("2026-01-01", periods=60, freq="h")}, "interactions",
         {"journey_id": "case", "touchpoint": "activity", "customer": "user", "time": "ts"}),
        ({"customerID": [f"C{i}" for i in range(60)], "tenure": range(60),
          "Churn": ["Yes", "No"] * 30, "MonthlyCharges": RNG.random(60)}, "customers",
         {"customer": "customerID", "tenure": "tenure", "left": "Churn",
          "value": "MonthlyCharges"}),
        ({"cust_no": ["1a", "2b", "3c"] * 20, "amount": RNG.random(60),
          "ordered at": pd.date_range("2026-01-01", periods=60)}, "purchases",
         {"customer": "cust_no", "time": "ordered at", "value": "amount"}),
        ({"subject": ["a"], "department": ["b"], "letter": ["R"]}, "raci", {}),
        ({"touchpoint": ["a"], "stage": ["b"], "order": [1], "note": ["c"]}, "touchpoints", {}),
    ],
)  # fmt: skip
def test_what_a_file_is_a_table_of(frame, table, columns):
    raw = from_frame("f", pd.DataFrame(frame))
    draft = understood(profiles(raw), raw.frame)
    assert draft.table == table
    assert draft.columns == columns


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a;b\n1;2,5\n3;4,5\n", {"separator": ";"}),
        ("Report for May\n\nid,speed\n1,2\n3,4\n", {"skip_rows": 2}),
        ("Shop,,App,\nspeed,care,speed,care\n1,2,3,4\n5,4,3,2\n", {"header_rows": 2}),
        ("Q1,Q2\nHow fast was all of it?,How kind were all of us?\n"
         '"{""ImportId"":""a""}","{""ImportId"":""b""}"\n1,2\n3,4\n',
         {"header_rows": 3, "label_row": 2}),
        ("name,note\nann,x\nbob,y\n", {}),
    ],
)  # fmt: skip
def test_layouts(tmp_path, text, read):
    path = tmp_path / "f.csv"
    path.write_text(text)
    assert guess_read(path)[0] == Read(**read)


def test_encodings_are_found(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes("naïve;b\n1;2\n".encode("cp1252"))
    assert guess_read(path)[0].encoding == "cp1252"
    path.write_bytes("naïve;b\n1;2\n".encode())
    assert guess_read(path)[0].encoding is None


def test_unclear_dates_are_asked_about(tmp_path):
    days = "".join(
        f"{i % 12 + 1:02d}/{i % 11 + 1:02d}/2026,{i % 11},{i % 5 + 1}\n" for i in range(60)
    )
    (tmp_path / "s.csv").write_text("date,recommend,speed\n" + days)
    start(tmp_path / "acme", [tmp_path / "s.csv"])
    assert any(
        "day-first or month-first: ask the client" in g for g in unconfirmed(tmp_path / "acme")
    )


def test_hostile_names_come_through_as_data(tmp_path):
    frame = survey().rename(columns={"Q3": "x: [y]\n# confirm: {a}", "region": "<script>'\"\\"})
    frame.to_csv(tmp_path / "s.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "s.csv"])
    built = load(tmp_path / "acme")
    assert "<script>'\"\\" in built.segments("responses")


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["2026-W01", "2026-W02"], "week"),
        (["2026-Q1", "2026-Q2"], "quarter"),
        (["2025", "2026"], "year"),
        (["1", "2"], "index"),
        (["2026-01", "2026-02"], "month"),
        (["2026-01-05", "2026-01-12"], "month"),
    ],
)
def test_the_kind_of_period_is_the_one_of_the_labels(tmp_path, labels, kind):
    kpis = tmp_path / "kpis.csv"
    kpis.write_text("period,kpi,kind,value\n" + "".join(f"{p},NPS,mean,3\n" for p in labels))
    start(tmp_path / "acme", [kpis])
    config = read_config(tmp_path / "acme")
    assert (config.tables["kpis"].source, config.period) == (["data/kpis.csv"], kind)
