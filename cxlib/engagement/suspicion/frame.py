"""Suspicion: every cell may be valid and the figure wrong. What a rule says, and the stage that
asks the rules in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from threadpoolctl import threadpool_limits

from cxlib.engagement.config import Config
from cxlib.engagement.suspicion.seen import Seen

STOP, WARN, TELL = "stop", "warn", "tell"
SEVERITIES = (STOP, WARN, TELL)
COLUMNS = (
    "suspicion", "table", "column", "n", "severity", "measure", "before", "after", "example",
    "words", "remedy",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """Something a fault may change: what it is called, and how it is computed from the tables."""

    name: str
    of: Callable[[Seen], str]


@dataclass(frozen=True)
class Suspicion:
    """What a rule found.

    Attributes
    ----------
    suspicion : the kind of fault, in the field's words; with table and column what the consultant
        accepts it by.
    n : rows or cells concerned.
    severity : stop (the report is not sent), warn (sent with warnings) or tell.
    words, remedy : what was seen, with its figures; what to do, with the key to set.
    example : where, as the client's spreadsheet counts.
    measure, removed : what it would change, and the tables with the fault removed: the frame
        computes the figure before and after.
    mended : the run goes on with the fault removed, unless the consultant accepts it.
    """

    suspicion: str
    table: str
    column: str
    n: int
    severity: Literal["stop", "warn", "tell"]
    words: str
    remedy: str
    example: str = ""
    measure: Measure | None = None
    removed: Callable[[Seen], Seen] | None = None
    mended: bool = False

    @property
    def key(self) -> str:
        """What `policy.accepted` names it by.

        >>> Suspicion("fired twice", "interactions", "touchpoint", 3, "warn", "", "").key
        'fired twice: interactions.touchpoint'
        """
        where = f"{self.table}.{self.column}" if self.column else self.table
        return f"{self.suspicion}: {where}"


def in_rows(
    seen: Seen,
    suspicion: str,
    table: str,
    column: str,
    rows: pd.Index,
    severity: Literal["stop", "warn", "tell"],
    words: str,
    remedy: str,
    measure: Measure | None = None,
    blank: bool = False,
) -> Suspicion:
    """What a rule found in some rows of a table: they are counted, and the first few are placed.

    What it would change is measured without these rows; with `blank` without their cells of
    `column` alone.
    """

    def removed(other: Seen) -> Seen:
        if blank:
            return other.blanked(table, column, rows)
        return other.without(table, rows, suspicion, column)

    return Suspicion(
        suspicion, table, column, len(rows), severity, words, remedy,
        example=seen.places(table, rows), measure=measure, removed=removed if measure else None,
    )  # fmt: skip


Rule = Callable[[Seen], Iterator[Suspicion]]


def suspected(seen: Seen, rules: Iterable[Rule]) -> tuple[Seen, pd.DataFrame]:
    """Ask every rule, each on what the earlier ones left.

    Returns
    -------
    The tables without the faults that are mended, and the `suspicions` table, the gravest first:
    suspicion, table, column, n, severity, measure, before, after, example, words, remedy.
    """
    rows: dict[str, dict[str, object]] = {}
    with threadpool_limits(limits=1):  # matrices this small cost less than the threads that spin
        for rule in rules:
            for found in rule(seen):
                reason = seen.config.policy.accepted.get(found.key)
                rows.setdefault(found.key, _row(found, seen, reason))
                if found.mended and found.removed and reason is None:
                    seen = found.removed(seen)
    return seen, _as_table([*rows.values(), *_never_met(seen.config, rows)])


def _row(found: Suspicion, seen: Seen, reason: str | None) -> dict[str, object]:
    measure, before, after = _changed(found, seen)
    row = {c: getattr(found, c, None) for c in COLUMNS} | {
        "measure": measure,
        "before": before,
        "after": after,
    }
    if reason is not None:
        return row | {"severity": TELL, "remedy": f"accepted in policy.accepted: {reason}"}
    to_accept = f"; if it is right as it is: policy: {{accepted: {{'{found.key}': the reason}}}}"
    asks = found.severity != TELL or found.mended
    return row | {"remedy": found.remedy + to_accept if asks else found.remedy}


def _changed(found: Suspicion, seen: Seen) -> tuple[str | None, str | None, str | None]:
    """What the fault changes: the measure's name, its value now and with the fault removed."""
    if found.measure is None or found.removed is None:
        return None, None, None
    return found.measure.name, found.measure.of(seen), found.measure.of(found.removed(seen))


def _never_met(config: Config, met: Iterable[str]) -> list[dict[str, object]]:
    """What was accepted and does not occur: a misspelt key would be passed over in silence."""
    known = set(met)
    return [
        _blank() | {"suspicion": "accepted, not met", "table": "engagement.yml", "n": 0,
                    "column": key, "severity": TELL, "words": f"policy.accepted names '{key}', "
                    "which was not found", "remedy": "take the line out, or correct it"}
        for key in config.policy.accepted if key not in known
    ]  # fmt: skip


def _blank() -> dict[str, object]:
    return dict.fromkeys(COLUMNS)


def _as_table(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    typed = frame.astype({c: "str" for c in COLUMNS if c != "n"} | {"n": "Int64"})
    gravest = typed["severity"].map(SEVERITIES.index)
    order = typed.assign(_grave=gravest).sort_values(["_grave", "table", "column", "suspicion"])
    return order.drop(columns="_grave").reset_index(drop=True)


def no_suspicions() -> pd.DataFrame:
    """The table with its columns and no rows."""
    return _as_table([])
