"""The profile of a table: what a delivery looks like, without an id, a name or a comment in it.

A profile is plain data that JSON can hold. Of a table it says `rows`, `oldest` and `newest` (of its
times), `files` (rows of each), `unused` (columns of the files that nothing is made of), `columns`
(name -> role), `shapes` (of its ids) and, for its last periods and for the `whole`, a `Slice`:

    rows     how many
    columns  name -> n, blank (share), and of numbers low, high, mean, sd, median; of columns with
             few values counts (value -> n); of variables r (correlation with the main outcome)
    hours    rows in each hour of the client's day; `thirds`: in each third of the period;
             `midnight` and `one_day`: shares of the rows at 0:00 sharp, and on the commonest day
    content  a fingerprint of the answers, whoever gave them and whenever; "" where too few
    twofold  whether every row is there an even number of times
    shapes   of the customers' ids: shape -> share
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods

MOST_PERIODS = 13  # a year and the period reported
MOST_LEVELS = 30  # more different values are no categories
FEW_NUMBERS = 12
LEAST_ROWS, LEAST_DISTINCT = 20, 8  # below, two months may hold the same answers by chance
SHARED = 0.1  # share of ids that must begin alike before the beginning is told
SHAPES_TOLD = 5
MOST_IDS = 5_000  # different ones that are looked at
LONGEST_LOOKED_AT = 40
BEGINNING = re.compile(r"([A-Za-z]{1,4})(?![A-Za-z])")
UPPER, LOWER, DIGITS = re.compile("[A-Z]+"), re.compile("[a-z]+"), re.compile("[0-9]+")
ID, OUTCOME, VARIABLE, COMMENT, KPI = "id", "outcome", "variable", "comment", "kpi"
Slice = dict[str, object]


def table_profile(
    frame: pd.DataFrame, roles: Mapping[str, str], kind: str, zone: str, main: str | None = None
) -> dict[str, object]:
    """The profile of a table's rows.

    Parameters
    ----------
    frame : typed columns; `time` (naive UTC) and `period` where it has them
    roles : column -> id, outcome, variable, comment, kpi, or another word; only these are looked at
    kind : of period
    zone : of the clock that hours and days are told by
    main : the outcome that variables are correlated with

    >>> frame = pd.DataFrame({"period": ["2026-01"] * 3, "ease": [1.0, 7.0, None]})
    >>> told = table_profile(frame, {"ease": "outcome"}, "month", "UTC")
    >>> told["rows"], told["periods"]["2026-01"]["columns"]["ease"]["high"]
    (3, 7.0)
    """
    known = {c: r for c, r in roles.items() if c in frame}
    columns = {c: _Column.of(frame[c], r) for c, r in known.items()}
    clock = _Clock.of(frame, kind, zone)
    hashes = _hashes(frame, [c for c, r in known.items() if r != ID])
    look = _Look(columns, clock, hashes, columns.get(main or ""))
    labels = frame["period"] if "period" in frame else pd.Series(None, frame.index, dtype="str")
    codes, names = pd.factorize(labels, sort=True)
    kept = range(max(0, len(names) - MOST_PERIODS), len(names))
    whole = np.arange(len(frame))
    times = frame["time"].dropna() if "time" in frame else pd.Series([], dtype="datetime64[us]")
    return {
        "rows": len(frame),
        "oldest": str(times.min()) if len(times) else None,
        "newest": str(times.max()) if len(times) else None,
        "columns": known,
        "counts": {str(names[i]): int(n) for i, n in enumerate(np.bincount(codes[codes >= 0]))},
        "periods": {str(names[i]): look.at(np.flatnonzero(codes == i)) for i in kept},
        "whole": look.at(whole),
    }


class _Column:
    """A column ready to be cut: its numbers, or its values as codes."""

    def __init__(self, role: str, values: np.ndarray, levels: list[str] | None):
        self.role, self.values, self.levels = role, values, levels

    @classmethod
    def of(cls, cells: pd.Series, role: str) -> _Column:
        if pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells):
            return cls(role, cells.to_numpy(dtype=float, na_value=np.nan), None)
        codes, values = pd.factorize(cells)
        if role == ID:
            codes, values = _shaped(codes, pd.Series(values, dtype="str"))
        few = role != COMMENT and len(values) <= MOST_LEVELS
        levels = [str(v) for v in values] if few or role == ID else []
        return cls(role, np.where(codes < 0, np.nan, codes).astype(float), levels)

    def at(self, rows: np.ndarray) -> dict[str, object]:
        cut = self.values[rows]
        known = cut[~np.isnan(cut)]
        told: dict[str, object] = {
            "n": len(known),
            "blank": _share(len(cut) - len(known), len(cut)),
        }
        if not len(known):
            return told
        if self.levels is None:
            return told | _numbers(known)
        if not self.levels:
            return told
        counts = np.bincount(known.astype(int), minlength=len(self.levels))
        if self.role == ID:
            return told | {"shapes": _commonest(self.levels, counts)}
        pairs = zip(self.levels, counts.tolist(), strict=True)
        return told | {"counts": {name: n for name, n in pairs if n}}


def _numbers(known: np.ndarray) -> dict[str, object]:
    values, counts = np.unique(known, return_counts=True)
    told = {
        "low": float(values[0]), "high": float(values[-1]), "mean": _rounded(known.mean()),
        "sd": _rounded(known.std()), "median": _middle(values, counts),
    }  # fmt: skip
    if len(values) > FEW_NUMBERS:
        return told
    return told | {"counts": {f"{v:g}": int(n) for v, n in zip(values, counts, strict=True)}}


def _middle(values: np.ndarray, counts: np.ndarray) -> float:
    """The lower median, of values in their order."""
    place = np.searchsorted(np.cumsum(counts), (counts.sum() + 1) // 2)
    return _rounded(values[place])


class _Clock:
    """Hours and days of the rows, on the client's clock, and how far through their period."""

    def __init__(self, hours: np.ndarray, days: np.ndarray, sharp: np.ndarray, third: np.ndarray):
        self.hours, self.days, self.sharp, self.third = hours, days, sharp, third

    @classmethod
    def of(cls, frame: pd.DataFrame, kind: str, zone: str) -> _Clock | None:
        if "time" not in frame or frame["time"].isna().any() or frame.empty:
            return None
        local = periods.to_local(frame["time"], zone)
        sharp = local == local.dt.normalize()
        hours, days = local.dt.hour.to_numpy(), local.dt.day.to_numpy()
        return cls(hours, days, sharp.to_numpy(), thirds(local, kind))

    def at(self, rows: np.ndarray) -> dict[str, object]:
        days = np.bincount(self.days[rows]).max(initial=0)
        return {
            "hours": np.bincount(self.hours[rows], minlength=24).tolist(),
            "thirds": np.bincount(self.third[rows], minlength=3).tolist(),
            "midnight": _share(int(self.sharp[rows].sum()), len(rows)),
            "one_day": _share(int(days), len(rows)),
        }


def thirds(local: pd.Series, kind: str) -> np.ndarray:
    """In which third of its period each time lies: 0, 1 or 2; times on the client's clock.

    >>> thirds(pd.Series(pd.to_datetime(["2026-09-10", "2026-09-30"])), "month").tolist()
    [0, 2]
    """
    if kind not in periods.FREQUENCY:
        return np.zeros(len(local), dtype=np.int64)
    within = local.dt.to_period(periods.FREQUENCY[kind])
    codes, found = pd.factorize(within)
    starts = np.array([p.start_time for p in found], dtype="datetime64[us]")
    ends = np.array([(p + 1).start_time for p in found], dtype="datetime64[us]")
    passed = (local.to_numpy(dtype="datetime64[us]") - starts[codes]) / (ends - starts)[codes]
    return np.minimum((3 * passed).astype(np.int64), 2)


class _Look:
    """Everything that is told of a part of the rows."""

    def __init__(
        self,
        columns: Mapping[str, _Column],
        clock: _Clock | None,
        hashes: tuple[np.ndarray, np.ndarray],
        main: _Column | None,
    ):
        self.columns, self.clock, self.main = columns, clock, main
        self.answers, self.rows = hashes

    def at(self, rows: np.ndarray) -> Slice:
        return {
            "rows": len(rows),
            "columns": {c: self._column(c, column, rows) for c, column in self.columns.items()},
            **(self.clock.at(rows) if self.clock else {}),
            "content": _content(self.answers[rows]),
            "twofold": _twofold(self.rows[rows]),
        }

    def _column(self, name: str, column: _Column, rows: np.ndarray) -> dict[str, object]:
        told = column.at(rows)
        if column.role != VARIABLE or self.main is None or column.levels is not None:
            return told
        return told | _related(column.values[rows], self.main.values[rows])


def _related(x: np.ndarray, y: np.ndarray) -> dict[str, object]:
    """Correlation with the main outcome, and the number of rows that have both."""
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if len(x) < LEAST_ROWS or x.std() == 0 or y.std() == 0:
        return {}
    return {"r": _rounded(np.corrcoef(x, y)[0, 1]), "pairs": int(both.sum())}


def _hashes(frame: pd.DataFrame, columns: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Of each row: what was answered, and what was answered when."""
    if frame.empty or not columns:
        nothing = np.zeros(len(frame), dtype=np.uint64)
        return nothing, nothing
    said = pd.util.hash_pandas_object(frame[columns], index=False).to_numpy()
    if "time" not in frame:
        return said, said
    when = pd.util.hash_pandas_object(frame["time"], index=False).to_numpy()
    return said, said * np.uint64(31) + when


def _content(answers: np.ndarray) -> str:
    distinct = len(np.unique(answers))
    if len(answers) < LEAST_ROWS or distinct < LEAST_DISTINCT:
        return ""
    return hashlib.sha256(np.sort(answers).tobytes()).hexdigest()[:32]


def _twofold(rows: np.ndarray) -> bool:
    counts = np.unique(rows, return_counts=True)[1]
    return len(counts) >= LEAST_ROWS and bool((counts % 2 == 0).all())


def _shaped(codes: np.ndarray, ids: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The shapes of ids in the place of the ids; "" for those that are too many to look at."""
    if not len(ids):
        return codes, np.array([])
    step = -(-len(ids) // MOST_IDS)
    shape_of, shapes = pd.factorize(_shapes(ids.iloc[::step]))
    every = np.full(len(ids), len(shapes))
    every[::step] = shape_of
    return np.where(codes < 0, -1, every[codes]), np.append(np.asarray(shapes, dtype=object), "")


def _shapes(ids: pd.Series) -> pd.Series:
    """What each id looks like: runs of letters and digits as one sign, a common beginning kept.

    >>> _shapes(pd.Series(["C0012", "C0700"] * 10)).iloc[0], _shapes(pd.Series(["12", "7"])).iloc[0]
    ('C9', '9')
    """
    written = ids.tolist()
    begins = [found[1] if (found := BEGINNING.match(text)) else "" for text in written]
    common = {b for b, n in Counter(begins).items() if n >= max(SHARED * len(ids), LEAST_ROWS)}
    told = [
        begin + _plain(text[len(begin) :]) if begin in common else _plain(text)
        for begin, text in zip(begins, written, strict=True)
    ]
    return pd.Series(told, dtype="str")


def _plain(text: str) -> str:
    return DIGITS.sub("9", LOWER.sub("a", UPPER.sub("A", text[:LONGEST_LOOKED_AT])))


def _commonest(levels: Sequence[str], counts: np.ndarray) -> dict[str, float]:
    looked_at = np.where(np.array(levels) == "", 0, counts)
    first = np.argsort(-looked_at, kind="stable")[:SHAPES_TOLD]
    of = int(looked_at.sum())
    return {levels[i]: _share(int(looked_at[i]), of) for i in first if looked_at[i]}


def _share(part: int, whole: int) -> float:
    return _rounded(part / whole) if whole else 0.0


def _rounded(value: float) -> float:
    return float(f"{value:.8g}")


def newest(profile: Mapping) -> Iterator[tuple[str, str]]:
    """The newest time of every table that has times."""
    for name, table in profile.get("tables", {}).items():
        if table.get("newest"):
            yield name, table["newest"]
