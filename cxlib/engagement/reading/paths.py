"""Where a source may lie: inside the engagement folder or a folder named in `roots`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from cxlib.errors import InputError, Problem

MOST_SHOWN = 80  # characters of a name that can be none


def inside(
    source: str, folder: Path, roots: Sequence[str], table: str, *, folders: bool = False
) -> Path:
    """The source's real path, links resolved; with `folders` it may be a folder.

    Raises
    ------
    InputError
        Where it lies outside the folders that engagement.yml allows, or is not there.
    """
    where = f"tables.{table}.source"
    allowed = [folder.resolve(), *(address(folder, root, "roots") for root in roots)]
    path = address(folder, source, where)
    if not any(path.is_relative_to(root) for root in allowed):
        rule = "lies outside the engagement folder and the folders named in roots"
        remedy = "move the file into the folder, or name its folder under roots"
        raise InputError(Problem(source, None, None, f"{rule} ({where})", remedy))
    if folders and path.is_dir():
        return path
    if path.is_dir():
        rule = f"is a folder, where a file is meant ({where})"
        raise InputError(Problem(source, None, None, rule, "name the files in it, one by one"))
    if not _is_file(path):
        raise InputError(
            Problem(source, None, None, f"there is no such file ({where})", _like(path))
        )
    return path


def address(folder: Path, name: str, where: str) -> Path:
    """The real path; what no path can be (a NUL, a name too long, links in a circle) is refused."""
    try:
        path = (folder / name).resolve()
        path.exists()
    except (OSError, ValueError, RuntimeError):
        shown = "".join(c if c.isprintable() else "?" for c in name)[:MOST_SHOWN]
        rule = f"can be no file's name ({where})"
        raise InputError(Problem(shown, None, None, rule, "correct the name")) from None
    return path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def once(paths: Sequence[Path], table: str) -> None:
    """Refuse a source that is named twice, be it under another name: it would count twice.

    Raises InputError naming both, where two are one file or hold the same bytes.
    """
    seen: dict[object, Path] = {}
    sizes = Counter(path.stat().st_size for path in paths)
    for path in paths:
        alike = sizes[path.stat().st_size] > 1
        before = seen.setdefault(_digest(path) if alike else path, path)
        if before is not path:
            same = "is named twice" if before == path else f"holds the same as {before.name}"
            rule = f"{same}, and would count twice (tables.{table}.source)"
            raise InputError(Problem(path.name, None, None, rule, "name it once under source"))


def _digest(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def too_wide(folder: Path, roots: Sequence[str]) -> list[str]:
    """The roots that open a whole disk or somebody's home: hardly what is meant."""
    try:
        home = Path.home().resolve()
    except RuntimeError:  # nobody's home is known
        home = Path("/")
    real = {root: address(folder, root, "roots") for root in roots}
    return [r for r, path in real.items() if path == path.parent or home.is_relative_to(path)]


def _like(path: Path) -> str:
    near = (
        sorted(p.name for p in path.parent.iterdir() if p.is_file()) if path.parent.is_dir() else []
    )
    return (
        f"put it there, or correct the name (beside it lie {', '.join(near[:8])})"
        if near
        else ("put it there, or correct the name")
    )
