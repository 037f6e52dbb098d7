"""A small client of sixty answers a month, and what may happen to its folder before a round."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.resources import kit
from cxlib.training.faults.deliveries import DELIVERIES, Monthly, steady

SURVEY = "survey.csv"
CONFIG = """\
client: T
timezone: Europe/Berlin
period: month
outcomes: {recommend: {kind: nps}}
tables:
  responses:
    source: survey.csv
    columns: {customer: cust, time: answered}
    segments: [region]
    comment: [why]
"""
MONTHS = 13  # the newest is what is due
FIRST_CELL = 3  # of a notebook, after its parameters: it opens the session
Change = Callable[[Path], None]


def delivered(seed: int, months: int = MONTHS) -> Monthly:
    """The answers of so many months."""
    return steady(seed, MONTHS).only("responses").upto(months)


def write(folder: Path, answers: pd.DataFrame) -> None:
    """Put a delivery in place of the last one."""
    answers.to_csv(folder / SURVEY, index=False)


def make(folder: Path, seed: int, months: int = MONTHS) -> Path:
    """Write a sound client."""
    folder.mkdir(parents=True)
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    write(folder, delivered(seed, months).frames["responses"])
    return folder


def survey(folder: Path) -> pd.DataFrame:
    """What was delivered last."""
    return pd.read_csv(folder / SURVEY, parse_dates=["answered"])


def changed(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    """Something done to the delivery."""
    return lambda folder: write(folder, change(survey(folder)))


def delivery(happens: str) -> Change:
    """One of the faulty deliveries that the kit's training knows, by what happens."""
    (fault,) = [fault for fault in DELIVERIES if fault.happens == happens]

    def plant(folder: Path) -> None:
        brought = delivered(1).having("responses", survey(folder))
        write(folder, fault.plant(brought, np.random.default_rng(1)).frames["responses"])

    return plant


def text(content: str) -> Change:
    """Something else in place of the delivery."""
    return lambda folder: (folder / SURVEY).write_text(content, encoding="utf-8") and None


def settings(old: str, new: str) -> Change:
    """Something else in `engagement.yml`."""

    def change(folder: Path) -> None:
        path = folder / "engagement.yml"
        told = path.read_text(encoding="utf-8")
        assert old in told, f"'{old}' is not in the settings"
        path.write_text(told.replace(old, new), encoding="utf-8")

    return change


def more_settings(line: str) -> Change:
    """One more line in `engagement.yml`."""
    return settings("tables:\n", f"{line}\ntables:\n")


def own_notebook(name: str, source: str) -> Change:
    """A copy of one of the kit's notebooks in which a cell was added."""

    def change(folder: Path) -> None:
        book = json.loads((kit("notebooks") / f"{name}.ipynb").read_text(encoding="utf-8"))
        added = {"cell_type": "code", "id": "added", "metadata": {}, "outputs": [],
                 "execution_count": None, "source": source}  # fmt: skip
        book["cells"].insert(FIRST_CELL, added)
        path = folder / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(book), encoding="utf-8")

    return change


def broken_notebook(folder: Path) -> None:
    """A notebook of its own that was cut short."""
    own_notebook("05_monitor", "1")(folder)
    path = folder / "notebooks" / "05_monitor.ipynb"
    path.write_text(path.read_text(encoding="utf-8")[:2_000], encoding="utf-8")


def newer_history(folder: Path) -> None:
    """A history that a kit of later days has brought to its own layout."""
    with closing(sqlite3.connect(folder / "history.sqlite")) as store, store:
        store.execute("update cx_history_version set version = version + 1")


def file_a_month(folder: Path) -> None:
    """The newest month in a file of its own, as the pattern in the settings reads it."""
    answers = survey(folder)
    months = answers["answered"].dt.strftime("%Y-%m")
    settings("source: survey.csv", "source: s_*.csv")(folder)
    (folder / SURVEY).unlink()
    for month, rows in answers.groupby(months):
        rows.to_csv(folder / f"s_{month}.csv", index=False)


def new_client(folder: Path) -> None:
    """Nothing was ever run."""
    for kept in ("runs", "reports", ".cx"):
        shutil.rmtree(folder / kept)
    (folder / "history.sqlite").unlink()
