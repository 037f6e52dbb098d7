"""The next wave of an engagement: another source, compared first; nothing declared is changed."""

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting import confirm, guesses, start
from cxlib.engagement import load
from cxlib.engagement.config.yml import read_config
from cxlib.errors import InputError

N = 80
WORDS = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied",
         "Very satisfied"]  # fmt: skip


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def wave(rng, month: int, nps: str = "NPS", high: int = 10, **more) -> pd.DataFrame:
    days = [f"2026-{month:02d}-{1 + i % 27:02d}" for i in range(N)]
    cells = {"Customer ID": [f"{month}-{i}" for i in range(N)], "Date": days,
             nps: rng.integers(0, high + 1, N), "Speed": rng.integers(1, 6, N)}  # fmt: skip
    return pd.DataFrame(cells | more)


@pytest.fixture
def folder(tmp_path, rng):
    first = wave(rng, 1, Region=rng.choice(["N", "S"], N))
    first.to_csv(tmp_path / "january.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "january.csv"])
    config = tmp_path / "acme/engagement.yml"
    config.write_text(config.read_text() + "# a line of our own\n")
    return tmp_path / "acme"


def added(folder, frame: pd.DataFrame, name: str = "february.csv", **how) -> list[str]:
    frame.to_csv(folder.parent / name, index=False, **how)
    return start(folder, [folder.parent / name])


def score(answers: pd.Series) -> float:
    return 100 * ((answers > 8).mean() - (answers < 7).mean())


def refused(folder, frame: pd.DataFrame, name: str = "february.csv") -> str:
    """The refusal; nothing may have been written."""
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and ".cx" not in p.parts}
    with pytest.raises(InputError) as found:
        added(folder, frame, name)
    after = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and ".cx" not in p.parts}
    assert after == before
    assert len(str(found.value).splitlines()) == 1
    return str(found.value)


def test_the_same_layout_is_one_more_source(folder, rng):
    text = (folder / "engagement.yml").read_text()
    second = wave(rng, 2, Region=rng.choice(["N", "S"], N))
    told = added(folder, second)
    assert told[0] == "february.csv: added to responses"
    now = (folder / "engagement.yml").read_text()
    kept = [line for line in text.splitlines() if "source:" not in line]
    assert [line for line in kept if line not in now] == [], "what was declared still stands"
    answers = load(folder, period="2026-02").history["responses"]
    of = answers.loc[answers["time"] >= "2026-02", "recommend"]
    assert (len(answers), score(of)) == (2 * N, pytest.approx(score(second["NPS"])))


def test_another_heading_and_another_layout_are_its_own_and_asked_about(folder, rng):
    second = wave(rng, 2, "NPS score", Region=rng.choice(["N", "S"], N))
    second["Date"] = pd.to_datetime(second["Date"]).dt.strftime("%d.%m.%Y")
    told = added(folder, second, sep=";", encoding="cp1252")
    assert any("'NPS score' is read as 'NPS'" in line for line in told)
    asked = {guess.key: guess for guess in guesses(folder)}["responses.source.february.csv"]
    assert asked.first, "the main outcome under another heading is not sent unseen"
    answers = load(folder, period="2026-02").history["responses"]
    assert len(answers) == 2 * N
    of = answers.loc[answers["time"] >= "2026-02", "recommend"]
    assert score(of) == pytest.approx(score(second["NPS score"]))
    confirm(folder, ["responses.source.february.csv"])
    assert "responses.source.february.csv" not in {guess.key for guess in guesses(folder)}
    assert len(load(folder, period="2026-02").history["responses"]) == 2 * N


def test_answers_in_words_get_their_numbers(folder, rng):
    second = wave(rng, 2, Region=rng.choice(["N", "S"], N))
    numbers = second["Speed"].copy()
    second["Speed"] = [WORDS[v - 1] for v in numbers]
    added(folder, second)
    answers = load(folder, period="2026-02").history["responses"]
    assert answers.loc[answers["time"] >= "2026-02", "Speed"].tolist() == numbers.tolist()


def test_a_column_that_it_lacks_and_one_that_is_new_are_told(folder, rng):
    told = added(folder, wave(rng, 2, Weather=rng.choice(["sun", "rain"], N)))
    assert "february.csv: has no 'Region': missing there" in told
    assert "february.csv: 'Weather' is new, and not used" in told
    answers = load(folder, period="2026-02").history["responses"]
    assert answers.loc[answers["time"] >= "2026-02", "Region"].isna().all()


def test_a_table_that_is_new_is_added_with_its_guesses(folder, rng):
    bought = pd.DataFrame({"Customer ID": [f"1-{i}" for i in range(N)], "value": rng.random(N),
                           "time": pd.date_range("2026-01-01", periods=N, freq="h")})  # fmt: skip
    told = added(folder, bought, "purchases.csv")
    assert told[0].startswith("data/purchases.csv: added as purchases")
    assert "purchases" in read_config(folder).tables
    assert len(load(folder, period="2026-01").history["purchases"]) == N


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.drop(columns="NPS"), "has no column 'NPS', which the main"),
        (lambda f: f.assign(NPS=f["NPS"] * 10), "answers go from 0 to 100"),
    ],
)
def test_what_decides_a_figure_refuses_the_file(folder, rng, change, said):
    assert said in refused(folder, change(wave(rng, 2, high=10)))


def test_what_is_there_already_is_not_counted_twice(folder, rng):
    first = pd.read_csv(folder.parent / "january.csv")
    assert "is the name of a file in data already" in refused(folder, wave(rng, 2), "january.csv")
    assert "holds the same as january.csv" in refused(folder, first, "again.csv")


def test_a_file_that_is_no_table_is_refused(folder):
    assert "not recognised" in refused(folder, pd.DataFrame({"a": ["x", "y"], "b": ["p", "q"]}))


def test_a_pattern_takes_the_file_in_by_itself(folder, rng):
    config = folder / "engagement.yml"
    text = config.read_text()
    config.write_text(text.replace("[data/january.csv]", "data/*.csv"))
    added(folder, wave(rng, 2, Region=rng.choice(["N", "S"], N)))
    assert "february" not in config.read_text()
    assert len(load(folder, period="2026-02").history["responses"]) == 2 * N
    said = refused(folder, wave(rng, 3, "NPS score", Region="N"), "march.csv")
    assert "is read by a pattern" in said
