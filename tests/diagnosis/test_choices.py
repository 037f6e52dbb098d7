"""Questions with several answers: read from either shape, counted among those asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from cxlib.diagnosis.choices import choices
from cxlib.diagnosis.scores import scores
from cxlib.engagement import from_frames
from cxlib.errors import InputError
from cxlib.results import REGISTRY, conform

SHARES = {"Price": 0.5, "Speed": 0.3, "Staff": 0.1}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """600 answers: what was chosen side by side, and the same in one column."""
    rng = np.random.default_rng(21)
    made = pd.DataFrame({name: rng.random(600) < p for name, p in SHARES.items()})
    return pd.DataFrame({
        "answered": "2026-03-04", "recommend": rng.integers(0, 11, 600),
        "region": rng.choice(["N", "S"], 600), "w": rng.uniform(0.3, 3, 600),
        "Why?": [";".join(made.columns[row]) or None for row in made.to_numpy()],
        **{f"q{k}": made[name].map({True: "Yes", False: None}) for k, name in enumerate(made)},
    }).astype({f"q{k}": object for k in range(3)})  # fmt: skip


SIDE = {"columns": {name: f"q{k}" for k, name in enumerate(SHARES)}}


def engagement(rows: pd.DataFrame, **options: object):
    config = {"client": "T", "outcomes": {"recommend": {"kind": "nps"}},
              "tables": {"responses": {"columns": {"time": "answered"}, "segments": ["region"],
                                       **options}}}  # fmt: skip
    return from_frames(config, {"responses": rows})


def counted(rows: pd.DataFrame, **options: object) -> pd.DataFrame:
    table = conform("choices", choices(engagement(rows, **options))["choices"])
    assert list(table.columns) == list(REGISTRY["choices"].columns)
    return table


def test_shares_are_of_those_asked_with_wilsons_interval(rows):
    table = counted(rows, choice={"why": SIDE}).set_index(["choice", "segment"])
    made = rows[["q0", "q1", "q2"]].notna()
    asked = made.any(axis=1)
    for k, name in enumerate(SHARES):
        for segment, part in (("all", asked), ("region=N", asked & rows["region"].eq("N"))):
            row, n = table.loc[(name, segment)], int(made[f"q{k}"][part].sum())
            assert (row["n"], row["of"]) == (n, part.sum())
            assert row["share"] == pytest.approx(n / part.sum())
            ends = proportion_confint(n, part.sum(), method="wilson")
            assert (row["low"], row["high"]) == pytest.approx(ends)
    assert table.xs("all", level="segment")["share"].sum() > 1  # several may be chosen


def test_one_column_tells_what_several_do(rows):
    columns = [counted(rows, choice={"why": how}).sort_values(["choice", "segment"])
               for how in (SIDE, {"column": "Why?"})]  # fmt: skip
    pd.testing.assert_frame_equal(*(c.reset_index(drop=True) for c in columns))


def test_weights_count_in_the_share(rows):
    table = counted(rows, choice={"why": SIDE},
                    columns={"time": "answered", "weight": "w"})  # fmt: skip
    asked = rows[rows[["q0", "q1", "q2"]].notna().any(axis=1)]
    row = table.set_index(["choice", "segment"]).loc[("Price", "all")]
    assert row["share"] == pytest.approx(np.average(asked["q0"].notna(), weights=asked["w"]))
    plain = counted(rows, choice={"why": SIDE}).set_index(["choice", "segment"])
    plain = plain.loc[("Price", "all")]
    assert row["high"] - row["low"] > plain["high"] - plain["low"]


def test_who_chose_nothing_is_asked_where_the_file_says_so(rows):
    coded = rows.assign(**{f"q{k}": rows[f"q{k}"].notna().astype(int) for k in range(3)})
    table = counted(coded, choice={"why": SIDE | {"chosen": [1]}})
    assert set(table.loc[table["segment"] == "all", "of"]) == {600}


def test_its_columns_are_neither_variables_nor_unused(rows):
    coded = rows.assign(**{f"q{k}": rows[f"q{k}"].notna().astype(int) for k in range(3)})
    found = engagement(coded, choice={"why": SIDE | {"chosen": [1]}, "same": {"column": "Why?"}})
    assert not set(found.table("variables")["variable"]) & {"q0", "q1", "q2", "Why?"}
    assert not set(found.unused.get("responses", ())) & {"q0", "q1", "q2", "Why?"}


def test_spelling_and_blanks_make_no_choice_of_their_own(rows):
    odd = rows.assign(**{"Why?": ["Price ; speed;;PRICE", "Speed", " ; ", None] * 150})
    table = counted(odd, choice={"why": {"column": "Why?"}})
    whole = table[table["segment"] == "all"].set_index("choice")
    assert whole["n"].to_dict() == {"Price": 150, "speed": 300}
    assert set(whole["of"]) == {300}


@pytest.mark.parametrize("choice", ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a=b"])
def test_hostile_choices_stay_text(rows, choice):
    odd = rows.assign(**{"Why?": [f"{choice};Price", "Price"] * 300})
    assert choice in set(counted(odd, choice={"why": {"column": "Why?"}})["choice"])


@pytest.mark.parametrize(("how", "changed", "said"), [
    ({"column": "Wy?"}, {}, "perhaps 'Why?' is meant"),
    ({"columns": {"Web": "q9"}}, {}, "there is no such column"),
    ({"column": "Why?", "separator": "|"}, {}, "the separator '|' occurs in no cell"),
    ({"column": "Why?"}, {"Why?": [f"my own words {k}" for k in range(600)]},
     "holds 600 different choices, more than 100"),
    ({"column": "Why?"}, {"Why?": ["x" * 300] * 600}, "a choice of more than 200 characters"),
    ({}, {}, "needs either column, with its separator, or columns"),
    (SIDE | {"column": "Why?"}, {}, "needs either column, with its separator, or columns"),
    ({"columns": {"Web": "q0", "web": "q1"}}, {}, "names a choice twice"),
    ({"column": "Why?", "chosen": ["Yes"]}, {}, "belongs to a column for each choice"),
])  # fmt: skip
def test_what_no_question_can_be_is_refused_in_a_line(rows, how, changed, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?").replace("|", r"\|")):
        engagement(rows.assign(**changed), choice={"why": how})


def test_a_choice_that_nobody_made_is_named(rows):
    how = SIDE | {"chosen": ["Yes"]}
    quality = engagement(rows.assign(q2="No"), choice={"why": how}).quality
    told = quality[quality["check"] == "a choice that nobody made"]
    assert told["column"].tolist() == ["why=Staff"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_choice_cuts_every_other_figure(rows, language):
    """Named among the segments it parts those asked: who made it, and who did not."""
    lifted = rows.assign(recommend=np.where(rows["q0"].notna(), 9, rows["recommend"]))
    config = {"client": "T", "language": language, "outcomes": {"recommend": {"kind": "nps"}},
              "tables": {"responses": {"columns": {"time": "answered"}, "choice": {"why": SIDE},
                                       "segments": ["region", "why: price"]}}}  # fmt: skip
    found = from_frames(config, {"responses": lifted})
    scored = scores(found)["scores"]
    asked = lifted[["q0", "q1", "q2"]].notna().any(axis=1)
    yes, no = {"en": ("yes", "no"), "de": ("ja", "nein")}[language]
    for word, part in ((yes, asked & lifted["q0"].notna()), (no, asked & lifted["q0"].isna())):
        row = scored[(scored["segment"] == f"why: price={word}") & (scored["metric"] == "mean")]
        given = lifted.loc[part, "recommend"]
        assert row[["n", "score"]].to_numpy(float).tolist() == [[len(given), given.mean()]]
    assert found.suspicions.empty or not found.suspicions["column"].str.contains("why").any()


def test_a_choice_that_there_is_none_of_is_no_segment(rows):
    with pytest.raises(InputError, match=r"why: Colour.*tables\.responses\.segments"):
        engagement(rows, choice={"why": SIDE}, segments=["why: Colour"])
