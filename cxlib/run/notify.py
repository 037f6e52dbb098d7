"""Telling people of alerts: to each address once, again where it did not arrive, corrected where it
was wrong; and the dead man's switch.

What became of each alert at each address stands in the history. Sending goes through apprise (the
kit's extra `notify`: e-mail, Slack, Teams, webhooks), to addresses in an environment variable,
which hold secrets and are never written anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import pandas as pd

from cxlib.errors import InputError
from cxlib.language import Voice
from cxlib.results.coded import period as period_figure
from cxlib.results.measured import series

ADDRESSES = "CX_NOTIFY_URLS"  # environment variable: apprise addresses, separated by blanks
HEALTHCHECK = "CX_HEALTHCHECK_URL"
PATIENCE_SECONDS = 10
SUCCEEDED, STARTED, FAILED_RUN = "", "/start", "/fail"  # after the healthcheck address
SENT, CORRECTED, WITHDRAWN = "sent", "corrected", "withdrawn"
FAILED = " failed"  # after one of them: it did not arrive
DIGITS = 16  # of what stands for an address
NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f]\d+)*")
Deliver = Callable[[str, str], bool]  # title and body; whether it arrived


class Alert(NamedTuple):
    """Which alert: the same however often the run is repeated."""

    period: str
    kpi: str
    scope: str
    rule: str

    @property
    def id(self) -> str:
        """How the history calls it.

        >>> Alert("2026-09", "wait", "overall", "outside").id
        '["2026-09", "wait", "overall", "outside"]'
        """
        return json.dumps(self, ensure_ascii=False)

    @classmethod
    def of(cls, told: str) -> Alert:
        """The alert that the history calls so."""
        return cls(*json.loads(told))


@dataclass(frozen=True)
class Message:
    """What is to be told of an alert: `state` is what it makes of it where it arrives."""

    alert: Alert
    state: str
    body: str

    def title(self, client: str, voice: Voice) -> str:
        """Whose alert it is, of what; and whether it corrects or withdraws one."""
        what = series(self.alert.kpi, self.alert.scope)
        return voice.say(
            f"alert|title {self.state}", client=client, kpi=what,
            period=period_figure(self.alert.period),
        )  # fmt: skip

    def words(self, voice: Voice) -> str:
        """What stands below the title."""
        if self.state == SENT:
            return self.body
        return voice.say(f"alert|body {self.state}", words=self.body)


def worded(alerts: pd.DataFrame, voice: Voice) -> dict[Alert, str]:
    """Each alert with the words that tell it.

    Parameters
    ----------
    alerts : period, kpi, scope, rule, words; a code is worded here, a sentence stands as it is

    >>> alerts = pd.DataFrame({"period": ["2026-09"], "kpi": ["wait"], "scope": ["overall"],
    ...     "rule": ["outside"], "words": ["Wait was 9."]})
    >>> list(worded(alerts, Voice()).values())
    ['Wait was 9.']
    """
    return {
        Alert(row["period"], row["kpi"], row["scope"], row["rule"]): voice.coded(row["words"])
        for row in alerts.to_dict("records")
    }


def due(
    news: Mapping[Alert, str], told: Mapping[str, tuple[str, str]], period: str | None
) -> Iterator[Message]:
    """What one address is to be told: what is new, what was told with other figures, what no longer
    holds, and what did not arrive before, of whatever period.

    Parameters
    ----------
    news : the alerts of the run's period, with their words
    told : state and words by the alert's id, as this address was told last
    period : of the run: what was told of it and is no alert any more is withdrawn

    >>> a, b = (Alert("2026-09", kpi, "overall", "outside") for kpi in ("wait", "nps"))
    >>> told = {a.id: ("sent", "Wait was 9."), b.id: ("sent", "NPS was 12.")}
    >>> [(m.alert.kpi, m.state) for m in due({a: "Wait was 8."}, told, "2026-09")]
    [('wait', 'corrected'), ('nps', 'withdrawn')]
    """
    for alert, words in news.items():
        state, before = told.get(alert.id, (SENT + FAILED, ""))
        if state in (SENT + FAILED, CORRECTED + FAILED):
            yield Message(alert, state.removesuffix(FAILED), words)
        elif state == WITHDRAWN:
            yield Message(alert, SENT, words)
        elif figures(before) != figures(words):
            yield Message(alert, CORRECTED, words)
    for name, (state, before) in told.items():
        alert = Alert.of(name)
        if alert in news:
            continue
        of_now, arrived = alert.period == period, not state.endswith(FAILED)
        if of_now and arrived and state != WITHDRAWN:
            yield Message(alert, WITHDRAWN, before)
        elif not arrived and (state.startswith(WITHDRAWN) or not of_now):
            yield Message(alert, state.removesuffix(FAILED), before)


def figures(words: str) -> tuple[str, ...]:
    """The figures of a sentence, however they are written and in whatever order: other words for
    the same figures correct nothing.

    >>> figures("At 1,234.5 in May 2026") == figures("Im Mai 2026: 1.234,5")
    True
    """
    return tuple(sorted(re.sub(r"\D", "", number) for number in NUMBER.findall(words)))


def people() -> dict[str, Deliver]:
    """The addresses to tell, by what stands for each in the history.

    Raises
    ------
    InputError
        When no address is named, one is none, or what sends is not installed.
    """
    addresses = list(dict.fromkeys(os.environ.get(ADDRESSES, "").split()))
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
    made = [Apprise() for _ in addresses]
    added = [one.add(address) for one, address in zip(made, addresses, strict=True)]
    unknown = [n for n, known in enumerate(added, 1) if not known]
    if unknown:
        raise InputError(
            f"{ADDRESSES}: address {n} of {len(addresses)} is none that apprise knows."
            for n in unknown
        )
    return {
        _standing_for(address): lambda title, body, to=one: bool(to.notify(title=title, body=body))
        for address, one in zip(addresses, made, strict=True)
    }


def _standing_for(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:DIGITS]


def row(message: Message, address: str, arrived: bool = True) -> dict[str, str]:
    """How the history keeps what became of a message."""
    return {"alert": message.alert.id, "address": address,
            "state": message.state + ("" if arrived else FAILED), "said": message.body,
            "at": datetime.now(UTC).isoformat(timespec="seconds")}  # fmt: skip


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
