"""Several files and sheets of one table, and the mirror in which a person sees what was read."""

import json

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.drafting import start
from cxlib.engagement import load
from cxlib.engagement.config.yml import parsed


def nps(scores: pd.Series) -> float:
    return 100 * ((scores >= 9).mean() - (scores <= 6).mean())


def wave(rng, first: str, shares: list[float], n: int = 120) -> pd.DataFrame:
    days = pd.date_range(first, periods=n, freq="3h").strftime("%Y-%m-%d")
    scores = rng.choice([3, 8, 10], n, p=shares)
    delivery, staff = rng.integers(1, 6, (2, n))
    return pd.DataFrame({"Date": days, "NPS": scores, "Delivery": delivery, "Staff": staff})


@pytest.fixture
def waves():
    rng = np.random.default_rng(6)
    return (wave(rng, "2026-01-02", [0.2, 0.2, 0.6]), wave(rng, "2026-02-02", [0.6, 0.2, 0.2]))


def workbook(path, sheets: dict[str, pd.DataFrame]):
    book = xlsxwriter.Workbook(str(path))
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate([list(frame), *frame.to_numpy(dtype=object).tolist()]):
            sheet.write_row(row, 0, cells)
    book.close()
    return path


def require_both(folder, waves) -> dict:
    """Every answer of both is there once, as pandas counts them."""
    both = pd.concat(waves)
    read = load(folder, period="2026-02").whole("responses")
    assert len(read) == len(both)
    assert nps(read["recommend"]) == pytest.approx(nps(both["NPS"]))
    return parsed((folder / "engagement.yml").read_text())[0]["tables"]["responses"]


def test_each_sheet_is_read_as_itself(tmp_path, waves):
    """The first was read twice, and the others never: n doubled, a true -0.5 told as 32."""
    source = workbook(tmp_path / "s.xlsx", dict(zip(("January", "February"), waves, strict=True)))
    start(tmp_path / "acme", [source])
    asked = require_both(tmp_path / "acme", waves)
    assert asked["source"] == [{"file": "data/s.xlsx", "sheet": ["January", "February"]}]


def test_a_file_with_another_heading_is_read_by_its_own(tmp_path, waves):
    first, second = waves
    first.to_csv(tmp_path / "wA.csv", index=False)
    second.rename(columns={"NPS": "NPS score"}).to_csv(tmp_path / "wB.csv", index=False)
    start(tmp_path / "acme", [tmp_path / "wA.csv", tmp_path / "wB.csv"])
    asked = require_both(tmp_path / "acme", waves)
    assert asked["source"][1] == {"file": "data/wB.csv", "columns": {"recommend": "NPS score"}}


def test_a_file_of_another_layout_is_read_by_its_own(tmp_path, waves):
    first, second = waves
    first.to_csv(tmp_path / "wA.csv", index=False)
    other = second.assign(Date=pd.to_datetime(second["Date"]).dt.strftime("%d/%m/%Y"))
    other.to_csv(tmp_path / "wB.csv", index=False, sep=";")
    start(tmp_path / "acme", [tmp_path / "wA.csv", tmp_path / "wB.csv"])
    asked = require_both(tmp_path / "acme", waves)
    assert asked["source"][1]["read"] == {"separator": ";", "dates": "day-first"}


def test_files_that_are_alike_are_named_alone(tmp_path, waves):
    for name, frame in zip(("a.csv", "b.csv"), waves, strict=True):
        frame.to_csv(tmp_path / name, index=False)
    start(tmp_path / "acme", [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert require_both(tmp_path / "acme", waves)["source"] == ["data/a.csv", "data/b.csv"]


class TestMirror:
    @pytest.fixture
    def source(self, tmp_path, waves):
        frame = waves[0].assign(Note=[f"n{i}" for i in range(len(waves[0]))])
        frame.to_csv(tmp_path / "survey.csv", index=False)
        return tmp_path / "survey.csv"

    def cx(self, *words: object):
        return CliRunner().invoke(app, [str(word) for word in words])

    @pytest.mark.parametrize("verb", ["new", "check"])
    def test_what_was_read_is_seen_at_once(self, tmp_path, source, waves, verb):
        ended = self.cx("new", tmp_path / "acme", "--from", source)
        assert ended.exit_code == 0, ended.output
        if verb == "check":
            ended = self.cx("check", tmp_path / "acme")
        scores = waves[0]["NPS"]
        counts = ", ".join(f"{v}: {n}" for v, n in scores.value_counts().sort_index().items())
        lines = ended.output.splitlines()
        told = next(line for line in lines if line.strip().startswith("- recommend"))
        score = f"NPS {nps(scores):.4g}".replace("-", "−")
        assert f"{score}, n {len(scores)}, the higher the better" in told
        assert f"answers {counts}" in told
        assert any(f"survey.csv: {len(scores)} rows, {len(scores)} used" in line for line in lines)
        (absent,) = (line for line in lines if "not supplied" in line)
        assert "interactions, purchases" in absent
        assert any("responses.Note (nothing is made of it)" in line for line in lines)

    def test_of_few_answers_no_score_is_told(self, tmp_path, source):
        pd.read_csv(source).head(12).to_csv(source, index=False)
        self.cx("new", tmp_path / "acme", "--from", source)
        config = tmp_path / "acme" / "engagement.yml"
        config.write_text(config.read_text() + "policy: {privacy_n: 12}\n")
        pd.read_csv(source).head(12).assign(NPS=[9] * 5 + [None] * 7).to_csv(
            tmp_path / "acme" / "data" / "survey.csv", index=False
        )
        ended = self.cx("check", tmp_path / "acme")
        assert "recommend: too few to say, n 5" in ended.output

    def test_what_still_stops_it_is_said_and_the_draft_stays(self, tmp_path, source):
        """A draft that the reader refuses is no reason to throw the folder away."""
        frame = pd.read_csv(source)
        frame.loc[3, "Delivery"] = 77
        frame.to_csv(source, index=False)
        ended = self.cx("new", tmp_path / "acme", "--from", source)
        assert ended.exit_code == 0
        assert (tmp_path / "acme" / "engagement.yml").is_file()
        stops = json.loads(self.cx("check", tmp_path / "acme", "--json").stdout)["blocking"]
        assert stops
