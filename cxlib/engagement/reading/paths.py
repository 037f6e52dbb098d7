"""Where a source may lie: inside the engagement folder or a folder named in `roots`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cxlib.errors import InputError, Problem


def inside(source: str, folder: Path, roots: Sequence[str], table: str) -> Path:
    """The source's real path, links resolved.

    Raises
    ------
    InputError
        Where it lies outside the folders that engagement.yml allows, or is not there.
    """
    allowed = [folder.resolve(), *((folder / root).resolve() for root in roots)]
    path = (folder / source).resolve()
    where = f"tables.{table}.source"
    if not any(path.is_relative_to(root) for root in allowed):
        rule = "lies outside the engagement folder and the folders named in roots"
        remedy = "move the file into the folder, or name its folder under roots"
        raise InputError(Problem(source, None, None, f"{rule} ({where})", remedy))
    if not path.is_file():
        raise InputError(
            Problem(source, None, None, f"there is no such file ({where})", _like(path))
        )
    return path


def _like(path: Path) -> str:
    near = (
        sorted(p.name for p in path.parent.iterdir() if p.is_file()) if path.parent.is_dir() else []
    )
    return (
        f"put it there, or correct the name (beside it lie {', '.join(near[:8])})"
        if near
        else ("put it there, or correct the name")
    )
