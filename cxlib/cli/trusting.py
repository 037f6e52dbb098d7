"""`cx trust`, and what `cx new` says of trust."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cxlib.errors import InputError, refused
from cxlib.run import trust


def trusting(folder: Path | None, show_all: bool, revoke: bool) -> Iterator[str]:
    """Trust a folder, trust it no longer, or list those that are trusted; a line each.

    Raises
    ------
    InputError
        Where no folder is named, or neither it nor the user's data folder can be written.
    """
    if show_all:
        yield from trust.listed() or ["No folder is trusted."]
    elif folder is None:
        raise InputError("name the folder to trust, or give --list. Example: cx trust acme")
    elif revoke:
        known = trust.revoke(folder)
        yield f"{folder}: {'is trusted no longer' if known else 'was not trusted'}."
        if trust.trusted(folder):
            yield f"It still is by the environment variable {trust.NAMED}."
    else:
        _kept(folder)
        yield f"{folder}: its own notebooks and on_publish run from now on, later edits included."
        if trust.others_may_write(folder):
            yield "Others may write into it: whoever does can run code as you."


def trust_new(folder: Path) -> Iterator[str]:
    """Trust a folder that was made here just now; a line where that cannot be kept."""
    try:
        _kept(folder)
    except InputError as error:
        yield from error.lines


def _kept(folder: Path) -> None:
    try:
        trust.trust(folder)
    except OSError as error:
        reason = refused(error.errno) or f"{error.strerror}."
        raise InputError(
            f"{folder}: that it is trusted could not be kept. {reason} Or set {trust.NAMED} to "
            "its path wherever it runs."
        ) from None
