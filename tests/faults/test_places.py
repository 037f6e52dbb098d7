"""Where and when the kit runs changes no figure; a database that never answers is given up."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib.engagement import load

ZONE = "Europe/London"
PLACES = {
    "UTC+14": {"TZ": "Pacific/Kiritimati"},
    "UTC-14": {"TZ": "WEST14"},  # POSIX counts westwards
    "German": {"LC_ALL": "de_DE.UTF-8"},
}
PATIENCE = 10  # seconds, after which a silent database must have been given up
ALL_STEPS = "session.run_all()"


@pytest.fixture(scope="module")
def zoned(tmp_path_factory):
    """A tiny client in London with answers on the day the clocks change and around midnight."""
    folder = tiny.make(tmp_path_factory.mktemp("places") / "tiny")
    tiny.notebook(folder, "05_monitor", tiny.OPEN, ALL_STEPS)
    survey = pd.read_csv(folder / "survey.csv", parse_dates=["time"])
    days = ("2025-02-28", "2025-03-30", "2025-04-01", "2025-05-01")  # the clocks change on one
    edges = [f"{day} {clock}" for day in days for clock in ("00:30", "01:30", "23:30")]
    late = pd.DataFrame({"time": pd.to_datetime(edges), "score": [10] * len(edges)})
    both = pd.concat([survey, late]).sort_values("time", kind="stable")
    both.to_csv(folder / "survey.csv", index=False, date_format="%Y-%m-%d %H:%M")
    config = tiny.CONFIG + f"timezone: {ZONE}\n"
    (folder / "engagement.yml").write_text(config, encoding="utf-8")
    return folder


def tables(folder: Path, out: Path, **place: str) -> dict[str, bytes]:
    """The result tables of all steps, by `cx run --out` in a process that is elsewhere."""
    code, said = tiny.run(folder, "--out", str(out), "--steps", "5", **place)
    assert code == 0, said
    return {path.name: path.read_bytes() for path in (out / "results").iterdir()}


@pytest.fixture(scope="module")
def at_home(zoned, tmp_path_factory):
    return tables(zoned, tmp_path_factory.mktemp("home") / "run", TZ="UTC", LC_ALL="C.UTF-8")


@pytest.mark.parametrize("place", PLACES)
def test_the_same_tables_byte_for_byte(zoned, at_home, place, tmp_path):
    chosen = PLACES[place] | _locale(PLACES[place].get("LC_ALL"), tmp_path)
    there = tables(zoned, tmp_path / "run", **chosen)
    assert sorted(there) == sorted(at_home)
    assert [name for name in there if there[name] != at_home[name]] == []
    assert len(there) > 30


def _locale(name: str | None, folder: Path) -> dict[str, str]:
    """What else the environment needs for a locale: where it lies, if it has to be built first."""
    if name is None or _known(name):
        return {}
    if shutil.which("localedef") is None or not Path("/usr/share/i18n/locales").is_dir():
        pytest.skip(f"the locale {name} is not installed and cannot be built here")
    language, _, coding = name.partition(".")
    build = ["localedef", "-i", language, "-f", coding, folder / name]
    done = subprocess.run(build, capture_output=True, text=True)
    assert (folder / name).is_dir(), done.stderr
    place = {"LOCPATH": str(folder)}
    assert _known(name, **place), "the locale was built and is not found"
    return place


def _known(name: str, **place: str) -> bool:
    """Whether a program can run in this locale, its decimal point the one of the language."""
    asked = "import locale; locale.setlocale(locale.LC_ALL, ''); locale.str(0.5).index(',')"
    environment = os.environ | {"LC_ALL": name} | place
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True)
    return done.returncode == 0


def test_the_client_s_own_zone_does_decide(zoned, tmp_path):
    """The guard off: to a client elsewhere the same instants fall into other months."""
    elsewhere = shutil.copytree(zoned, tmp_path / "elsewhere")
    stamped = pd.read_csv(zoned / "survey.csv")
    stamped.assign(time=stamped["time"] + "+00:00").to_csv(elsewhere / "survey.csv", index=False)
    text = (zoned / "engagement.yml").read_text().replace(ZONE, "Pacific/Kiritimati")
    (elsewhere / "engagement.yml").write_text(text)
    months = [load(home).whole("responses")["period"] for home in (zoned, elsewhere)]
    assert (months[0].to_numpy() != months[1].to_numpy()).any()


@pytest.fixture
def silent():
    """A server that accepts and never answers: its port, and when it was first called."""
    called, held = [], []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return
                called.append(time.monotonic())

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1], called
        server.shutdown(socket.SHUT_RDWR)
    for connection in held:
        connection.close()


@pytest.mark.parametrize("used", ["as the history", "as a source"])
def test_a_silent_database_is_given_up(silent, tmp_path, used):
    if not any(importlib.util.find_spec(name) for name in ("psycopg", "pg8000", "psycopg2")):
        pytest.skip("no PostgreSQL driver here: install the extra 'postgres'")
    port, called = silent
    folder = tiny.make(tmp_path / "tiny")
    text = tiny.CONFIG + "history: env:CX_TEST_DB\n"
    if used == "as a source":
        text = tiny.CONFIG.replace("survey.csv", "{url: env:CX_TEST_DB, table: survey}")
    (folder / "engagement.yml").write_text(text, encoding="utf-8")
    code, said = tiny.run(folder, CX_TEST_DB=f"postgresql://cx:hidden@127.0.0.1:{port}/kpis")
    took = time.monotonic() - called[0]
    assert code == 6, said
    assert "hidden" not in said
    assert "Traceback" not in said
    assert 1 < took < PATIENCE
    assert not (folder / "runs").exists()
