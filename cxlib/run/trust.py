"""Whose code may run: folders made here, and those that somebody named.

An engagement's own notebooks are code. A folder is trusted where this user said so (`cx trust`,
`cx new`), or where `CX_TRUST` names it. What was said is kept in the user's data folder, one file
for each trusted folder, named by the hash of a random token that lies in the folder itself: a
copied folder has another path, a replaced one another token, and neither is trusted. Everything
else in a folder is data: `engagement.yml` is read without tags, no pickle is opened, templates are
the kit's own, and no module is imported from it.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_data_path

from cxlib.errors import InputError
from cxlib.run.folder import PRIVATE, write_atomically

NAMED = "CX_TRUST"  # environment variable: folders whose code may run, and all below them
TOKEN = Path(PRIVATE) / "trust.token"
TOKEN_BYTES = 32
OTHERS_WRITE = 0o022
LONGEST_TOKEN = 1_000  # bytes; what is longer was not written here


def trusted(folder: Path) -> bool:
    """Whether the code of a folder may run: its own notebooks, and what it runs on publishing.

    True where this user trusted it under this path, or `CX_TRUST` names it or a folder above it.
    """
    home = folder.resolve()
    above = (home, *home.parents)
    if any(_same(named, one) for named in _named() for one in above):
        return True
    return _told(home)


def may_run(code: Path, folder: Path) -> bool:
    """Whether a file may be executed: it lies in its trusted folder, links resolved."""
    return code.resolve().is_relative_to(folder.resolve()) and trusted(folder)


def trust(folder: Path) -> None:
    """Let the code of a folder run from now on, later edits included.

    Raises
    ------
    InputError
        Where it is no folder with an engagement.yml.
    OSError
        Where the folder or the user's data folder cannot be written.
    """
    home = folder.resolve()
    if not (home / "engagement.yml").is_file():
        raise InputError(
            f"{home.name}: is no engagement folder, it holds no engagement.yml. Remedy: name one."
        )
    if _told(home):
        return
    # a new token: one that came with the folder is known to others
    write_atomically(home / TOKEN, secrets.token_hex(TOKEN_BYTES).encode())
    write_atomically(_entry(home), str(home).encode())


def revoke(folder: Path) -> bool:
    """Trust a folder no longer, also one that is gone. Whether it was trusted."""
    home = folder.resolve()
    entries = [e for e in _entries() if _path_in(e) == str(home) or _same(Path(_path_in(e)), home)]
    for entry in entries:
        entry.unlink()
    return bool(entries)


def others_may_write(folder: Path) -> bool:
    """Whether somebody else could change the code: by owning or writing the folder it lies in."""
    if os.name == "nt":
        return False
    found = [path.stat() for path in (folder, folder / "notebooks") if path.is_dir()]
    return any(s.st_uid not in (0, os.getuid()) or s.st_mode & OTHERS_WRITE for s in found)


def listed() -> list[str]:
    """The folders that this user trusts, and those that `CX_TRUST` names."""
    named = [f"{path} and all below it ({NAMED})" for path in _named()]
    return [*sorted(_path_in(entry) for entry in _entries()), *named]


def _named() -> Iterator[Path]:
    given = os.environ.get(NAMED, "").split(os.pathsep)
    return (Path(text).expanduser().resolve() for text in given if text.strip())


def _store() -> Path:
    return user_data_path("cx-kit") / "trusted"


def _entries() -> list[Path]:
    return sorted(_store().glob("[0-9a-f]*"))


def _path_in(entry: Path) -> str:
    return entry.read_text(encoding="utf-8")


def _told(home: Path) -> bool:
    """Whether this user trusted this folder, under this path and with this token."""
    if not (home / TOKEN).is_file():
        return False
    try:
        return _same(Path(_path_in(_entry(home))), home)
    except OSError:
        return False


def _entry(home: Path) -> Path:
    """The file that says that the folder with this token is trusted."""
    with open(home / TOKEN, "rb") as file:
        token = file.read(LONGEST_TOKEN)
    return _store() / hashlib.sha256(token).hexdigest()


def _same(one: Path, other: Path) -> bool:
    """The same folder, however its name is spelt: case, links, mounts."""
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False
