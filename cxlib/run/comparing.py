"""Two runs side by side: which claims are new, gone or changed; and a trial of this kit over what
was published by another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from cxlib.errors import InputError, KitError
from cxlib.results import Results
from cxlib.run.flow import run_engagement
from cxlib.run.folder import manifests, named
from cxlib.run.notify import figures
from cxlib.run.publish import published

GONE, NEW, CHANGED = "gone", "new", "changed"
RESULTS = "results"


@dataclass(frozen=True)
class Change:
    """A claim in which two runs differ.

    Attributes
    ----------
    finding : its id
    what : "gone", "new", or "changed" (another direction, or other figures)
    before, after : its sentence in the first run and in the second; None where it does not stand
    """

    finding: str
    what: str
    before: str | None
    after: str | None


def compared(one: Path, other: Path) -> list[Change]:
    """What the second run claims otherwise than the first: gone, new, changed, in their order.

    A sentence in other words with the same figures and direction is no change.

    Parameters
    ----------
    one, other : folders of runs, such as acme/runs/2026-09/001, or what `--out` named

    Raises
    ------
    InputError
        When a folder holds no findings.
    """
    before, after = _claims(one), _claims(other)
    lost, added = before.index.difference(after.index), after.index.difference(before.index)
    gone = [Change(i, GONE, before.statement[i], None) for i in lost]
    new = [Change(i, NEW, None, after.statement[i]) for i in added]
    both = before.index.intersection(after.index, sort=False)
    changed = [
        Change(i, CHANGED, before.statement[i], after.statement[i])
        for i in both
        if _said(before.loc[i]) != _said(after.loc[i])
    ]
    return [*gone, *new, *changed]


def _claims(run: Path) -> pd.DataFrame:
    """The claims of a run that stand, by their ids."""
    results = Results(run / RESULTS)
    if "findings" not in results:
        raise InputError(
            f"{run}: holds no findings of a run. Remedy: name a run's folder, such as "
            "acme/runs/2026-09/001, or what --out named."
        )
    found = results["findings"]
    return found[found["stands"].fillna(False).astype(bool)].set_index("finding_id")


def _said(claim: pd.Series) -> tuple[str, tuple[str, ...]]:
    return str(claim["direction"]), figures(str(claim["statement"]))


@dataclass(frozen=True)
class Tried:
    """How an engagement fared under this kit.

    Attributes
    ----------
    folder, run : the engagement, and its published run that was made anew; None without one
    changes : the claims in which they differ
    failed : the lines of a run that failed; empty where it did not
    """

    folder: Path
    run: str | None
    changes: tuple[Change, ...] = ()
    failed: tuple[str, ...] = ()


def tried(folders: list[Path], told: Callable[[Tried], None] = lambda _: None) -> list[Tried]:
    """Make the last published report of each engagement anew with this kit, aside, and compare.

    Nothing is written into an engagement. What its files say today is read: where they have
    changed since, the claims that differ are theirs.

    Parameters
    ----------
    told : called as each ends
    """
    found = []
    for one in _each(folders):
        told(one)
        found.append(one)
    return found


def _each(folders: list[Path]) -> Iterator[Tried]:
    for folder in folders:
        reports = [m for m in manifests(folder) if published(m, "report")]
        if not reports:
            yield Tried(folder, None)
            continue
        last = reports[-1]
        with TemporaryDirectory(prefix="cx-") as aside:
            try:
                run_engagement(folder, last["period"], Path(aside) / "run")
                changes = compared(last["folder"], Path(aside) / "run")
                yield Tried(folder, named(last["folder"]), tuple(changes))
            except KitError as error:
                yield Tried(folder, named(last["folder"]), failed=tuple(error.lines))
