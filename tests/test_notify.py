"""Alerts are told once, rehearsed by default, and hold no secret and no person."""

from __future__ import annotations

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pandas as pd
import pytest

from cxlib.errors import InputError
from cxlib.language import Voice
from cxlib.results.coded import coded, kpi, level, period
from cxlib.run import notify
from cxlib.run.announcing import claimed

ALERTS = pd.DataFrame({
    "period": "2026-09", "kpi": ["wait", "recommend"], "scope": ["overall", "touchpoint=call"],
    "rule": "outside", "words": [coded("alert|worse|claim", kpi=kpi("wait"), seen=level(9),
                                       period=period("2026-09"), expected=level(4)),
                                 "recommend was 12."],
})  # fmt: skip
WAIT = "In September 2026, wait stood at 9, worse than expected (about 4)."
needs_apprise = pytest.mark.skipif(
    importlib.util.find_spec("apprise") is None, reason="the extra 'notify' is not installed"
)


@pytest.fixture
def news():
    return notify.events("Acme", ALERTS, Voice())


@pytest.fixture
def post():
    """A web hook on this machine: its address, what it got, and the status it answers with."""
    got, status = [], [200]

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def do_GET(self):
            got.append(self.path)
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", got, status
    server.shutdown()
    server.server_close()


def test_a_rehearsal_prints_and_keeps_everything_and_sends_nothing(tmp_path, news, monkeypatch):
    monkeypatch.setenv(notify.ADDRESSES, "json://127.0.0.1:9/")
    lines = []
    states = notify.announce(tmp_path, news, tell=lines.append)
    assert set(states.values()) == {"rehearsed"}
    assert lines == [
        f"Acme: alert on wait: {WAIT}",
        "Acme: alert on recommend at call: recommend was 12.",
    ]
    kept = (tmp_path / notify.LEDGER).read_text()
    assert kept.count("rehearsed") == 2
    assert "127.0.0.1" not in kept


def test_the_key_is_the_same_on_every_run_and_differs_between_events(news):
    again = notify.events("Acme", ALERTS, Voice("de"))
    assert [e.key for e in news] == [e.key for e in again]
    assert len({e.key for e in [*news, *notify.events("Bolt", ALERTS, Voice())]}) == 4


def test_only_alerts_that_may_be_claimed_are_told_and_in_the_claim_s_words(news):
    findings = pd.DataFrame({
        "finding_id": ["alert:wait:overall:outside", "kpi:wait:overall"],
        "statement": ["Die Wartezeit ist schlechter.", "no alert"],
    })  # fmt: skip
    told = notify.events("Acme", claimed(ALERTS, findings), Voice("de"))
    assert [(e.key, e.body) for e in told] == [(news[0].key, "Die Wartezeit ist schlechter.")]


def test_sending_without_an_address_is_refused(tmp_path, news, monkeypatch):
    monkeypatch.delenv(notify.ADDRESSES, raising=False)
    with pytest.raises(InputError, match="names nobody to tell"):
        notify.announce(tmp_path, news, send=True)


@needs_apprise
@pytest.mark.filterwarnings("ignore:.*deprecated.*:DeprecationWarning")  # inside apprise's plugins
class TestSending:
    def test_once_however_often_the_run_is_repeated(self, tmp_path, news, post, monkeypatch):
        address, got, _ = post
        monkeypatch.setenv(notify.ADDRESSES, f"json://{address}/")
        for _ in range(3):
            notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert [g["message"] for g in got] == [WAIT, "recommend was 12."]

    def test_a_rehearsal_does_not_count_as_told(self, tmp_path, news, post, monkeypatch):
        address, got, _ = post
        monkeypatch.setenv(notify.ADDRESSES, f"json://{address}/")
        notify.announce(tmp_path, news, tell=lambda _: None)
        notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert len(got) == 2

    def test_what_did_not_get_through_is_tried_again(self, tmp_path, news, post, monkeypatch):
        address, got, status = post
        monkeypatch.setenv(notify.ADDRESSES, f"json://{address}/")
        status[0] = 500
        states = notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert set(states.values()) == {"failed"}
        status[0] = 200
        states = notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert set(states.values()) == {"sent"}
        assert len(got) == 4

    def test_a_run_that_dies_while_sending_never_sends_twice(
        self, tmp_path, news, post, monkeypatch
    ):
        address, got, _ = post
        monkeypatch.setenv(notify.ADDRESSES, f"json://{address}/")

        def dies(_):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(notify, "deliverer", lambda: dies)
            with pytest.raises(KeyboardInterrupt):
                notify.announce(tmp_path, news[:1], send=True, tell=lambda _: None)
        notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert [g["message"] for g in got] == ["recommend was 12."]

    def test_an_address_that_is_none_is_counted_not_shown(self, tmp_path, news, monkeypatch):
        monkeypatch.setenv(notify.ADDRESSES, "nonsense-with-secret")
        with pytest.raises(InputError) as refused:
            notify.announce(tmp_path, news, send=True, tell=lambda _: None)
        assert "address 1 of 1" in str(refused.value)
        assert "secret" not in str(refused.value)


def test_a_ledger_cut_short_by_a_crash_is_read(tmp_path, news):
    notify.announce(tmp_path, news, tell=lambda _: None)
    ledger = tmp_path / notify.LEDGER
    ledger.write_text(ledger.read_text() + '{"key": "ab')
    assert len(notify._told(ledger)) == 2


def test_the_healthcheck_is_called_and_its_silence_fails_nothing(post):
    address, got, status = post
    assert notify.ping(url=f"http://{address}/alive")
    assert got == ["/alive"]
    status[0] = 500
    assert not notify.ping(url=f"http://{address}/alive")
    assert not notify.ping(url="http://127.0.0.1:9/")
    assert not notify.ping(url="file:///etc/hostname")


def test_without_an_address_no_healthcheck_is_called(monkeypatch):
    monkeypatch.delenv(notify.HEALTHCHECK, raising=False)
    assert not notify.ping()
