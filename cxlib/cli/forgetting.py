"""`cx forget`: what went, in lines that never name whom."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cxlib.erasing import Forgot, forget

FROM_INPUT = "-"


def forgetting(folder: Path, ids: Sequence[str], rehearse: bool) -> Iterator[str]:
    """Forget people; a line for each thing to know.

    Parameters
    ----------
    ids : `-` stands for the lines of the standard input, so that no id need stand in a command
    """
    given = [one for one in ids if one != FROM_INPUT]
    if FROM_INPUT in ids:
        given += sys.stdin.read().splitlines()
    yield from _told(forget(folder, given, rehearse), rehearse)


def _told(done: Forgot, rehearse: bool) -> Iterator[str]:
    verb = "Would go" if rehearse else "Went"
    if done.files:
        runs = f"; {len(done.renewed)} sealed runs get a new seal" if done.renewed else ""
        n, files = sum(done.files.values()), len(done.files)
        yield f"{verb}: {n:,} rows or texts out of {files:,} files{runs}."
        yield from _counts(done.files, done.whole)
    else:
        yield "Nothing is held in runs, lists, drafts or pages."
    if not rehearse:
        yield "Every later run leaves these ids out, counted in quality."
    if done.held:
        yield "Rows in the client's own files, which the kit never changes; remove them there:"
        yield from _counts(done.held)
    if done.alike:
        yield (
            f"{done.alike:,} other ids differ from these in capitals or leading zeros alone, and "
            "stay. Remedy: name them too, if they are the same people."
        )
    for table in done.unread:
        yield f"{table} could not be read: nothing is known of it. Remedy: see 'cx check'."
    for link in done.links:
        yield f"{link} leads elsewhere and was not looked into."


def _counts(found: Mapping[str, int], whole: Sequence[str] = ()) -> Iterator[str]:
    for name, n in found.items():
        yield f"  - {name}: {n:,}{', the whole file' if name in whole else ''}"
