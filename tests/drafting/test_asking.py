"""Which column is the outcome, which follow from it, and what `cx confirm` does with a guess."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.drafting import confirm, guesses, start
from cxlib.drafting.derived import restated
from cxlib.engagement import load
from cxlib.engagement.config.yml import parsed, read_config
from cxlib.errors import InputError
from cxlib.run.checking import as_fields, check_engagement

N = 300


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def drafted(folder: Path, frame: pd.DataFrame) -> dict:
    source = folder / "export.csv"
    frame.to_csv(source, index=False)
    start(folder / "acme", [source])
    return parsed((folder / "acme" / "engagement.yml").read_text())[0]


def dated(**columns) -> pd.DataFrame:
    days = pd.date_range("2026-01-01", periods=N, freq="6h").strftime("%Y-%m-%d %H:%M")
    return pd.DataFrame({"id": range(N), "Date": days, **columns})


def variables(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "acme" / "tables" / "variables.csv").set_index("variable")


def test_the_group_of_a_score_is_neither_outcome_nor_driver(tmp_path, rng):
    score = rng.integers(0, 11, N)
    group = np.select([score > 8, score > 6], [3, 2], 1)
    words = np.select([score > 8, score > 6], ["Promoter", "Passive"], "Detractor")
    top = (score > 8).astype(int)
    frame = dated(Q1_NPS_GROUP=group, Q1=score, Standing=words, Q1_TOP=top,
                  Delivery=rng.integers(1, 6, N))  # fmt: skip
    frame = frame.rename(columns={"Q1": "How likely are you to recommend us?"})
    content = drafted(tmp_path, frame)
    asked = content["tables"]["responses"]
    assert content["outcomes"] == {"recommend": {"kind": "nps"}}
    assert asked["columns"]["recommend"] == "How likely are you to recommend us?"
    assert variables(tmp_path).index.tolist() == ["Delivery"]
    assert "segments" not in asked
    left = [line for line in (tmp_path / "acme/engagement.yml").read_text().splitlines()
            if "# left out" in line]  # fmt: skip
    assert len(left) == 3
    assert all("follows from How likely" in line for line in left)


def test_what_follows_is_told_by_the_data_and_not_by_a_name(rng):
    """A column that is named a group of another, and is none, stays."""
    score = rng.integers(0, 11, N)
    frame = pd.DataFrame({"Q1": score, "Q1_GROUP": rng.integers(1, 4, N), "Mood": score // 4})
    assert restated(frame, ["Q1", "Q1_GROUP", "Mood"], []) == {"Mood": "Q1"}
    turned = pd.DataFrame({"Q1": score, "Q1_words": [f"w{10 - s}" for s in score]})
    assert restated(turned, ["Q1"], ["Q1_words"]) == {"Q1_words": "Q1"}
    assert restated(turned.head(15), ["Q1"], ["Q1_words"]) == {}, "by chance, of so few"


def test_an_answer_that_hardly_varies_follows_from_nothing(rng):
    """Almost everybody said the same: any column tells it, and none of them is its source."""
    score = rng.integers(0, 11, 1000)
    rare = np.where(np.arange(1000) < 4, 1, 5)
    frame = pd.DataFrame({"Q1": score, "Staff": rng.permutation(rare), "Shop": [5] * 1000})
    assert restated(frame, ["Q1", "Staff", "Shop"], []) == {}
    turned = pd.DataFrame({"Q1": score, "Group": 11 - score // 3})
    assert restated(turned, ["Q1", "Group"], []) == {"Group": "Q1"}
    assert restated(turned, ["Group", "Q1"], []) == {"Group": "Q1"}, (
        "never the finer from the coarser"
    )


def test_words_of_which_one_was_never_chosen_score_as_they_should(tmp_path, rng):
    words = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied"]
    said = rng.choice(words, N, p=[0.1, 0.2, 0.4, 0.3])
    drafted(tmp_path, dated(**{"Overall satisfaction": said, "Staff": rng.integers(1, 6, N)}))
    fields = as_fields(check_engagement(tmp_path / "acme", "2026-02"))
    (outcome,) = fields["outcomes"]
    used = load(tmp_path / "acme", period="2026-02").table("responses")
    assert outcome["n"] == len(used)
    assert outcome["score"] == pytest.approx((said[: len(used)] == "Satisfied").mean(), abs=1e-3)
    assert not [s for s in fields["suspicions"] if s["severity"] == "stop"]


@pytest.mark.parametrize(
    ("question", "share", "better"),
    [
        ("How satisfied are you overall? (1 = very satisfied, 5 = very dissatisfied)", 0.7, "low"),
        ("Overall satisfaction (1 = very dissatisfied, 5 = very satisfied)", 0.15, "high"),
    ],
)
def test_the_good_end_is_read_from_the_wording(tmp_path, rng, question, share, better):
    said = rng.choice([1, 2, 3, 4, 5], N, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    content = drafted(tmp_path, dated(**{question: said, "Speed": rng.integers(1, 6, N)}))
    assert content["outcomes"]["satisfied"].get("better", "high") == better
    (outcome,) = as_fields(check_engagement(tmp_path / "acme"))["outcomes"]
    assert outcome["score"] == pytest.approx(share, abs=0.06)


def test_a_variable_s_good_end_too_and_what_nothing_says_is_said(tmp_path, rng):
    frame = dated(**{"NPS": rng.integers(0, 11, N), "Price": rng.integers(1, 6, N),
                     "Delivery (1 = excellent, 5 = very poor)": rng.integers(1, 6, N)})  # fmt: skip
    drafted(tmp_path, frame)
    told = variables(tmp_path)
    assert told["better"].tolist() == ["high", "low"]
    assert ["nothing says so" in words for words in told["confirm"]] == [True, False]


def test_satisfaction_with_one_thing_is_not_satisfaction(tmp_path, rng):
    parts = {
        f"How satisfied are you with {p}?": rng.integers(1, 6, N) for p in ("delivery", "staff")
    }
    content = drafted(tmp_path, dated(**parts, NPS=rng.integers(0, 11, N)))
    assert list(content["outcomes"]) == ["recommend"]
    assert variables(tmp_path).index.tolist() == [*parts]
    (tmp_path / "b").mkdir()
    whole = drafted(
        tmp_path / "b", dated(**parts, **{"Overall satisfaction": rng.integers(1, 6, N)})
    )
    assert whole["tables"]["responses"]["columns"]["satisfied"] == "Overall satisfaction"


def test_other_waves_and_competitors_are_no_drivers_and_the_runner_up_is_named(tmp_path, rng):
    frame = dated(nps_w1=rng.integers(0, 11, N), nps_w2=rng.integers(0, 11, N),
                  Recommend_Beta=rng.integers(0, 11, N), Speed=rng.integers(1, 6, N))  # fmt: skip
    drafted(tmp_path, frame)
    assert variables(tmp_path).index.tolist() == ["Speed"]
    main = next(g for g in guesses(tmp_path / "acme") if g.key == "outcomes.recommend")
    assert "column nps_w1" in main.why
    assert "else nps_w2" in main.why


class TestGate:
    @pytest.fixture
    def folder(self, tmp_path, rng):
        frame = dated(NPS=rng.integers(0, 11, N), Speed=rng.integers(1, 6, N))
        drafted(tmp_path, frame)
        return tmp_path / "acme"

    def cx(self, *words: object):
        return CliRunner().invoke(app, [str(word) for word in words])

    def test_nothing_is_sent_before_the_main_outcome_and_the_customer_are_confirmed(self, folder):
        first = [guess.key for guess in guesses(folder) if guess.first]
        assert first == ["outcomes.recommend", "responses.customer"]
        ended = self.cx("check", folder)
        assert ended.exit_code == 3
        assert "cx confirm FOLDER outcomes.recommend" in ended.output
        fields = as_fields(check_engagement(folder))
        assert not fields["sendable"]
        assert len(fields["blocking"]) == 2
        assert self.cx("confirm", folder, "outcomes.recommend").exit_code == 0
        assert self.cx("check", folder).exit_code == 3
        assert self.cx("confirm", folder, *first[1:]).exit_code == 0
        assert self.cx("check", folder).exit_code == 0
        assert guesses(folder), "the others are warnings"

    def test_each_guess_is_shown_with_its_key(self, folder):
        ended = self.cx("confirm", folder)
        assert ended.exit_code == 0
        for guess in guesses(folder):
            assert f"{guess.key}: " in ended.output
        assert "nothing is sent before: column NPS; 0 to 10" in ended.output

    def test_a_guess_is_corrected_and_nothing_else_is_touched(self, folder):
        before = (folder / "engagement.yml").read_text().splitlines()
        assert self.cx("confirm", folder, "client=Acme: & Sons").exit_code == 0
        after = (folder / "engagement.yml").read_text().splitlines()
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert len(changed) == 1
        assert read_config(folder).client == "Acme: & Sons"
        confirm(folder, ["outcomes.recommend={kind: mean, scale: [0, 10]}"])
        assert read_config(folder).outcomes["recommend"].kind == "mean"

    def test_of_a_table_s_row_the_mark_alone_goes(self, folder):
        assert "variables.Speed" in [guess.key for guess in guesses(folder)]
        confirm(folder, ["variables.Speed"])
        rows = pd.read_csv(folder / "tables" / "variables.csv")
        assert rows["confirm"].isna().all()
        assert rows["variable"].tolist() == ["Speed"]

    def test_all_of_them(self, folder):
        assert self.cx("confirm", folder, "--all").exit_code == 0
        assert guesses(folder) == []
        assert len(load(folder).whole("responses")) > 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["outcomes.nonsense"], "no guess that is open"),
            (["period={"], "none that engagement.yml can hold"),
            (["variables.Speed=3"], "only engagement.yml takes a value"),
        ],
    )
    def test_what_cannot_be_confirmed_is_refused_and_writes_nothing(self, folder, words, said):
        before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        ended = self.cx("confirm", folder, "client", *words)
        assert ended.exit_code == 2
        assert said in ended.output
        assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before

    def test_a_folder_without_guesses_has_none(self, folder):
        confirm(folder, [], everything=True)
        with pytest.raises(InputError, match="no guess that is open"):
            confirm(folder, ["client"])


def test_a_client_s_words_in_a_mark_end_with_its_line(tmp_path, rng):
    """What a heading holds can neither end the comment nor settle another guess."""
    hostile = "NPS\n  customer: x  # confirm first: y"
    frame = dated(**{hostile: rng.integers(0, 11, N), "Speed": rng.integers(1, 6, N)})
    content = drafted(tmp_path, frame)
    assert set(content["outcomes"]) == {"recommend"}
    first = [guess.key for guess in guesses(tmp_path / "acme") if guess.first]
    assert first == ["outcomes.recommend", "responses.customer"]


def test_a_survey_in_which_no_outcome_was_found_is_not_sent(tmp_path, rng):
    """Nothing stopped it: a report without a main outcome, of guesses that nobody confirmed."""
    parts = {f"How satisfied are you with the {p}?": rng.integers(1, 6, N) for p in ("app", "shop")}
    content = drafted(tmp_path, dated(**parts).drop(columns="id"))
    folder = tmp_path / "acme"
    assert content["outcomes"] == {}
    assert [guess.key for guess in guesses(folder) if guess.first] == ["outcomes"]
    assert check_engagement(folder).exit_code == 3
    confirm(folder, ["outcomes={satisfied: {kind: csat, scale: [1, 5]}}"])
    assert list(read_config(folder).outcomes) == ["satisfied"]


def test_what_was_asked_in_another_wave_is_no_driver(tmp_path, rng):
    waves = {
        f"{stem}_w{k}": rng.integers(1, 6, N) for stem in ("speed", "price") for k in (1, 2, 3)
    }
    scores = {f"nps_w{k}": rng.integers(0, 11, N) for k in (1, 2, 3)}
    drafted(tmp_path, dated(**scores, **waves, floor=rng.integers(1, 6, N)))
    assert variables(tmp_path).index.tolist() == ["speed_w1", "price_w1", "floor"]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("The company made it easy for me to handle my issue", "ease"),
        ("Dans l'ensemble, êtes-vous satisfait de nos services ?", "satisfied"),
    ],
)
def test_an_outcome_is_found_by_its_usual_wording(tmp_path, rng, question, outcome):
    frame = dated(**{question: rng.integers(1, 6, N), "Speed": rng.integers(1, 6, N)})
    assert list(drafted(tmp_path, frame)["outcomes"]) == [outcome]


class TestRecords:
    """Answers that were not finished, and those of somebody who only tried the survey."""

    @pytest.mark.parametrize(
        ("column", "good", "bad"),
        [("Finished", "True", "False"), ("Finished", 1, 0),
         ("Status", "IP Address", "Survey Preview"),
         ("Response Type", "completed", "partial")],
    )  # fmt: skip
    def test_they_are_no_answers(self, tmp_path, rng, column, good, bad):
        out = rng.random(N) < 0.2
        score = np.where(out, 0, rng.integers(5, 11, N))
        frame = dated(NPS=score, Speed=rng.integers(1, 6, N))
        frame[column] = np.where(out, bad, good).astype(object)
        drafted(tmp_path, frame)
        read = load(tmp_path / "acme", period="2026-02").history["responses"]
        assert (read["recommend"] > 0).all()
        assert 0 < len(read) <= (~out).sum()

    def test_a_status_that_is_none_of_these_leaves_nothing_out(self, tmp_path, rng):
        frame = dated(NPS=rng.integers(0, 11, N), Speed=rng.integers(1, 6, N))
        frame["Status"] = rng.choice(["gold", "silver"], N)
        content = drafted(tmp_path, frame)
        assert "where" not in content["tables"]["responses"]
        assert content["tables"]["responses"]["segments"] == ["Status"]


@pytest.mark.parametrize("mean", [1.0, 2.0])
def test_a_weight_is_proposed_where_it_behaves_like_one(tmp_path, rng, mean):
    weight = rng.uniform(0.5, 1.5, N)
    frame = dated(NPS=rng.integers(0, 11, N), Speed=rng.integers(1, 6, N))
    frame["Weight"] = (mean * weight / weight.mean()).round(4)
    roles = drafted(tmp_path, frame)["tables"]["responses"]["columns"]
    assert roles.get("weight") == ("Weight" if mean == 1 else None)
