"""Telling people of alerts: once per event, a rehearsal unless asked to send, no personal data.

What would be sent is always printed and kept in the folder's ledger. Sending goes through apprise
(the kit's extra `notify`: e-mail, Slack, Teams, webhooks), to addresses in an environment variable,
which hold secrets and are never written anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pandas as pd

from cxlib.errors import InputError
from cxlib.language import Voice
from cxlib.results.coded import period
from cxlib.results.measured import series
from cxlib.rights import owner_only

ADDRESSES = "CX_NOTIFY_URLS"  # environment variable: apprise addresses, separated by blanks
HEALTHCHECK = "CX_HEALTHCHECK_URL"
LEDGER = Path(".cx") / "notified.jsonl"
PATIENCE_SECONDS = 10
SUCCEEDED, STARTED, FAILED_RUN = "", "/start", "/fail"  # after the healthcheck address
SENT, FAILED, REHEARSED = "sent", "failed", "rehearsed"
KEY_DIGITS = 16


@dataclass(frozen=True)
class Event:
    """One thing to tell. `key` is the same however often the run is repeated."""

    key: str
    title: str
    body: str


def events(client: str, alerts: pd.DataFrame, voice: Voice) -> list[Event]:
    """One event per alert: what moved, where, by how much. Alerts hold aggregates only.

    Parameters
    ----------
    client : whose alerts they are
    alerts : period, kpi, scope, rule, words; a code is worded here, a sentence stands as it is
    voice : of the engagement's language

    >>> alerts = pd.DataFrame({"period": ["2026-09"], "kpi": ["wait"], "scope": ["overall"],
    ...     "rule": ["outside"], "words": ["Wait was 9."]})
    >>> [(e.title, e.body) for e in events("Acme", alerts, Voice())]
    [('Acme: wait in September 2026', 'Wait was 9.')]
    """
    return [
        Event(
            _key(client, row["period"], row["kpi"], row["scope"], row["rule"]),
            _title(client, row, voice),
            voice.coded(row["words"]),
        )
        for row in alerts.to_dict("records")
    ]


def _title(client: str, row: dict, voice: Voice) -> str:
    what = series(row["kpi"], row["scope"])
    return voice.say("alert|title", client=client, kpi=what, period=period(row["period"]))


def announce(
    folder: Path, news: Sequence[Event], send: bool = False, tell: Callable[[str], None] = print
) -> dict[str, str]:
    """Tell every event that was not told before; answers what became of each key.

    An event is noted as sent before it goes out, so that a run that dies in between never sends it
    twice, and noted as failed where it did not get through, so that the next run tries again.

    Parameters
    ----------
    folder : the engagement's folder, where the ledger lies
    send : False rehearses: everything is printed and kept, nothing leaves the machine
    tell : where the lines are printed

    Raises
    ------
    InputError
        Where sending is asked for and no address or no apprise is there.
    """
    ledger = folder / LEDGER
    told = _told(ledger)
    fresh = [event for event in news if told.get(event.key) != SENT]
    deliver = deliverer() if send and fresh else None
    done = {event.key: SENT for event in news}
    for event in fresh:
        tell(f"{event.title}: {event.body}")
        done[event.key] = _one(ledger, event, deliver)
    return done


def _one(ledger: Path, event: Event, deliver: Callable[[Event], bool] | None) -> str:
    if deliver is None:
        _note(ledger, event, REHEARSED)
        return REHEARSED
    _note(ledger, event, SENT)
    if deliver(event):
        return SENT
    _note(ledger, event, FAILED)
    return FAILED


def ping(state: str = SUCCEEDED, reason: str = "", url: str | None = None) -> bool:
    """Call the healthcheck address (a dead man's switch) with a state; whether it answered.

    `url` is by default that of the environment variable `CX_HEALTHCHECK_URL`; without one nothing
    is called. A service that does not answer never fails a run.

    Parameters
    ----------
    state : what is put after the address: SUCCEEDED (nothing), STARTED or FAILED_RUN
    reason : sent as the body
    """
    address = url or os.environ.get(HEALTHCHECK, "")
    if not address.startswith(("https://", "http://")):
        return False
    parts = urlsplit(address)
    path = parts.path.rstrip("/") + state if state else parts.path
    asked = urllib.request.Request(
        urlunsplit(parts._replace(path=path)), data=reason.encode() or None
    )
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
            return 200 <= answer.status < 300
    except OSError:
        return False


def deliverer() -> Callable[[Event], bool]:
    """Sends an event to every address, and answers whether all took it.

    Raises
    ------
    InputError
        Where no address is named, one is none, or what sends is not installed.
    """
    addresses = os.environ.get(ADDRESSES, "").split()
    if not addresses:
        raise InputError(
            f"the environment variable {ADDRESSES} names nobody to tell. Remedy: set it to apprise "
            "addresses, separated by blanks, or leave out sending."
        )
    try:
        from apprise import Apprise
    except ImportError:
        raise InputError(
            "sending needs apprise. Remedy: install the kit's extra 'notify' "
            "(pip install cx-kit[notify])."
        ) from None
    people = Apprise()
    unknown = [i for i, address in enumerate(addresses, 1) if not people.add(address)]
    if unknown:
        raise InputError(
            f"{ADDRESSES}: address {i} of {len(addresses)} is none that apprise knows."
            for i in unknown
        )
    return lambda event: bool(people.notify(title=event.title, body=event.body))


def _key(*parts: object) -> str:
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:KEY_DIGITS]


def _told(ledger: Path) -> dict[str, str]:
    """The last state of every key; a line that a crash cut short counts as not written."""
    if not ledger.is_file():
        return {}
    states: dict[str, str] = {}
    for line in ledger.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        states[entry["key"]] = entry["state"]
    return states


def _note(ledger: Path, event: Event, state: str) -> None:
    line = json.dumps(asdict(event) | {"state": state}, ensure_ascii=False)
    with owner_only():
        ledger.parent.mkdir(parents=True, exist_ok=True)
    with owner_only(), ledger.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
