"""What a remedy names mends the very input that it was said of."""

import gzip

import pytest

from cxlib.engagement import load
from cxlib.errors import InputError

HEAD = "client: R\noutcomes: {{recommend: {{kind: nps}}}}\ntables:\n"
SURVEY = "  responses: {{source: {source}{more}}}\n"
ROWS = "\n".join(f"2026-01-{1 + k % 28:02d} 10:{k % 60:02d},{k % 11}" for k in range(60))


def folder(tmp_path, source, content, more=""):
    (tmp_path / source).write_bytes(content)
    text = HEAD.format() + SURVEY.format(source=source, more=more)
    (tmp_path / "engagement.yml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (gzip.compress(b"time,recommend\n", mtime=0), "packed by gzip"),
        (b"<!doctype html><html><body>sign in</body></html>", "a web page"),
        (b'[{"recommend": 9}]', "JSON"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"PK\x03\x04" + b"\0" * 60, "a zip archive"),
    ],
    ids=["gzip", "web page", "JSON", "PDF", "zip"],
)
def test_a_packed_file_that_holds_no_text_is_named(tmp_path, inside, words):
    where = folder(tmp_path, "r.csv.gz", gzip.compress(inside))
    with pytest.raises(InputError, match=f"unpacks to what is {words}"):
        load(where)


def test_a_packed_text_is_read(tmp_path):
    where = folder(tmp_path, "r.csv.gz", gzip.compress(f"time,recommend\n{ROWS}\n".encode()))
    assert len(load(where).table("responses")) == 60


def test_points_written_with_their_scale(tmp_path):
    told = ROWS.replace("\n", "/10\n") + "/10"
    content = f"time,recommend\n{told}\n".encode()
    with pytest.raises(InputError, match=r"labels: \{recommend: \{'0/10': 0, '1/10': 1, "):
        load(folder(tmp_path, "r.csv", content))
    every = ", ".join(f"'{k}/10': {k}" for k in range(11))
    mended = folder(tmp_path, "r.csv", content, f", labels: {{recommend: {{{every}}}}}")
    assert load(mended).table("responses")["recommend"].max() == 10


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01"])
def test_days_that_stand_for_none(tmp_path, day):
    rows = "".join(f"c{k},2024-03-{1 + k % 28:02d},{day}\n" for k in range(40))
    (tmp_path / "people.csv").write_text(f"customer,start,end\n{rows}", encoding="utf-8")
    where = folder(tmp_path, "r.csv", f"time,recommend\n{ROWS}\n".encode())
    plain = (where / "engagement.yml").read_text(encoding="utf-8")

    def described(more: str):
        line = f"  customers: {{source: people.csv{more}}}\n"
        (where / "engagement.yml").write_text(plain + line, encoding="utf-8")
        return load(where)

    with pytest.raises(InputError, match=rf'na: \{{end: \["{day}"\]\}}'):
        described("")
    assert described(f', na: {{end: ["{day}"]}}').table("customers")["end"].isna().all()
