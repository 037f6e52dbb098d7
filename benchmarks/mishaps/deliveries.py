"""The next delivery of a client whose report was published: late, short, repeated, another's."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from mishaps.case import Case, all_answers, command
from mishaps.client import CONFIG, FILE, Folder, Row, answers, text_of

RUN = ("run", "FOLDER")


@cache
def _published() -> Path:
    """The sound client after a run that may be sent."""
    home = Folder(Path(tempfile.mkdtemp(prefix="cx-published-")) / "tarn")
    home.path.mkdir()
    home.survey()
    code, printed = command(("run", "FOLDER"), home.path)
    if code:
        raise RuntimeError(printed)
    return home.path


def _next(change) -> object:
    """The published client, and its next delivery by a function of all rows and the new ones."""

    def spoil(folder: Folder) -> None:
        shutil.copytree(_published(), folder.path, dirs_exist_ok=True)
        folder.config = dict(CONFIG)
        folder.rows = change(answers(), more())
        folder.settings()
        folder.write(FILE)

    return spoil


def more() -> list[Row]:
    """The answers of the month after, from other people."""
    rows = answers(60, seed=8, start="2026-05-01")
    return [row | {"cust": f"{2001 + i:05d}"} for i, row in enumerate(rows)]


def _whole(folder: Folder) -> None:
    folder.write(FILE, text_of([*answers(), *more()]))


def _late(old: list[Row], new: list[Row]) -> list[Row]:
    """Forty more answers to February, all of them bad."""
    february = [r for r in old if r["answered"].startswith("2026-02")]
    late = [r | {"cust": f"{3001 + i:05d}", "recommend": "1"} for i, r in enumerate(february[:40])]
    return [*old, *late, *new]


def _without_march(old: list[Row], new: list[Row]) -> list[Row]:
    return [row for row in [*old, *new] if not row["answered"].startswith("2026-03")]


def _another(old: list[Row], new: list[Row]) -> list[Row]:
    """Everybody's ids are made otherwise: this is somebody else's file."""
    return [r | {"cust": f"ZX-{r['cust']}-K"} for r in [*old, *new]]


def _with_new(engagement) -> bool:
    return len(engagement.history["responses"]) == 300 or all_answers(engagement)


CASES = (
    Case("missing-month", "warn: gap named, no interpolation", _next(_without_march), 0,
         ["warn: responses", "2026-03 with 62 rows came last time"], by_hand=_whole,
         right=_with_new),
    Case("late-data-changes-published", "say: which periods moved and by how much", _next(_late),
         3, ["recommend, 2026-02: reported as", r"now .* \(n 56, now 96\)"],
         "policy: {restated: {\"2026-02\":", filled='policy: {restated: {"2026-02": late answers}}',
         right=lambda e: len(e.history["responses"]) == 340, command=RUN, again=RUN),
    Case("same-file-twice", "refuse: same hash as run id X",
         _next(lambda old, new: old), 4, ["nothing new since", "2026-04 was published"],
         command=("run", "FOLDER", "--if-new"), by_hand=_whole, right=_with_new),
    Case("wrong-client-file", "refuse: client column/id prefix mismatch", _next(_another), 3,
         ["stop: responses, column 'customer'", "ids"], by_hand=_whole, right=_with_new),
    Case("file-shrunk-50pct", "warn/refuse: rows vs last run",
         _next(lambda old, new: [*old, *new][::2]), 3, ["stop: responses", "rows|fewer"],
         by_hand=_whole, right=_with_new),
)  # fmt: skip
