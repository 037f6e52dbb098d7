"""The line that a remedy names is the one that mends: tried by reading with it."""

import re

import pandas as pd
import pytest

from cxlib.engagement.contracts import times, values
from cxlib.engagement.contracts.remedies import for_number, for_time

FORM = re.compile(r"dates: '([^']+)'")


@pytest.mark.parametrize(("cells", "wanted"), [
    (["2026-04-03 02:15 PM", "2026-04-13 11:00 AM"], ["2026-04-03 14:15", "2026-04-13 11:00"]),
    (["13/04/2026 1:05:10 pm", "02/04/2026 12:00:00 am"],
     ["2026-04-13 13:05:10", "2026-04-02 00:00:00"]),
    (["04/13/2026 1:05PM"], ["2026-04-13 13:05"]),
    (["2026-04-03 14:15:00 EST", "2026-04-04 09:00:30 EST"],
     ["2026-04-03 19:15:00", "2026-04-04 14:00:30"]),
    (["13.04.2026 08:30 MEZ"], ["2026-04-13 07:30"]),
    (["May 03, 2026"], ["2026-05-03"]),
])  # fmt: skip
def test_the_form_of_dates_that_is_named_reads_them(cells, wanted):
    (form,) = FORM.findall(for_time(times.NO_FORM, cells, "at"))
    read = times.parse_times(pd.Series(cells), form, "UTC", False)
    assert read.values.tolist() == pd.to_datetime(pd.Series(wanted)).tolist()


def test_where_day_and_month_may_be_either_both_forms_are_named():
    told = for_time(times.NO_FORM, ["03/04/2026 2:15 PM"], "at")
    assert FORM.findall(told) == ["%d/%m/%Y %I:%M %p", "%m/%d/%Y %I:%M %p"]


def test_several_zones_have_no_one_form():
    assert "EST" not in for_time(
        times.NO_FORM, ["2026-04-03 14:15 EST", "2026-04-03 14:15 PST"], ""
    )


@pytest.mark.parametrize(("cell", "said"), [
    ('="8"', "turn the column into numbers"),
    ("10 - Extremely likely", "labels: {score: {'10 - Extremely likely': 10"),
    ("3 (undecided)", "labels: {score: {'3 (undecided)': 3"),
    ("18-24", "na: {score"),
])  # fmt: skip
def test_numbers_in_texts(cell, said):
    with pytest.raises(ValueError) as why:
        values.parse_number(cell)
    assert said in for_number(str(why.value), [cell], "score")
