"""The same expressions on PostgreSQL: equal results, row for row.

PostgreSQL is started here from `initdb` on the path or Debian's folder, as a user without rights
when the tests run as root. Skipped, with the reason, where it or its driver is absent.
"""

from __future__ import annotations

import dataclasses
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping import step
from cxlib.results import conform

PORT = "54329"
UNPRIVILEGED = ("postgres", "nobody")
CATALOGUE = pd.DataFrame({
    "touchpoint": ["advert", "page", "cart", "paid", "call"],
    "stage": ["aware", "consider", "decide", "decide", "use"],
    "journey": ["buy"] * 4 + ["help"],
    "channel": ["e-mail", "web", "web", "web", "phone"],
})  # fmt: skip
JOURNEYS = pd.DataFrame({
    "journey": ["buy", "help"], "starts": ["advert; page", "call"], "completes": ["paid", "solved"],
    "ends": ["cancelled", None],
})  # fmt: skip


def binaries() -> Path | None:
    """Where PostgreSQL's programs lie."""
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((p for p in places if (p / "initdb").exists() and (p / "pg_ctl").exists()), None)


def servant() -> str | None:
    """A user to run the server as: oneself, or one without rights where that is root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {u.pw_name for u in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in known), None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[object]:
    ibis = pytest.importorskip("ibis")
    pytest.importorskip("psycopg", reason="the PostgreSQL driver psycopg is not installed")
    programs, user = binaries(), servant()
    if programs is None:
        pytest.skip("PostgreSQL is not here: no initdb on the path nor in /usr/lib/postgresql")
    if user is None:
        pytest.skip("running as root, and there is no other user to run PostgreSQL as")
    folder = Path(tempfile.mkdtemp(prefix="cx-pg-"))
    shutil.chown(folder, user)
    how = {"user": user} if os.geteuid() == 0 else {}

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **how)

    data, options = str(folder / "data"), f"-k {folder} -p {PORT} -c listen_addresses=''"
    run(str(programs / "initdb"), "-D", data, "-U", "kit", "-A", "trust", "-E", "UTF8",
        "--no-locale", "--no-sync")  # fmt: skip
    run(
        str(programs / "pg_ctl"),
        "-D",
        data,
        "-o",
        options,
        "-w",
        "-l",
        str(folder / "log"),
        "start",
    )
    try:
        engine = ibis.postgres.connect(
            host=str(folder), port=int(PORT), user="kit", database="postgres"
        )
        yield engine
        engine.disconnect()
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module", params=["ids", "silence"])
def local(request, engaged, trips):
    frame = trips if request.param == "ids" else trips.drop(columns="journey_id")
    return engaged(
        {"journey_gap": "auto" if request.param == "ids" else "3 days"},
        interactions=frame, touchpoints=CATALOGUE, journeys=JOURNEYS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def trips() -> pd.DataFrame:
    """400 trips of 150 customers with ties, flags, channels, cancellations and open ends."""
    rng = np.random.default_rng(11)
    rows = []
    for trip in range(400):
        begin = pd.Timestamp("2025-01-01") + pd.Timedelta(hours=int(rng.integers(24 * 90)))
        kind = rng.choice(["buy", "help"])
        steps = ["advert", "page", "cart", "paid"] if kind == "buy" else ["call", "call", "solved"]
        length = int(rng.integers(1, len(steps) + 1))
        walk = [steps[min(i, len(steps) - 1)] for i in sorted(rng.integers(0, len(steps), length))]
        walk += ["cancelled"] if rng.random() < 0.1 else []
        for hour, touchpoint in enumerate(walk):
            gap = 0 if rng.random() < 0.2 else hour
            rows.append({
                "customer": f"c{trip % 150:03d}", "journey_id": f"t{trip:03d}",
                "touchpoint": touchpoint,
                "time": begin + pd.Timedelta(hours=gap, microseconds=317_800 * gap),
                "channel": "shop" if rng.random() < 0.1 else None,
                "completed": rng.choice([True, False, None], p=[0.3, 0.1, 0.6]),
            })  # fmt: skip
    return pd.DataFrame(rows)


def same(local, events) -> None:
    here = mapping.run(local, {})
    there = mapping.run(dataclasses.replace(local, events=events), {})
    for name in here:
        pd.testing.assert_frame_equal(
            conform(name, here[name]), conform(name, there[name]), obj=name
        )


def test_postgres_gives_the_same_tables(local, postgres):
    events = local.events.to_pyarrow()
    same(local, postgres.create_table("events", events, temp=True, overwrite=True))


def test_an_engine_that_is_not_proven_is_refused(local, monkeypatch):
    monkeypatch.setattr(step, "PROVEN", ("postgres",))
    out = mapping.run(local, {})
    assert out["variants"].empty
    assert out["notes"].note.tolist() == [
        "The interactions lie in duckdb, where the journey map has not been proven to give the "
        "right counts, so it is not shown; it is on postgres."
    ]
