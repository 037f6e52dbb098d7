import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.contracts import values


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "number"),
    [("3.5", ".", None, 3.5), ("3,5", ",", None, 3.5), ("1.234.567,8", ",", ".", 1234567.8),
     ("1,234", ".", ",", 1234), ("-7", ".", None, -7), ("1e3", ".", None, 1000),
     ("1 234", ",", " ", 1234), ("+.5", ".", None, 0.5)],
)  # fmt: skip
def test_numbers_by_declared_marks(text, decimal, thousands, number):
    assert values.parse_number(text, decimal, thousands) == number


@pytest.mark.parametrize(
    ("text", "decimal", "rule"),
    [("3,5", ".", "a decimal mark"), ("3.5", ",", "a decimal mark"),
     ("5 %", ".", "percentage"), ("nan", ".", "text"), ("inf", ".", "text"), ("0x1A", ".", "text"),
     ("good", ".", "text"), ("1_000", ".", "text")],
)  # fmt: skip
def test_what_is_no_number_says_why(text, decimal, rule):
    with pytest.raises(ValueError, match=rule):
        values.parse_number(text, decimal)


def test_codes_survive_as_text():
    cells = pd.Series(["00123", "1E5", "NA", " x ", "", None], dtype="str")
    assert values.as_text(cells).tolist()[:4] == ["00123", "1E5", "NA", "x"]
    assert values.as_text(cells).isna().tolist() == [False] * 4 + [True] * 2


def test_numbers_as_ids_lose_no_digit():
    assert values.as_text(pd.Series([123456789012.0, 7.0])).tolist() == ["123456789012", "7"]
    assert values.as_text(pd.Series([9007199254740993], dtype="int64"))[0] == "9007199254740993"


@pytest.mark.parametrize("cells", [[-99, 3, np.nan], ["-99", "3", None], ["-99.0", "3", None]])
def test_codes_match_however_they_are_typed(cells):
    assert values.matching(pd.Series(cells), [-99]).tolist() == [True, False, False]


def test_leading_zeros_are_no_number():
    assert not values.matching(pd.Series(["007"]), [7]).any()


def test_only_numbers_and_codes_are_quoted():
    assert values.quotable("jane@example.org").startswith("a text of")
    assert values.quotable("Smith").startswith("a text of")
    assert values.quotable("SMITH").startswith("a text of")
    assert values.quotable("N/A") == "'N/A'"
    assert values.quotable(11.0) == "11"
