"""Whatever a file unpacks to: refused in a line, within ten seconds, below a gigabyte."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.engagement.config import Read
from cxlib.engagement.reading import read_file
from cxlib.errors import InputError

SECONDS = 10
KILOBYTES = 1_000_000  # of memory in use at most
SCRIPT = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30,) * 2)
from pathlib import Path
from cxlib.engagement.config import Read
from cxlib.engagement.reading import read_file
from cxlib.engagement.reading.parquet import check_log
from cxlib.errors import KitError
read = check_log if sys.argv[2] == "log" else lambda path: read_file(path, Read())
start = time.monotonic()
try:
    read(Path(sys.argv[1]))
    said = "was read"
except KitError as refused:
    said = str(refused)
status = Path("/proc/self/status").read_text()  # ru_maxrss counts the process it was forked from
used = int(status.split("VmHWM:")[1].split()[0])
print(json.dumps([said, time.monotonic() - start, used]))
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measured by Linux's means")


def gz_of_rows(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=6) as out:
        out.write(b"customer,score,why\n")
        for _ in range(4):
            out.write(b"12,7,fine\n" * 1_000_000)


def many_columns(path: Path) -> None:
    heading = ",".join(f"c{i}" for i in range(1_000_000))
    path.write_text("\n".join([heading, *[",".join(["1"] * 1_000_000)] * 2]))


def rows_of_texts(path: Path) -> None:
    one = pa.table({"score": np.ones(1_000_000, dtype="int8"),
                    "customer": pa.array(["a"] * 1_000_000)})  # fmt: skip
    with pq.ParquetWriter(path, one.schema) as out:
        for _ in range(11):
            out.write_table(one)


def long_texts(path: Path) -> None:
    places = pa.array(np.zeros(100_000, dtype="int32"))
    texts = pa.DictionaryArray.from_arrays(places, pa.array(["x" * 500_000]))
    pq.write_table(pa.table({"customer": texts}), path, compression="zstd")


CASES = {
    "gz.csv.gz": (gz_of_rows, "unpacks to more than"),
    "columns.csv": (many_columns, "has 1,000,000 columns"),
    "commas.csv": (lambda p: p.write_bytes(b"," * 40_000_000), "has a line of more than"),
    "rows.csv": (lambda p: p.write_bytes(b"a\n" + b"1\n" * 12_000_000), "rows; at most"),
    "cells.csv": (
        lambda p: p.write_bytes((b"1" + b"," * 3_999 + b"\n") * 25_200),
        "at most 100,000,000 cells"),
    "rows.parquet": (rows_of_texts, "has 11,000,000 rows"),
    "texts.parquet": (long_texts, "GB of text"),
}  # fmt: skip


def measured(path: Path, kind: str = "file") -> tuple[str, float, int]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path), kind], capture_output=True, text=True, check=True
    )
    return tuple(json.loads(done.stdout))


@pytest.mark.parametrize("name", CASES)
def test_what_unpacks_without_end_is_refused_soon_and_in_little_memory(tmp_path, name):
    write, told = CASES[name]
    write(tmp_path / name)
    said, seconds, used = measured(tmp_path / name)
    assert told in said
    assert seconds < SECONDS
    assert used < KILOBYTES


def test_a_log_of_a_few_rows_a_byte_is_refused(tmp_path, monkeypatch):
    from cxlib.engagement.reading import limits
    from cxlib.engagement.reading.parquet import check_log

    rows_of_texts(tmp_path / "log.parquet")
    monkeypatch.setattr(limits, "MOST_BYTES", 10**6)
    with pytest.raises(InputError, match="far more than its size allows"):
        check_log(tmp_path / "log.parquet")


def test_a_log_of_long_texts_is_refused(tmp_path):
    long_texts(tmp_path / "log.parquet")
    said, seconds, used = measured(tmp_path / "log.parquet", "log")
    assert "far more than its size allows" in said
    assert seconds < SECONDS
    assert used < KILOBYTES


def test_an_honest_log_is_larger_than_a_table_may_be_and_passes(tmp_path, monkeypatch):
    from cxlib.engagement.reading import limits
    from cxlib.engagement.reading.parquet import check_log

    rng = np.random.default_rng(1)
    log = pa.table({"customer": rng.integers(0, 10**6, 50_000).astype(str),
                    "time": rng.integers(0, 10**9, 50_000).astype("M8[s]"),
                    "touchpoint": rng.choice(["app", "shop"], 50_000)})  # fmt: skip
    pq.write_table(log, tmp_path / "log.parquet")
    monkeypatch.setattr(limits, "MOST_ROWS", 10_000)
    monkeypatch.setattr(limits, "MOST_BYTES", 10_000)
    check_log(tmp_path / "log.parquet")
    with pytest.raises(InputError, match="50,000 rows; at most 10,000"):
        read_file(tmp_path / "log.parquet", Read())


def test_parquet_texts_come_back_as_they_were(tmp_path):
    table = pa.table({"id": ["007", None, "1E5"], "n": [1, None, 3], "l": [[1], [2], [3]],
                      "kind": pa.array(["a", "b", "a"]).dictionary_encode()})  # fmt: skip
    pq.write_table(table, tmp_path / "t.parquet")
    raw = read_file(tmp_path / "t.parquet", Read())
    assert raw.frame["id"].fillna("").tolist() == ["007", "", "1E5"]
    assert raw.frame["kind"].tolist() == ["a", "b", "a"]
    assert "l" not in raw.frame.columns
    assert [(n["check"], n["n"]) for n in raw.notes] == [("nested columns not read", 1)]


def test_the_engines_own_limit_is_told_in_a_line():
    import duckdb

    from cxlib.engagement.log.engine import enough_memory

    with (
        pytest.raises(InputError, match="CX_MEMORY_LIMIT"),
        enough_memory("interactions"),
        duckdb.connect(config={"memory_limit": "20MB", "max_temp_directory_size": "0KB"}) as engine,
    ):
        engine.execute("SELECT i, list(j) FROM range(1000) t(i), range(10000) u(j) GROUP BY i")
