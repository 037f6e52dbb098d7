"""What a run was made of and how it ended: written last, so that no manifest means no run."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import cxlib
from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import fingerprint
from cxlib.engagement.reading.fingerprint import file_hash
from cxlib.resources import kit
from cxlib.run.folder import MANIFEST, write_atomically
from cxlib.run.verdict import Verdict

SCHEMA = 1
NAMED_PACKAGES = ("pandas", "numpy", "scipy", "statsmodels", "scikit-learn", "duckdb", "papermill")


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
    mark: str,
    on: str | None = None,
    restated: Mapping[str, str] | None = None,
) -> dict:
    """What there is to say of a run.

    Parameters
    ----------
    verdict : None where only some of the steps ran
    mark : the fingerprint of all that it rests on
    on : the run whose diagnosis it rests on, such as "2026-06/001"
    restated : why past values may be others than reported, by period
    """
    return {
        "schema": SCHEMA,
        "kind": kind,
        "client": engagement.config.client,
        "period": engagement.period,
        "run": folder.name,
        "seed": engagement.seed,
        "verdict": verdict.word if verdict else None,
        "reasons": list(verdict.reasons) if verdict else ["only some of the steps ran"],
        "fingerprint": mark,
        "on": on,
        "restated": dict(restated or {}),
        "notebooks": dict(notebooks),
        "versions": versions(),
        "inputs": fingerprint.inputs(engagement.config, engagement.folder),
        "delivered": {
            name: {"rows": told["rows"], "newest": told["newest"]}
            for name, told in engagement.delivery["tables"].items()
        },
        "outputs": {
            p.relative_to(folder).as_posix(): file_hash(p)
            for p in sorted(folder.rglob("*"))
            if p.is_file()
        },
    }


def now() -> str:
    """The time as a manifest tells it: UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def seal(folder: Path, manifest: Mapping) -> Path:
    """Write the manifest: from here on the run is complete and never changed."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_atomically(folder / MANIFEST, text.encode())
    return folder / MANIFEST
