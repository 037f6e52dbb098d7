"""Who leaves after what, which customers stay longer, and what a customer is worth."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings.claim import Claim, Kind, key_of, known, shown
from cxlib.findings.families import STAYING, leaving_after
from cxlib.findings.kinds.diagnosis.moments import LEFT, hidden, stake
from cxlib.findings.kinds.diagnosis.scales import margin_each, share_of_losses
from cxlib.findings.weighing import in_deviations, share_of_customers, sure_from_p
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import (
    Figure,
    after,
    count,
    later,
    money,
    months,
    number,
    of100,
    p,
    segment,
    term,
    touchpoint,
    variable,
)

COMPARED_MONTHS = 24.0  # two years: where segments are compared in words
GRADE = {"survey": "survey", "events": "events", "operations": "events"}
EVERYONE = "all"
SIGNS = {"soon after": "sign", "at the same times": "sign of the times"}


def leaving(view: View) -> Iterator[Claim]:
    """Experiences after which more customers leave, with the customers that go in a year."""
    table = shown(view, "leaving").dropna(subset=["effect_on_retention", "p_adjusted"])
    fdr = view.policy.fdr
    moving = table[(table["hazard_ratio"] > 1) & (table["p_adjusted"] < fdr)]
    for row in moving.itertuples():
        yield Claim(
            subject=f"{row.touchpoint}:{row.source}",
            direction=_way(row),
            slots={
                "touchpoint": touchpoint(row.touchpoint), **stake(row),
                "worth": money(row.value_at_stake),
                "customers_a_year": _rounded(row.customers_at_stake),
                "good": of100(row.retention_good), "bad": of100(row.retention_bad),
                "gap": of100(row.effect_on_retention, row.effect_low, row.effect_high),
                "when": later(row.months), "n": count(row.n), "n_of": term(row.n_of),
                "troubled": count(row.bad), "p": p(row.p_adjusted),
            },
            rows=(("leaving", key_of("leaving", row)),),
            value=row.effect_on_retention, low=row.effect_low, high=row.effect_high, unit="points",
            n=row.n, n_of=row.n_of, grade=GRADE[row.source], p=row.p_adjusted,
            family=leaving_after(row.source),
            size=_lost(view, row), sure=sure_from_p(row.p_adjusted),
            about=(("touchpoint", row.touchpoint),),
            more=_hidden(row),
        )  # fmt: skip


def _hidden(row: object) -> tuple[str, ...]:
    """How strong a hidden cause would have to be; of a sign of leaving there is nothing to ask."""
    told = missing(row.sign) and not missing(row.e_value_limit)
    return (hidden(row.e_value_limit),) if told else ()


def _way(row: object) -> str:
    if not missing(row.sign):
        return SIGNS[row.sign]
    if missing(row.customers_at_stake) or round(float(row.customers_at_stake)) < 1:
        return "not valued"
    way = LEFT[row.source]
    return way if missing(row.value_at_stake) else f"{way} in money"


def _rounded(customers: object) -> Figure:
    return count(None if missing(customers) else round(float(customers)))


def _lost(view: View, row: object) -> float:
    return share_of_losses(view, max(0.0, known(row.customers_at_stake)))


def retention(view: View) -> Iterator[Claim]:
    """Segments whose levels stay longer or shorter, by the test of the curves."""
    table = shown(view, "retention_curve").dropna(subset=["p_adjusted", "retention"])
    table = table[table["p_adjusted"] < view.policy.fdr]
    column = table["segment"].str.split("=", n=1).str[0]
    for name, levels in table.groupby(column):
        last = min(COMPARED_MONTHS, levels.groupby("segment")["months"].max().min())
        then = levels[levels["months"] == last].sort_values("retention", kind="stable")
        if len(then) > 1:
            yield _apart(view, str(name), levels, then)


def _apart(view: View, name: str, levels: pd.DataFrame, then: pd.DataFrame) -> Claim:
    """The levels that stay shortest and longest, at the last month both were watched to."""
    shortest, longest = (then.iloc[k] for k in (0, -1))
    sizes = levels.groupby("segment")["n"].max().astype(float)
    gap, proven = float(longest["retention"] - shortest["retention"]), shortest["p_adjusted"]
    return Claim(
        subject=name,
        direction="two" if len(then) == 2 else "several",
        slots={
            "column": variable(name), "shortest": segment(shortest["segment"]),
            "longest": segment(longest["segment"]), "low": of100(shortest["retention"]),
            "high": of100(longest["retention"]), "when": after(then["months"].iloc[0]),
            "n": count(sizes.sum()), "p": p(proven), "levels": count(len(then)),
        },
        rows=tuple(
            ("retention_curve", {"segment": end["segment"], "months": end["months"]})
            for end in (shortest, longest)
        ),
        value=gap, unit="points", n=sizes.sum(), n_of="customers", p=proven,
        family=STAYING,
        reach=share_of_customers(view, sizes[shortest["segment"]]),
        size=in_deviations(gap, longest["retention"]), sure=sure_from_p(proven),
    )  # fmt: skip


def lifetime(view: View) -> Iterator[Claim]:
    """What a customer is worth: a level, so it weighs nothing against effects."""
    table = shown(view, "lifetime").dropna(subset=["months"])
    for row in table[table["segment"] == EVERYONE].head(1).itertuples():
        in_money = not missing(row.value)
        ends = (row.value, row.value_low, row.value_high)
        stays = (row.months, row.low, row.high)
        value, low, high = ends if in_money else stays
        yield Claim(
            subject="lifetime",
            direction="in money" if in_money else "in months",
            slots={
                "money": money(row.value), "within": money(*ends), "stays": number(*stays),
                "months": months(round(float(row.months))), "horizon": months(row.horizon_months),
                "n": count(row.n), "method": term(row.method), **margin_each(view),
            },
            rows=(("lifetime", key_of("lifetime", row)),),
            value=value, low=low, high=high, unit="money" if in_money else "months",
            n=row.n, n_of="customers",
            more=("margin each",) if in_money and margin_each(view) else (),
        )  # fmt: skip


KINDS = (
    Kind("leaving", "diagnosis", "leaving",
         (*(f"{way}{unit}" for way in LEFT.values() for unit in ("", " in money")), "not valued",
          *SIGNS.values()),
         "retention after good against bad experiences (Cox regression, false-discovery rate)",
         leaving, things=("customers", "customers_a_year"), parts=(("troubled", "n"),)),
    Kind("retention", "diagnosis", "retention_curve", ("two", "several"),
         "log-rank over the levels, false-discovery rate over segments", retention,
         things=("levels",)),
    Kind("worth", "diagnosis", "lifetime", ("in money", "in months"),
         "a level with its interval", lifetime),
)  # fmt: skip
