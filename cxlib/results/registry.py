"""The registry of result tables: the one place where their columns are declared.

Steps, notebooks, report, workbook, README and tests read names and columns from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cxlib.results.kinds import (
    COUNT,
    DATE,
    DIFF,
    EFFECT,
    FLAG,
    MONEY,
    NAME,
    NUMBER,
    P_VALUE,
    PERIOD,
    RANK,
    SECONDS,
    SHARE,
    WORDS,
    Kind,
)

STEPS = ("mapping", "diagnosis", "strategy", "alignment", "monitoring")
SHARED = ("findings", "notes")


@dataclass(frozen=True)
class Table:
    """A result table: who gives it, the question it answers, its columns, key and order.

    `key` is unique in every table; rows are written in the order of `order` (a leading "-" means
    descending), ties broken by the key.
    """

    name: str
    step: str
    question: str
    columns: Mapping[str, Kind]
    key: tuple[str, ...]
    order: tuple[str, ...]


REGISTRY: dict[str, Table] = {}


def _table(
    step: str, name: str, question: str, key: str, order: str = "", /, **columns: Kind
) -> None:
    keys = tuple(key.split())
    REGISTRY[name] = Table(
        name, step, question, MappingProxyType(columns), keys, tuple(order.split()) or keys
    )


# fmt: off
_table("engagement", "quality", "What did reading the data find, mend and leave out?",
       "table column check", table=NAME, column=NAME, check=NAME, severity=WORDS, n=COUNT,
       example=WORDS, remedy=WORDS)

_table("mapping", "touchpoint_map", "Which touchpoints are on the map, and which do customers use?",
       "touchpoint", "stage -interactions", touchpoint=NAME, stage=NAME, journey=NAME,
       environment=NAME, customers=COUNT, interactions=COUNT, in_catalogue=FLAG, in_data=FLAG)
_table("mapping", "journeys", "Which journeys matter, and how many are completed?",
       "journey", "rank", journey=NAME, n=COUNT, completion=SHARE, low=SHARE, high=SHARE,
       value=MONEY, rank=RANK)
_table("mapping", "transitions", "Where do customers go next?", "source target", "-n",
       source=NAME, target=NAME, n=COUNT, median_gap_seconds=SECONDS)
_table("mapping", "variants", "Which paths do customers walk?", "path", "-n", path=WORDS, n=COUNT,
       share=SHARE)
_table("mapping", "funnel", "How many convert at each stage?", "stage", "position",
       stage=NAME, position=RANK, entered=COUNT, completed=COUNT, conversion=SHARE, low=SHARE,
       high=SHARE)
_table("mapping", "breakdowns", "Where do journeys break down?", "touchpoint", "p_adjusted",
       touchpoint=NAME, n=COUNT, dropoff=SHARE, repeat_rate=SHARE, effect=DIFF, low=DIFF, high=DIFF,
       p_adjusted=P_VALUE, breaks=FLAG)

_table("diagnosis", "scores", "How good is each outcome at each touchpoint and segment?",
       "outcome touchpoint segment metric", outcome=NAME, touchpoint=NAME, segment=NAME,
       metric=NAME, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER)
_table("diagnosis", "answers", "How are the answers distributed?", "outcome touchpoint answer",
       outcome=NAME, touchpoint=NAME, answer=NUMBER, n=COUNT, share=SHARE)
_table("diagnosis", "variable_scores", "How is each variable rated?", "variable touchpoint segment",
       variable=NAME, touchpoint=NAME, segment=NAME, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER)
_table("diagnosis", "drivers", "Which variables most impact the experience?",
       "outcome scope level variable", "outcome scope level -importance",
       outcome=NAME, scope=NAME, level=NAME, variable=NAME, n=COUNT, importance=SHARE, low=SHARE,
       high=SHARE, effect=EFFECT, effect_low=EFFECT, effect_high=EFFECT, p_adjusted=P_VALUE,
       critical=FLAG)
_table("diagnosis", "priorities", "What is important and badly performed?", "touchpoint variable",
       "quadrant -importance", touchpoint=NAME, variable=NAME, importance=SHARE, performance=NUMBER,
       quadrant=NAME, probability=SHARE)
_table("diagnosis", "asymmetry", "Which variables only hurt, and which only please?", "variable",
       variable=NAME, n=COUNT, penalty=EFFECT, reward=EFFECT, p_adjusted=P_VALUE, kind=NAME)
_table("diagnosis", "themes", "What do customers say?", "theme touchpoint", "-n",
       theme=WORDS, touchpoint=NAME, n=COUNT, sentiment=NUMBER, effect_on_rating=EFFECT, low=EFFECT,
       high=EFFECT, example=WORDS)
_table("diagnosis", "backstage", "Which activity behind the scenes is it?", "activity touchpoint",
       "p_adjusted", activity=NAME, touchpoint=NAME, n=COUNT, effect=EFFECT, low=EFFECT,
       high=EFFECT, p_adjusted=P_VALUE)
_table("diagnosis", "recovery", "Does good recovery win the customer back?", "group",
       group=NAME, n=COUNT, score=NUMBER, low=NUMBER, high=NUMBER, retention=SHARE,
       retention_low=SHARE, retention_high=SHARE)
_table("diagnosis", "moments", "Which moments matter, and what are they worth?", "moment_id",
       "rank", moment_id=NAME, touchpoint=NAME, moment=NAME, grade=NAME, n=COUNT, reach=SHARE,
       effect_on_retention=DIFF, low=DIFF, high=DIFF, value_at_stake=MONEY, value_low=MONEY,
       value_high=MONEY, rank=RANK, customers_at_stake=NUMBER, customers_low=NUMBER,
       customers_high=NUMBER, why=WORDS)
_table("diagnosis", "assumption_scores", "Which of the team's guesses were right?",
       "touchpoint variable", touchpoint=NAME, variable=NAME, guess=NAME, found=NAME, result=NAME)

_table("strategy", "strategies", "What should be done at each touchpoint?", "touchpoint",
       touchpoint=NAME, posture=NAME, why=WORDS, right_moment=WORDS, risk=WORDS)
_table("strategy", "portfolio", "Which initiatives deserve the budget?", "initiative",
       "-chosen -benefit", initiative=NAME, moment_id=NAME, benefit=MONEY, low=MONEY, high=MONEY,
       cost=MONEY, chosen=FLAG, inclusion_probability=SHARE, break_even_uplift=NUMBER, horizon=NAME,
       reason=WORDS)

_table("alignment", "raci_findings", "Where is ownership unclear?", "subject finding",
       subject=NAME, finding=WORDS, remedy=WORDS)
_table("alignment", "readiness", "Are the departments aware, motivated and able?",
       "department measure", department=NAME, measure=NAME, n=COUNT, score=NUMBER, low=NUMBER,
       high=NUMBER)
_table("alignment", "roadmap", "Who does what, when, and watched by which KPI?", "initiative",
       "start", initiative=NAME, owner=NAME, start=DATE, end=DATE, depends_on=NAME, kpi=NAME)
_table("alignment", "value_chain", "Do cost and customer value meet?", "activity touchpoint",
       activity=NAME, touchpoint=NAME, department=NAME, cost=MONEY, value_share=SHARE)

_table("monitoring", "kpis", "How does every KPI move, and is it signal or noise?",
       "kpi scope period", period=PERIOD, kpi=NAME, scope=NAME, n=COUNT, value=NUMBER, low=NUMBER,
       high=NUMBER, centre=NUMBER, lower=NUMBER, upper=NUMBER, signal=WORDS, complete=FLAG)
_table("monitoring", "alerts", "What survives control over all series?", "period kpi scope rule",
       period=PERIOD, kpi=NAME, scope=NAME, rule=NAME, words=WORDS)
_table("monitoring", "benefits", "Did the initiatives keep their promise?", "initiative kpi",
       initiative=NAME, kpi=NAME, expected=NUMBER, n=COUNT, observed=NUMBER, low=NUMBER,
       high=NUMBER, result=NAME)
_table("monitoring", "mix", "Did the score move, or only the mix of customers?", "kpi period",
       period=PERIOD, kpi=NAME, n=COUNT, total_change=NUMBER, mix_change=NUMBER,
       within_change=NUMBER)
_table("monitoring", "stuck", "Who is stuck now and could be helped?", "customer touchpoint",
       "-attempts", customer=NAME, touchpoint=NAME, attempts=COUNT, last_seen=DATE,
       suggestion=WORDS)
_table("monitoring", "follow_up", "Whom to call, about what, by whom, until when?",
       "customer touchpoint", "due", customer=NAME, touchpoint=NAME, reason=WORDS, owner=NAME,
       due=DATE)

_table("every step", "findings", "What was found, how sure, and where does it lead?", "finding_id",
       "step finding_id", finding_id=NAME, step=NAME, statement=WORDS, grade=NAME, n=COUNT,
       evidence=WORDS, leads_to=WORDS)
_table("every step", "notes", "What can the data not carry, and what would be needed?",
       "step section note", step=NAME, section=NAME, note=WORDS)
# fmt: on


def tables_of(step: str) -> tuple[str, ...]:
    """Names of the tables a step gives, the shared ones apart.

    >>> tables_of("strategy")
    ('strategies', 'portfolio')
    """
    return tuple(name for name, table in REGISTRY.items() if table.step == step)
