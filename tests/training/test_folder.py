"""The committed sample is what its seed gives, and it loads clean."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from cxlib.engagement import load
from cxlib.resources import kit
from cxlib.training import generate, load_sector, write_client
from cxlib.training.__main__ import SAMPLE_CUSTOMERS, SAMPLE_SEED

BINARY = {".xlsx", ".parquet"}


@pytest.fixture(scope="module")
def again(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    write_client(generate(load_sector("telecom"), SAMPLE_CUSTOMERS, SAMPLE_SEED), folder)
    return folder


@pytest.fixture(scope="module")
def loaded(again):
    return load(again)


@pytest.fixture(scope="module")
def sample() -> Path:
    return kit("sample_data")


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def same_library(one: Path, other: Path) -> bool:
    """Whether both Parquet files were written by the same release of the library."""
    written = [pq.ParquetFile(f / "data" / "interactions.parquet").metadata for f in (one, other)]
    return written[0].created_by == written[1].created_by


def test_the_sample_holds_these_files_and_no_others(again, sample):
    kept = {f for f in files(sample) if not f.startswith((".", "runs", "reports", "history"))}
    assert files(again) == kept


def test_text_files_are_the_same_bytes(again, sample):
    for name in sorted(files(again)):
        if Path(name).suffix not in BINARY:
            assert (again / name).read_bytes() == (sample / name).read_bytes(), name


def test_binary_files_are_the_same_bytes_or_with_another_library_the_same_tables(again, sample):
    for name in sorted(f for f in files(again) if Path(f).suffix in BINARY):
        ours, theirs = again / name, sample / name
        if same_library(again, sample):
            assert ours.read_bytes() == theirs.read_bytes(), name
        elif ours.suffix == ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(ours), pd.read_parquet(theirs))
        else:
            sheets = [pd.read_excel(f, sheet_name=None, engine="calamine") for f in (ours, theirs)]
            assert list(sheets[0]) == list(sheets[1])
            for sheet in sheets[0]:
                pd.testing.assert_frame_equal(sheets[0][sheet], sheets[1][sheet])


def test_the_sample_is_a_few_megabytes(sample):
    assert sum((sample / name).stat().st_size for name in files(sample)) < 5e6


def test_the_sample_loads_clean(loaded, client):
    engagement = loaded
    assert engagement.period == "2026-09"
    assert engagement.periods[0] == "2023-10"
    quality = engagement.quality
    warned = quality[quality["severity"].eq("warning")]
    expected = {"community forum", "plan pages", "exact duplicate event"}
    assert all(any(e in check for e in expected) for check in warned["check"]), warned
    assert len(engagement.whole("customers")) == client.customers
    finished = client.tables["responses"]["finished"].eq(1).sum()
    assert len(engagement.whole("responses")) == finished


def test_codes_for_not_available_are_missing_after_loading(loaded):
    responses = loaded.whole("responses")
    assert responses["app_speed"].min() >= 1
    assert responses["repair_time"].min() >= 1
    assert responses["app_speed"].isna().mean() > 0.08
