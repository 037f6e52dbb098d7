"""The workshop's to-do list: what the map leaves open, the most used touchpoints first."""

from __future__ import annotations

import pandas as pd

from cxlib.mapping.declared import Declared
from cxlib.results.coded import coded, share, text

FIELDS = ("role", "need", "expectation", "owner")
NO_STEPS = pd.DataFrame({"source": [], "target": [], "n": []}, dtype="int64")


def to_define(
    declared: Declared, variables: pd.DataFrame, steps: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """touchpoint, field (what is undefined), interactions, proposal (for a stage).

    A mapped touchpoint needs a role, a need, an expectation, an owner and at least one variable;
    one that customers use and nobody mapped needs a stage, proposed from where they come and go.
    """
    if not declared.touchpoints.in_catalogue.any():
        return {}
    known = declared.touchpoints.assign(
        variable=declared.touchpoints.touchpoint.isin(variables.touchpoint.dropna())
    )
    mapped = known[known.in_catalogue]
    rows = [
        mapped[mapped[field].isna()].assign(field=field, proposal=None) for field in FIELDS
    ]  # fmt: skip
    rows.append(mapped[~mapped.variable].assign(field="variable", proposal=None))
    rows.append(
        known[~known.in_catalogue].assign(field="stage", proposal=_proposal(declared, steps))
    )
    table = pd.concat(rows, ignore_index=True)[["touchpoint", "field", "interactions", "proposal"]]
    return {"to_define": table}


def proposed_stages(declared: Declared, steps: pd.DataFrame) -> pd.DataFrame:
    """code, stage and support: the stage that most steps to and from an unmapped touchpoint touch.

    `steps` holds source, target (codes) and n.
    """
    stage = dict(zip(declared.touchpoints.code, declared.touchpoints.stage, strict=True))
    ends = [
        steps.rename(columns={here: "code", there: "other"})[["code", "other", "n"]]
        for here, there in (("source", "target"), ("target", "source"))
    ]
    near = pd.concat(ends, ignore_index=True)
    near = near.assign(stage=near.other.map(stage)).dropna(subset="stage")
    unmapped = declared.touchpoints.code[~declared.touchpoints.in_catalogue]
    near = near[near.code.isin(unmapped)]
    sums = near.groupby(["code", "stage"], as_index=False).n.sum()
    sums = sums.assign(support=sums.n / sums.groupby("code").n.transform("sum"))
    best = sums.sort_values(["code", "n", "stage"], ascending=[True, False, True])
    return best.drop_duplicates("code")[["code", "stage", "support"]]


def _proposal(declared: Declared, steps: pd.DataFrame) -> pd.Series:
    """The proposal for each unmapped touchpoint; missing where nothing is near it."""
    best = proposed_stages(declared, steps).set_index("code")
    unmapped = declared.touchpoints[~declared.touchpoints.in_catalogue]
    return unmapped.code.map({
        code: coded("to_define|stage", stage=text(row.stage), support=share(row.support))
        for code, row in best.iterrows()
    })  # fmt: skip
