"""Event logs for the tests, small by hand or random, and a plain-pandas walker beside them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released

START = pd.Timestamp("2025-01-01")
UNPRIVILEGED = ("postgres", "nobody")
SMALL_SPARK = {  # a little log wants no generated code and no hundreds of partitions
    "spark.master": "local[1]",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@pytest.fixture(scope="session")
def log():
    """Events of trips written as "a b c": one customer each, an hour between steps."""

    def build(trips: dict[str, str], **columns: object) -> pd.DataFrame:
        rows = [
            {"customer": who, "journey_id": who, "touchpoint": step.replace("_", " "),
             "time": START + pd.Timedelta(hours=hour)}
            for who, path in trips.items()
            for hour, step in enumerate(path.split())
        ]  # fmt: skip
        return pd.DataFrame(rows).assign(**columns)

    return build


@pytest.fixture(scope="session")
def engaged():
    """An engagement out of frames, through the kit's own checks."""

    def build(policy: dict | None = None, **frames: pd.DataFrame):
        tables = {"interactions": {"duplicates": "keep"}} if "interactions" in frames else {}
        config = {"client": "Test", "period": "none", "policy": policy or {}, "tables": tables}
        return from_frames(config, frames)

    return build


@pytest.fixture(scope="session")
def said():
    """The notes of a step as a reader has them, by section and code."""

    def worded(engagement, out) -> dict[tuple[str, str], str]:
        notes = released(engagement, out)["notes"]
        assert not notes.duplicated(["section", "code", "subject"]).any()
        return dict(zip(zip(notes.section, notes.code, strict=True), notes.note, strict=True))

    return worded


@pytest.fixture(scope="session")
def claimed():
    """The findings of a step as a reader has them, by their ids."""

    def found(engagement, out) -> pd.DataFrame:
        return released(engagement, out)["findings"].set_index("finding_id")

    return found


@pytest.fixture(scope="session")
def random_log() -> pd.DataFrame:
    """600 customers, six touchpoints, tied instants, trips with long silences between them."""
    rng = np.random.default_rng(5)
    n = 6000
    day = rng.choice([0, 40, 90], n)
    return pd.DataFrame({
        "customer": [f"c{c:03d}" for c in rng.integers(0, 600, n)],
        "time": START + pd.to_timedelta(day * 86400 + rng.integers(0, 400, n) * 600, unit="s"),
        "touchpoint": rng.choice(list("fedcba"), n),
    })  # fmt: skip


@pytest.fixture(scope="session")
def walked():
    """The plain way: sort by customer and time, the file's order among equals; cut at silences."""

    def walk(frame: pd.DataFrame, gap: pd.Timedelta | None = None) -> pd.DataFrame:
        ordered = frame.reset_index(names="row").sort_values(["customer", "time", "row"])
        before = ordered.groupby("customer").time.shift()
        new = before.isna()
        if gap is not None:
            new |= ordered.time - before > gap
        return ordered.assign(instance=new.cumsum())

    return walk


def _binaries() -> Path | None:
    """Where PostgreSQL's programs lie."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


def _servant() -> str | None:
    """A user to run the server as: oneself, or one without rights where that is root."""
    import pwd

    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {u.pw_name for u in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), None)


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL of our own, run by a user without rights where we are root."""
    if os.name != "posix":
        pytest.skip("PostgreSQL is started here as a user of its own, which needs a POSIX system")
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    programs, user = _binaries(), _servant()
    if programs is None:
        pytest.skip("PostgreSQL is not here: no initdb on the path nor in /usr/lib/postgresql")
    if user is None:
        pytest.skip("running as root, and there is no other user to run PostgreSQL as")
    folder = Path(tempfile.mkdtemp(prefix="cx-pg-"))
    shutil.chown(folder, user)
    how = {"user": user} if os.geteuid() == 0 else {}
    data, port = str(folder / "data"), _free_port()

    def run(program: str, *words: str) -> None:
        command = [str(programs / program), "-D", data, *words]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **how)

    run("initdb", "-U", "kit", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off -c autovacuum=off"
    run("pg_ctl", "-o", options, "-w", "-l", str(folder / "log"), "start")
    try:
        yield f"postgres://kit:hush@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[str]:
    """The address of a Spark in this process, small and with its session begun.

    The zone in it is not that of the data: nothing may come to depend on it.
    """
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed (extra `spark`)")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, which is neither on the path nor named by JAVA_HOME")
    from pyspark.sql import SparkSession

    store = str(tmp_path_factory.mktemp("spark"))
    builder = SparkSession.builder.config("spark.sql.warehouse.dir", store)
    session = builder.config(map=SMALL_SPARK).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield "pyspark://?spark.sql.session.timeZone=Asia/Tokyo"
    session.stop()
