"""The states that a client of a fleet can be in, each planted in a folder in several ways."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from operation.client import (
    Change,
    broken_notebook,
    changed,
    delivered,
    delivery,
    file_a_month,
    more_settings,
    new_client,
    newer_history,
    own_notebook,
    settings,
    text,
)

DUE, LAST = "2025-06", "2025-05"  # the month that is due; the one that was published
FIRST = f"{LAST}/001"  # by which run
CLOSED = "CX_FLEET_CLOSED"  # environment variable: the address of a port at which nobody answers
NOBODY = "CX_FLEET_NOBODY"  # the address of a machine that does not exist
ADDRESSES = {
    CLOSED: "postgresql://cx:hush@127.0.0.1:9/none",
    NOBODY: "postgresql://cx:hush@nobody.invalid:5432/none",
}
FROM_A_DATABASE = "source: {url: env:%s, table: answers}"
ANOTHER = 99  # seed of a client that is none of the fleet
ENDLESS = "import time\nwhile True:\n    time.sleep(1)"


@dataclass(frozen=True)
class Planted:
    """One client as a round finds it.

    Attributes
    ----------
    happens : what was done to its folder
    state, exit : what its line has to say
    plant : does it
    named : what the reasons have to name
    period : what it is about; None where it cannot be known
    replaces : the run of the same period whose page it replaces
    newest : whether the month that is due was delivered before `plant`
    busy : whether another run holds it
    """

    happens: str
    state: str
    exit: int
    plant: Change = lambda _: None
    named: tuple[str, ...] = ()
    period: str | None = None
    replaces: str | None = None
    newest: bool = True
    busy: bool = False


def _half_a_month(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[answers["answered"] < f"{DUE}-14"]


def _late(answers: pd.DataFrame) -> pd.DataFrame:
    late = answers.tail(3).assign(cust=[f"T-2{k:04d}" for k in range(3)])
    return pd.concat([answers, late])


def _rewritten(answers: pd.DataFrame) -> pd.DataFrame:
    march = answers["answered"].dt.strftime("%Y-%m").eq("2025-03")
    better = np.minimum(answers["recommend"] + 3, 10)
    return answers.assign(recommend=answers["recommend"].mask(march, better))


def _without_february(answers: pd.DataFrame) -> pd.DataFrame:
    return answers[answers["answered"].dt.strftime("%Y-%m").ne("2025-02")]


def _of_another_firm(answers: pd.DataFrame) -> pd.DataFrame:
    theirs = delivered(ANOTHER).frames["responses"]
    return theirs.assign(cust=[f"QX{k}" for k in range(len(theirs))])


def _again(folder: Path) -> None:
    os.utime(folder / "survey.csv")


PUBLISHED = (
    Planted("a new month", "published", 0, period=DUE),
    Planted("a file for each month", "published", 0, file_a_month, period=DUE),
    Planted("nothing was ever run", "published", 0, new_client, period=DUE),
    Planted("half of a new month", "published", 0, changed(_half_a_month), (), LAST, FIRST),
    Planted("three late answers", "published", 0, changed(_late), (), LAST, FIRST, False),
)
NOTHING_NEW = tuple(
    Planted(happens, "nothing new", 4, plant, ("nothing new since",), LAST, newest=False)
    for happens, plant in (("nothing came", lambda _: None), ("the same file came again", _again))
)
HEADING = "cust,answered,region,recommend,speed,price,weight,why\n"
NO_DATA = (
    Planted("a heading without rows", "no data", 4, text(HEADING), ("survey.csv",)),
    Planted("an empty file", "no data", 4, text(""), ("survey.csv",)),
    Planted("four answers", "no data", 4, changed(lambda t: t.tail(4)), ("4 ",)),
)
BUSY = tuple(Planted("another run is under way", "busy", 5, busy=True, named=("process",))
             for _ in range(3))  # fmt: skip
REFUSED = (
    Planted("the file is gone", "refused", 2, lambda folder: (folder / "survey.csv").unlink(),
            ("survey.csv",)),
    Planted("a word among the numbers", "refused", 2,
            changed(lambda t: t.assign(recommend=["ten", *t["recommend"].astype(object)[1:]])),
            ("recommend", "row 2")),
    Planted("a heading is another", "refused", 2,
            changed(lambda t: t.rename(columns={"answered": "date of answer"})), ("answered",)),
    Planted("an unknown setting", "refused", 2, more_settings("colour: blue"), ("colour",)),
    Planted("settings that are none", "refused", 2, settings("client: T", "client: {"),
            ("engagement.yml",)),
    Planted("a notebook of its own that is none", "refused", 2, broken_notebook,
            ("05_monitor",)),
    Planted("a history of a newer kit", "refused", 2, newer_history, ("history",)),
    Planted("a period of another kind", "refused", 2, settings("period: month", "period: moon"),
            ("period",)),
)  # fmt: skip
HELD_BACK = (
    Planted("the outcome is asked on 0–5", "held back", 3,
            delivery("the outcome is asked on 0–5"), ("recommend", "0–5"), DUE),
    Planted("the outcome is hardly filled", "held back", 3,
            delivery("the outcome is blank in 60 %"), ("recommend", "blank"), DUE),
    Planted("a file of another client", "held back", 3,
            delivery("a file of another client"), ("cust", "other ids"), DUE),
    Planted("the whole file of another firm", "held back", 3, changed(_of_another_firm),
            ("responses",), DUE),
)  # fmt: skip
RESTATED = (
    Planted("a past month was rewritten", "held back", 3, changed(_rewritten),
            ("recommend, 2025-03: reported as", "restated"), DUE),
    Planted("the scale of all the past was converted", "held back", 3,
            delivery("all of the past, too, was converted to 0–5"), ("0–5",), DUE),
)  # fmt: skip
WARNED = (
    Planted("a past month is gone", "published", 0, changed(_without_february),
            ("2025-02", "gone"), DUE),
)  # fmt: skip
UNREACHABLE = (
    Planted("the database is gone", "unreachable", 6,
            settings("source: survey.csv", FROM_A_DATABASE % CLOSED), (CLOSED,)),
    Planted("the database's machine has no address", "unreachable", 6,
            settings("source: survey.csv", FROM_A_DATABASE % NOBODY), (NOBODY,)),
    Planted("the history is gone", "unreachable", 6,
            more_settings(f"history: env:{CLOSED}"), (CLOSED,)),
)  # fmt: skip
FAILED = (
    Planted("a notebook of its own breaks off", "failed", 1,
            own_notebook("03_set_strategy", "1 / 0"), ("03_set_strategy", "ZeroDivisionError"),
            DUE),
    Planted("a kernel is killed", "failed", 1,
            own_notebook("01_map_touchpoints", "import os\nos.kill(os.getpid(), 9)"),
            ("01_map_touchpoints", "kernel died"), DUE),
    Planted("a notebook leaves early", "failed", 1,
            own_notebook("00_check_data", "import sys\nsys.exit(0)"),
            ("00_check_data", "ended early"), DUE),
)  # fmt: skip
OUT_OF_TIME = tuple(
    Planted("a notebook never ends", "out of time", 1, own_notebook(name, ENDLESS),
            ("took longer than",))
    for name in ("00_check_data", "02_diagnose_critical_variables")
)  # fmt: skip
WAITS = (
    Planted("somebody has to approve", "waits for approval", 0,
            more_settings("publish: {approve: true}"), ("cx approve",), DUE),
    Planted("groups of a few accounts are shown", "waits for approval", 0,
            more_settings("policy: {profile: b2b}"), ("cx approve",), DUE),
)  # fmt: skip
NOT_DELIVERED = (
    Planted("the page could not be mailed", "not delivered", 1,
            more_settings("publish: {on_publish: 'false'}"), ("on_publish", "exit code 1"), DUE),
    Planted("what mails the page is not there", "not delivered", 1,
            more_settings("publish: {on_publish: mail-the-page}"), ("mail-the-page",), DUE),
)  # fmt: skip
PLANTED = (
    *PUBLISHED, *NOTHING_NEW, *NO_DATA, *BUSY, *REFUSED, *HELD_BACK, *RESTATED, *WARNED,
    *UNREACHABLE, *FAILED, *OUT_OF_TIME, *WAITS, *NOT_DELIVERED,
)  # fmt: skip
