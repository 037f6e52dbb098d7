"""`cx doctor`: each fault planted alone is the one that is named, with its remedy."""

import importlib.util
import json
import os
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.errors import InputError
from cxlib.run import doctor, notify
from cxlib.run.doctor import FINE, ODD, WRONG, examined
from cxlib.run.lock import held

spec = importlib.util.spec_from_file_location(
    "tiny_client", Path(__file__).parents[1] / "faults" / "tiny.py"
)
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)


@pytest.fixture
def client(tmp_path, monkeypatch):
    """A client whose every look is fine."""
    monkeypatch.setenv("CX_TRUST", str(tmp_path))
    monkeypatch.setenv(notify.HEALTHCHECK, "https://example.org/ping")
    monkeypatch.delenv(notify.ADDRESSES, raising=False)
    monkeypatch.setattr(doctor.shutil, "which", lambda _: "/usr/bin/cx")
    return tiny.make(tmp_path / "tiny")


def odd(client) -> dict[str, doctor.Told]:
    return {told.what: told for told in examined(client) if told.state != FINE}


def test_of_a_sound_place_everything_is_fine(client):
    before = sorted(client.rglob("*"))
    assert odd(client) == {}
    assert sorted(client.rglob("*")) == before


def no_command(client, patch):
    patch.setattr(doctor.shutil, "which", lambda _: None)


def no_rights(client, patch):
    def refuses(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    patch.setattr(Path, "touch", refuses)


def no_disk(client, patch):
    patch.setattr(doctor.shutil, "disk_usage", lambda _: SimpleNamespace(free=1e6))


def no_memory(client, patch):
    patch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1e6))


def old_clock(client, patch):
    soon = time.time() + 10 * doctor.AHEAD
    os.utime(client / "survey.csv", (soon, soon))


def no_zone(client, patch):
    def unknown(_name):
        raise doctor.ZoneInfoNotFoundError

    patch.setattr(doctor, "ZoneInfo", unknown)


def no_address_of_a_source(client, patch):
    config = (client / "engagement.yml").read_text()
    there = "{url: env:CX_TEST_NONE, table: answers}"
    (client / "engagement.yml").write_text(config.replace("survey.csv", there))


def no_address_of_the_history(client, patch):
    with (client / "engagement.yml").open("a") as config:
        config.write("history: env:CX_TEST_NONE\n")


def deaf_addresses(client, patch):
    patch.setenv(notify.ADDRESSES, "nonsense")


def no_switch(client, patch):
    patch.delenv(notify.HEALTHCHECK)


def a_switch_that_is_none(client, patch):
    patch.setenv(notify.HEALTHCHECK, "ftp://example.org")


def not_trusted(client, patch):
    patch.delenv("CX_TRUST")


FAULTS = {
    no_command: ("command", ODD), no_rights: ("rights", WRONG), no_disk: ("disk", WRONG),
    no_memory: ("memory", WRONG), old_clock: ("clock", WRONG), no_zone: ("zone", WRONG),
    no_address_of_a_source: ("sources", WRONG), no_address_of_the_history: ("history", WRONG),
    deaf_addresses: ("alerts", WRONG), no_switch: ("switch", ODD),
    a_switch_that_is_none: ("switch", WRONG), not_trusted: ("trust", ODD),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_alone_and_with_its_remedy(client, monkeypatch, fault):
    fault(client, monkeypatch)
    what, state = FAULTS[fault]
    found = odd(client)
    assert {name: told.state for name, told in found.items()} == {what: state}
    assert found[what].words
    if what != "alerts":  # an address that is none is counted, and the remedy is plain
        assert found[what].remedy
    assert "nonsense" not in str(found)


def test_a_run_under_way_is_told(client):
    with held(client):
        found = odd(client)
    assert found["lock"].state == ODD
    assert "wait for it to end" in found["lock"].remedy


def test_the_command_ends_in_2_where_something_is_wrong(client, monkeypatch):
    ended = CliRunner().invoke(app, ["doctor", str(client), "--json"])
    assert ended.exit_code == 0, ended.output
    no_disk(client, monkeypatch)
    ended = CliRunner().invoke(app, ["doctor", str(client), "--json"])
    assert ended.exit_code == 2
    told = {one["what"]: one for one in json.loads(ended.stdout)["found"]}
    assert told["disk"]["remedy"].startswith("free some")


def test_a_folder_that_is_no_engagement_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"there is no engagement\.yml"):
        examined(tmp_path)
