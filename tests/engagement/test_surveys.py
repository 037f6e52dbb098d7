import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.errors import InputError


def build(frame, outcomes=None, described=None, **options):
    frames = {"responses": pd.DataFrame(frame)}
    if described is not None:
        frames["variables"] = pd.DataFrame(described)
    return from_frames(
        {"client": "A", "period": "none", "outcomes": outcomes or {},
         "tables": {"responses": options}},
        frames,
    )  # fmt: skip


def refusal(*args, **kwargs):
    with pytest.raises(InputError) as found:
        build(*args, **kwargs)
    return str(found.value)


def test_binary_outcomes_by_their_good_answers():
    answers = ["Yes", "no", None, "YES ", "Maybe"] * 4
    built = build({"q": answers, "other": "x"}, {"solved": {"kind": "binary", "good": ["Yes"]}},
                  columns={"solved": "q"})  # fmt: skip
    found = built.table("responses")["solved"].head(5)
    assert found.fillna(-1).tolist() == [1, 0, -1, 1, 0]


def test_good_answers_nobody_gave_are_a_mistake_of_the_file():
    said = refusal({"solved": ["ja"] * 20}, {"solved": {"kind": "binary", "good": ["Yes"]}})
    assert "none of the answers listed under outcomes.solved.good occurs ('Yes')" in said


def test_binary_numbers_and_words_without_good():
    outcomes = {"left": {"kind": "binary"}}
    assert build({"left": [0, 1] * 10}, outcomes).table("responses")["left"].sum() == 10
    words = build({"left": ["Yes", "No"] * 10}, outcomes)
    assert words.table("responses")["left"].tolist() == [1.0, 0.0] * 10


def test_text_scales_by_labels_and_na_by_codes():
    built = build({"ease": ["Very easy", "very hard ", "3", "n/a", "-99"] * 4},
                  {"ease": {"kind": "ces"}}, na={"ease": ["n/a"], "*": [-99]},
                  labels={"ease": {"Very easy": 7, "Very hard": 1}})  # fmt: skip
    assert built.table("responses")["ease"].head(5).fillna(0).tolist() == [7, 1, 3, 0, 0]


def test_a_score_outside_its_scale_is_named_by_row():
    scores = [5.0] * 12 + [11] + [7] * 10
    assert "column 'recommend', row 14: 11 lies outside the scale from 0 to 10" in refusal(
        {"recommend": scores}, {"recommend": {"kind": "nps"}})  # fmt: skip


def test_text_among_scores_is_named_but_never_quoted():
    said = refusal({"recommend": ["9"] * 19 + ["ask for Jane Doe"]}, {"recommend": {"kind": "nps"}})
    assert "row 21: a text of 16 characters is text where a number is meant" in said
    assert "Jane" not in said
    assert "'N/A'" in refusal({"recommend": ["9"] * 19 + ["N/A"]}, {"recommend": {"kind": "nps"}})


def test_many_faults_are_counted_not_listed():
    said = refusal({"recommend": [11] * 500}, {"recommend": {"kind": "nps"}})
    assert said.count("\n") == 2
    assert "and 497 more rows break this rule" in said


def test_a_hidden_code_stops_the_run_naming_column_value_and_count():
    said = refusal({"speed": [1, 2, 3, 4, -99] * 20})
    assert "column 'speed': -99 occurs 20 times and lies apart" in said
    assert "na: {speed: [-99]}" in said


def test_a_suspicious_zero_leaves_its_column_out_until_na_speaks():
    cells = {"wifi": [0, 1, 2, 3, 4, 5] * 10}
    left_out = build(cells)
    assert left_out.table("variables").empty
    row = left_out.quality[left_out.quality["column"] == "wifi"].iloc[0]
    assert row["severity"] == "warning"
    assert row["n"] == 10
    missing = build(cells, na={"wifi": [0]})
    assert missing.table("responses")["wifi"].isna().sum() == 10
    assert missing.table("variables")[["scale_low", "scale_high"]].to_numpy().tolist() == [[1, 5]]
    real = build(cells, na={"wifi": []})
    assert real.table("variables")[["scale_low", "scale_high"]].to_numpy().tolist() == [[0, 5]]


def test_what_is_proposed_as_a_variable():
    n = 66
    rng = np.random.default_rng(1)
    frame = {
        "rating": [str(v) for v in rng.integers(1, 8, n)],
        "code": [f"{v:03d}" for v in rng.integers(1, 8, n)],
        "row": range(n),
        "age": rng.integers(18, 90, n),
        "region": ["N", "S"] * (n // 2),
        "empty": [None] * n,
        "constant": 3,
        "share": rng.random(n),
    }
    built = build(frame, segments=["region"])
    assert built.table("variables")["variable"].tolist() == ["rating"]
    assert "region" in built.table("responses")
    assert "age" not in built.table("responses")


def test_described_variables_are_held_to_their_scales():
    described = {"variable": ["speed", "gone"], "scale_low": [1, 1], "scale_high": [5, 5],
                 "na_codes": ["0; 9", None], "touchpoint": ["App", None]}  # fmt: skip
    built = build({"speed": [0, 1, 2, 3, 4, 5, 9] * 5, "other": [1, 2, 3, 4, 5, 1, 2] * 5},
                  described=described)  # fmt: skip
    assert built.table("variables")["variable"].tolist() == ["speed"]
    assert built.table("responses")["speed"].isna().sum() == 10
    assert "other" not in built.table("responses")
    assert built.quality["check"].str.contains("no such column in the responses").any()
    described = {"variable": ["speed"], "scale_low": [1], "scale_high": [5]}
    said = refusal({"speed": [1, 6] * 10}, described=described)
    assert "6 lies outside the scale from 1 to 5" in said


@pytest.mark.parametrize(
    ("options", "column"),
    [({"segments": ["regoin"]}, "regoin"), ({"comment": ["whi"]}, "whi"),
     ({"na": {"sped": [0]}}, "sped"), ({"labels": {"sped": {"good": 1}}}, "sped"),
     ({"where": {"don": [1]}}, "don"), ({"columns": {"customer": "custmer"}}, "custmer")],
)  # fmt: skip
def test_columns_that_are_not_there_are_named_with_the_nearest(options, column):
    frame = {"region": "N", "why": "ok", "speed": [1, 2] * 10, "done": 1, "customers": range(20)}
    said = refusal(frame, **options)
    assert f"column '{column}'" in said
    assert "perhaps '" in said


def test_a_missing_outcome_is_named():
    said = refusal({"recomend": [1, 2] * 10}, {"recommend": {"kind": "nps"}})
    assert "perhaps 'recomend' is meant" in said


def test_a_column_of_nothing_but_missing_values_is_no_fault():
    frame = {"recommend": [np.nan] * 20, "speed": [1, 2] * 10}
    built = build(frame, {"recommend": {"kind": "nps"}})
    assert built.table("responses")["recommend"].isna().all()


@pytest.mark.parametrize("code", [-99, 9999])
def test_a_hidden_code_stops_where_no_scale_would_catch_it(code):
    minutes = [float(v) for v in np.random.default_rng(2).integers(0, 300, 200)]
    said = refusal({"delay": [*minutes, code, code], "x": "a"}, {"delay": {"kind": "mean"}})
    assert f"column 'delay': {code} occurs 2 times and lies apart" in said
    described = {"variable": ["delay"], "scale_high": [None], "scale_low": [None]}
    assert "lies apart" in refusal({"delay": [*minutes, code, code]}, described=described)


def test_a_scale_with_one_end():
    described = {"variable": ["delay"], "scale_low": [0], "scale_high": [None]}
    said = refusal({"delay": [float(v) for v in range(60)] + [-1]}, described=described)
    assert "-1 lies outside the scale from 0" in said


def test_flags_are_chosen_however_they_are_written():
    for allowed in (1, True, "yes"):
        frame = {"recommend": list(range(10)) * 4, "done": [True, False] * 20}
        built = build(frame, {"recommend": {"kind": "nps"}}, where={"done": [allowed]})
        assert len(built.table("responses")) == 20


def test_a_column_is_a_segment_or_a_variable():
    described = {"variable": ["plan"], "scale_low": [1], "scale_high": [5]}
    said = refusal({"plan": [1, 2] * 10}, {}, described, segments=["plan"])
    assert said == (
        "responses, column 'plan': is a segment in engagement.yml and a variable in the variables "
        "table. Remedy: make it one."
    )
