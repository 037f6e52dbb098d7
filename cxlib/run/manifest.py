"""What a run was made of and how it ended: written last, so that no manifest means no run."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import cxlib
from cxlib.engagement.model import Engagement
from cxlib.resources import kit
from cxlib.run.folder import MANIFEST, write_atomically
from cxlib.run.verdict import Verdict, fingerprint

SCHEMA = 1
NAMED_PACKAGES = ("pandas", "numpy", "scipy", "statsmodels", "scikit-learn", "duckdb", "papermill")
CHUNK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def input_hashes(engagement: Engagement) -> dict[str, str]:
    """The hash of every input file, by its name in engagement.yml; databases are only named."""
    folder, hashes = engagement.folder, {}
    hashes["engagement.yml"] = file_hash(folder / "engagement.yml")
    for name, table in engagement.config.tables.items():
        for source in table.source:
            if isinstance(source, str):
                hashes[source] = file_hash((folder / source).resolve())
            else:
                hashes[f"database table for {name}"] = "not hashed"
    return hashes


def notebook_source(path: Path, barred: Path | None = None) -> str:
    """Whose notebook ran: the kit's, or the engagement's own with its hash.

    `barred` is the engagement's own that may not run, where it has one.
    """
    own = path.parent.resolve() != kit("notebooks").resolve()
    if own:
        return f"own, sha256 {file_hash(path)}"
    return f"kit, not the folder's own, sha256 {file_hash(barred)}" if barred else "kit"


def versions() -> dict[str, str]:
    """The versions that decide the figures."""
    own = {"cx-kit": cxlib.__version__, "python": platform.python_version()}
    return own | {name: version(name) for name in NAMED_PACKAGES}


def describe(
    engagement: Engagement,
    folder: Path,
    kind: str,
    verdict: Verdict | None,
    notebooks: Mapping[str, str],
) -> dict:
    """What there is to say of a run; `verdict` is None where only some of the steps ran."""
    return {
        "schema": SCHEMA,
        "kind": kind,
        "client": engagement.config.client,
        "period": engagement.period,
        "run": folder.name,
        "seed": engagement.seed,
        "verdict": verdict.word if verdict else None,
        "reasons": list(verdict.reasons) if verdict else ["only some of the steps ran"],
        "fingerprint": fingerprint(engagement, engagement.period),
        "notebooks": dict(notebooks),
        "versions": versions(),
        "inputs": input_hashes(engagement),
        "outputs": {
            p.relative_to(folder).as_posix(): file_hash(p)
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        },
    }


def seal(folder: Path, manifest: Mapping) -> Path:
    """Write the manifest: from here on the run is complete and never changed."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_atomically(folder / MANIFEST, text.encode())
    return folder / MANIFEST
