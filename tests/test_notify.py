"""Alerts: listed by default; sent once to each address, again where they did not arrive, corrected
where they were wrong, withdrawn where they hold no longer; no secret in what is kept."""

from __future__ import annotations

import importlib.util
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pandas as pd
import pytest

from cxlib import history
from cxlib.errors import InputError
from cxlib.language import Voice
from cxlib.results.coded import coded, kpi, level, period
from cxlib.run import notify
from cxlib.run.announcing import Client, claimed

ALERTS = pd.DataFrame({
    "period": "2026-09", "kpi": ["wait", "recommend"], "scope": ["overall", "touchpoint=call"],
    "rule": "outside", "words": [coded("alert|worse|claim", kpi=kpi("wait"), seen=level(9),
                                       period=period("2026-09"), expected=level(4)),
                                 "recommend was 12."],
})  # fmt: skip
WAIT = "In September 2026, wait stood at 9, worse than expected (about 4)."
CONFIG = SimpleNamespace(client="Acme", id="acme", history=None)
needs_apprise = pytest.mark.skipif(
    importlib.util.find_spec("apprise") is None, reason="the extra 'notify' is not installed"
)


@pytest.fixture
def news():
    return notify.worded(ALERTS, Voice())


@pytest.fixture
def client(tmp_path):
    return Client("Acme", Voice(), tmp_path, CONFIG)


def kept(client):
    told = history.read_alerts(client.folder / "history.sqlite", "acme")
    return dict(zip(zip(told["alert"], told["address"], strict=True), told["state"], strict=True))


@pytest.fixture
def hooks():
    """Two web hooks on this machine: their addresses, what each got, the status of each."""
    made, servers = [], []
    for _ in range(2):
        got, status = [], [200]

        class Hook(BaseHTTPRequestHandler):
            heard, answers = got, status

            def do_POST(self):
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.heard.append((told["title"], told["message"]))
                self.send_response(self.answers[0])
                self.end_headers()

            def do_GET(self):
                self.heard.append(self.path)
                self.send_response(self.answers[0])
                self.end_headers()

            def log_message(self, *_):
                pass

        server = HTTPServer(("127.0.0.1", 0), Hook)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        made.append(SimpleNamespace(at=f"127.0.0.1:{server.server_port}", got=got, status=status))
    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


def test_without_sending_everything_is_said_and_nothing_kept(client, news):
    lines = []
    client.listed(news, lines.append)
    assert lines == [
        f"Acme: alert on wait: {WAIT}",
        "Acme: alert on recommend at call: recommend was 12.",
    ]
    assert list(client.folder.iterdir()) == []


def test_an_alert_is_the_same_on_every_run_and_in_every_language(news):
    assert list(notify.worded(ALERTS, Voice("de"))) == list(news)
    assert [notify.Alert.of(alert.id) for alert in news] == list(news)


def test_only_alerts_that_may_be_claimed_are_told_and_in_the_claim_s_words():
    findings = pd.DataFrame({
        "finding_id": ["alert:wait:overall:outside", "kpi:wait:overall"],
        "statement": ["Die Wartezeit ist schlechter.", "no alert"],
    })  # fmt: skip
    told = notify.worded(claimed(ALERTS, findings), Voice("de"))
    assert [(alert.kpi, words) for alert, words in told.items()] == [
        ("wait", "Die Wartezeit ist schlechter.")
    ]


def test_sending_without_an_address_is_refused(client, news, monkeypatch):
    monkeypatch.delenv(notify.ADDRESSES, raising=False)
    with pytest.raises(InputError, match="names nobody to tell"):
        client.told(news, "2026-09", print)


A, B = (notify.Alert("2026-09", name, "overall", "outside") for name in ("wait", "nps"))
OLD = notify.Alert("2026-08", "wait", "overall", "outside")


@pytest.mark.parametrize(
    ("news", "told", "due"),
    [
        ({A: "9."}, {}, [(A, "sent", "9.")]),
        ({A: "9."}, {A: ("sent", "9.")}, []),
        ({A: "It was 9!"}, {A: ("sent", "9.")}, []),  # the same in other words
        ({A: "9."}, {A: ("sent failed", "8.")}, [(A, "sent", "9.")]),
        ({A: "8."}, {A: ("sent", "9.")}, [(A, "corrected", "8.")]),
        ({A: "8."}, {A: ("corrected", "8.")}, []),
        ({A: "8."}, {A: ("corrected failed", "8.")}, [(A, "corrected", "8.")]),
        ({}, {A: ("sent", "9.")}, [(A, "withdrawn", "9.")]),
        ({}, {A: ("withdrawn", "9.")}, []),
        ({}, {A: ("withdrawn failed", "9.")}, [(A, "withdrawn", "9.")]),
        ({}, {A: ("sent failed", "9.")}, []),  # nobody heard of it
        ({A: "9."}, {A: ("withdrawn", "9.")}, [(A, "sent", "9.")]),
        ({A: "9."}, {A: ("withdrawn failed", "9.")}, []),  # it was never taken back
        ({}, {OLD: ("sent", "9.")}, []),  # another period's stands
        ({}, {OLD: ("sent failed", "9.")}, [(OLD, "sent", "9.")]),
        ({}, {OLD: ("corrected failed", "9.")}, [(OLD, "corrected", "9.")]),
        ({A: "9."}, {B: ("sent", "1.")}, [(A, "sent", "9."), (B, "withdrawn", "1.")]),
    ],
)
def test_what_an_address_is_due(news, told, due):
    known = {alert.id: state for alert, state in told.items()}
    found = [(m.alert, m.state, m.body) for m in notify.due(news, known, "2026-09")]
    assert found == due


@needs_apprise
@pytest.mark.filterwarnings("ignore:.*deprecated.*:DeprecationWarning")  # inside apprise's plugins
class TestSending:
    @pytest.fixture
    def sends(self, client, hooks, monkeypatch):
        monkeypatch.setenv(notify.ADDRESSES, " ".join(f"json://{hook.at}/" for hook in hooks))
        return lambda news, when="2026-09": client.told(news, when, lambda _: None)

    def test_once_to_each_however_often_the_run_is_repeated(self, sends, hooks, news):
        for _ in range(3):
            assert sends(news) is None
        for hook in hooks:
            assert [body for _, body in hook.got] == [WAIT, "recommend was 12."]

    def test_only_the_address_that_did_not_hear_is_tried_again(self, sends, hooks, news, client):
        hooks[1].status[0] = 500
        said = sends(news)
        assert said.startswith("2 alerts did not reach 1 of 2 addresses")
        assert sorted(kept(client).values()) == ["sent", "sent", "sent failed", "sent failed"]
        hooks[1].status[0] = 200
        assert sends({}, "2026-10") is None, "the next period's run tries again"
        assert [len(hook.got) for hook in hooks] == [2, 4]
        assert set(kept(client).values()) == {"sent"}

    def test_a_corrected_figure_goes_out_once_as_a_correction(self, sends, hooks, news):
        sends(news)
        changed = {alert: words.replace("12", "31") for alert, words in news.items()}
        for _ in range(2):
            sends(changed)
        assert hooks[0].got[2:] == [
            ("Acme: alert on recommend at call, corrected",
             "recommend was 31. This replaces what was told before.")
        ]  # fmt: skip

    def test_what_is_no_alert_any_more_is_withdrawn_once(self, sends, hooks, news):
        sends(news)
        still = {alert: words for alert, words in news.items() if alert.kpi == "wait"}
        for _ in range(2):
            sends(still)
        assert hooks[0].got[2:] == [
            ("Acme: alert on recommend at call, withdrawn",
             "This was told, and holds no longer: recommend was 12.")
        ]  # fmt: skip

    def test_a_run_that_dies_while_sending_never_sends_twice(
        self, sends, hooks, news, client, monkeypatch
    ):
        def dies(*_):
            raise KeyboardInterrupt

        real = notify.people()
        with monkeypatch.context() as patched:
            patched.setattr(notify, "people", lambda: dict.fromkeys(real, dies))
            with pytest.raises(KeyboardInterrupt):
                sends(news)
        sends(news)
        assert [body for _, body in hooks[0].got] == ["recommend was 12."]
        assert [body for _, body in hooks[1].got] == [WAIT, "recommend was 12."]

    def test_what_is_kept_gives_no_address_away(self, sends, client, hooks, news):
        sends(news)
        stored = (client.folder / "history.sqlite").read_bytes()
        assert b"127.0.0.1" not in stored
        assert hooks[0].at.rpartition(":")[2].encode() not in stored

    def test_an_address_that_is_none_is_counted_not_shown(self, client, news, monkeypatch):
        monkeypatch.setenv(notify.ADDRESSES, "nonsense-with-secret")
        with pytest.raises(InputError) as refused:
            client.told(news, "2026-09", print)
        assert "address 1 of 1" in str(refused.value)
        assert "secret" not in str(refused.value)


def test_the_healthcheck_is_called_and_its_silence_fails_nothing(hooks):
    hook = hooks[0]
    assert notify.ping(url=f"http://{hook.at}/alive")
    assert hook.got == ["/alive"]
    hook.status[0] = 500
    assert not notify.ping(url=f"http://{hook.at}/alive")
    assert not notify.ping(url="http://127.0.0.1:9/")
    assert not notify.ping(url="file:///etc/hostname")


def test_without_an_address_no_healthcheck_is_called(monkeypatch):
    monkeypatch.delenv(notify.HEALTHCHECK, raising=False)
    assert not notify.ping()
