"""After a published run: the engagement's own command, its alerts, and the dead man's switch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlib import history
from cxlib.engagement.config import Config
from cxlib.engagement.config.yml import read_config
from cxlib.language import Names, Voice
from cxlib.results import Results
from cxlib.run import notify
from cxlib.run.delivering import Undelivered, deliver
from cxlib.run.flow import Ran
from cxlib.run.folder import read_manifest


@dataclass(frozen=True)
class Announced:
    """What became of what follows a publication: why the engagement's own command did not do its
    work, and a line where alerts did not arrive; None where all is well."""

    undelivered: Undelivered | None = None
    unheard: str | None = None


def announce(folder: Path, ran: Ran, send: bool, tell: Callable[[str], None]) -> Announced:
    """Run the engagement's own command, and tell the alerts of the run's period to every address
    that has not heard of them. The dead man's switch hears of it where the command did its work.

    Parameters
    ----------
    folder : the engagement's folder
    ran : a run; nothing is told of one that was not published
    send : False only lists the alerts
    """
    if not ran.published:
        return Announced()
    failed = deliver(folder, ran.folder, ran.page) if ran.page else None
    manifest, results = read_manifest(ran.folder), Results(ran.folder / "results")
    alerts = results["alerts"][lambda t: t["period"] == manifest["period"]]
    config = read_config(folder)
    voice = _voice(config)
    news = notify.worded(claimed(alerts, results["findings"]), voice)
    client = Client(manifest["client"], voice, folder, config)
    unheard = client.told(news, manifest["period"], tell) if send else client.listed(news, tell)
    if failed is None:
        notify.ping()
    return Announced(failed, unheard)


@dataclass(frozen=True)
class Client:
    """Whose alerts they are: the name, the voice that words them, where the history lies."""

    name: str
    voice: Voice
    folder: Path
    config: Config

    def listed(self, news: Mapping[notify.Alert, str], tell: Callable[[str], None]) -> None:
        """Say what would be sent, and send nothing."""
        for alert, words in news.items():
            self._say(notify.Message(alert, notify.SENT, words), tell)

    def told(
        self, news: Mapping[notify.Alert, str], period: str | None, tell: Callable[[str], None]
    ) -> str | None:
        """Tell every address what it is due; a line where something did not arrive.

        A message is noted as arrived before it goes out, so that a run that dies in between never
        sends it twice, and as failed where it did not get through, so that the next run, of
        whatever period, tries again.
        """
        store, key = history.location(self.config, self.folder), history.keys(self.config)
        known, lost, said = history.read_alerts(store, *key), set(), set()
        people = notify.people()
        for address, deliver_to in people.items():
            mine = known[known["address"] == address]
            before = dict(zip(mine["alert"], zip(mine["state"], mine["said"], strict=True),
                              strict=True))  # fmt: skip
            for message in list(notify.due(news, before, period)):
                if message not in said:
                    said.add(message)
                    self._say(message, tell)
                history.tell(store, key[0], pd.DataFrame([notify.row(message, address)]), key[1])
                words = message.words(self.voice)
                if not deliver_to(message.title(self.name, self.voice), words):
                    failed = notify.row(message, address, arrived=False)
                    history.tell(store, key[0], pd.DataFrame([failed]), key[1])
                    lost.add((message, address))
        if not lost:
            return None
        n, places = (len({pair[at] for pair in lost}) for at in (0, 1))
        return (
            f"{n} alert{'s' * (n > 1)} did not reach {places} of {len(people)} addresses; the next "
            "run with --notify tries again"
        )

    def _say(self, message: notify.Message, tell: Callable[[str], None]) -> None:
        tell(f"{message.title(self.name, self.voice)}: {message.words(self.voice)}")


def claimed(alerts: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The alerts that may be told, in the words of the claims made on them.

    An alert on a group too small to be shown has no claim, and goes to nobody.
    """
    statements = findings.set_index("finding_id")["statement"]
    ids = "alert:" + alerts["kpi"] + ":" + alerts["scope"] + ":" + alerts["rule"]
    worded = alerts.assign(words=ids.map(statements))
    return worded.dropna(subset=["words"])


def _voice(config: Config) -> Voice:
    """The engagement's language and what it calls its outcomes."""
    outcomes = {name: o.label for name, o in config.outcomes.items() if o.label}
    return Voice.of(config.language, config.currency, Names(outcomes))
