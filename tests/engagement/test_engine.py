import duckdb
import pandas as pd
import pytest

from cxlib.engagement.log.engine import connect


@pytest.fixture
def files(tmp_path):
    for name in ("declared", "other"):
        pd.DataFrame({"a": [1]}).to_parquet(tmp_path / f"{name}.parquet")
    return tmp_path


def test_only_declared_sources_can_be_read(files):
    engine = connect([files / "declared.parquet"])
    assert int(engine.read_parquet(str(files / "declared.parquet")).count().execute()) == 1
    with pytest.raises(duckdb.PermissionException):
        engine.read_parquet(str(files / "other.parquet"))


@pytest.mark.parametrize(
    "statement",
    ["SET lock_configuration = false", "SET enable_external_access = true", "INSTALL httpfs",
     "COPY (SELECT 1) TO '/tmp/cx-leak.csv'", "ATTACH '/tmp/cx-leak.db'",
     "SELECT * FROM read_text('/etc/hostname')", "SET memory_limit = '64GB'"],
)  # fmt: skip
def test_the_locks_hold(files, statement):
    with pytest.raises(duckdb.Error):
        connect([files / "declared.parquet"]).con.execute(statement)


def test_frames_around_it_cannot_be_reached_by_name():
    leaked = pd.DataFrame({"a": [1]})
    with pytest.raises(duckdb.Error):
        connect().con.execute("SELECT * FROM leaked")
    assert len(leaked) == 1
