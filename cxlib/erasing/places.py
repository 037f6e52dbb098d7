"""Where the kit keeps anything of people: everything it makes below an engagement's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cxlib.engagement.store import PLACE

WRITTEN = ("runs", "draft", "reports", ".cx")  # by the kit, also where one of them is a link;
KEPT = (*WRITTEN, "notebooks")  # runs come first: a page is made again out of them
OWN = frozenset({"id.key", "trust.token", "run.lock", "holder.json", "forgotten", "erasures.jsonl"})


def kept_files(folder: Path) -> Iterator[Path]:
    """Every file that a person may have left a trace in, by name.

    Links inside are not followed: what they lead to is not the folder's.
    """
    for top in _tops(folder):
        for parent, below, files in os.walk(top):
            below.sort()
            here = Path(parent)
            own = OWN if here == folder / ".cx" else frozenset()
            if here == folder / PLACE.parent and PLACE.name in below:
                below.remove(PLACE.name)  # goes whole, see `cxlib.engagement.store`
            paths = (here / file for file in sorted(files) if file not in own)
            yield from (path for path in paths if path.is_file() and not path.is_symlink())


def links(folder: Path) -> Iterator[Path]:
    """What leads out of those folders, and is therefore not looked into."""
    followed = list(_tops(folder))
    yield from (top for n in KEPT if (top := folder / n).is_symlink() and top not in followed)
    for top in followed:
        for parent, below, files in os.walk(top):
            yield from (p for n in (*below, *files) if (p := Path(parent) / n).is_symlink())


def _tops(folder: Path) -> Iterator[Path]:
    for name in KEPT:
        if name in WRITTEN or not (folder / name).is_symlink():
            yield folder / name
