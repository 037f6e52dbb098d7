"""The registry of result tables: the one place where their columns are declared.

Steps, notebooks, report, workbook, README and tests read names and columns from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxlib.results.kinds import (
    CODED,
    COUNT,
    DATE,
    DIFF,
    EFFECT,
    FIGURES,
    FLAG,
    MONEY,
    NAME,
    NUMBER,
    P_VALUE,
    PERIOD,
    RANK,
    SECONDS,
    SHARE,
    TERM,
    WORDS,
    Kind,
)

SHARED = ("notes", "refutations")
# matters of the house, in English: in no file that the client gets
CONSULTANTS = frozenset({"quality", "suspicions"})


@dataclass(frozen=True)
class Table:
    """A result table: who gives it, its columns, key and order.

    The question it answers is `question|NAME` in the catalogue. `key` is unique in every table;
    rows are written in the order of `order` (a leading "-" means descending), ties broken by the
    key.
    """

    name: str
    step: str
    columns: Mapping[str, Kind]
    key: tuple[str, ...]
    order: tuple[str, ...]


REGISTRY: dict[str, Table] = {}


def _table(step: str, name: str, key: str, order: str = "", /, **columns: Kind) -> None:
    keys = tuple(key.split())
    REGISTRY[name] = Table(
        name, step, MappingProxyType(columns), keys, tuple(order.split()) or keys
    )


# fmt: off
_table("engagement", "quality", "table column check", table=NAME, column=NAME, check=NAME,
       severity=WORDS, n=COUNT, example=WORDS, remedy=WORDS)
_table("engagement", "suspicions", "suspicion table column", "severity table column",
       suspicion=NAME, table=NAME, column=NAME, n=COUNT, severity=WORDS, measure=WORDS,
       before=WORDS, after=WORDS, example=WORDS, words=WORDS, remedy=WORDS)

_table("mapping", "touchpoint_map", "touchpoint", "stage -interactions", touchpoint=NAME,
       stage=NAME, journey=NAME, environment=NAME, customers=COUNT, interactions=COUNT,
       in_catalogue=FLAG, in_data=FLAG, starts=COUNT, ends=COUNT, repeats=COUNT,
       proposed_stage=NAME)
_table("mapping", "journeys", "journey", "rank", journey=NAME, n=COUNT, completion=SHARE, low=SHARE,
       high=SHARE, value=MONEY, rank=RANK, completed=COUNT, open=COUNT)
_table("mapping", "transitions", "source target", "-n", source=NAME, target=NAME, n=COUNT,
       median_gap_seconds=SECONDS, share=SHARE, p90_gap_seconds=SECONDS)
_table("mapping", "variants", "path", "-n", path=WORDS, n=COUNT, share=SHARE, completion=SHARE)
_table("mapping", "funnel", "stage", "position", stage=NAME, position=RANK, entered=COUNT,
       completed=COUNT, conversion=SHARE, low=SHARE, high=SHARE, open=COUNT)
_table("mapping", "breakdowns", "touchpoint", "p_adjusted", touchpoint=NAME, n=COUNT, dropoff=SHARE,
       repeat_rate=SHARE, effect=DIFF, low=DIFF, high=DIFF, p_adjusted=P_VALUE, breaks=FLAG,
       kind=TERM, visits=COUNT, dropoff_expected=SHARE, return_rate=SHARE, return_expected=SHARE,
       comeback_rate=SHARE, comeback_expected=SHARE, judged=TERM)

_table("mapping", "stage_times", "source target", "-n", source=NAME, target=NAME, n=COUNT,
       median_seconds=SECONDS, p90_seconds=SECONDS)
_table("mapping", "leavers", "stage next", "stage -n", stage=NAME, next=NAME, n=COUNT, share=SHARE,
       median_gap_seconds=SECONDS)
_table("mapping", "channel_moves", "source target", "-n", source=NAME, target=NAME, n=COUNT,
       share=SHARE)
_table("mapping", "loops", "loop", "-n", loop=WORDS, touchpoints=COUNT, n=COUNT, share=SHARE,
       completion=SHARE, low=SHARE, high=SHARE, n_without=COUNT, completion_without=SHARE,
       n_over=COUNT)
_table("mapping", "map_order", "earlier later", "agrees -n", earlier=NAME, later=NAME, n=COUNT,
       in_order=SHARE, low=SHARE, high=SHARE, agrees=FLAG, p_adjusted=P_VALUE)
_table("mapping", "to_define", "touchpoint field", "-interactions touchpoint", touchpoint=NAME,
       field=TERM, interactions=COUNT, proposal=CODED)
_table("mapping", "blueprint", "touchpoint", "position", touchpoint=NAME, position=RANK, stage=NAME,
       customer=CODED, front_stage=CODED, back_stage=WORDS, support=WORDS, surroundings=WORDS,
       owner=NAME, n=COUNT, median_wait_seconds=SECONDS, p90_wait_seconds=SECONDS)

_table("diagnosis", "scores", "outcome touchpoint segment metric", outcome=NAME, touchpoint=NAME,
       segment=NAME, metric=TERM, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER, effective=NUMBER,
       difference=NUMBER, difference_low=NUMBER, difference_high=NUMBER, p_adjusted=P_VALUE,
       detectable=NUMBER, more_needed=COUNT, worth_seeing=NUMBER, spread=NUMBER)
_table("diagnosis", "answers", "outcome touchpoint answer", outcome=NAME, touchpoint=NAME,
       answer=NUMBER, n=COUNT, share=SHARE, low=SHARE, high=SHARE)
_table("diagnosis", "choices", "question choice segment", "question segment -share", question=NAME,
       choice=NAME, segment=NAME, n=COUNT, of=COUNT, share=SHARE, low=SHARE, high=SHARE)
_table("diagnosis", "response_rates", "segment", segment=NAME, invited=COUNT, answered=COUNT,
       rate=SHARE, low=SHARE, high=SHARE, difference=DIFF, p_adjusted=P_VALUE)
_table("diagnosis", "variable_scores", "variable touchpoint segment", variable=NAME,
       touchpoint=NAME, segment=NAME, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER)
_table("diagnosis", "crosstabs", "question answer segment", question=NAME, answer=TERM,
       segment=NAME, letter=WORDS, n=COUNT, share=SHARE, low=SHARE, high=SHARE, mean=NUMBER,
       spread=NUMBER, higher_than=WORDS)
_table("diagnosis", "drivers", "outcome scope level variable", "outcome scope level -importance",
       outcome=NAME, scope=NAME, level=TERM, variable=NAME, n=COUNT, importance=SHARE, low=SHARE,
       high=SHARE, effect=EFFECT, effect_low=EFFECT, effect_high=EFFECT, p_adjusted=P_VALUE,
       critical=FLAG, group=NAME, rank=RANK, rank_probability=SHARE, held_out=NUMBER, r2=SHARE,
       method=CODED, rank_low=RANK, rank_high=RANK, spread=NUMBER, outcome_spread=NUMBER)
_table("diagnosis", "dominance", "outcome scope level variable over", outcome=NAME, scope=NAME,
       level=TERM, variable=NAME, over=NAME, complete=TERM, conditional=TERM, general=TERM,
       reproducibility=SHARE)
_table("diagnosis", "priorities", "touchpoint variable", "quadrant -importance", touchpoint=NAME,
       variable=NAME, importance=SHARE, performance=NUMBER, quadrant=TERM, probability=SHARE,
       leaning=TERM, n=COUNT, outcome=NAME, p_adjusted=P_VALUE)
_table("diagnosis", "asymmetry", "variable", variable=NAME, n=COUNT, penalty=EFFECT, reward=EFFECT,
       p_adjusted=P_VALUE, kind=TERM, outcome=NAME, penalty_low=EFFECT, penalty_high=EFFECT,
       reward_low=EFFECT, reward_high=EFFECT, p_ordinal=P_VALUE, n_low=COUNT, n_high=COUNT)
_table("diagnosis", "kano", "feature", feature=NAME, touchpoint=NAME, n=COUNT, category=TERM,
       probability=SHARE, p_adjusted=P_VALUE, leaning=TERM, better=SHARE, better_low=SHARE,
       better_high=SHARE, worse=DIFF, worse_low=DIFF, worse_high=DIFF, questionable=SHARE)
_table("diagnosis", "themes", "theme touchpoint", "-n", theme=WORDS, touchpoint=NAME, n=COUNT,
       sentiment=NUMBER, effect_on_rating=EFFECT, low=EFFECT, high=EFFECT, example=WORDS,
       p_adjusted=P_VALUE, stability=SHARE, outcome=NAME, spread=NUMBER)
_table("diagnosis", "sentiment", "touchpoint", "sentiment", touchpoint=NAME, n=COUNT,
       sentiment=NUMBER, low=NUMBER, high=NUMBER, negative=SHARE, positive=SHARE, low_scores=COUNT,
       praised=COUNT, high_scores=COUNT, blamed=COUNT)
_table("diagnosis", "backstage", "activity touchpoint measure acts_on", "p_adjusted", activity=NAME,
       touchpoint=NAME, n=COUNT, effect=EFFECT, low=EFFECT, high=EFFECT, p_adjusted=P_VALUE,
       measure=TERM, acts_on=NAME, mapped=FLAG, threshold=NUMBER, threshold_low=NUMBER,
       threshold_high=NUMBER, harmful=FLAG, n_of=TERM, troubled=COUNT, with_it=NUMBER,
       without=NUMBER, spread=NUMBER)
_table("diagnosis", "recovery", "group", group=TERM, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER,
       retention=SHARE, retention_low=SHARE, retention_high=SHARE, difference=NUMBER,
       difference_low=NUMBER, difference_high=NUMBER, p=P_VALUE, months=NUMBER, n_of=TERM,
       customers=COUNT, outcome=NAME, spread=NUMBER, adjusted=FLAG, paradox=FLAG, gain=NUMBER,
       gain_low=NUMBER, gain_high=NUMBER, gain_p=P_VALUE, stays=DIFF, stays_low=DIFF,
       stays_high=DIFF, stays_p=P_VALUE,
       known_before=FLAG)
_table("diagnosis", "retention_curve", "segment months", segment=NAME, months=NUMBER, n=COUNT,
       retention=SHARE, low=SHARE, high=SHARE, p_adjusted=P_VALUE)
_table("diagnosis", "leaving", "touchpoint source", "p_adjusted", touchpoint=NAME, source=TERM,
       n=COUNT, bad=COUNT, left=COUNT, hazard_ratio=NUMBER, low=NUMBER, high=NUMBER,
       p_adjusted=P_VALUE, ph_p=P_VALUE, retention_good=SHARE, retention_bad=SHARE,
       effect_on_retention=DIFF, effect_low=DIFF, effect_high=DIFF, months=NUMBER, tenure=NUMBER,
       e_value=NUMBER, e_value_limit=NUMBER, reach=SHARE, customers_at_stake=NUMBER,
       customers_low=NUMBER, customers_high=NUMBER, value_at_stake=MONEY, value_low=MONEY,
       value_high=MONEY, part_of_leaving=FLAG, n_of=TERM, customers=COUNT,
       sign=TERM)
_table("diagnosis", "lifetime", "segment method", segment=NAME, method=TERM, n=COUNT,
       horizon_months=NUMBER, months=NUMBER, low=NUMBER, high=NUMBER, value=MONEY, value_low=MONEY,
       value_high=MONEY, held_out_error=NUMBER)
_table("diagnosis", "moments", "moment_id", "rank", moment_id=NAME, touchpoint=NAME, moment=TERM,
       grade=TERM, n=COUNT, reach=SHARE, effect_on_retention=DIFF, low=DIFF, high=DIFF,
       value_at_stake=MONEY, value_low=MONEY, value_high=MONEY, rank=RANK,
       customers_at_stake=NUMBER, customers_low=NUMBER, customers_high=NUMBER, why=CODED, n_of=TERM,
       rests_on=TERM, retention_good=SHARE, retention_bad=SHARE, months=NUMBER, p_adjusted=P_VALUE,
       variable=NAME)
_table("diagnosis", "assumption_scores", "touchpoint variable", touchpoint=NAME, variable=NAME,
       guess=TERM, found=TERM, result=TERM)

_table("strategy", "strategies", "touchpoint", touchpoint=NAME, posture=TERM, why=CODED,
       right_moment=CODED, risk=CODED, stage=NAME, lever=CODED, promise=CODED, over_delivery=CODED,
       cost=MONEY, n=COUNT, performance=SHARE, low=SHARE, high=SHARE, standing=TERM, n_moment=COUNT,
       standing_p=P_VALUE, matters_p=P_VALUE)
_table("strategy", "recovery_designs", "touchpoint lever", touchpoint=NAME, lever=TERM,
       variable=NAME, effect=EFFECT, low=EFFECT, high=EFFECT, n=COUNT, measured=FLAG, design=CODED,
       p_adjusted=P_VALUE)
_table("strategy", "delights", "touchpoint variable", "-reward", touchpoint=NAME, variable=NAME,
       kind=TERM, reward=EFFECT, low=EFFECT, high=EFFECT, n=COUNT, reach=SHARE, cost=MONEY,
       words=CODED)
_table("strategy", "proposals", "moment_id proposal", moment_id=NAME, proposal=TERM, what=CODED,
       lever=TERM, effort=TERM, watch=CODED, stake=MONEY, unit=TERM, reference_cost=MONEY,
       break_even_uplift=NUMBER, touchpoint=NAME, moment=TERM, n=COUNT)
_table("strategy", "triggers", "touchpoint use", touchpoint=NAME, moment_id=NAME, use=TERM,
       attempts=COUNT, within_days=COUNT, score_at_most=SHARE, suggestion=CODED, owner=NAME,
       due_days=COUNT)
_table("strategy", "portfolio", "initiative", "-chosen -benefit", initiative=NAME, moment_id=NAME,
       benefit=MONEY, low=MONEY, high=MONEY, cost=MONEY, chosen=FLAG, inclusion_probability=SHARE,
       break_even_uplift=NUMBER, horizon=TERM, reason=CODED, unit=TERM, benefit_in_plan=MONEY,
       pays=SHARE, p_over_budget=SHARE, payback_months=NUMBER, cost_per_unit=MONEY,
       horizon_reason=CODED, forward=CODED, touchpoint=NAME, variable=NAME, uplift=NUMBER,
       stake_share=NUMBER, n=COUNT, n_of=TERM, grade=TERM)
_table("strategy", "frontier", "budget", budget=MONEY, cost=MONEY, benefit=MONEY, low=MONEY,
       high=MONEY, initiatives=COUNT, added=CODED, p_over_budget=SHARE, current=FLAG, unit=TERM)
_table("strategy", "information", "touchpoint side", "-value", touchpoint=NAME, side=TERM,
       measurement=CODED, value=MONEY, changes=SHARE, instead=CODED, unit=TERM)

_table("alignment", "raci_findings", "subject rule", subject=NAME, rule=TERM, finding=CODED,
       remedy=CODED, departments=NAME, activity=NAME, remedy_by=NAME, value=NUMBER, against=NUMBER)
_table("alignment", "readiness", "department measure", department=NAME, measure=TERM, n=COUNT,
       score=NUMBER, low=NUMBER, high=NUMBER, agreement=SHARE, needed=NUMBER, short=FLAG,
       divided=FLAG, short_p=P_VALUE, divided_p=P_VALUE)
_table("alignment", "gates", "department", department=NAME, n=COUNT, horizon=TERM, reason=CODED,
       forward=CODED)
_table("alignment", "roadmap", "initiative", "start", initiative=NAME, owner=NAME, start=DATE,
       end=DATE, depends_on=NAME, kpi=NAME, department=NAME, horizon=TERM, status=TERM,
       expected_change=NUMBER, expected_by=DATE, waits=CODED, touchpoint=NAME)
_table("alignment", "ledger", "initiative", initiative=NAME, owner=NAME, kpi=NAME, status=TERM,
       expected_change=NUMBER, expected_by=DATE, start=DATE, end=DATE, benefit=MONEY, low=MONEY,
       high=MONEY, unit=NAME, missing=CODED)
_table("alignment", "value_chain", "activity touchpoint", activity=NAME, touchpoint=NAME,
       department=NAME, cost=MONEY, value_share=SHARE, value_low=SHARE, value_high=SHARE,
       cost_share=SHARE, words=CODED)
_table("alignment", "coordination", "source target", "-weight", source=NAME, target=NAME,
       weight=COUNT, value=MONEY, value_share=SHARE, handovers=COUNT, subjects=NAME, why=CODED)

_table("monitoring", "kpis", "kpi scope period", period=PERIOD, kpi=NAME, scope=NAME, n=COUNT,
       value=NUMBER, low=NUMBER, high=NUMBER, centre=NUMBER, lower=NUMBER, upper=NUMBER,
       signal=TERM, side=TERM, complete=FLAG, chart=TERM, baseline=TERM, target=NUMBER, better=NAME,
       unit=NAME, n_of=TERM, p_adjusted=P_VALUE, in_baseline=FLAG)
_table("monitoring", "alerts", "period kpi scope rule", period=PERIOD, kpi=NAME, scope=NAME,
       rule=TERM, words=CODED, seen=NUMBER, expected=NUMBER, low=NUMBER, high=NUMBER,
       p_adjusted=P_VALUE, n=COUNT, n_of=TERM, unit=NAME, direction=TERM, periods=COUNT,
       sigmas=NUMBER)
_table("monitoring", "benefits", "initiative kpi", initiative=NAME, kpi=NAME, expected=NUMBER,
       n=COUNT, observed=NUMBER, low=NUMBER, high=NUMBER, result=TERM, method=TERM, units=COUNT,
       knowable_from=PERIOD, why=CODED, parallel_p=P_VALUE, verdict=TERM, n_of=TERM, unit=NAME,
       treated=SHARE, p_adjusted=P_VALUE)
_table("monitoring", "mix", "kpi period", period=PERIOD, kpi=NAME, n=COUNT, total_change=NUMBER,
       mix_change=NUMBER, within_change=NUMBER, segment=NAME, before=PERIOD, mix_low=NUMBER,
       mix_high=NUMBER, within_low=NUMBER, within_high=NUMBER, verdict=TERM, mix_p=P_VALUE,
       within_p=P_VALUE, unit=NAME)
_table("monitoring", "waves", "period kpi against kind name", "period kpi against p_adjusted",
       period=PERIOD, kpi=NAME, against=TERM, before=PERIOD, kind=NAME, name=NAME, n=COUNT,
       change=NUMBER, low=NUMBER, high=NUMBER, p_adjusted=P_VALUE, contribution=NUMBER, unit=NAME,
       periods=COUNT)
_table("monitoring", "revisit", "subject step", "step subject", subject=NAME, kind=TERM, step=TERM,
       n=COUNT, change=NUMBER, low=NUMBER, high=NUMBER, p_adjusted=P_VALUE, why=CODED, reason=TERM,
       before=NUMBER, now=NUMBER, n_of=TERM)
_table("monitoring", "stuck", "customer touchpoint", "-attempts", customer=NAME, touchpoint=NAME,
       attempts=COUNT, last_seen=DATE, suggestion=CODED)
_table("monitoring", "follow_up", "customer touchpoint", "due", customer=NAME, touchpoint=NAME,
       reason=CODED, owner=NAME, due=DATE)

_table("every step", "findings", "finding_id", "-weight", finding_id=NAME, step=NAME, kind=NAME,
       subject=NAME, direction=NAME, period=PERIOD, value=NUMBER, low=NUMBER, high=NUMBER,
       unit=NAME, n=COUNT, n_of=TERM, span=TERM, grade=TERM, p_report=P_VALUE, stands=FLAG,
       weight=NUMBER, leads_to=NAME, statement=WORDS, evidence=WORDS, departments=WORDS,
       tested=WORDS, figures=FIGURES)
_table("every step", "finding_rows", "finding_id table key", finding_id=NAME, table=NAME, key=NAME)
_table("every step", "concerns", "finding_id department as",
       **{"finding_id": NAME, "department": NAME, "as": NAME})
_table("every step", "refutations", "finding_id refuter", finding_id=NAME, refuter=NAME,
       result=NAME, figures=FIGURES, step=NAME)
_table("every step", "notes", "step section code subject", step=NAME, section=NAME, code=NAME,
       subject=NAME, figures=FIGURES, audience=NAME, n=COUNT)
# fmt: on


def tables_of(step: str) -> tuple[str, ...]:
    """Names of the tables a step gives, the shared ones apart.

    >>> "quality" in tables_of("engagement")
    True
    """
    return tuple(name for name, table in REGISTRY.items() if table.step == step)
