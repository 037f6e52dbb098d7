"""What is written down of an erasure: the list, the protocol, the new seal of a run."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import cxlib
from cxlib.engagement.log.erased import FILE, PROTOCOL
from cxlib.erasing.traces import Traces
from cxlib.run.folder import MANIFEST, read_manifest, write_atomically
from cxlib.run.manifest import now

Changes = dict[Path, tuple[bytes | None, int]]  # what becomes of each file, and how much went


def put_on_list(folder: Path, names: Sequence[str]) -> None:
    """Put people on the list of those whom later runs leave out."""
    path = folder / FILE
    known = path.read_text(encoding="ascii").split() if path.is_file() else []
    write_atomically(path, "".join(f"{n}\n" for n in sorted({*known, *names})).encode())


def enter(folder: Path, entry: Mapping[str, object]) -> None:
    """Append to the protocol of erasures, which is never written anew."""
    line = json.dumps(_stamped() | entry, ensure_ascii=False)
    with (folder / PROTOCOL).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def seal_anew(run: Path, changes: Changes, traces: Traces, write: bool) -> bool:
    """Renew a sealed run's checksums before its files are replaced, with an entry of what went.

    False where nothing is to be renewed, or the seal says it already: then an earlier try was cut
    off between the seal and the files.
    """
    manifest = read_manifest(run)
    named = {path.relative_to(run).as_posix(): change for path, change in changes.items()}
    outputs = dict(_sums(manifest["outputs"], named))
    if outputs == manifest["outputs"] and MANIFEST not in named:
        return False
    went = {traces.out_of(name)[0]: n for name, (_, n) in named.items()}
    entry = _stamped() | {"removed": sum(went.values()), "from": went}
    renewed = manifest | {"outputs": outputs}
    renewed["erasures"] = [*manifest.get("erasures", []), entry]
    text, _ = traces.out_of(json.dumps(renewed, indent=1, ensure_ascii=False))
    if write:
        write_atomically(run / MANIFEST, text.encode())
    return True


def _sums(outputs: Mapping[str, str], named: Mapping[str, tuple[bytes | None, int]]):
    """The checksums as they will be; files that go whole have none."""
    for name, known in outputs.items():
        left = named[name][0] if name in named else b""
        if left is not None:
            yield name, hashlib.sha256(left).hexdigest() if left else known


def _stamped() -> dict[str, object]:
    return {"when": now(), "kit": cxlib.__version__}
