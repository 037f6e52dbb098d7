"""One file of each kind: what tells of the person goes, by a rule and not by its spelling."""

import base64
import gzip
import html
import io
import json
import sqlite3
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.erasing import files, tables
from cxlib.erasing.files import cleaned
from cxlib.erasing.traces import Traces

SAID = "Nobody at the counter knew 'why' & I left <angry>"
WHO = Traces(
    ids=frozenset({"Müller & Co 77", "1234567", "42"}),
    hashes=frozenset({"0123456789abcdef"}),
    comments=frozenset({SAID, "good"}),
    columns=frozenset({"customer", "cust_no"}),
)


def text(name, written, who=WHO):
    left, n = cleaned(name, written.encode(), who)
    return left.decode(), n


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("<td>0123456789abcdef</td>", "<td>[...]</td>"),
        ("<td>Müller &amp; Co 77</td>", "<td>[...]</td>"),
        ('{"who": "M\\u00fcller & Co 77"}', '{"who": "[...]"}'),
        ("id_1234567, 1234567;1234567.0", "id_[...], [...];[...].0"),
        (f"<p>“{html.escape(SAID)}”</p>", "<p>“[...]”</p>"),
        ("“Nobody at the counter knew…”", "“[...]…”"),
    ],
)
def test_words_in_a_page_in_whatever_form(written, left):
    assert text("page.html", written) == (left, written.count("1234567") or 1)


@pytest.mark.parametrize(
    "other",
    ["42 of 100", "0.1234567", "1234567.25", "12345678", "x1234567", "good",
     "Nobody at the counter knew my name"],
)  # fmt: skip
def test_what_only_looks_alike_stays(other):
    assert text("page.html", f"<p>{other}</p>") == (f"<p>{other}</p>", 0)


def test_a_picture_inside_a_page():
    drawn = f"<svg><text>{html.escape(SAID)}</text></svg>"
    page = '<img src="data:image/svg+xml;base64,{}">'
    coded = base64.b64encode(drawn.encode()).decode()
    left, n = text("page.html", page.format(coded))
    assert n == 1
    inside = base64.b64decode(left.split("base64,")[1][:-2]).decode()
    assert inside == "<svg><text>[...]</text></svg>"


def test_a_short_id_in_a_notebook_counts_under_its_heading_only():
    def outputs(*texts):
        said = [{"output_type": "stream", "name": "stdout", "text": [t]} for t in texts]
        book = {"cells": [{"cell_type": "code", "source": [], "outputs": said}]}
        left, n = text("x.ipynb", json.dumps(book))
        return ["".join(o["text"]) for o in json.loads(left)["cells"][0]["outputs"]], n

    assert outputs("cust_no score\n42 9\n", "n = 42") == (["[...]\n", "n = 42"], 1)


def test_the_source_of_a_notebook_loses_the_words_alone():
    cell = {"cell_type": "code", "source": ["a = 1\n", "who = '1234567'\n"], "outputs": []}
    left, n = text("notebooks/x.ipynb", json.dumps({"cells": [cell]}))
    assert json.loads(left)["cells"][0]["source"] == ["a = 1\n", "who = '[...]'\n"]
    assert n == 1


def parquet(frame, **how):
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), out, **how)
    return out.getvalue()


def test_ids_as_numbers_go_under_their_heading_only():
    frame = pd.DataFrame({"cust_no": [42, 7, 42], "score": [42, 42, 1]})
    left, n = cleaned("runs/own.parquet", parquet(frame), WHO)
    assert n == 2
    assert pd.read_parquet(io.BytesIO(left)).to_dict("list") == {"cust_no": [7], "score": [42]}


def test_a_result_table_keeps_the_row_that_only_quotes():
    frame = pd.DataFrame({"theme": ["counter"], "example": [SAID], "n": [12]})
    left, n = cleaned("runs/2025-10/001/results/themes.parquet", parquet(frame), WHO)
    assert n == 1
    kept = pd.read_parquet(io.BytesIO(left))
    assert kept["n"].tolist() == [12]
    assert kept["example"].isna().all()
    assert cleaned("runs/2025-10/001/own.parquet", parquet(frame), WHO)[1] == 1


def test_a_dictionary_keeps_no_word_of_a_row_that_went():
    who = pd.Series(["0123456789abcdef", "other"], dtype="category")
    left, n = cleaned("own.parquet", parquet(pd.DataFrame({"customer": who})), WHO)
    assert n == 1
    assert b"0123456789abcdef" not in left


def test_lists_in_cells_are_read_too():
    frame = pd.DataFrame({"all": [["1234567", "b"], ["c"]]})
    left, n = cleaned("own.parquet", parquet(frame), WHO)
    assert (n, len(pd.read_parquet(io.BytesIO(left)))) == (1, 1)


def test_rows_of_delimited_text_with_a_comment_over_two_lines():
    written = 'customer;said\r\n42;"one\r\ntwo"\r\n7;fine\r\n'
    assert text("own.csv", written) == ("customer;said\r\n7;fine\r\n", 1)


def test_archives_in_archives():
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "customer,n\n1234567,1\n8,2\n")
        archive.writestr("about 1234567.txt", "hello")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("b.zip", inner.getvalue())
    left, n = cleaned("own.zip", outer.getvalue(), WHO)
    assert n == 2
    inside = zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(io.BytesIO(left)).read("b.zip")))
    assert {m: inside.read(m) for m in inside.namelist()} == {"a.csv": b"customer,n\n8,2\n"}


def test_a_cell_of_a_workbook_that_is_a_short_id():
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("stuck")
        for row, words in enumerate(["customer", "42", "n = 42", "Müller & Co 77"]):
            sheet.write_string(row, 0, words)
    left, n = cleaned("results.xlsx", made.getvalue(), WHO)
    cells = pd.read_excel(io.BytesIO(left), engine="calamine", header=None)[0].tolist()
    assert (cells, n) == (["customer", "[...]", "n = 42", "[...]"], 2)


def test_what_cannot_be_taken_apart_goes_whole():
    assert cleaned("own.pkl", b"\x80\x04\xff 1234567 \x00", WHO) == (None, 1)
    assert cleaned("own.bin", "1234567".encode("utf-16-le") + b"\xff", WHO) == (None, 1)
    assert cleaned("own.bin", b"\xff\x00 12345678", WHO)[0] is None  # rather one too many
    assert cleaned("own.bin", b"\xff\x00 other", WHO) == (b"\xff\x00 other", 0)
    assert cleaned("letters/1234567.html", b"Dear", WHO) == (None, 1)
    for kind in ("parquet", "xlsx", "csv.gz", "ipynb"):
        assert cleaned(f"own.{kind}", b"\x1f\x8b\x08 not that kind, 1234567 \x00", WHO) == (None, 1)
    assert cleaned("own.ipynb", b"[" * 100_000 + b"1234567", WHO) == (None, 1)


def test_the_same_bytes_become_the_same():
    packed = gzip.compress(b"customer\n42\n7\n")
    assert cleaned("own.csv.gz", packed, WHO) == cleaned("own.csv.gz", packed, WHO)
    left, _ = cleaned("own.csv.gz", packed, WHO)
    assert gzip.decompress(left) == b"customer\n7\n"
    assert cleaned("own.csv.gz", left, WHO) == (left, 0)


def test_a_guard_taken_away_leaves_the_picture(monkeypatch):
    monkeypatch.setattr(files, "EMBEDDED", files.re.compile("never(a)(b)"))
    coded = base64.b64encode(b"<text>1234567</text>").decode()
    page = f'<img src="data:image/svg+xml;base64,{coded}">'
    assert text("page.html", page) == (page, 0)


def test_rows_of_a_history_go_without_a_trace_on_the_disk(tmp_path):
    path = tmp_path / "history.sqlite"
    with sqlite3.connect(path) as store:
        store.execute("CREATE TABLE kpis (scope TEXT, value REAL)")
        store.executemany("INSERT INTO kpis VALUES (?, ?)", [("1234567", 1), ("42", 2)])
    store.close()
    assert tables.history(path, WHO, write=False) == 1
    assert b"1234567" in path.read_bytes()
    assert tables.history(path, WHO, write=True) == 1
    assert b"1234567" not in path.read_bytes()
    left = sqlite3.connect(path)
    assert left.execute("SELECT scope FROM kpis").fetchall() == [("42",)]
    left.close()
