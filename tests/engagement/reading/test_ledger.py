"""No line of a file is passed over: lines = heading + rows + blank + inside quotes."""

import csv
import io
import random

import pytest

from cxlib.engagement.reading import delimited, ledger

HEADING = "id,day,score,why"


def whole(rows: list[str]) -> str:
    return "\n".join([HEADING, *rows]) + "\n"


def balance(raw) -> tuple[int, int]:
    told = {str(n["check"]).removeprefix("lines: "): n["n"] for n in raw.notes
            if str(n["check"]).startswith("lines: ")}  # fmt: skip
    lines = told.pop("in the file")
    return lines, sum(told.values())


def test_a_quote_that_swallows_seventy_rows_is_refused_with_its_line(rows, refusal):
    rows[19], rows[89] = '00019,2026-01-20,8,"never closed', '00089,2026-01-06,1,closed later"'
    said = refusal(whole(rows))
    assert "row 21: opens a quote in line 21 that closes in line 91" in said
    assert "read: {multiline: true}" in said


@pytest.mark.parametrize("until", [20, 21, 45])
@pytest.mark.parametrize("place", [0, 2])
def test_it_is_so_wherever_the_quote_opens_and_closes(rows, refusal, until, place):
    first, last = rows[19].split(","), rows[until].split(",")
    first[place], last[place] = '"' + first[place], last[place] + '"'
    rows[19], rows[until] = ",".join(first), ",".join(last)
    assert "line 21" in refusal(whole(rows))


def test_a_quote_that_opens_in_one_column_and_closes_in_another(rows, refusal):
    rows[19], rows[30] = '00019,2026-01-20,"8,x', '00030,2026-01-03,8,closed"'
    assert "row 21" in refusal(whole(rows))


def test_the_line_is_the_files_own_where_cells_of_several_lines_come_before(rows, refusal):
    rows[3] = '00003,2026-01-04,3,"one\ntwo\nthree"'
    rows[19], rows[89] = '00019,2026-01-20,8,"never closed', '00089,2026-01-06,1,closed later"'
    assert "row 21: opens a quote in line 23 that closes in line 93" in refusal(whole(rows))


COMMENTS = [
    "Dear all,\nwell, this, is, fine\n\nbye, and, thanks, again",
    "1, 2, 3, 4\r\nand more",
    "a line\rwith a bare return",
    'she said "no"\nand left, twice, in, May',
    "\n\n",
    "one\n2 stars, for the price, 8, not more",
]


@pytest.mark.parametrize("comment", COMMENTS)
def test_a_comment_of_several_lines_is_no_swallowed_row_and_comes_back_whole(rows, raw, comment):
    cell = '"' + comment.replace('"', '""') + '"'
    rows[19] = f"00019,2026-01-20,8,{cell}"
    found = raw(whole(rows))
    assert found.frame["why"][19] == comment
    assert len(found.frame) == 240
    assert found.row_of[20] == 22
    lines, explained = balance(found)
    assert lines == explained == whole(rows).count("\n")


def test_what_looks_like_rows_is_read_where_that_is_declared(rows, raw):
    rows[19] = '00019,2026-01-20,8,"as I wrote\n00005,2026-01-06,5,fine"'
    assert len(raw(whole(rows), multiline=True).frame) == 240


def test_words_alone_need_three_lines_that_agree(raw, refusal):
    names = [f"{'abcdefgh'[i % 8]}nn,good" for i in range(40)]
    two = [*names[:5], 'ann,"well, thanks\nbob, good"', *names[5:]]
    assert len(raw("name,why\n" + "\n".join(two) + "\n").frame) == 41
    many = [*names[:5], 'ann,"never closed', *names[5:20], 'bob,closed"', *names[20:]]
    assert "row 7: opens a quote" in refusal("name,why\n" + "\n".join(many) + "\n")


def test_the_guard_turns_red_when_it_is_taken_away(rows, raw, monkeypatch):
    rows[19], rows[89] = '00019,2026-01-20,8,"never closed', '00089,2026-01-06,1,closed later"'
    monkeypatch.setattr(delimited, "swallowed", lambda *_: None)
    assert len(raw(whole(rows)).frame) == 170


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quote_open_at_the_end_is_refused_where_it_opens(rows, refusal, end):
    rows[-1] = '00239,2026-01-16,8,"never closed'
    assert "row 241: has a quote that is not closed" in refusal(whole(rows)[:-1] + end)


def test_short_rows_are_refused_by_number_or_filled_where_that_is_declared(rows, raw, refusal):
    for row in (5, 6, 7, 8):
        rows[row] = rows[row].rpartition(",")[0]
    said = refusal(whole(rows))
    assert "row 7: has 3 cells where the header has 4" in said
    assert "row 9" in said
    assert "and 1 more rows" in said
    assert "read: {short_rows: fill}" in said
    found = raw(whole(rows), short_rows="fill")
    assert found.frame["why"][5:9].isna().all()
    assert any("end early" in str(n["check"]) and n["n"] == 4 for n in found.notes)


def test_a_row_that_a_quote_cut_short_is_never_filled(rows, refusal):
    rows[5] = '00005,"2026-01-06\n00006,2026-01-07"'
    said = refusal(whole(rows), short_rows="fill")
    assert "row 7" in said
    assert "quote" in said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_ledger_balances_in_random_files(raw, end, tmp_path):
    rng = random.Random(7)
    for trial in range(15):
        table = [[rng.choice(["x", "", 'a "b"', "p, q", f"two{end}lines", "é"]) for _ in range(4)]
                 for _ in range(rng.randrange(1, 30))]  # fmt: skip
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=end)
        writer.writerow(["a", "b", "c", "d"])
        for row in table:
            writer.writerow(row)
            if rng.random() < 0.1:
                text.write(end)
        found = raw(text.getvalue(), f"{trial}.csv")
        assert found.frame.fillna("").to_numpy().tolist() == table
        lines, explained = balance(found)
        assert lines == explained == len(text.getvalue().split(end)) - 1


def test_a_ledger_that_does_not_balance_is_refused(rows, refusal, monkeypatch):
    monkeypatch.setattr(ledger.Ledger, "balanced", property(lambda self: False))
    assert "lines, of which" in refusal(whole(rows))


def test_the_ledger_and_the_dialect_stand_in_quality(rows, engaged):
    rows[3] += "\n"
    rows[4] = '00004,2026-01-05,4,"two\nlines"'
    quality = engaged(whole(rows)).quality
    told = quality[quality.table == "responses"].set_index("check")["n"]
    assert told["lines: in the file"] == 243
    assert (told["lines: of the heading"], told["lines: of rows"]) == (1, 240)
    assert (told["lines: blank"], told["lines: inside quoted cells"]) == (1, 1)
    words = next(c for c in told.index if c.startswith("read as"))
    for part in ("utf-8 (found)", "separator ',' (found)", "decimal mark '.' (assumed)", "quote"):
        assert part in words
