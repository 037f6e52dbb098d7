"""Bad input, as a client would send it: one readable line each, and nothing is written."""

import time

import pytest

from cxlib.engagement import load
from cxlib.errors import InputError, NoData

YML = """client: A
period: none
outcomes: {recommend: {kind: nps}}
tables:
  responses: {source: survey.csv}
"""


def refused(folder, kind):
    before = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(kind) as found:
        load(folder)
    assert {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
    assert "Traceback" not in str(found.value)
    return str(found.value)


def test_a_sound_folder_loads(client, scores):
    folder = client(engagement__yml=YML, survey__csv=scores)
    built = load(folder, seed=5)
    assert built.table("responses")["customer"][3] == "00003"
    assert built.folder == folder
    assert built.seed == 5
    assert built.past_kpis.empty
    assert len(built.id_key) == 32
    assert [p.name for p in folder.iterdir()] != []
    assert not (folder / ".cx").exists()


def test_the_id_key_is_the_folders_own(client, scores, monkeypatch):
    folder = client(engagement__yml=YML, survey__csv=scores)
    (folder / ".cx").mkdir()
    (folder / ".cx" / "id.key").write_bytes(b"k" * 32)
    assert load(folder).id_key == b"k" * 32
    monkeypatch.setenv("CX_ID_KEY", "an operator's own")
    assert load(folder).id_key == b"an operator's own"


@pytest.mark.parametrize(
    ("change", "survey", "said"),
    [
        (("survey.csv", "servey.csv"), None, "servey.csv: there is no such file"),
        (("survey.csv", "../survey.csv"), None, "lies outside the engagement folder"),
        (("survey.csv", "survey.doc"), None, "there is no such file"),
        (("client: A", "klient: A"), None, "perhaps 'client' is meant"),
        (("recommend:", "recomend:"), None, "column 'recomend': there is no such column"),
        (None, "customer,recommend\n" + "1,9\n" * 20 + "2,11\n",
         "survey.csv, column 'recommend', row 22: 11 lies outside the scale from 0 to 10"),
        (None, "customer,recommend\n" + "1,9\n" * 20 + "2,great\n",
         "survey.csv, column 'recommend', row 22: a text of 5 characters is text"),
        (None, "customer,recommend,time\n" + "1,9,2026-01-01\n" * 20 + "2,3,2026-02-30\n",
         "survey.csv, column 'time', row 22: '2026-02-30' is no possible date"),
    ],
)  # fmt: skip
def test_bad_input_is_named_in_one_line(client, scores, change, survey, said):
    yml = YML.replace(*change) if change else YML
    found = refused(client(engagement__yml=yml, survey__csv=survey or scores), InputError)
    assert said in found
    assert len(found.splitlines()) == 1


@pytest.mark.parametrize(
    "survey", ["", "customer,recommend\n", "customer,recommend\n1,9\n2,8\n3,7\n"]
)
def test_empty_tables_and_three_rows_are_no_data(client, survey):
    refused(client(engagement__yml=YML, survey__csv=survey), NoData)


def test_two_broken_files_are_told_together(client):
    yml = YML + "  customers: {source: gone.csv}\n"
    found = refused(client(engagement__yml=yml, survey__csv=b"\xff\xfe\x00"), InputError)
    assert len(found.splitlines()) == 2


def test_long_answers_become_wide(client):
    rows = [f"{i};{q};{v}" for i in range(15) for q, v in (("recommend", i % 11), ("speed", i % 5))]
    yml = YML.replace(
        "survey.csv", "survey.csv, read: {shape: long, id: who, names_from: q, values_from: v}"
    ).replace("read:", "columns: {customer: who}, read:")
    folder = client(engagement__yml=yml, survey__csv="who;q;v\n" + "\n".join(rows))
    found = load(folder).table("responses")
    assert found["recommend"].tolist() == [float(i % 11) for i in range(15)]
    assert found["customer"].tolist() == [str(i) for i in range(15)]


def test_two_values_for_one_question_are_refused(client):
    yml = YML.replace(
        "survey.csv", "survey.csv, read: {shape: long, id: [who], names_from: q, values_from: v}"
    )
    rows = "who,q,v\n" + "".join(f"{i},recommend,9\n" for i in range(12)) + "3,recommend,8\n"
    found = refused(client(engagement__yml=yml, survey__csv=rows), InputError)
    assert "survey.csv, column 'v', row 14: gives a second value" in found


def test_a_hundred_thousand_answers_load_in_seconds(client):
    rows = "\n".join(f"{i},{i % 11},{i % 5 + 1}" for i in range(100_000))
    folder = client(engagement__yml=YML, survey__csv="customer,recommend,speed\n" + rows)
    start = time.perf_counter()
    assert len(load(folder).table("responses")) == 100_000
    assert time.perf_counter() - start < 10
