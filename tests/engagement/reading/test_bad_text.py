"""Text files that clients send: mended and said, or refused with place, remedy and key."""

import gzip
import pickle

import numpy as np
import pytest

HEADING = "id,day,score,why"


def whole(rows: list[str]) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def test_utf_16_is_read_by_its_mark_and_named_without_one(rows, raw, refusal):
    assert len(raw(whole(rows).encode("utf-16")).frame) == 240
    said = refusal(whole(rows).encode("utf-16-le"))
    assert "NUL byte, in line 1" in said
    assert "read: {encoding: utf-16-le}" in said
    assert len(raw(whole(rows).encode("utf-16-le"), encoding="utf-16-le").frame) == 240
    assert "read: {encoding: utf-16-be}" in refusal(whole(rows).encode("utf-16-be"))
    assert len(raw(whole(rows).encode("utf-16-be"), encoding="utf-16-be").frame) == 240
    assert "Remedy: export it again" in refusal(whole(rows).replace("fine", "fi\0e", 1))


def test_latin_1_without_a_word_names_byte_row_column_and_key(rows, refusal):
    rows[7] = rows[7].replace("thanks", "très")
    said = refusal(whole(rows).encode("latin-1"))
    assert "column 'why', row 9" in said
    assert "byte 0xE8" in said
    assert "read: {encoding: cp1252}" in said


def test_smart_quotes_of_every_windows_page_are_mended_and_said(rows, raw, refusal, checks):
    rows[7] = rows[7].replace("thanks", "“don’t” – …")
    found = raw(whole(rows).encode("cp1252"))
    assert found.frame["why"][7] == "fine “don’t” – …"
    assert checks(found)["mended: quotes and dashes that are no UTF-8, read as cp1252"] == 1
    rows[8] = rows[8].replace("thanks", "é")
    assert "byte" in refusal(whole(rows).encode("cp1252"))


def test_letters_misread_before_are_a_suspicion_with_their_number(rows, engaged):
    rows[:60] = [row.replace("thanks", "dankeschÃ¶n fÃ¼r") for row in rows[:60]]
    told = engaged(whole(rows), options=", comment: [why]").suspicions
    garbled = told[told.words.str.contains("another encoding")]
    assert garbled[["column", "severity", "n"]].to_numpy().tolist() == [["why", "warn", 60]]


@pytest.mark.parametrize("how", [{}, {"encoding": "utf-8"}])
def test_a_byte_order_mark_is_taken_off(rows, raw, how):
    found = raw(whole(rows).encode("utf-8-sig"), **how)
    assert found.frame.columns[0] == "id"


def test_a_mark_that_contradicts_what_is_declared_is_refused(rows, refusal):
    said = refusal(whole(rows).encode("utf-8-sig"), encoding="cp1252")
    assert "is marked as utf-8, while 'cp1252' is declared" in said


@pytest.mark.parametrize(("sign", "name"), [(";", "';'"), ("\t", "'tab'"), ("|", "'|'")])
def test_the_separator_found_is_said(rows, raw, checks, sign, name):
    found = raw(whole(rows).replace(",", sign))
    assert list(found.frame.columns) == HEADING.split(",")
    assert any(f"separator {name} (found)" in check for check in checks(found))


@pytest.mark.parametrize(
    ("heading", "told"),
    [("score,plan,score", "is named as column 1 is ('score'), in column 3"),
     ("score,plan,SCORE", "is named as column 1 is ('score'), in column 3"),
     ("score,plan, score ", "in column 3"), ("score,plan,sco\u200bre", "in column 3")],
)  # fmt: skip
def test_headings_that_cannot_be_told_apart_name_both_places(refusal, heading, told):
    said = refusal(f"{heading}\n1,2,3\n")
    assert told in said
    assert "read: {header_rows: 2}" in said


def test_a_blank_heading_is_refused_where_its_column_holds_anything(raw, refusal):
    said = refusal("a,,c\n1,2,3\n")
    assert "row 1: column 2 holds cells and has no heading" in said
    assert "skip_rows" in said
    assert list(raw("a,,c\n1,,3\n").frame.columns) == ["a", "c"]


def test_more_cells_than_headings_in_every_row(refusal, rows):
    said = refusal("id,day,score\n" + "\n".join(rows) + "\n")
    assert "row 2: has 4 cells where the header has 3" in said
    assert "and 237 more rows" in said
    assert "give the heading its 1 missing cell: every row has 4" in said


def test_more_cells_in_most_rows_are_separators_without_quotes(refusal, rows):
    said = refusal("id,day,score\n" + "\n".join([*rows[:9], "x,2026-01-01,3"]) + "\n")
    assert "read: {separator: ...}" in said


def test_one_uneven_row_is_named(refusal, rows):
    rows[30] += ",more,and more"
    assert "row 32: has 6 cells where the header has 4" in refusal(whole(rows))


@pytest.mark.parametrize("title", ["Survey of May\n\n", "Survey of May,,,\n,,,\n"])
def test_titles_above_the_headings_name_the_key_and_its_value(rows, raw, refusal, title):
    assert "skip_rows: 2" in refusal(title + whole(rows))
    assert raw(title + whole(rows), skip_rows=2).row_of[0] == 4


@pytest.mark.parametrize(("sign", "told"), [("\0", "a NUL byte, in line 9"), ("\x1a", "a Ctrl-Z")])
def test_signs_that_no_text_has_are_refused_with_their_line(rows, refusal, sign, told):
    rows[7] = rows[7].replace("thanks", f"th{sign}anks")
    said = refusal(whole(rows))
    assert told in said
    assert "row 9" in said


def test_a_ctrl_z_at_the_end_is_refused(rows, refusal):
    assert "Ctrl-Z" in refusal(whole(rows) + "\x1a")


def test_a_bare_return_outside_quotes_stays_in_its_cell_and_is_said(rows, raw, checks):
    rows[7] = rows[7].replace("thanks", "a\rb")
    found = raw(whole(rows))
    assert found.frame["why"][7] == "fine a\rb"
    assert len(found.frame) == 240
    assert checks(found)["mended: carriage returns inside lines kept as text"] == 1


def test_a_bare_return_that_ends_a_row_is_no_text(rows, refusal):
    text = whole(rows).replace(rows[7] + "\n", rows[7] + "\r")
    assert "row 9: has 7 cells where the header has 4" in refusal(text)


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_gzip_cut_off_is_refused(rows, refusal, kept):
    packed = gzip.compress(whole(rows).encode())
    said = refusal(packed[: int(len(packed) * kept)], "survey.csv.gz")
    assert "end before they are complete" in said


def test_an_empty_file_a_heading_alone_and_too_few_rows(rows, refused_client):
    said, code = refused_client("")
    assert ("is empty" in said, code) == (True, 4)
    said, code = refused_client("id,score\n")
    assert ("0 usable rows" in said, code) == (True, 4)
    said, code = refused_client("id,score\n1,2\n2,3\n4,4\n")
    assert ("3 usable rows" in said, code) == (True, 4)


def test_an_empty_table_beside_others_is_warned_of(engaged, tmp_path, rows):
    (tmp_path / "p.csv").write_text("customer,time,value\n")
    found = engaged(whole(rows), options="}\n  purchases: {source: p.csv")
    warned = found.quality[found.quality.severity.eq("warning")]
    assert ("purchases", "a heading and no rows") in set(
        zip(warned.table, warned.check, strict=True)
    )


def test_a_pickle_is_never_read(refusal, rows):
    packed = pickle.dumps({"a": rows})
    assert "is of no kind that can be read" in refusal(packed, "survey.pkl")
    assert "is no text" in refusal(packed, "survey.csv")


def test_ids_and_codes_stay_text(raw):
    cells = ["00123", "1234567890123456789", "1E5", "NA", "nan", "None", "1.0"]
    found = raw("id,n\n" + "".join(f"{cell},1\n" for cell in cells))
    assert found.frame["id"].tolist() == cells


@pytest.mark.parametrize("encoding", ["hex", "base64", "klingon"])
def test_what_is_no_encoding_of_text(rows, refusal, encoding):
    assert f"'{encoding}' is no known encoding" in refusal(whole(rows), encoding=encoding)


@pytest.mark.parametrize("size", [60, 500, 5_000, 200_000])
@pytest.mark.parametrize("begins", [b"", b"score\n7\n"])
@pytest.mark.parametrize("nuls", [True, False])
@pytest.mark.parametrize("how", [{}, {"encoding": "mac-roman"}, {"encoding": "cp437"}])
def test_bytes_of_no_text_are_no_text_in_any_encoding(refusal, size, begins, nuls, how):
    noise = np.random.default_rng(size).bytes(size)
    noise = noise if nuls else noise.replace(b"\0", b"\x01")
    said = refusal(begins + noise, **how)
    assert "survey.csv: is no text: " in said
    assert said.count("\n") == 0
    assert "encoding" not in said


def test_a_packed_file_of_such_bytes_is_none_either(refusal):
    noise = np.random.default_rng(3).bytes(9_000)
    assert "is no text" in refusal(gzip.compress(noise), name="survey.csv.gz")


@pytest.mark.parametrize("encoding", [
    "utf-8", "utf-16", "cp1252", "cp1251", "koi8-r", "cp932", "euc-jp", "iso2022_jp", "gb18030",
    "mac-roman", "cp437", "utf-32"])  # fmt: skip
def test_texts_of_every_encoding_are_read(rows, raw, encoding):
    words = {"cp1251": "спасибо", "koi8-r": "СПАСИБО", "cp932": "ありがとう", "euc-jp": "感謝",
             "iso2022_jp": "ありがとう", "gb18030": "谢谢", "utf-16": "Здравствуй"}  # fmt: skip
    rows = [row.replace("thanks", words.get(encoding, "é")) for row in rows]
    found = raw(whole(rows).encode(encoding), encoding=encoding)
    assert found.frame["why"][0].endswith(words.get(encoding, "é"))


def test_a_stray_sign_in_a_comment_is_text(rows, raw):
    rows[3] = rows[3].replace("thanks", "tha\x07nks\x01")
    assert len(raw(whole(rows)).frame) == 240
