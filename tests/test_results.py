"""Result tables on disk: read once as long as the file is the same, never what it was before."""

import os

import pandas as pd
import pytest

from cxlib.results import REGISTRY, Results, conform
from cxlib.results import store as results_store


def funnel(n):
    rows = pd.DataFrame({"stage": ["use"], "position": [1], "entered": [n], "completed": [n]})
    return conform("funnel", rows.reindex(columns=list(REGISTRY["funnel"].columns)))


@pytest.fixture
def read(monkeypatch):
    """How often a file is read."""
    results_store._read.cache_clear()
    paths, real = [], pd.read_parquet
    monkeypatch.setattr(pd, "read_parquet", lambda path: paths.append(path) or real(path))
    return paths


def test_a_table_is_read_once(tmp_path, read):
    Results(tmp_path).write("mapping", {"funnel": funnel(9)})
    for _ in range(3):
        assert Results(tmp_path)["funnel"]["entered"].tolist() == [9]
    assert len(read) == 1


def test_what_was_written_since_is_read(tmp_path, read):
    results = Results(tmp_path)
    for n in (9, 8, 7):
        results.write("mapping", {"funnel": funnel(n)})
        assert results["funnel"]["entered"].tolist() == [n]


def test_a_file_put_in_its_place_is_read_though_it_is_as_old_and_as_large(tmp_path, read):
    one, other = Results(tmp_path / "a"), Results(tmp_path / "b")
    one.write("mapping", {"funnel": funnel(9)})
    other.write("mapping", {"funnel": funnel(8)})
    assert one["funnel"]["entered"].tolist() == [9]
    when = one.path("funnel").stat()
    os.utime(other.path("funnel"), ns=(when.st_atime_ns, when.st_mtime_ns))
    other.path("funnel").replace(one.path("funnel"))
    assert one["funnel"]["entered"].tolist() == [8]


def test_what_one_changes_another_does_not_see(tmp_path):
    results = Results(tmp_path)
    results.write("mapping", {"funnel": funnel(9)})
    mine = results["funnel"]
    mine.loc[0, "entered"] = 1
    mine["more"] = 2
    again = results["funnel"]
    assert again["entered"].tolist() == [9]
    assert "more" not in again
