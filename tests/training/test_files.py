import zipfile

import pandas as pd

from cxlib.training.files import write_csv, write_parquet, write_workbook

FRAME = pd.DataFrame(
    {
        "id": ["0012", "1E5"],
        "when": pd.to_datetime(["2026-01-02 03:04:05", None]),
        "text": ["=1+1", None],
        "score": [1.5, float("nan")],
    }
)


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name, write in [("a.csv", write_csv), ("a.parquet", write_parquet)]:
        first, second = tmp_path / f"1{name}", tmp_path / f"2{name}"
        write(first, FRAME)
        write(second, FRAME)
        assert first.read_bytes() == second.read_bytes()
    for name in ("1.xlsx", "2.xlsx"):
        write_workbook(tmp_path / name, {"s": FRAME})
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_text_stays_text_in_a_workbook(tmp_path):
    write_workbook(tmp_path / "a.xlsx", {"s": FRAME}, {"id": "Number"})
    read = pd.read_excel(tmp_path / "a.xlsx", engine="calamine", header=None)
    assert read.iloc[1, 0] == "Number"
    assert read.iloc[2:, 0].tolist() == ["0012", "1E5"]
    assert read.iloc[2, 2] == "=1+1"
    assert (
        "<f>" not in zipfile.ZipFile(tmp_path / "a.xlsx").read("xl/worksheets/sheet1.xml").decode()
    )


def test_a_clients_csv_has_its_separator_and_decimal_mark(tmp_path):
    write_csv(tmp_path / "a.csv", FRAME[["id", "score"]], separator=";", decimal=",")
    assert (tmp_path / "a.csv").read_text() == "id;score\n0012;1,5\n1E5;\n"
