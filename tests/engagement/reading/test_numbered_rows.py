"""A first column that a program wrote to number the rows is no column of the client's."""

import pandas as pd
import pytest
import xlsxwriter

from cxlib.engagement.config.sources import Read
from cxlib.engagement.reading import read_file
from cxlib.errors import InputError

SAID = "a first column without a heading numbers the rows, and is not read"


def csv(at, first, **how):
    frame = pd.DataFrame({"": first, "customer": list("abcde"), "nps": [1, 2, 3, 4, 5]})
    frame.to_csv(at / "s.csv", index=False, **how)
    return at / "s.csv"


def workbook(at, first):
    with xlsxwriter.Workbook(str(at / "s.xlsx")) as file:
        sheet = file.add_worksheet()
        for row, cells in enumerate([["", "customer", "nps"],
                                     *zip(first, "abcde", range(1, 6), strict=True)]):  # fmt: skip
            for column, cell in enumerate(cells):
                if cell != "":
                    sheet.write(row, column, cell)
    return at / "s.xlsx"


@pytest.mark.parametrize("write", [csv, workbook])
@pytest.mark.parametrize("start", [0, 1])
def test_it_is_left_out_and_said(tmp_path, write, start):
    raw = read_file(write(tmp_path, range(start, start + 5)), Read())
    assert list(raw.frame.columns) == ["customer", "nps"]
    assert raw.frame["nps"].tolist() == ["1", "2", "3", "4", "5"]
    assert SAID in [note["check"] for note in raw.notes]


@pytest.mark.parametrize("write", [csv, workbook])
@pytest.mark.parametrize("first", [[7, 8, 9, 10, 11], [0, 1, 2, 4, 5], [1, 1, 1, 1, 1],
                                   ["x", "y", "z", "u", "v"]])  # fmt: skip
def test_what_does_not_number_the_rows_is_refused(tmp_path, write, first):
    with pytest.raises(InputError, match="column 1 holds cells and has no heading"):
        read_file(write(tmp_path, first), Read())


def test_only_the_first_column_can_number_the_rows(tmp_path):
    frame = pd.DataFrame({"customer": list("abcde"), "": range(5), "nps": [1, 2, 3, 4, 5]})
    frame.to_csv(tmp_path / "s.csv", index=False)
    with pytest.raises(InputError, match="column 2 holds cells and has no heading"):
        read_file(tmp_path / "s.csv", Read())
