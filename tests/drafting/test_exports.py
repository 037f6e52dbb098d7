"""Exports in the shapes that tools produce, with planted truth: right unedited, or asked.

Tools' documented exports: Google Forms writes a local time with its offset; SurveyMonkey two rows
of headings and a column for each choice; Delighted a score without its question; Zendesk words for
offered and good; Shopify a row for each item of an order; Typeform asterisks round a part;
LimeSurvey codes A1 to A5; Mixpanel JSON lines with seconds since 1970.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting import confirm, guesses, start
from cxlib.engagement import load
from cxlib.engagement.config.yml import read_config

N = 240
PARTS = ("speed", "kindness")


class Truth:
    """Answers on 0 to 10 that follow from speed far more than from kindness."""

    def __init__(self):
        rng = np.random.default_rng(3)
        self.rng = rng
        self.speed, self.kind = rng.integers(1, 6, (2, N))
        score = np.round(1.5 * self.speed + 0.4 * self.kind + rng.normal(0, 1.2, N))
        self.nps = np.clip(score, 0, 10).astype(int)
        self.times = pd.date_range("2026-01-05 08:00", periods=N, freq="2h")

    @property
    def score(self) -> float:
        return 100 * ((self.nps > 8).mean() - (self.nps < 7).mean())


@pytest.fixture
def truth():
    return Truth()


def google(at: Path, t: Truth) -> Path:
    clock = [f"{x:%Y/%m/%d} {x:%I:%M:%S %p} GMT+1" for x in t.times]
    pd.DataFrame({
        "Timestamp": clock, "How likely are you to recommend us to a friend?": t.nps,
        "How satisfied were you with the speed?": t.speed,
        "How satisfied were you with our kindness?": t.kind,
        "Which channels did you use?": t.rng.choice(["Web, App", "App", "Web, Shop", "Shop"], N),
    }).to_csv(at / "google.csv", index=False)  # fmt: skip
    return at / "google.csv"


def surveymonkey(at: Path, t: Truth) -> Path:
    words = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied",
             "Satisfied", "Very satisfied"]  # fmt: skip
    ends = {0: "0 - Not at all likely", 10: "10 - Extremely likely"}
    first = ["Respondent ID", "Collector ID", "Start Date", "Email Address",
             "How likely is it that you would recommend us?", "How satisfied are you with:", "",
             "Which of these did you use?", ""]  # fmt: skip
    second = ["", "", "", "", "Response", "Speed", "Kindness", "Web", "App"]
    rows = [
        [11000 + i, 99, f"{t.times[i]:%m/%d/%Y %I:%M:%S %p}", "", ends.get(t.nps[i], t.nps[i]),
         words[t.speed[i] - 1], words[t.kind[i] - 1], "Web" * (i % 2), "App" * (i % 3 > 0)]
        for i in range(N)
    ]  # fmt: skip
    with (at / "monkey.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([first, second, *rows])
    return at / "monkey.csv"


def german(at: Path, t: Truth) -> Path:
    words = ["sehr unzufrieden", "unzufrieden", "teils/teils", "zufrieden", "sehr zufrieden"]
    pd.DataFrame({
        "Kundennr": [f"K{i}" for i in range(N)], "Datum": t.times.strftime("%d.%m.%Y"),
        "Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?": t.nps,
        "Wie zufrieden sind Sie mit dem Tempo?": [words[s - 1] for s in t.speed],
        "Freundlichkeit (1 = sehr gut, 5 = sehr schlecht)": 6 - t.kind,
        "Betrag": [f"{x:.2f}".replace(".", ",") for x in t.rng.lognormal(3, 0.5, N)],
    }).to_csv(at / "de.csv", index=False, sep=";", encoding="cp1252")  # fmt: skip
    return at / "de.csv"


def typeform(at: Path, t: Truth) -> Path:
    pd.DataFrame({
        "#": [f"tok{i}" for i in range(N)], "How likely are you to recommend Acme?": t.nps,
        "How satisfied are you with *speed*?": t.speed,
        "How satisfied are you with *kindness*?": t.kind,
        "Submit Date (UTC)": t.times.strftime("%Y-%m-%d %H:%M:%S"),
    }).to_csv(at / "typeform.csv", index=False)  # fmt: skip
    return at / "typeform.csv"


def delighted(at: Path, t: Truth) -> Path:
    pd.DataFrame({
        "Response ID": t.rng.integers(10**8, 10**9, N), "Survey ID": 77001,
        "Email": [f"u{i}@example.org" for i in range(N)], "Score": t.nps,
        "Comment": [f"It took {i} minutes, and nobody could help me" for i in range(N)],
        "Created at": t.times.strftime("%Y-%m-%d %H:%M:%S UTC"),
    }).to_csv(at / "delighted.csv", index=False)  # fmt: skip
    return at / "delighted.csv"


def limesurvey(at: Path, t: Truth) -> Path:
    pd.DataFrame({
        "id": range(N), "submitdate": t.times.strftime("%Y-%m-%d %H:%M:%S"), "lastpage": 5,
        "startlanguage": "en", "G1Q1": t.nps, "G1Q2[SQ001]": [f"A{s}" for s in t.speed],
        "G1Q2[SQ002]": [f"A{s}" for s in t.kind],
    }).to_csv(at / "lime.csv", index=False)  # fmt: skip
    return at / "lime.csv"


def qualtrics(at: Path, t: Truth) -> Path:
    heads = {"StartDate": "Start Date", "ResponseId": "Response ID",
             "Q1_NPS_GROUP": "How likely are you to recommend us? - Group",
             "Q1": "How likely are you to recommend us?", "Q3_1": "Please rate: Speed on the day",
             "Q3_2": "Please rate: Kindness of people"}  # fmt: skip
    ids = [json.dumps({"ImportId": name}) for name in heads]
    group = np.select([t.nps > 8, t.nps > 6], [3, 2], 1)
    rows = zip(t.times.strftime("%Y-%m-%d %H:%M:%S"), [f"R_{i}" for i in range(N)], group, t.nps,
               t.speed, t.kind, strict=True)  # fmt: skip
    with (at / "qualtrics.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([list(heads), list(heads.values()), ids, *rows])
    return at / "qualtrics.csv"


SURVEYS = [google, surveymonkey, german, typeform, delighted, limesurvey, qualtrics]


@pytest.mark.parametrize("tool", SURVEYS)
def test_a_survey_comes_out_right_and_nothing_is_sent_before_it_was_confirmed(
    tmp_path, truth, tool
):
    """Unedited: the main outcome, n, the score, the good end of each driver, and who is first."""
    folder = tmp_path / "acme"
    start(folder, [tool(tmp_path, truth)])
    assert any(guess.first and guess.key == "outcomes.recommend" for guess in guesses(folder))
    config = read_config(folder)
    assert list(config.outcomes)[:1] == ["recommend"]
    assert config.outcomes["recommend"].kind == "nps"
    read = load(folder, period="2026-01" if config.period == "month" else None)
    answers = read.history["responses"]["recommend"].dropna()
    assert len(answers) == len(truth.nps)
    assert 100 * ((answers > 8).mean() - (answers < 7).mean()) == pytest.approx(truth.score)
    drivers = read.table("variables").set_index("variable")
    if tool is delighted:
        assert drivers.empty
        return
    assert len(drivers) == len(PARTS)
    rows, senses = read.history["responses"], read.senses(drivers.index)
    effects = [
        s * rows[v].corr(rows["recommend"]) for v, s in zip(drivers.index, senses, strict=True)
    ]
    assert effects[0] > 0.6 > effects[1] > 0.1


def test_tickets_with_words_for_good_and_for_offered(tmp_path, truth):
    said = truth.rng.choice(["Good", "Bad", "Offered", "Unoffered"], N)
    pd.DataFrame({
        "Ticket ID": range(1000, 1000 + N), "Requester": [f"p{i % 90}" for i in range(N)],
        "Created at": truth.times.strftime("%Y-%m-%d %H:%M"), "Satisfaction Score": said,
        "Reopens": truth.rng.integers(0, 3, N), "Replies": truth.rng.integers(1, 8, N),
        "Full resolution time in minutes": truth.rng.integers(10, 5000, N),
    }).to_csv(tmp_path / "zendesk.csv", index=False)  # fmt: skip
    start(tmp_path / "acme", [tmp_path / "zendesk.csv"])
    read = load(tmp_path / "acme", period="2026-01")
    answers = read.history["responses"]["satisfied"].dropna()
    assert len(answers) == np.isin(said, ["Good", "Bad"]).sum()
    assert answers.mean() == pytest.approx((said == "Good").sum() / len(answers))
    assert read.table("variables").empty, "what is counted is no answer"


def test_an_order_s_further_items_are_no_purchases(tmp_path, truth):
    rows = [
        {"Name": f"#{1000 + i}", "Email": f"c{i % 80}@example.org",
         "Financial Status": "" if item else "paid", "Total": "" if item else 20 + i % 37,
         "Created at": f"{truth.times[i]:%Y-%m-%d %H:%M:%S} +0100", "Lineitem price": 9.9}
        for i in range(N) for item in range(1 + i % 3)
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(tmp_path / "shop.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "shop.csv"])
    read = load(tmp_path / "acme", period="2026-01")
    bought = read.history["purchases"]
    assert len(bought) == N
    assert bought["value"].sum() == sum(20 + i % 37 for i in range(N))
    excluded = read.quality["check"].str.startswith("excluded")
    assert not excluded[read.quality["table"].eq("purchases")].any()


def test_events_as_json_lines(tmp_path, truth):
    told = [
        json.dumps({"event": ("signup", "browse", "buy")[i % 3], "distinct_id": f"u{i % 90}",
                    "time": int(truth.times[i].timestamp())})
        for i in range(N)
    ]  # fmt: skip
    (tmp_path / "mixpanel.jsonl").write_text("\n".join(told))
    start(tmp_path / "acme", [tmp_path / "mixpanel.jsonl"])
    read = load(tmp_path / "acme", period="2026-01").events_history.to_pandas()
    assert read["time"].sort_values().tolist() == truth.times.tolist()
    assert read["touchpoint"].value_counts().tolist() == [N // 3] * 3


def test_several_answers_may_be_chosen(tmp_path, truth):
    for tool in (google, surveymonkey):
        home = tmp_path / tool.__name__
        home.mkdir()
        start(home / "acme", [tool(home, truth)])
        table = read_config(home / "acme").tables["responses"]
        (question,) = table.choice.values()
        assert question.column == "Which channels did you use?" or set(question.columns) == {
            "Web", "App"
        }  # fmt: skip
        assert table.segments == []


def test_a_tracker_of_counts_is_no_survey(tmp_path):
    lines = [f"2026-{m:02d},{900 + m * 7},{800 + m * 5},{30 + m}" for m in range(1, 11)]
    text = "\n".join(["CX tracker 2026,,,", ",,,", "Month,Calls,Answered,Complaints", *lines])
    (tmp_path / "tracker.csv").write_text(text)
    told = start(tmp_path / "acme", [tmp_path / "tracker.csv"])
    assert not any("taken for responses" in line for line in told)


def test_confirmed_as_drafted_a_survey_may_be_sent(tmp_path, truth):
    from cxlib.run.checking import check_engagement

    folder = tmp_path / "acme"
    start(folder, [qualtrics(tmp_path, truth)])
    assert check_engagement(folder, "2026-01").exit_code == 3
    confirm(folder, [], everything=True)
    assert check_engagement(folder, "2026-01").exit_code == 0


FACES = ("😠 Terrible", "🙁 Bad", "😐 OK", "😃 Great", "🤩 Amazing")


@pytest.mark.parametrize(
    ("heading", "answers", "outcome"),
    [
        ("LTR", range(11), "recommend"),
        ("How would you rate your experience?", range(1, 6), "satisfied"),
        ("Review Stars", range(1, 6), "satisfied"),
        ("Rating", FACES, "satisfied"),
    ],
)
def test_the_only_answer_on_a_scale_is_asked_for(tmp_path, truth, heading, answers, outcome):
    """Tools that nobody described: a single answer, and nothing that says what was asked."""
    said = truth.rng.choice(np.array(list(answers), dtype=object), N)
    frame = pd.DataFrame({
        "Case": [f"k{i}" for i in range(N)], "Country": "DE", heading: said,
        "Day": truth.times.strftime("%Y-%m-%d"), "Teammate": truth.rng.choice(["Ann", "Bob"], N),
    })  # fmt: skip
    frame.to_csv(tmp_path / "tool.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "tool.csv"])
    assert list(read_config(tmp_path / "acme").outcomes) == [outcome]
    main = next(g for g in guesses(tmp_path / "acme") if g.key == f"outcomes.{outcome}")
    assert main.first
    assert "nothing says what it asks" in main.why
    read = load(tmp_path / "acme", period="2026-01").history["responses"]
    place = {word: number for number, word in enumerate(answers, start=min(answers) if
             isinstance(answers, range) else 1)}  # fmt: skip
    assert read[outcome].tolist() == [place[word] for word in said]


def test_what_is_not_recognised_is_told_with_its_reason(tmp_path, truth):
    frame = pd.DataFrame({"Who": [f"k{i}" for i in range(N)], "When": truth.times.strftime("%d %b"),
                          "\u202eodd\nname": truth.rng.random(N)})  # fmt: skip
    frame.to_csv(tmp_path / "odd.csv", index=False)
    told = start(tmp_path / "acme", [tmp_path / "odd.csv"])
    (line,) = (line for line in told if "not recognised" in line)
    assert "no answers on a scale" in line
    assert f"Who: {N} different texts" in line
    assert line.isprintable()
