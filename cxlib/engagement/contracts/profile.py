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
    twofold  whether every row is there twice, or as often as any other number divides
    shapes   of the customers' ids: shape -> share
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from pandas.util import hash_array, hash_pandas_object

from cxlib.engagement.contracts import parts as parts_
from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.parts import Parts, share

MOST_PERIODS = 13  # a year and the period reported
MOST_LEVELS = 30  # more different values are no categories
LEAST_ROWS, LEAST_DISTINCT = 20, 8  # below, two months may hold the same answers by chance
SHARED = 0.1  # share of ids that must begin alike before the beginning is told
SHAPES_TOLD = 5
MOST_IDS = 200  # rows of a part whose ids are looked at
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
    parts, counts = _parts(frame)
    columns = {c: _column(parts, frame[c], r) for c, r in known.items()}
    for c in _answers(frame, known, main):
        related = parts_.related(parts, _floats(frame[c]), _floats(frame[main]))
        columns[c] = [told | r for told, r in zip(columns[c], related, strict=True)]
    clock = _clock(parts, frame, kind, zone)
    rows = _fingerprints(parts, frame, [c for c, r in known.items() if r != ID])
    slices: list[Slice] = [
        {"rows": int(n), "columns": {c: told[i] for c, told in columns.items()}, **clock[i],
         **rows[i]}
        for i, n in enumerate(parts.sizes)
    ]  # fmt: skip
    times = frame["time"].dropna() if "time" in frame else pd.Series([], dtype="datetime64[us]")
    return {
        "rows": len(frame),
        "oldest": str(times.min()) if len(times) else None,
        "newest": str(times.max()) if len(times) else None,
        "columns": known,
        "counts": counts,
        "periods": dict(zip(parts.labels, slices, strict=False)),
        "whole": slices[-1],
    }


def _parts(frame: pd.DataFrame) -> tuple[Parts, dict[str, int]]:
    """The last periods as parts, and the number of rows in every period."""
    if "period" not in frame:
        return Parts(np.full(len(frame), -1), []), {}
    codes, labels = pd.factorize(frame["period"], sort=True)
    older = max(0, len(labels) - MOST_PERIODS)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels)).tolist()
    written = [str(label) for label in labels]
    part = np.where(codes >= older, codes - older, -1)
    return Parts(part, written[older:]), dict(zip(written, counts, strict=True))


def _answers(frame: pd.DataFrame, roles: Mapping[str, str], main: str | None) -> list[str]:
    """The variables in numbers that can be held against the main outcome."""
    if main not in frame or not is_number(frame[main]):
        return []
    return [c for c, r in roles.items() if r == VARIABLE and is_number(frame[c])]


def _column(parts: Parts, cells: pd.Series, role: str) -> list[dict[str, object]]:
    """What is told of a column in each part: of its numbers, or of its values."""
    if is_number(cells):
        return parts_.numbers(parts, _floats(cells))
    if role == ID:
        return _shapes_told(parts, cells)
    codes, values = (None, ()) if role == COMMENT else pd.factorize(cells)
    if codes is None or len(values) > MOST_LEVELS:
        return parts_.filled(parts, parts.summed(cells.notna().to_numpy()))
    return parts_.names(parts, codes, [str(v) for v in values])


def is_number(cells: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(cells) or pd.api.types.is_bool_dtype(cells)


def _floats(cells: pd.Series) -> np.ndarray:
    return cells.to_numpy(dtype=float, na_value=np.nan)


def _clock(parts: Parts, frame: pd.DataFrame, kind: str, zone: str) -> list[dict[str, object]]:
    """Hours and days of the rows, on the client's clock, and how far through their period."""
    if "time" not in frame or frame["time"].isna().any() or frame.empty:
        return [{} for _ in parts.sizes]
    local = periods.to_local(frame["time"], zone)
    hours = parts.counted(local.dt.hour.to_numpy(), 24)
    passed = parts.counted(thirds(local, kind), 3)
    sharp = parts.summed((local == local.dt.normalize()).to_numpy())
    busiest = parts.counted(local.dt.day.to_numpy(), 32).max(axis=1)
    return [
        {"hours": hours[i].tolist(), "thirds": passed[i].tolist(),
         "midnight": share(int(sharp[i]), int(n)), "one_day": share(int(busiest[i]), int(n))}
        for i, n in enumerate(parts.sizes)
    ]  # fmt: skip


def thirds(local: pd.Series, kind: str) -> np.ndarray:
    """In which third of its period each time lies: 0, 1 or 2; times on the client's clock.

    >>> thirds(pd.Series(pd.to_datetime(["2026-09-10", "2026-09-30"])), "month").tolist()
    [0, 2]
    """
    if kind not in periods.FREQUENCY:
        return np.zeros(len(local), dtype=np.int64)
    if local.empty:
        return np.zeros(0, dtype=np.int64)
    span = pd.period_range(local.min(), local.max(), freq=periods.FREQUENCY[kind])
    starts = span.start_time.to_numpy(dtype="datetime64[us]")
    lengths = (span + 1).start_time.to_numpy(dtype="datetime64[us]") - starts
    edges = starts[:, None] + lengths[:, None] * np.arange(3) // 3
    passed = np.searchsorted(edges.ravel(), local.to_numpy(dtype="datetime64[us]"), side="right")
    return (passed - 1) % 3


def _fingerprints(
    parts: Parts, frame: pd.DataFrame, columns: Sequence[str]
) -> list[dict[str, object]]:
    """Of each part its `content`, and whether it is `twofold`."""
    if frame.empty or not columns:
        return [{"content": "", "twofold": False} for _ in parts.sizes]
    said = np.zeros(len(frame), dtype=np.uint64)
    for column, weight in zip(columns, hash_array(np.array(columns, dtype=object)), strict=True):
        said += _hashes(frame[column]) * (weight | np.uint64(1))
    dated = said + _hashes(frame["time"]) if "time" in frame else said
    return [{"content": _content(said[r]), "twofold": _twofold(dated[r])} for r in parts.rows]


def _hashes(cells: pd.Series) -> np.ndarray:
    """A number for each cell, the same for the same."""
    if is_number(cells):
        return hash_array(_floats(cells) + 0.0, categorize=False)  # for -0.0 is 0
    return hash_pandas_object(cells, index=False).to_numpy()


def _content(answers: np.ndarray) -> str:
    """The same for the same answers in any order: their sum and their exclusive or."""
    if len(answers) < LEAST_ROWS or not _varied(answers):
        return ""
    return f"{len(answers):x}-{int(answers.sum()):x}-{int(np.bitwise_xor.reduce(answers)):x}"


def _varied(answers: np.ndarray) -> bool:
    first = answers[: LEAST_ROWS * LEAST_DISTINCT]
    return any(len(np.unique(some)) >= LEAST_DISTINCT for some in (first, answers))


def _twofold(rows: np.ndarray) -> bool:
    if len(rows) < 2 * LEAST_ROWS or np.count_nonzero(rows == rows[0]) < 2:  # most end here
        return False
    counts = np.unique(rows, return_counts=True)[1]
    return len(counts) >= LEAST_ROWS and int(np.gcd.reduce(counts)) > 1


def _shapes_told(parts: Parts, ids: pd.Series) -> list[dict[str, object]]:
    """What the ids of each part look like, by an even draw of its rows where they are many."""
    every = [np.arange(len(ids))[rows] for rows in parts.rows]
    draw = np.unique(np.concatenate([rows[:: 1 + len(rows) // MOST_IDS] for rows in every]))
    drawn, found = pd.factorize(ids.iloc[draw])
    shape_of, shapes = pd.factorize(_shapes(pd.Series(found, dtype="str")))
    codes = np.full(len(ids), -1)
    codes[draw] = np.append(shape_of, -1)[drawn]
    told = parts_.filled(parts, parts.summed(ids.notna().to_numpy()))
    counts = parts.counted(codes, len(shapes)) if len(shapes) else []
    shown = [_commonest(list(shapes), part) for part in counts] or [{}] * len(told)
    return [t | {"shapes": s} if t["n"] else t for t, s in zip(told, shown, strict=True)]


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


def _commonest(shapes: Sequence[str], counts: np.ndarray) -> dict[str, float]:
    first = np.argsort(-counts, kind="stable")[:SHAPES_TOLD]
    of = int(counts.sum())
    return {shapes[i]: share(int(counts[i]), of) for i in first if counts[i]}


def newest(profile: Mapping) -> Iterator[tuple[str, str]]:
    """The newest time of every table that has times."""
    for name, table in profile.get("tables", {}).items():
        if table.get("newest"):
            yield name, table["newest"]
