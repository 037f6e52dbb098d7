"""Whether a draft is right, what may be sent of it, and what is wrong once all is confirmed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from simulations.exports.truth import Export, Truth, nps

from cxlib.drafting import confirm, start
from cxlib.engagement import load
from cxlib.engagement.config import Outcome
from cxlib.engagement.config.yml import read_config
from cxlib.errors import KitError
from cxlib.run.checking import check_engagement

MONTH = "2026-01"


@dataclass(frozen=True)
class Verdict:
    """How one export came out.

    Attributes
    ----------
    wrong : what is wrong with the draft as it was made, in words; empty where nothing is
    sendable : whether a report of it could be sent before anybody confirmed anything
    confirmed : whether it could be sent after everything was confirmed just as drafted
    """

    export: str
    wrong: tuple[str, ...]
    sendable: bool
    confirmed: bool


def judged(export: Export, at: Path, seed: int) -> Verdict:
    """An export written, drafted, held against its truth, checked, confirmed and checked again."""
    truth, folder = Truth(seed), at / "client"
    at.mkdir(parents=True)
    start(folder, [export.write(at, truth)])
    try:
        wrong = tuple(_faults(export, folder, truth))
    except KitError as error:
        wrong = (error.lines[0],)
    before = _may_be_sent(folder)
    confirm(folder, [], everything=True)
    return Verdict(export.name, wrong, before, _may_be_sent(folder))


def _period(folder: Path) -> str | None:
    return MONTH if read_config(folder).period == "month" else None


def _may_be_sent(folder: Path) -> bool:
    try:
        return check_engagement(folder, _period(folder)).exit_code == 0
    except KitError:
        return False


def _faults(export: Export, folder: Path, truth: Truth):
    config = read_config(folder)
    if export.table not in config.tables:
        yield f"taken for {', '.join(config.tables)}"
        return
    read = load(folder, period=_period(folder))
    if export.table == "interactions":
        n, score = int(read.events_history.count().execute()), math.nan
    elif export.table == "purchases":
        rows = read.history["purchases"]
        n, score = len(rows), float(rows["value"].sum())
    else:
        if not config.outcomes:
            yield "no outcome"
            return
        name, outcome = next(iter(config.outcomes.items()))
        answers = read.history["responses"][name].dropna()
        n, score = len(answers), _score(answers, outcome)
        if outcome.kind != export.kind:
            yield f"{outcome.kind} for {export.kind}"
        yield from _drivers(export, read, name, outcome)
    if n != export.n(truth):
        yield f"n {n} for {export.n(truth)}"
    wanted = export.score(truth) if export.table != "interactions" else math.nan
    if not math.isnan(score) and not math.isclose(score, wanted, abs_tol=1e-9):
        yield f"score {score:.1f} for {wanted:.1f}"


def _score(answers, outcome: Outcome) -> float:
    if outcome.kind == "nps":
        return nps(answers)
    if outcome.kind == "binary":
        return float(100 * answers.mean())
    low, high = outcome.limits
    good = answers >= high - 1 if outcome.better == "high" else answers <= low + 1
    return float(100 * good.mean())


def _drivers(export: Export, read, name: str, outcome: Outcome):
    rows = read.history["responses"]
    found = [v for v in read.table("variables")["variable"] if v in rows]
    if not export.top:
        if found:
            yield f"drivers {found}"
        return
    effects = {
        v: outcome.sense * sense * rows[v].corr(rows[name])
        for v, sense in zip(found, read.senses(found), strict=True)
    }
    best = max(effects, key=effects.get, default="none")
    if len(effects) != 2 or export.top.casefold() not in best.casefold():
        yield f"drivers {[f'{v}: {e:.2f}' for v, e in effects.items()]}"
