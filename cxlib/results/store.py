"""Results on disk: the only hand-over between steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from cxlib.results.coded import PLAIN
from cxlib.results.frames import conform, empty
from cxlib.results.registry import REGISTRY, SHARED
from cxlib.rights import owner_only


class Results(Mapping[str, pd.DataFrame]):
    """The result tables in one folder, one Parquet file each.

    >>> import tempfile
    >>> results = Results(tempfile.mkdtemp())
    >>> from cxlib.results.coded import note, notes
    >>> results.write("diagnosis", {"notes": notes(note("drivers", "no responses"))})
    >>> results["notes"].step[0]
    'diagnosis'
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def __contains__(self, name: object) -> bool:
        return name in REGISTRY and self.path(str(name)).exists()

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in REGISTRY:
            raise KeyError(f"'{name}' is no result table; the tables are {', '.join(REGISTRY)}")
        if name not in self:
            raise KeyError(f"the result table '{name}' is not there yet: run its step first")
        found = self.path(name).stat()
        frame = _read(self.path(name), found.st_mtime_ns, found.st_size, found.st_ino)
        return _of_today(name, frame.copy(deep=False))  # what is changed in one is not in the other

    def __iter__(self) -> Iterator[str]:
        return (name for name in REGISTRY if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def write(self, step: str, tables: Mapping[str, pd.DataFrame]) -> None:
        """Check and write a step's tables. The shared ones keep the rows of the other steps."""
        with owner_only():
            self.folder.mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            whole = self._with_others(name, step, frame) if name in SHARED else frame
            # in one write rather than one for each column: network drives charge by the call
            data = conform(name, whole).to_parquet(index=False)
            with owner_only():  # a few of them name customers
                self.path(name).write_bytes(data)

    def clear(self) -> None:
        """Take every result table away; what else lies in the folder stays."""
        for name in self:
            self.path(name).unlink()

    def _with_others(self, name: str, step: str, frame: pd.DataFrame) -> pd.DataFrame:
        mine = frame.assign(step=step)
        if name not in self:
            return mine
        others = self[name][lambda t: t["step"] != step]
        return mine if others.empty else pd.concat([others, mine], ignore_index=True)


@lru_cache(maxsize=2 * len(REGISTRY))
def _read(path: Path, *_state: int) -> pd.DataFrame:
    """A table, read once as long as its file is the same: every notebook of a run asks for all."""
    return pd.read_parquet(path)


def _of_today(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Notes that an earlier kit wrote in words, told as they stand."""
    if name != "notes" or "code" in frame:
        return frame
    said = {"code": PLAIN, "subject": frame["note"], "figures": "{}", "audience": "reader"}
    return frame.assign(**said).reindex(columns=list(REGISTRY[name].columns))


def blank(names: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Empty tables for every name: what a step gives where its data is missing."""
    return {name: empty(name) for name in names}


def gather(names: tuple[str, ...], *parts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """One step's answer out of its questions' answers: every name, shared tables put together.

    Each part maps table names to frames; the shared ones may come in any part.

    >>> from cxlib.results.coded import note, notes
    >>> gather(("variants",), {"notes": notes(note("variants", "none"))})["notes"].code[0]
    'none'
    """
    shared = {name: [p[name] for p in parts if len(p.get(name, ()))] for name in SHARED}
    whole = blank((*names, *SHARED))
    whole |= {k: v for part in parts for k, v in part.items() if k not in SHARED}
    whole |= {k: pd.concat(v, ignore_index=True) for k, v in shared.items() if v}
    return whole
