"""Marks in numbers and orders in dates are declared, never guessed; each refusal names the key."""

import pytest


def values(cells: list[str], column: str = "score") -> str:
    rows = [f'{i},"{cell}"' for i, cell in enumerate(cells * (12 // len(cells) + 1))]
    return f"customer,{column}\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("cells", "read", "told", "key"),
    [(["3,5", "4,5"], "", "has a decimal mark", "read: {decimal: ','}"),
     (["1,234", "2"], "", "has a decimal mark", "thousands: ','"),
     (["1,234,567"], "", "groups its thousands by a mark", "thousands: ','"),
     (["1.234", "2.500", "7"], "", "may be a decimal or have a thousands mark",
      "read: {decimal: ',', thousands: '.'} if 1.234 is more than a thousand"),
     (["1,234.50"], "", "groups its thousands by a mark", "read: {thousands: ','}"),
     (["1.234.567"], "", "groups its thousands by a mark", "{decimal: ',', thousands: '.'}"),
     (["1 234,5"], "", "groups its thousands by a mark", "{decimal: ',', thousands: ' '}"),
     (["£12.50", "£9"], "", "has a sign of money", "currency: GBP"),
     (["12.50 EUR"], "", "has a sign of money", "take the signs out"),
     (["12-", "5"], "", "has its minus sign behind it", "before the number"),
     (["(12.5)", "5"], "", "has its minus sign behind it", "before the number"),
     (["45%", "5"], "", "is a percentage", "take the signs out"),
     (["n/a", "DK1"], "", "is text where a number", "na: {score: ['n/a', 'DK1']}"),
     (["quite good", "5"], "", "is text where a number", "labels: {score: {the word: its number"),
     (["1.234,5"], "decimal: ','", "groups its thousands by a mark", "thousands"),
     (["1 234", "2 500"], "", "groups its thousands by a mark", "thousands"),
     (["1'234", "2'500"], "", "groups its thousands by a mark", "thousands")],
)  # fmt: skip
def test_marks_that_nobody_declared(refused_client, cells, read, told, key):
    said, code = refused_client(values(cells), options=f", read: {{{read}}}" if read else "")
    assert code == 2
    assert "column 'score', row 2" in said
    assert told in said
    assert key in said


@pytest.mark.parametrize(
    ("cell", "read", "value"),
    [("3,5", "decimal: ','", 3.5), ("1,234", "thousands: ','", 1234.0),
     ("1.234", "thousands: '.', decimal: ','", 1234.0), ("1.234", "decimal: '.'", 1.234),
     ("1.234,5", "thousands: '.', decimal: ','", 1234.5), ("1\u202f234", "thousands: ' '", 1234.0),
     ("1’234", 'thousands: "\'"', 1234.0), ("0.123", "", 0.123), ("12.25", "", 12.25)],
)  # fmt: skip
def test_marks_that_are_declared_or_in_no_doubt(engaged, cell, read, value):
    options = f", read: {{{read}}}" if read else ""
    found = engaged(values([cell]), options=options)
    assert found.table("responses").score.tolist()[0] == value


def dated(cells: list[str]) -> str:
    rows = [f"c{i},{cells[i % len(cells)]},{i % 11}" for i in range(24)]
    return "customer,time,score\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("cells", "read", "told", "key"),
    [(["03/04/2026", "05/06/2026"], "", "order of day and month is not declared",
      "ask the client which it is, and declare read: {dates: day-first} or read: {dates: month"),
     (["03/04/2026", "13/04/2026"], "", "order of day and month is not declared",
      "Remedy: declare read: {dates: day-first}"),
     (["03/04/2026", "04/13/2026"], "", "order of day and month is not declared",
      "Remedy: declare read: {dates: month-first}"),
     (["13/04/2026", "14/04/2026", "04/25/2026"], "",
      "'04/25/2026' has the month first, while others", "correct the cells"),
     (["13/04/2026", "04/25/2026"], "dates: day-first",
      "'04/25/2026' does not have the day first", "correct the cells"),
     (["2026-02-30"], "", "is no possible date", "correct the cells"),
     (["2026-02-03 24:00"], "", "has an hour 24", "00:00 of the next day"),
     (["3 Apr 2026", "4 Apr 2026"], "", "no date in the declared form", "dates: '%d %b %Y'}"),
     (["3-Apr-2026"], "", "no date in the declared form", "dates: '%d-%b-%Y'}"),
     (["3 Apr 2026", "2026-04-03"], "dates: '%d %b %Y'", "no date in the declared form",
      "correct the cells"),
     (["46000", "46001"], "", "bare number where a date is meant", "read: {dates: excel}")],
)  # fmt: skip
def test_dates_that_need_a_word_name_row_and_key(refused_client, cells, read, told, key):
    said, code = refused_client(dated(cells), options=f", read: {{{read}}}" if read else "")
    assert code == 2
    assert told in said
    assert "column 'time', row" in said
    assert key in said


def test_serial_dates_are_read_where_declared_and_said(engaged):
    found = engaged(dated(["46000", "46001"]), options=", read: {dates: excel}")
    assert f"{found.table('responses').time.min():%Y-%m-%d}" == "2025-12-09"
    assert found.quality.check.str.contains("serial dates read, day 0 being 1899-12-30").any()


def test_serial_dates_among_iso_dates_are_read_where_declared(engaged):
    found = engaged(dated(["46000", "46001.5", "2025-12-11"]), options=", read: {dates: excel}")
    days = found.table("responses").time.dt.strftime("%Y-%m-%d").unique()
    assert sorted(days) == ["2025-12-09", "2025-12-10", "2025-12-11"]


@pytest.mark.parametrize(
    ("read", "days"),
    [("%Y-%d-%m", ["2026-04-03", "2026-12-03"]), ("%d %b %Y", ["2026-03-04", "2026-03-12"])],
)
def test_a_form_that_is_declared_goes_before_iso_where_it_fits(engaged, read, days):
    found = engaged(dated(["2026-03-04", "2026-03-12"]), options=f", read: {{dates: '{read}'}}")
    assert sorted(found.table("responses").time.dt.strftime("%Y-%m-%d").unique()) == days


def test_old_times_are_warned_of(engaged):
    found = engaged(dated(["1998-05-01", "2026-01-01"]))
    old = found.quality[found.quality.check.eq("times before 2000")]
    assert old[["severity", "n"]].to_numpy().tolist() == [["warning", 12]]


MIXED = ["2026-01-01T10:00:00Z", "2026-01-02T10:00:00"]


def test_times_with_and_without_a_zone_need_one_declared(engaged, refused_client):
    said, code = refused_client(dated(MIXED))
    assert code == 2
    assert "12 times without an offset" in said
    assert "timezone: Europe/London" in said
    assert len(engaged(dated(MIXED), "timezone: Europe/Berlin\n").table("responses")) == 24


@pytest.mark.parametrize("day", ["2026-03-29T02:30:00", "2026-10-25T02:30:00"])
def test_hours_that_occur_never_or_twice_are_counted(engaged, day):
    found = engaged(dated([day, "2026-06-01T12:00:00"]), "timezone: Europe/Berlin\n")
    told = found.quality[found.quality.check.str.contains("when clocks change")]
    assert told.n.tolist() == [12]
