"""Panels and long surveys: each wave a row, each person a row, and nothing taken for one."""

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting import start
from cxlib.drafting.shapes import label_of
from cxlib.engagement import load
from cxlib.engagement.config.yml import read_config

N = 60
IDS = [f"C{i:03d}" for i in range(N)]


@pytest.fixture
def rng():
    return np.random.default_rng(4)


def drafted(tmp_path, frame: pd.DataFrame):
    frame.to_csv(tmp_path / "survey.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "survey.csv"])
    return read_config(tmp_path / "acme")


def nps(values) -> float:
    values = pd.Series(values).dropna()
    return 100 * ((values > 8).mean() - (values < 7).mean())


@pytest.mark.parametrize(
    ("heading", "labels"),
    [
        ("{}_w{}", ["1", "2", "3"]),
        ("{} wave {}", ["1", "2", "3"]),
        ("{}_{}", ["2024", "2025", "2026"]),
        ("{} {}", ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("{}_{}", ["2026-01", "2026-02", "2026-03"]),
    ],
)
def test_waves_side_by_side_become_rows_of_one_outcome(tmp_path, rng, heading, labels):
    cells = {
        heading.format(stem, label): rng.integers(low, high, N).astype(float)
        for stem, low, high in (("NPS", 0, 11), ("Speed", 1, 6))
        for label in labels
    }
    last = [heading.format(stem, labels[-1]) for stem in ("NPS", "Speed")]
    for name in last:
        cells[name][:20] = np.nan  # twenty did not take part in the last wave
    frame = pd.DataFrame({"id": IDS, "Plan": ["A", "B"] * (N // 2), **cells})
    config = drafted(tmp_path, frame)
    kind = {4: "year", 1: "index"}.get(len(labels[0]), "quarter" if "Q" in labels[0] else "month")
    assert config.period == kind
    assert config.outcomes["recommend"].kind == "nps"
    engagement = load(tmp_path / "acme")
    answers = engagement.history["responses"]
    assert len(answers) == 3 * N - 20
    for label in labels:
        of = answers.loc[answers["period"].astype(str).str.lstrip("0") == label, "recommend"]
        assert nps(of) == pytest.approx(nps(cells[heading.format("NPS", label)]))
    assert engagement.table("variables")["variable"].tolist() == ["Speed"]


def test_dates_of_their_own_come_with_their_wave(tmp_path, rng):
    frame = pd.DataFrame({"id": IDS})
    for k, day in ((1, "2026-01-10"), (2, "2026-02-10")):
        frame[f"date_w{k}"] = day
        frame[f"nps_w{k}"] = rng.integers(0, 11, N)
    drafted(tmp_path, frame)
    config = read_config(tmp_path / "acme")
    assert config.tables["responses"].read.shape == "waves"
    assert len(load(tmp_path / "acme").history["responses"]) == 2 * N


def test_matrix_items_are_no_waves():
    names = ["Q2_1", "Q2_2", "price_1", "G1Q2[SQ001]", "t", "w1", "Item 3"]
    assert [label_of(name) for name in names] == [None] * len(names)


def test_a_row_per_question_becomes_a_row_per_person(tmp_path, rng):
    score, speed = rng.integers(0, 11, N), rng.integers(1, 6, N)
    why = [f"Because of reason number {i}, and nothing else" for i in range(N)]
    rows = [
        {"person": who, "answered on": "2026-01-10", "question": question, "answer": said[i]}
        for i, who in enumerate(IDS)
        for question, said in (("NPS", score), ("Speed", speed), ("Why?", why))
        if not (question == "Speed" and i < 10)  # ten skipped a question
    ]
    config = drafted(tmp_path, pd.DataFrame(rows))
    read = config.tables["responses"].read
    assert (read.shape, read.id) == ("long", "person")
    answers = load(tmp_path / "acme").history["responses"]
    assert len(answers) == N
    assert nps(answers["recommend"]) == pytest.approx(nps(score))
    assert answers["Speed"].notna().sum() == N - 10
    assert config.tables["responses"].comment == ["Why?"]


def test_a_log_of_events_is_no_long_survey(tmp_path, rng):
    """Each customer meets each step once, and the time is what varies."""
    times = iter(pd.date_range("2026-01-01", periods=3 * N, freq="h"))
    rows = [(who, step, next(times)) for who in IDS for step in ("order", "pay", "receive")]
    frame = pd.DataFrame(rows, columns=["customer", "event", "time"])
    assert "interactions" in drafted(tmp_path, frame).tables


def test_counts_by_shop_and_month_stay_what_they_are(tmp_path, rng):
    rows = [(shop, f"2026-{month:02d}-01", kpi, int(rng.integers(100, 900)))
            for shop in "ABC" for month in range(1, 13) for kpi in ("calls", "orders")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["shop", "month", "kpi", "value"])
    frame.to_csv(tmp_path / "k.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "k.csv"])
    assert "responses" not in (tmp_path / "acme/engagement.yml").read_text().split("# responses")[0]
