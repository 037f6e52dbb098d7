"""All claims of a run, as tables: made from the released view alone, so that none can leak."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.findings import spans
from cxlib.findings.budget import is_tested, of_the_report
from cxlib.findings.claim import Claim, Kind, as_json
from cxlib.findings.families import asked
from cxlib.findings.kinds import KINDS
from cxlib.findings.order import in_order
from cxlib.findings.routing import Owners, concerns
from cxlib.findings.small import guarded
from cxlib.findings.writing import one_writing
from cxlib.language import Voice
from cxlib.language.voice import counted
from cxlib.release.once import once_per_view
from cxlib.release.suppression import limit
from cxlib.release.view import View, view
from cxlib.results import REGISTRY, empty

FINDINGS = ("findings", "finding_rows", "concerns")
NOT_TRIED = "finding|not tried"


def released(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame] | None = None,
) -> View:
    """What may be shown of these results, and what may be claimed on it; see `release.view`."""
    return told(view(engagement, results, earlier))


def told(shown: View) -> View:
    """The view with the findings that it carries."""
    made = {name: frame.assign(base_note="") for name, frame in findings(shown).items()}
    return replace(shown, tables={**shown.tables, **made})


def findings(shown: View) -> dict[str, pd.DataFrame]:
    """The tables `findings`, `finding_rows` and `concerns` of what may be shown.

    Returns
    -------
    dict of DataFrame
        findings : one row a claim, the weightiest first, with its sentences in the engagement's
            language; finding_rows : the result rows each rests on; concerns : department and role
            of everybody whom it concerns.
    """
    least = limit(shown.policy)
    claims = [
        (kind, replace(claim, slots=one_writing(guarded(kind, claim, least))))
        for kind, claim in collected(shown)
    ]
    owners = Owners(shown)
    chain = _moments(shown)
    judged = of_the_report([c for _, c in claims], asked(shown.engagement), shown.policy.fdr)
    rows = [
        _finding(kind, claim, shown, owners, chain) | _standing(claim, p, shown.policy.fdr)
        for (kind, claim), p in zip(claims, judged, strict=True)
    ]
    made = {
        "findings": rows,
        "finding_rows": [r for k, c in claims for r in _rows(k, c)],
        "concerns": [r for k, c in claims for r in _concerns(k, c, owners)],
    }
    typed = {name: _typed(name, found) for name, found in made.items()}
    return typed | {"findings": in_order(shown, _as_claimed(typed["findings"], rows))}


def _as_claimed(findings: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    """The findings in the order in which their kinds claimed them, which settles ties of weight."""
    places = {row["finding_id"]: -place for place, row in reversed(list(enumerate(rows)))}
    order = findings["finding_id"].map(places).sort_values(ascending=False, kind="stable")
    return findings.loc[order.index]


def collected(shown: View) -> Iterator[tuple[Kind, Claim]]:
    """Every claim of every kind, in the order of the kinds."""
    for kind in KINDS:
        for claim in kind.find(shown):
            yield kind, claim


def id_of(kind: Kind, claim: Claim) -> str:
    return f"{kind.name}:{claim.subject}"


def _finding(
    kind: Kind, claim: Claim, shown: View, owners: Owners, chain: Mapping[str, str]
) -> dict[str, object]:
    voice, span = shown.voice, spans.of_claim(shown, claim)
    departments = dict.fromkeys(d for d, _ in concerns(claim, owners))
    return {
        "finding_id": id_of(kind, claim),
        "step": kind.step,
        "kind": kind.name,
        "subject": claim.subject,
        "direction": claim.direction,
        "period": claim.period or shown.engagement.period,
        "span": span,
        **{name: getattr(claim, name) for name in ("value", "low", "high", "unit", "n", "n_of")},
        "grade": claim.grade,
        "weight": claim.weight,
        "leads_to": claim.leads_to or next(filter(None, map(chain.get, _places(claim))), None),
        "statement": voice.say(
            f"{kind.name}|{claim.direction}|claim", counted(claim.slots), **claim.slots
        ),
        "evidence": " ".join([*_evidence(kind, claim, voice), *_time(shown, claim)]),
        "departments": ", ".join(departments) or None,
        "tested": _tested(id_of(kind, claim), shown),
        "figures": json.dumps(claim.slots, ensure_ascii=False),
    }


def _standing(claim: Claim, p: float | None, level: float) -> dict[str, object]:
    """Whether it stands among all that the report asks; what no test earned stands by itself."""
    return {"p_report": p, "stands": p is None or p <= level or not is_tested(claim)}


def _evidence(kind: Kind, claim: Claim, voice: Voice) -> Iterator[str]:
    for code in (claim.direction, *claim.more):
        yield voice.say(f"{kind.name}|{code}|evidence", counted(claim.slots), **claim.slots)


def _time(shown: View, claim: Claim) -> Iterator[str]:
    """When it was measured, where that is not the report's window."""
    if told := spans.sentence(shown, spans.measured(shown, claim)):
        yield told


def _tested(finding_id: str, shown: View) -> str:
    """The refuters that a claim survived; that none was tried is said."""
    survived = _survived(shown).get(finding_id)
    if survived is None:
        return shown.voice.say(NOT_TRIED)
    return shown.voice.listed([shown.voice.term(f"refuter {name}") for name in survived])


@once_per_view
def _survived(shown: View) -> dict[str, list[str]]:
    """The refuters that each finding survived; of what was not tried there is nothing."""
    found: dict[str, list[str]] = {}
    for row in shown["refutations"].itertuples():
        kept = found.setdefault(row.finding_id, [])
        if row.result == "survived":
            kept.append(row.refuter)
    return found


def _places(claim: Claim) -> list[str]:
    return [name for what, name in claim.about if what == "touchpoint"]


def _moments(shown: View) -> dict[str, str]:
    """The first moment of each touchpoint: the next link for what is found there."""
    ranked = shown["moments"].sort_values("rank").drop_duplicates("touchpoint")
    return dict(zip(ranked["touchpoint"], ranked["moment_id"], strict=True))


def _rows(kind: Kind, claim: Claim) -> Iterator[dict[str, object]]:
    for table, key in claim.rows:
        yield {"finding_id": id_of(kind, claim), "table": table, "key": as_json(key)}


def _concerns(kind: Kind, claim: Claim, owners: Owners) -> Iterator[dict[str, object]]:
    for department, role in concerns(claim, owners):
        yield {"finding_id": id_of(kind, claim), "department": department, "as": role}


def _typed(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    from cxlib.results import conform

    frame = pd.DataFrame(rows, columns=list(REGISTRY[name].columns))
    unique = frame.drop_duplicates(list(REGISTRY[name].key))
    return conform(name, unique) if len(frame) else empty(name)
