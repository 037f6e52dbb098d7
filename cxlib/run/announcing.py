"""After a published run: the engagement's own command, its alerts, and the dead man's switch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from cxlib.engagement.config.yml import read_config
from cxlib.language import Names, Voice
from cxlib.results import Results
from cxlib.run import notify
from cxlib.run.delivering import Undelivered, deliver
from cxlib.run.flow import Ran
from cxlib.run.folder import read_manifest


def announce(folder: Path, ran: Ran, send: bool, tell: Callable[[str], None]) -> Undelivered | None:
    """Run the engagement's own command; tell every alert of the run's period once, however often
    the run is repeated. The dead man's switch hears of it where the command did its work.

    Parameters
    ----------
    folder : the engagement's folder, which keeps the ledger of what was told
    ran : a run; nothing is told of one that was not published
    send : False prints and keeps what would be sent, and sends nothing
    """
    if not ran.published:
        return None
    failed = deliver(folder, ran.folder, ran.page) if ran.page else None
    manifest, results = read_manifest(ran.folder), Results(ran.folder / "results")
    alerts = results["alerts"][lambda t: t["period"] == manifest["period"]]
    told = claimed(alerts, results["findings"])
    notify.announce(folder, notify.events(manifest["client"], told, _voice(folder)), send, tell)
    if failed is None:
        notify.ping()
    return failed


def claimed(alerts: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """The alerts that may be told, in the words of the claims made on them.

    An alert on a group too small to be shown has no claim, and goes to nobody.
    """
    statements = findings.set_index("finding_id")["statement"]
    ids = "alert:" + alerts["kpi"] + ":" + alerts["scope"] + ":" + alerts["rule"]
    worded = alerts.assign(words=ids.map(statements))
    return worded.dropna(subset=["words"])


def _voice(folder: Path) -> Voice:
    """The engagement's language and what it calls its outcomes."""
    config = read_config(folder)
    outcomes = {name: o.label for name, o in config.outcomes.items() if o.label}
    return Voice.of(config.language, config.currency, Names(outcomes))
