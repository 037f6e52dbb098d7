"""After a published run: tell of its alerts, and tell the dead man's switch that all is well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cxlib.results import Results
from cxlib.run import notify
from cxlib.run.flow import Ran
from cxlib.run.folder import read_manifest


def announce(folder: Path, ran: Ran, send: bool, tell: Callable[[str], None]) -> None:
    """Tell every alert of the run's period once, however often the run is repeated.

    Parameters
    ----------
    folder : the engagement's folder, which keeps the ledger of what was told
    ran : a run; nothing is told of one that was not published
    send : False prints and keeps what would be sent, and sends nothing
    """
    if ran.page is None:
        return
    manifest = read_manifest(ran.folder)
    alerts = Results(ran.folder / "results")["alerts"]
    alerts = alerts[alerts["period"] == manifest["period"]]
    notify.announce(folder, notify.events(manifest["client"], alerts), send, tell)
    notify.ping()
