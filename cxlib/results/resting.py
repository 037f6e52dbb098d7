"""What rests on what: figures that were computed from the rows of another table.

Where such a row is hidden, a figure that rests on it is an equation for what it hides: a centre
line is the mean of its months, a change by the mix the weighted sum of the scores of groups. So
each is said here, as data: what may be shown is decided and audited by it (`cxlib.release`).
Measured figures of other tables speak of their own row's group, or of everybody: they are in `OWN`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxlib.results.relations import Cells, cells


@dataclass(frozen=True)
class Rests:
    """Figures of a table and the rows that they were computed from.

    Attributes
    ----------
    name : what they are
    rows : which rows of the table, and how each says what it rests on (`count` is a column of it)
    figures : its columns
    on : the measured cells; those of the same names as `rows`
    within : the ends of an interval; figures that have one are kept, as exactly as it bears, and
        their p-values with one digit
    """

    name: str
    rows: Cells
    figures: tuple[str, ...]
    on: Cells
    within: tuple[str, str] | None = None


def _rests(name: str, rows: str, figures: str, on: str, **how: object) -> Rests:
    return Rests(name, cells(rows), tuple(figures.split()), cells(on), **how)


_ENDS = ("low", "high")

# fmt: off
RESTS: tuple[Rests, ...] = (
    # the two periods that are compared, and the two parts of the change
    *(_rests(f"mix: {part} {when}", f"mix.n by kpi period{of} way=segment",
             f"{part}_change {part}_low {part}_high {part}_p",
             "kpis.value by kpi period way=scope[*]", within=(f"{part}_low", f"{part}_high"))
      for part in ("mix", "within") for when, of in (("now", ""), ("before", "=before"))),
    # the share that goes on tells how many did
    _rests("funnel", "funnel.conversion by stage", "conversion low high",
           "funnel.completed by stage"),
    _rests("limits", "kpis.centre by kpi scope", "centre lower upper signal side",
           "kpis.value by kpi scope where in_baseline=True"),
    _rests("alerts", "alerts.seen by kpi scope", "seen expected low high p_adjusted",
           "kpis.value by kpi scope", within=_ENDS),
    _rests("alerts: distance", "alerts.sigmas by kpi scope", "sigmas",
           "kpis.value by kpi scope where in_baseline=True"),
    _rests("waves", "waves.change by kpi scope=name", "change low high p_adjusted",
           "kpis.value by kpi scope", within=_ENDS),
    # which groups were compared stands with the initiative, not in the table
    _rests("benefits", "benefits.observed by kpi", "observed low high p_adjusted",
           "kpis.value by kpi", within=_ENDS),
    _rests("revisit", "revisit.change by at=subject where reason=alert",
           "change before now low high p_adjusted", "kpis.value by at=scope[touchpoint]",
           within=_ENDS),
    _rests("ledger", "ledger.benefit by initiative", "benefit low high",
           "portfolio.benefit by initiative"),
    _rests("value chain", "value_chain.value_share", "value_share value_low value_high",
           "moments.value_at_stake", within=("value_low", "value_high")),
)
# fmt: on

# measured over everybody, or over the people that their own row counts
OWN = (
    "journeys", "transitions", "variants", "breakdowns", "stage_times", "leavers",
    "channel_moves", "loops", "map_order", "blueprint", "scores", "answers", "choices", "crosstabs",
    "response_rates",
    "variable_scores", "drivers", "dominance", "priorities", "asymmetry", "kano", "themes",
    "sentiment", "backstage", "recovery", "retention_curve", "leaving", "lifetime", "moments",
    "strategies", "recovery_designs", "delights", "proposals", "triggers", "portfolio", "frontier",
    "information", "raci_findings", "readiness", "roadmap", "coordination", "findings",
)  # fmt: skip
