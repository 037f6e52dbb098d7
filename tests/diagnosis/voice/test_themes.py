"""Themes per touchpoint: what they say, what they do to the rating, what is set aside."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis import few
from cxlib.diagnosis.voice import themes
from cxlib.diagnosis.voice.themes import effect_on_rating
from cxlib.findings import released
from cxlib.results import conform


def _responses(n: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    wait = rng.random(n) < 0.4
    words = {True: ["waited", "queue", "hours"], False: ["signal", "coverage", "village"]}
    filler = ["phone", "week", "today", "number", "people", "asked", "place", "thing"]
    said = [" ".join(["it was", *words[bool(w)], *rng.choice(filler, 2)]) for w in wait]
    said[:3] = ["Es war nicht gut und sehr langsam"] * 3
    return pd.DataFrame(
        {
            "customer": [str(i) for i in range(n)],
            "time": "2026-01-10",
            "touchpoint": rng.choice(["shop", "desk"], n),
            "recommend": np.clip(np.rint(8 - 3 * wait + rng.normal(0, 1, n)), 0, 10),
            "why": said,
        }
    )


def _engagement(engaged, responses: pd.DataFrame, **policy: object):
    tables = {"responses": {"source": "responses", "comment": ["why"]}}
    return engaged({"responses": responses}, tables=tables, policy={"seed": 4, **policy})


@pytest.fixture(scope="module")
def engagement(engaged):
    return _engagement(engaged, _responses())


@pytest.fixture(scope="module")
def answered(engagement) -> dict[str, pd.DataFrame]:
    return themes(engagement)


def test_tables_meet_the_registry(answered) -> None:
    for name in ("themes", "sentiment"):
        conform(name, answered[name])


def test_the_theme_that_hurts_is_found_with_its_strength(answered) -> None:
    overall = answered["themes"].query("touchpoint == 'overall'")
    queue = overall[overall["theme"].str.startswith("waited queue hours")].iloc[0]
    assert queue["effect_on_rating"] == pytest.approx(-3, abs=0.6)
    assert queue["low"] < queue["effect_on_rating"] < queue["high"] < 0
    assert queue["p_adjusted"] < 0.001
    assert queue["example"] is None
    assert queue["outcome"] == "recommend"
    assert queue["spread"] == pytest.approx(_responses()["recommend"][3:].std())


def test_examples_are_shown_only_where_the_policy_allows(engaged) -> None:
    shown = themes(_engagement(engaged, _responses(), comments_in_report=True))["themes"]
    assert shown["example"].notna().all()


def test_a_theme_is_claimed_in_the_customers_own_words(engagement, answered) -> None:
    told = released(engagement, answered)["findings"]
    lower = told[told["direction"] == "worse"].iloc[0]
    assert lower["statement"].startswith("Customers who write of “")
    assert lower["statement"].endswith(" points worse than others.")
    assert lower["n_of"] == "comments"


def test_other_languages_are_counted_and_set_aside(engagement, answered) -> None:
    note = " ".join(released(engagement, answered)["notes"]["note"])
    assert "3 of 300 comments are not in English (3 German) and were set aside" in note
    assert answered["sentiment"].set_index("touchpoint").loc["overall", "n"] == 297


def test_thirty_comments_are_read_not_modelled(engaged) -> None:
    short = _engagement(engaged, _responses(30))
    few = themes(short)
    assert few["themes"].empty
    assert (
        "27 English comments are too few for themes; 60 are needed"
        in released(short, few)["notes"]["note"].str.cat()
    )
    assert len(few["sentiment"]) > 0


def test_without_responses_one_sentence_says_so(engaged) -> None:
    frame = pd.DataFrame({"customer": ["1"] * 12, "time": "2026-01-01", "value": range(12)})
    told = themes(engaged({"purchases": frame}))
    assert told["themes"].empty
    assert told["notes"]["code"].tolist() == ["no responses"]


def test_effect_is_the_plain_difference_within_one_touchpoint() -> None:
    rng = np.random.default_rng(0)
    about = rng.random(80) < 0.5
    here = pd.DataFrame(
        {"touchpoint": "shop", "rating": rng.normal(6, 2, 80), "outcome": "recommend",
         "unit": [str(i) for i in range(80)]}
    )  # fmt: skip
    found = effect_on_rating(here, about, 10, 0.95)
    plain = here["rating"][about].mean() - here["rating"][~about].mean()
    assert found["effect_on_rating"] == pytest.approx(plain)


def test_a_theme_of_a_bad_touchpoint_is_not_blamed_for_the_touchpoint() -> None:
    rng = np.random.default_rng(1)
    bad = np.arange(400) < 200
    about = rng.random(400) < np.where(bad, 0.8, 0.2)
    here = pd.DataFrame(
        {"touchpoint": np.where(bad, "desk", "shop"), "rating": rng.normal(8 - 4 * bad, 1),
         "outcome": "recommend", "unit": [str(i) for i in range(400)]}
    )  # fmt: skip
    found = effect_on_rating(here, about, 10, 0.95)
    assert found["low"] < 0 < found["high"]
    naive = here["rating"][about].mean() - here["rating"][~about].mean()
    assert naive < -2


NPS = (0.02, 0.02, 0.03, 0.03, 0.04, 0.08, 0.09, 0.16, 0.22, 0.17, 0.14)


def _null_p(rng: np.random.Generator) -> float:
    """The p of a theme of a dozen comments that goes with no rating."""
    about = np.arange(300) < rng.integers(10, 16)
    rating, place = rng.choice(11, 300, p=NPS), rng.choice(["shop", "call"], 300)
    here = pd.DataFrame(
        {"rating": rating, "outcome": "recommend", "touchpoint": place, "unit": range(300)}
    )
    return effect_on_rating(here, about, 10, 0.95)["p"]


def test_a_theme_of_few_comments_is_tested_by_counting(monkeypatch) -> None:
    """Errors that a dozen skewed ratings give of themselves are too small far too often."""
    rng, most = np.random.default_rng(4), 0.01 + 2 * np.sqrt(0.01 * 0.99 / 250)
    ours = np.array([_null_p(rng) for _ in range(250)])
    assert (ours < 0.01).mean() <= most
    monkeypatch.setattr(few, "SMALL", 0)
    naive = np.array([_null_p(rng) for _ in range(750)])  # 3.1 % of 1,000
    assert (naive < 0.01).mean() > most
