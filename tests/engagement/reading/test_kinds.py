"""SPSS, Stata, JSON, XES: the figures of their CSV twins; what is broken is refused in a line."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import load
from cxlib.engagement.config import Read
from cxlib.engagement.reading import read_file
from cxlib.errors import InputError, NoData

REGIONS = {1: "North", 2: "South"}
NASTY = "=cmd|' /C calc'!A0 <script>alert(1)</script>"


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    rng = np.random.default_rng(13)
    n = 120
    return pd.DataFrame({
        "customer": [f"{i:05d}" for i in range(n)], "recommend": rng.integers(0, 11, n),
        "speed": rng.integers(1, 6, n),
        "mood": rng.integers(1, 6, n) + 0.5 * (rng.random(n) < 0.3),
        "region": rng.integers(1, 3, n), "weight": rng.integers(1, 4, n) / 2,
        "time": pd.date_range("2026-01-01", periods=n, freq="11h").strftime("%Y-%m-%dT%H:%M:%S"),
        "why": [NASTY if i % 7 == 0 else f"comment {i}" for i in range(n)],
    })  # fmt: skip


def write(path, frame: pd.DataFrame) -> None:
    records = json.loads(frame.to_json(orient="records"))
    name = path.name
    lines = "\n".join(json.dumps(r) for r in records).encode()
    if name.endswith(".csv"):
        frame.to_csv(path, index=False)
    elif name.endswith(".jsonl.gz"):
        path.write_bytes(gzip.compress(lines))
    elif name.endswith(".jsonl"):
        path.write_bytes(lines)
    elif name.endswith("held.json"):
        path.write_text(json.dumps({"status": "ok", "responses": records}))
    elif name.endswith(".json"):
        path.write_text(json.dumps(records))
    elif name.endswith((".xes", ".xes.gz")):
        text = xes(records).encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    else:
        statfile(path, frame)


def statfile(path, frame: pd.DataFrame) -> None:
    import pyreadstat

    if path.suffix == ".dta":
        pyreadstat.write_dta(frame, str(path), variable_value_labels={"region": REGIONS})
        return
    asked = frame.assign(recommend=frame["recommend"].astype(float))
    pyreadstat.write_sav(asked, str(path), column_labels={"recommend": "How likely?"},
                         variable_value_labels={"region": REGIONS},
                         missing_ranges={"recommend": [99]})  # fmt: skip


def xes(records: list[dict], head: str = "") -> str:
    from xml.sax.saxutils import quoteattr

    events = "".join(
        "<trace><string key='concept:name' value='t'/><event>"
        + "".join(f"<string key={quoteattr(k)} value={quoteattr(str(v))}/>" for k, v in r.items())
        + "</event></trace>\n"
        for r in records
    )
    return f"<?xml version='1.0'?>{head}<log xmlns='http://www.xes-standard.org/'>\n{events}</log>"


def engaged(home, name: str, words: bool, plain: bool = False):
    how = f"source: {name}, columns: {{customer: customer}}, segments: [region], comment: [why]"
    how = f"source: {name}" if plain else how
    read = ", read: {words: [region]}" if words else ""
    (home / "engagement.yml").write_text(
        f"client: A\nperiod: {'none' if plain else 'month'}\n"
        "outcomes: {recommend: {kind: nps}" + ("" if plain else ", mood: {kind: mean}") + "}\n"
        f"tables:\n  responses: {{{how}{read}}}\n"
    )
    return load(home)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "held.json", "a.sav", "a.dta",
                                  "a.xes", "a.xes.gz"])  # fmt: skip
def test_each_kind_gives_the_figures_of_its_csv_twin(tmp_path, survey, name):
    labelled = name.endswith((".sav", ".dta"))
    twin = survey.assign(region=survey["region"].map(REGIONS)) if labelled else survey
    write(tmp_path / "twin.csv", twin)
    write(tmp_path / name, survey)
    wanted = engaged(tmp_path, "twin.csv", False)
    found = engaged(tmp_path, name, labelled)
    left = [c for c in found.table("responses").columns if c in wanted.table("responses").columns]
    assert {"recommend", "speed", "mood", "region", "weight", "time", "why"} <= set(left)
    pd.testing.assert_frame_equal(found.table("responses")[left], wanted.table("responses")[left])
    assert (found.sources[0].rows, found.sources[0].used) == (
        wanted.sources[0].rows, wanted.sources[0].used)  # fmt: skip


def test_codes_that_spss_declares_as_missing_are_missing_and_counted(tmp_path, survey):
    coded = survey.assign(recommend=survey["recommend"].where(survey.index % 5 > 0, 99))
    write(tmp_path / "a.sav", coded)
    raw = read_file(tmp_path / "a.sav", Read())
    assert int(raw.frame["recommend"].isna().sum()) == 24
    assert [(n["column"], n["n"]) for n in raw.notes] == [("recommend", 24)]
    assert raw.questions["recommend"] == "How likely?"
    assert raw.frame["region"].isin(["1", "2"]).all()
    assert raw.frame["customer"][7] == "00007"


def test_objects_and_lists_inside_a_record_become_columns_and_cells(tmp_path):
    event = {"event": "open", "properties": {"plan": "Pro", "tags": ["a", "b"], "x": [{"y": 1}]}}
    (tmp_path / "m.jsonl").write_text("\n\n".join(json.dumps(event) for _ in range(3)))
    raw = read_file(tmp_path / "m.jsonl", Read())
    assert raw.frame.iloc[0].to_dict() == {
        "event": "open", "properties.plan": "Pro", "properties.tags": "a; b"}  # fmt: skip
    assert raw.row_of.tolist() == [1, 3, 5]
    assert [n["check"] for n in raw.notes] == ["nested columns not read"]


def test_a_trace_lends_its_attributes_to_its_events(tmp_path):
    (tmp_path / "a.xes").write_text(
        "<log xmlns:x='u'><global scope='event'><string key='a' value='0'/></global>"
        "<trace><string key='concept:name' value='c1'/><event><date key='time:timestamp' "
        "value='2026-01-05T10:00:00Z'/><int key='n' value='3'><string key='in' value='z'/></int>"
        "</event></trace></log>"
    )
    raw = read_file(tmp_path / "a.xes", Read())
    wanted = {"case:concept:name": "c1", "time:timestamp": "2026-01-05T10:00:00Z", "n": "3"}
    assert raw.frame.to_dict("records") == [wanted]
    assert [n["n"] for n in raw.notes] == [1]


BOMB = "<!DOCTYPE l [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
FETCH = "<!DOCTYPE l SYSTEM 'http://127.0.0.1/x.dtd'>"
SAV = b"$FL2@(#) SPSS DATA FILE"
LOCKED = b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + bytes(40)
BROKEN = {
    "half.jsonl": (b'{"a": 1}\n{"a": 2, "b"', "line|row 2"),
    "half.json": (b'[{"a": 1}, {"a": ', "is no JSON"),
    "deep.json": (b"[" * 100_000, "nested deeper|is no JSON"),
    "twice.json": (b'[{"a": 1, "a": 2}]', "names a key of a record twice"),
    "big.json": (b'[{"a": ' + b"9" * 5_000 + b"}]", "too large"),
    "none.json": (b'"text"', "no list of records"),
    "two.json": (b'{"a": [{"x": 1}], "b": [{"x": 1}]}', "holds 2 lists of records"),
    "latin.json": (b'[{"a": "\xe9"}]', "not written in the encoding utf-8"),
    "plain.jsonl": (b"1\n2\n", "is no record"),
    "torn.jsonl.gz": (gzip.compress(b'{"a": 1}\n' * 50)[:-9], "damaged"),
    "bomb.xes": (xes([{"a": 1}], BOMB).encode(), "declares entities"),
    "fetch.xes": (xes([{"a": 1}], FETCH).encode(), "declares entities"),
    "half.xes": (xes([{"a": 1}] * 9).encode()[:-40], "no well-formed XES"),
    "other.xes": (b"<html><body/></html>", "is no event log"),
    "torn.sav": (SAV + bytes(200), "cannot be read"),
    "locked.sav": (LOCKED, "protected by a password"),
    "text.dta": (b"a,b\n1,2\n", "cannot be read"),
    "wide.json": (json.dumps([{f"c{i}": 1 for i in range(20_000)}]).encode(), "20,000 columns"),
    "alike.json": (b'[{"Score": 1, "score ": 2}]', "cannot be told apart"),
    "hostile.json": (b'[{"<b>\\u0000=1+1": 1, "": 2}]', "without a name"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_in_a_line(tmp_path, name):
    content, words = BROKEN[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=words) as found:
        read_file(tmp_path / name, Read())
    assert len(str(found.value).splitlines()) == 1
    assert "\0" not in str(found.value)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.xes", "a.sav"])
def test_a_file_without_a_record_is_no_data(tmp_path, name):
    empty = {"a.json": "[]", "a.jsonl": "", "a.xes": "<log/>", "a.sav": ""}
    (tmp_path / name).write_text(empty[name])
    with pytest.raises(NoData):
        read_file(tmp_path / name, Read())


def test_an_encoding_that_is_not_known_is_told(tmp_path, survey):
    write(tmp_path / "a.sav", survey)
    with pytest.raises(InputError, match="an encoding that is not known"):
        read_file(tmp_path / "a.sav", Read(encoding="klingon"))
    with pytest.raises(InputError, match="has no value labels"):
        read_file(tmp_path / "a.sav", Read(words=["speed"]))


WIDE = ",".join(f"c{i}" for i in range(5_000))
TABLES = {
    "wide.csv": (f"recommend,{WIDE}\n" + f"9,{','.join('3' * 5_000)}\n" * 30, "5,001 columns"),
    "many.csv": ("recommend," + ",".join(f"c{i}" for i in range(600)) + "\n"
                 + "".join(f"{n % 11},{','.join(str(1 + (n + i) % 5) for i in range(600))}\n"
                           for n in range(30)), "600 of its columns would be variables"),
    "twice.csv": ("recommend,NPS,nps\n" + "9,1,2\n" * 30, "cannot be told apart"),
    "heads.csv": ("9,1,2\n" * 30, "repeats the first row, which holds values: no headings"),
    "none.csv": (",recommend,\n" + "9,1,2\n" * 30, "has no heading|no row of headings"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_are_none_are_refused_in_a_line_and_nothing_is_written(tmp_path, name):
    content, words = TABLES[name]
    (tmp_path / name).write_text(content)
    before = {p.name for p in tmp_path.iterdir()}
    with pytest.raises(InputError, match=words) as found:
        engaged(tmp_path, name, False, plain=True)
    assert found.value.exit_code == 2
    assert all(len(line) < 400 for line in str(found.value).splitlines())
    assert {p.name for p in tmp_path.iterdir()} == before | {"engagement.yml"}
