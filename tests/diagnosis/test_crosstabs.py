"""Questions by segment: shares, means and letters, recomputed by other libraries."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint, proportions_ztest
from statsmodels.stats.weightstats import DescrStatsW

from cxlib.diagnosis.crosstabs import Question, crosstabs
from cxlib.engagement import from_frames
from cxlib.results import REGISTRY, conform

GROUPS = ["Basic", "Plus", "Pro"]
VARIABLES = pd.DataFrame(
    {"variable": ["speed"], "scale_low": 1, "scale_high": 7, "kind": "attribute"}
)


def answers(rng, n=900, lift=0.0):
    plan = rng.choice(GROUPS, n)
    mood = rng.normal(0, 2, n) + lift * (plan == "Pro")
    return pd.DataFrame({
        "recommend": np.clip(np.round(7 + mood), 0, 10),
        "speed": rng.integers(1, 8, n).astype(float),
        "solved": np.where(rng.random(n) < 0.7, "Yes", "No"), "plan": plan,
        "region": rng.choice(["N", "S"], n), "w": rng.uniform(0.5, 2.0, n),
    })  # fmt: skip


def crossed(rows, weighted=False, segments=("plan", "region")):
    columns = {"weight": "w"} if weighted else {}
    config = {"client": "T", "period": "none",
              "outcomes": {"recommend": {"kind": "nps"},
                           "solved": {"kind": "binary", "good": ["Yes"]}},
              "tables": {"responses": {"segments": [*segments], "columns": columns}}}  # fmt: skip
    table = crosstabs(from_frames(config, {"responses": rows, "variables": VARIABLES}))
    if "crosstabs" not in table:
        return None
    table = conform("crosstabs", table["crosstabs"])
    assert list(table.columns) == list(REGISTRY["crosstabs"].columns)
    return table.set_index(["question", "answer", "segment"])


def test_shares_means_and_bases_are_those_of_pandas():
    rows = answers(np.random.default_rng(1))
    table = crossed(rows)
    band = pd.cut(rows["recommend"], [-1, 6, 8, 10], labels=["0–6", "7–8", "9–10"])
    by_pandas = pd.crosstab(band, rows["plan"], normalize="columns")
    counts = pd.crosstab(band, rows["plan"])
    for answer, plan in itertools.product(by_pandas.index, GROUPS):
        row = table.loc[("recommend", answer, f"plan={plan}")]
        assert row["share"] == pytest.approx(by_pandas.loc[answer, plan])
        of = int(counts[plan].sum())
        assert row["n"] == of == table.loc[("recommend", "base", f"plan={plan}"), "n"]
        ends = proportion_confint(counts.loc[answer, plan], of, method="wilson")
        assert (row["low"], row["high"]) == pytest.approx(ends)
    for region, part in rows.groupby("region")["speed"]:
        row = table.loc[("speed", "mean", f"region={region}")]
        assert (row["mean"], row["spread"]) == pytest.approx((part.mean(), part.std()))
    assert table.loc[("solved", "yes", "all"), "share"] == pytest.approx(
        (rows["solved"] == "Yes").mean()
    )
    assert ("solved", "mean", "all") not in table.index


def test_they_are_weighted():
    rows = answers(np.random.default_rng(2))
    table = crossed(rows, weighted=True)
    for plan, part in rows.groupby("plan"):
        known = DescrStatsW(part["recommend"], weights=part["w"])
        row = table.loc[("recommend", "mean", f"plan={plan}")]
        assert row["mean"] == pytest.approx(known.mean)
        promoters = np.average(part["recommend"] >= 9, weights=part["w"])
        assert table.loc[("recommend", "9–10", f"plan={plan}"), "share"] == pytest.approx(promoters)
        assert row["n"] == len(part)  # people, not weights


def test_letters_run_over_the_groups_and_name_those_that_lie_below_beyond_chance():
    rows = answers(np.random.default_rng(3), lift=1.0)
    table = crossed(rows)
    letters = table.xs("base", level="answer").xs("speed", level="question")["letter"]
    assert letters.dropna().sort_values().to_dict() == {
        "plan=Basic": "A", "plan=Plus": "B", "plan=Pro": "C", "region=N": "D", "region=S": "E"
    }  # fmt: skip
    made = pd.crosstab(rows["recommend"] >= 9, rows["plan"]).loc[True]
    of, pairs = rows["plan"].value_counts(), list(itertools.combinations(GROUPS, 2))
    p = [proportions_ztest([made[a], made[b]], [of[a], of[b]])[1] for a, b in pairs]
    holm = multipletests(p, 0.05, "holm")[0]
    expected: dict[str, list[str]] = {g: [] for g in GROUPS}
    for (a, b), differs in zip(pairs, holm, strict=True):
        high, low = sorted((a, b), key=lambda g: -made[g] / of[g])
        if differs:
            expected[high].append(letters[f"plan={low}"])
    assert expected["Pro"] == ["A", "B"]
    for plan, below in expected.items():
        told = table.loc[("recommend", "9–10", f"plan={plan}"), "higher_than"]
        assert (told if isinstance(told, str) else "") == " ".join(below)
    assert table.loc[("recommend", "mean", "plan=Pro"), "higher_than"] == "A B"


def test_means_are_compared_by_welch():
    rows = answers(np.random.default_rng(4), n=120)
    for lift in (0.0, 1.0):
        lifted = (rows["speed"] + (rows["region"] == "N") * lift).clip(1, 7)
        north, south = (lifted[rows["region"] == region] for region in "NS")
        p = stats.ttest_ind(north, south, equal_var=False).pvalue
        told = crossed(rows.assign(speed=lifted)).loc[("speed", "mean", "region=N")]
        assert pd.notna(told["higher_than"]) == (p < 0.05 and north.mean() > south.mean())


@pytest.mark.parametrize("times", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_where_nothing_differs_few_rows_have_letters(times):
    """Of the rows of one question and segment the share with any letter keeps to the level."""
    found = []
    for seed in range(times):
        table = crossed(answers(np.random.default_rng(100 + seed), n=300), segments=("plan",))
        rows = table["higher_than"].notna().groupby(["question", "answer"]).any()
        found += rows[[k for k in rows.index if k[1] in ("9–10", "mean", "yes")]].tolist()
    level, n = 0.05, len(found)
    assert np.mean(found) <= level + 2 * np.sqrt(level * (1 - level) / n)


def test_small_groups_are_not_compared_and_nothing_is_crossed_without_segments():
    rows = answers(np.random.default_rng(5), n=200)
    rows.loc[:19, "plan"], rows.loc[:19, "recommend"] = "Tiny", 10
    rows.loc[20:, "recommend"] = np.minimum(rows.loc[20:, "recommend"], 6)
    table = crossed(rows)
    assert pd.isna(table.loc[("recommend", "9–10", "plan=Tiny"), "higher_than"])
    assert crossed(rows, segments=()) is None


@pytest.mark.parametrize(
    ("low", "high", "bands"),
    [
        (0, 10, ["0-6", "7-8", "9-10"]), (1, 10, ["1-6", "7-8", "9-10"]),
        (1, 7, ["1-2", "3-5", "6-7"]), (1, 5, ["1-2", "3-3", "4-5"]), (1, 4, ["1-2", "3-4"]),
        (1, 3, ["1-1", "2-2", "3-3"]), (0, 100, []), (np.nan, np.nan, []), (0, 1.5, []),
    ],
)  # fmt: skip
def test_bands_part_the_scale(low, high, bands):
    assert [f"{a:g}-{b:g}" for a, b in Question("q", low, high).bands] == bands
