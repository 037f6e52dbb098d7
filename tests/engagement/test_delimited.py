import gzip

import pytest

from cxlib.engagement.config import Read
from cxlib.engagement.reading.delimited import read_delimited, separator_of
from cxlib.errors import InputError, NoData


def read(tmp_path, content, name="survey.csv", **how):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_delimited(path, Read(**how))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read_without_declaration(tmp_path, encoding):
    raw = read(tmp_path, "naïve;b\n1;2\n".encode(encoding))
    assert list(raw.frame.columns) == ["naïve", "b"]


def test_other_encodings_are_declared_or_refused(tmp_path):
    content = "name,why\n1,très bien\n".encode("cp1252")
    assert read(tmp_path, content, encoding="cp1252").frame["why"][0] == "très bien"
    with pytest.raises(InputError, match="not written in the encoding utf-8"):
        read(tmp_path, content)
    with pytest.raises(InputError, match="'klingon' is no known encoding"):
        read(tmp_path, content, encoding="klingon")


def test_cells_are_text_and_empty_ones_missing(tmp_path):
    frame = read(tmp_path, "id,code,x\n00123,1E5,NA\n7,,\n").frame
    assert frame.iloc[0].tolist() == ["00123", "1E5", "NA"]
    assert frame.iloc[1].isna().tolist() == [False, True, True]


def test_rows_are_counted_as_the_clients_sheet_counts_them(tmp_path):
    raw = read(tmp_path, 'a title,\n,\nid,why\n1,"two\nlines"\n\n3,x\n', skip_rows=2)
    assert raw.frame["id"].tolist() == ["1", "3"]
    assert raw.row_of.tolist() == [4, 6]


def test_headers_over_several_rows(tmp_path):
    raw = read(tmp_path, "Shop,,App\nspeed,care,speed\n1,2,3\n", header_rows=2)
    assert list(raw.frame.columns) == ["Shop / speed", "Shop / care", "App / speed"]


def test_a_row_of_wordings_is_kept_beside_the_names(tmp_path):
    raw = read(tmp_path, 'Q1,Q2\n"How\nfast?",How kind?\n{"id":1},{"id":2}\n4,5\n', header_rows=3,
               label_row=2)  # fmt: skip
    assert raw.questions == {"Q1": "How fast?", "Q2": "How kind?"}
    assert raw.frame.iloc[0].tolist() == ["4", "5"]
    assert raw.row_of.tolist() == [4]


def test_uneven_rows(tmp_path):
    assert read(tmp_path, "a,b,c\n1,2,3,,\n").frame["c"].tolist() == ["3"]
    with pytest.raises(InputError, match="row 3: has 4 cells where the header has 3"):
        read(tmp_path, "a,b,c\n1,2,3\n1,2,3,4\n")


def test_gzip_and_damaged_gzip(tmp_path):
    packed = gzip.compress(b"a,b\n1,2\n")
    assert read(tmp_path, packed, "x.csv.gz").frame["b"].tolist() == ["2"]
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, packed[:-9], "x.csv.gz")
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, b"no gzip", "x.csv.gz")


def test_an_empty_file_and_binary_rubbish(tmp_path):
    with pytest.raises(NoData, match="is empty"):
        read(tmp_path, b"")
    with pytest.raises(InputError):
        read(tmp_path, bytes(range(256)) * 10)


@pytest.mark.parametrize(
    ("sample", "separator"),
    [("a;b;c\n1;2,5;3\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b|c\n1|2|3\n", "|"),
     ('a,b\n"1;2;3",4\n', ","), ("only\n1\n", ","),
     ("id;why\n1;well, well, well\n2;no\n", ";")],
)  # fmt: skip
def test_separators(sample, separator):
    assert separator_of(sample) == separator


def test_a_gzip_that_unpacks_without_end_is_stopped(tmp_path, monkeypatch):
    from cxlib.engagement.reading import limits

    monkeypatch.setattr(limits, "MOST_BYTES", 100_000)
    bomb = gzip.compress(b"a,b\n" + b"1,2\n" * 1_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(InputError, match=r"x\.csv\.gz: unpacks to more than"):
        read(tmp_path, bomb, "x.csv.gz")
    with pytest.raises(InputError, match=r"x\.csv: unpacks to more than"):
        read(tmp_path, b"a,b\n" + b"1,2\n" * 100_000, "x.csv")


@pytest.mark.parametrize(
    "content",
    [
        'id,why\n1,fine\n2,"not closed\n3,good\n4,good\n',
        'id,why\n1,fine\n2,"not closed\n3,good\n4,"nor this\n5,good\n',
    ],
)
def test_a_quote_that_would_swallow_rows_is_refused_with_its_row(tmp_path, content):
    with pytest.raises(InputError, match=r"survey\.csv, row 3: has a quote that is not closed"):
        read(tmp_path, content)


def test_stray_quotes_that_swallow_nothing_are_forgiven(tmp_path):
    frame = read(tmp_path, 'id,why,n\n1,a 5" screen,2\n2,"so" he said,3\n3,"good" ,4\n').frame
    assert frame["n"].tolist() == ["2", "3", "4"]
    assert frame["why"].tolist() == ['a 5" screen', "so he said", "good "]
