"""The validated engagement, kept in the client's private folder: checked once, opened often.

What is kept is trusted only where all that decides what `load` makes is the same to the letter:
files, settings, kit and libraries, day, period, seed, earlier deliveries, who was erased. Where
anything differs, is damaged or cannot be read, the client's files are read again. Nothing is kept
of a database, whose content may have changed, or of a log too large for memory.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement import folder as folders
from cxlib.engagement.config import Config
from cxlib.engagement.config.yml import read_config
from cxlib.engagement.contracts import periods
from cxlib.engagement.log.engine import connect
from cxlib.engagement.log.erased import PRIVATE, forgotten
from cxlib.engagement.log.source import KEPT_IN_MEMORY
from cxlib.engagement.model import Engagement, nothing_past
from cxlib.engagement.reading import fingerprint
from cxlib.engagement.shaping.sources import Source
from cxlib.rights import owner_only

if TYPE_CHECKING:
    import ibis.expr.types as ir

PLACE = PRIVATE / "prepared"
STATE = "state.json"
MOST = 2  # a report and the one before it
LIBRARIES = (
    "pandas", "numpy", "pyarrow", "duckdb", "ibis-framework", "python-calamine", "pyreadstat"
)  # fmt: skip
TABLES, HISTORY, EVENTS = "tables", "history", "events"
NOTED = ("quality", "suspicions")
INSIDE = "inside"  # of an event: whether it lies in the window


def opened(
    folder: str | Path,
    period: str | None = None,
    seed: int | None = None,
    past: Callable[[Config, Path], folders.Past] | None = None,
    keep: bool = True,
) -> Engagement:
    """The engagement in a folder, as `load` makes it: as it was kept, else read and then kept.

    Parameters
    ----------
    folder, period, seed, past : see `cxlib.engagement.load`, which also says what it raises
    keep : whether what was read may be written into the private folder

    Returns
    -------
    Engagement
        Equal to what `load` returns; only a passing key for hashing ids may differ.
    """
    home = Path(folder).resolve()
    config = read_config(home)
    known = past(config, home) if past else None
    mark = _mark(home, config, period, seed, known)
    place = home / PLACE / mark[:32]
    if mark and (kept := _read(place, mark)) is not None:
        made = replace(kept, config=config, folder=home, id_key=folders.id_key(home))
        return folders.with_past(made, home, known)
    engagement = folders.load(home, period, seed, past and (lambda *_: known))
    if mark and keep and _may_be_kept(engagement):
        with suppress(OSError), owner_only():  # a full disk or a folder of others: read again
            _write(place, mark, engagement)
    return engagement


def dropped(folder: Path) -> None:
    """Nothing of a folder is kept any more."""
    shutil.rmtree(folder / PLACE, ignore_errors=True)


def _mark(
    home: Path, config: Config, period: str | None, seed: int | None, known: folders.Past | None
) -> str:
    """All that decides what is made of a folder; "" where not all of it is known."""
    if fingerprint.rests_on_databases(fingerprint.inputs(config, home)):
        return ""
    erased, profiles = forgotten(home), () if known is None else known.profiles
    told = {
        "asked": [period, config.policy.seed if seed is None else seed],
        "day": periods.this_day().isoformat(),
        "runs on": [sys.version, sys.platform, *map(version, LIBRARIES)],
        "before": list(profiles),
        "erased": [] if erased is None else sorted(erased.names),
        "where": str(home),
    }
    return fingerprint.of(home, json.dumps(told, sort_keys=True, default=str))


def _may_be_kept(engagement: Engagement) -> bool:
    """Whether its log is small enough, and ours."""
    log = engagement.events_history
    if log is None:
        return True
    return log.get_backend().name == "duckdb" and int(log.count().execute()) <= KEPT_IN_MEMORY


def _frames(engagement: Engagement) -> Iterator[tuple[str, pd.DataFrame]]:
    for group in (TABLES, HISTORY):
        for name, frame in getattr(engagement, group).items():
            yield f"{group}.{name}", frame
    yield from ((name, getattr(engagement, name)) for name in NOTED)


def _write(place: Path, mark: str, engagement: Engagement) -> None:
    """Written aside and then put in its place whole, so that nobody meets a part of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
    try:
        for name, frame in _frames(engagement):
            frame.to_parquet(aside / f"{name}.parquet")
        _write_events(aside / f"{EVENTS}.parquet", engagement)
        _write_state(aside, mark, engagement)
        if _same(_read(aside, mark), engagement):
            shutil.rmtree(place, ignore_errors=True)
            os.replace(aside, place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        _only_the_newest(place.parent)


def _write_events(path: Path, engagement: Engagement) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if engagement.events_history is None:
        return
    whole = engagement.events_history.to_pyarrow()
    n = 0 if engagement.events is None else int(engagement.events.count().execute())
    inside = [False] * len(whole)
    if n == len(whole):
        inside = [True] * n
    elif n:
        first = engagement.events.time.min().execute()
        inside = (whole["time"].to_pandas() >= first).tolist()
    pq.write_table(whole.append_column(INSIDE, pa.array(inside, pa.bool_())), path)


def _write_state(aside: Path, mark: str, engagement: Engagement) -> None:
    end = engagement.data_end
    told = {
        "mark": mark,
        "period": engagement.period,
        "periods": list(engagement.periods),
        "data_end": None if end is None else [end.isoformat(), end.unit],
        "seed": engagement.seed,
        "delivery": engagement.delivery,
        "sources": [asdict(source) for source in engagement.sources],
        "unused": {name: list(columns) for name, columns in engagement.unused.items()},
        TABLES: list(engagement.tables),
        HISTORY: list(engagement.history),
        "events": engagement.events is not None,
        "files": {p.name: fingerprint.file_hash(p) for p in sorted(aside.iterdir())},
    }
    (aside / STATE).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def _read(place: Path, mark: str) -> Engagement | None:
    """What is kept there; None where anything differs from what was written."""
    try:
        told = json.loads((place / STATE).read_text(encoding="utf-8"))
        there = {p.name: fingerprint.file_hash(p) for p in place.iterdir() if p.name != STATE}
        return _made(place, told) if (told["mark"], told["files"]) == (mark, there) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _made(place: Path, told: Mapping) -> Engagement:
    frames = {p.stem: pd.read_parquet(p) for p in place.glob("*.parquet") if p.stem != EVENTS}
    end = told["data_end"]
    whole, cut = _events(place / f"{EVENTS}.parquet", told["events"])
    return Engagement(
        config=None,
        **{g: {name: frames[f"{g}.{name}"] for name in told[g]} for g in (TABLES, HISTORY)},
        **{name: frames[name] for name in NOTED},
        events=cut,
        events_history=whole,
        period=told["period"],
        periods=tuple(told["periods"]),
        data_end=None if end is None else pd.Timestamp(end[0]).as_unit(end[1]),
        past_kpis=nothing_past(),
        seed=told["seed"],
        delivery=told["delivery"],
        sources=tuple(Source(**source) for source in told["sources"]),
        unused={name: tuple(columns) for name, columns in told["unused"].items()},
    )


def _events(path: Path, some_inside: bool) -> tuple[ir.Table | None, ir.Table | None]:
    """The log and the part of it in the window, in an engine of their own."""
    import pyarrow.parquet as pq

    if not path.is_file():
        return None, None
    table = connect().create_table("typed", pq.read_table(path))
    whole = table.drop(INSIDE)
    return whole, table.filter(table[INSIDE]).drop(INSIDE) if some_inside else None


def _same(kept: Engagement | None, engagement: Engagement) -> bool:
    """Whether what was written says what was read, to the type of each column."""
    if kept is None or json.loads(json.dumps(engagement.delivery)) != engagement.delivery:
        return False
    pairs = zip(_frames(kept), _frames(engagement), strict=True)
    return all(a.equals(b) and a.dtypes.equals(b.dtypes) for (_, a), (_, b) in pairs)


def _only_the_newest(place: Path) -> None:
    """The engagement of a report and of the one before it; what a killed process left goes too."""
    kept = sorted(place.iterdir(), key=lambda p: (p.name[0] != ".", p.stat().st_mtime_ns))
    for old in kept[:-MOST]:
        shutil.rmtree(old, ignore_errors=True)
