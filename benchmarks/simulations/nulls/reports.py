"""One client's whole report, in this process: what stands and asserts something."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import pandas as pd
from simulations.nulls import answering, apart, complete, harmless
from simulations.nulls.claims import Real, asserted, false
from simulations.nulls.world import Made

from cxlib import STEPS
from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.findings.claim import shown
from cxlib.release.view import View
from cxlib.results import Results
from cxlib.session import step_module
from cxlib.stats.resampling import stream

SEED = 2026
KEPT = ["kind", "subject", "direction", "p_report", "statement"]
COMPLETE = {
    maker.__name__: maker
    for room in (complete, answering, apart)
    for name, maker in vars(room).items()
    if not name.startswith("_")
    and getattr(maker, "__module__", None) == room.__name__
    and maker.__annotations__.get("return") == "Made"
}
CLIENTS = {**COMPLETE, **harmless.PARTIAL}


def true_of(client: str) -> tuple[Real, ...]:
    """What the structure of a client makes true; nothing of a complete null."""
    return harmless.TRUE.get(client, ())


def concluded(client: str, seed: int) -> View:
    """All five steps of a client at a seed, and what may be claimed of them."""
    made: Made = CLIENTS[client](stream(SEED, "nulls", client, seed))
    tables = {name: made.options.get(name, {}) for name in made.frames}
    engagement = from_frames({**made.config, "tables": tables}, made.frames, made.period)
    with tempfile.TemporaryDirectory() as folder:
        results = Results(Path(folder, "results"))
        for step in STEPS:
            results.write(step, step_module(step).run(engagement, results))
        return released(engagement, results)


def claims_of(client: str, seed: int) -> pd.DataFrame:
    """What the report asserts: kind, subject, direction, p, sentence, and whether it is false."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return claims_in(concluded(client, seed), client)


def claims_in(view: View, client: str) -> pd.DataFrame:
    """The same of a view that is there already."""
    found = asserted(view["findings"], len(shown(view, "funnel")))
    return found[KEPT].assign(false=false(found, true_of(client)))
