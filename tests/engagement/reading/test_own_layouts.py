"""Sources with a layout of their own: what each declares is done to it alone; nothing is lost."""

import gzip
import json

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from cxlib.engagement import load
from cxlib.engagement.reading import reconciling
from cxlib.engagement.reading.reconciling import lookalike
from cxlib.errors import InputError

WORDS = {"Very poor": 1, "Poor": 2, "Fair": 3, "Good": 4, "Very good": 5}
KINDS = ("csv", "semicolon", "tsv.gz", "sheets", "parquet")


def yml(home, source, more: str = "", columns: str = "", extra: str = "") -> None:
    said = source if isinstance(source, str) else json.dumps(source)
    (home / "engagement.yml").write_text(
        f"client: A\nperiod: none\n{extra}outcomes: {{recommend: {{kind: nps}}}}\n"
        f"tables:\n  responses: {{source: {said}{columns}{more}}}\n"
    )


def answers(rng: np.random.Generator, n: int, name: str = "recommend") -> pd.DataFrame:
    return pd.DataFrame({"customer": [f"k{i:04d}" for i in rng.choice(10_000, n, replace=False)],
                         name: rng.integers(0, 11, n), "speed": rng.integers(1, 6, n)})  # fmt: skip


def sheets(path, frames: dict[str, pd.DataFrame]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, frame in frames.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate([frame.columns.tolist(), *frame.to_numpy().tolist()]):
                sheet.write_row(row, 0, cells)


def refusal(home) -> str:
    with pytest.raises(InputError) as found:
        load(home)
    return str(found.value)


class Case:
    """One client of several sources, each written in its own way, and the truth beside them."""

    def __init__(self, home, seed: int):
        self.home, self.rng = home, np.random.default_rng(seed)
        self.sources, self.truth = [], {}
        for number in range(int(self.rng.integers(2, 5))):
            self.add(number, KINDS[int(self.rng.integers(len(KINDS)))])

    def add(self, number: int, kind: str) -> None:
        rng = self.rng
        frame = answers(rng, int(rng.integers(40, 90)))
        done = rng.random(len(frame)) < 0.8
        asked = rng.random(len(frame)) < 0.9
        truth = frame.assign(recommend=frame["recommend"].where(asked))
        code = int(rng.choice([-9, 99]))
        heads = {"recommend": f"NPS of {['wave', 'autumn', 'spring', 'winter'][number]}"}
        shown = truth.assign(recommend=truth["recommend"].fillna(code).astype(int), done=done * 1)
        words = {n: w for w, n in WORDS.items()}
        worded = bool(rng.integers(2)) and kind != "parquet"
        shown = shown.assign(speed=shown["speed"].map(words)) if worded else shown
        shown = shown.rename(columns=heads)
        source = {"columns": heads, "na": {"recommend": [code]}, "where": {"done": [1]}}
        source |= {"labels": {"speed": WORDS}} if worded else {}
        source |= {"set": {"wave": f"w{number}"}}
        self.write(number, kind, shown, source, truth[done])

    def write(self, number, kind, shown, source, truth) -> None:
        name = f"s{number}." + {"semicolon": "csv", "sheets": "xlsx"}.get(kind, kind)
        path = self.home / name
        if kind == "sheets":
            half = len(shown) // 2
            sheets(path, {"cover": pd.DataFrame({"a": ["b"]}), "one": shown[:half],
                          "two": shown[half:]})  # fmt: skip
            source["sheet"] = ["one", "two"]
            for sheet, rows in (("one", range(half)), ("two", range(half, len(shown)))):
                self.truth[f"{name}, sheet '{sheet}'"] = (len(rows), truth[truth.index.isin(rows)])
        else:
            self.truth[name] = (len(shown), truth)
        if kind == "semicolon":
            path.write_text("a title\n" + shown.to_csv(index=False, sep=";"))
            source["read"] = {"separator": ";", "skip_rows": 1}
        elif kind == "tsv.gz":
            path.write_bytes(gzip.compress(shown.to_csv(index=False, sep="\t").encode()))
        elif kind == "parquet":
            shown.to_parquet(path)
        elif kind == "csv":
            path.write_text(shown.to_csv(index=False))
        self.sources.append({"file": name, **source})


@pytest.mark.parametrize("seed", range(20))
def test_rows_and_answers_of_each_source_are_those_that_pandas_counts(tmp_path, seed):
    case = Case(tmp_path, seed)
    yml(tmp_path, case.sources, ", segments: [wave]")
    found = load(tmp_path)
    counted = {s.file: (s.rows, s.used, s.answers["recommend"]) for s in found.sources}
    assert counted == {
        file: (rows, len(truth), int(truth["recommend"].notna().sum()))
        for file, (rows, truth) in case.truth.items()
    }
    whole = pd.concat([truth for _, truth in case.truth.values()])
    table = found.table("responses")
    assert table["recommend"].sum() == whole["recommend"].sum()
    assert table["speed"].astype(float).sum() == whole["speed"].sum()
    told = found.quality.set_index("check")["n"]
    assert told["rows in"] == sum(rows for rows, _ in case.truth.values())
    assert told["rows used"] == len(whole)


def test_each_sheet_of_a_workbook_is_read_once_with_its_own_rows(tmp_path):
    rng = np.random.default_rng(6)
    months = {m: answers(rng, 40) for m in ("January", "February")}
    sheets(tmp_path / "s.xlsx", months)
    yml(tmp_path, [{"file": "s.xlsx", "sheet": "*"}])
    found = load(tmp_path)
    assert [(s.file, s.rows) for s in found.sources] == [
        ("s.xlsx, sheet 'January'", 40), ("s.xlsx, sheet 'February'", 40)]  # fmt: skip
    scores = found.table("responses")["recommend"]
    assert scores.mean() == pd.concat(months.values())["recommend"].mean()
    yml(tmp_path, ["s.xlsx", "s.xlsx"])
    assert "s.xlsx: is named twice, and would count twice" in refusal(tmp_path)
    yml(
        tmp_path, [{"file": "s.xlsx", "sheet": "January"}, {"file": "./s.xlsx", "sheet": "January"}]
    )
    assert "is named twice" in refusal(tmp_path)
    yml(tmp_path, ["s.xlsx", {"file": "s.xlsx", "sheet": "January"}])
    assert "once with its sheet 'January' and once without" in refusal(tmp_path)
    yml(tmp_path, [{"file": "s.xlsx", "sheet": "March"}])
    assert "there is no sheet 'March'" in refusal(tmp_path)


@pytest.fixture
def monthly(tmp_path):
    rng = np.random.default_rng(1)
    (tmp_path / "monthly").mkdir()
    for month in ("2026-01", "2026-02", "2026-03"):
        (tmp_path / "monthly" / f"{month}.csv").write_text(answers(rng, 30).to_csv(index=False))
    return tmp_path


@pytest.mark.parametrize("source", ["monthly", "monthly/", "monthly/*.csv", "monthly/2026-0?.csv"])
def test_a_folder_or_a_pattern_stands_for_its_files(monthly, source):
    yml(monthly, [source])
    assert [s.file for s in load(monthly).sources] == [f"2026-0{n}.csv" for n in (1, 2, 3)]


def test_a_file_reached_by_two_ways_is_refused(monthly):
    yml(monthly, ["monthly/*.csv", "monthly/2026-02.csv"])
    assert "2026-02.csv: is named twice" in refusal(monthly)
    (monthly / "link.csv").symlink_to("monthly/2026-02.csv")
    yml(monthly, ["monthly", "link.csv"])
    assert "2026-02.csv: is named twice" in refusal(monthly)


def test_patterns_hold_to_kinds_and_folders(monthly, tmp_path_factory):
    yml(monthly, ["monthly/*.tsv"])
    assert "no file fits this pattern" in refusal(monthly)
    sheets(monthly / "monthly" / "x.xlsx", {"s": answers(np.random.default_rng(3), 30)})
    yml(monthly, ["monthly"])
    assert "holds files of different kinds, such as 2026-01.csv and x.xlsx" in refusal(monthly)
    away = tmp_path_factory.mktemp("away")
    (away / "a.csv").write_text("recommend\n" + "9\n" * 30)
    yml(monthly, [f"../{away.name}/*.csv"])
    assert "lies outside the engagement folder" in refusal(monthly)
    yml(monthly, [f"../{away.name}"])
    assert "lies outside the engagement folder" in refusal(monthly)


def test_files_of_one_name_in_two_folders_are_told_apart(tmp_path):
    rng = np.random.default_rng(4)
    for month in ("jan", "feb"):
        (tmp_path / month).mkdir()
        (tmp_path / month / "nps.csv").write_text(answers(rng, 30).to_csv(index=False))
    yml(tmp_path, ["jan/nps.csv", "feb/nps.csv"])
    assert [(s.file, s.rows) for s in load(tmp_path).sources] == [
        ("jan/nps.csv", 30), ("feb/nps.csv", 30)]  # fmt: skip


@pytest.fixture
def waves(tmp_path):
    rng = np.random.default_rng(2)
    first, second = answers(rng, 40, "NPS"), answers(rng, 50, "NPS score")
    (tmp_path / "wA.csv").write_text(first.to_csv(index=False))
    (tmp_path / "wB.csv").write_text(second.to_csv(index=False))
    return tmp_path, pd.concat([first["NPS"], second["NPS score"]])


def test_a_heading_that_one_source_lacks_is_answered_with_the_likely_one(waves):
    home, truth = waves
    named = ", columns: {recommend: NPS}"
    yml(home, ["wA.csv", "wB.csv"], columns=named)
    said = refusal(home)
    assert said.count("looks like it") == 1
    assert "wB.csv: has no column 'NPS', which wA.csv has; 'NPS score' looks like it" in said
    assert "columns: {NPS: NPS score}" in said
    yml(home, ["wA.csv", {"file": "wB.csv", "columns": {"NPS": "NPS score"}}], columns=named)
    assert load(home).table("responses")["recommend"].tolist() == truth.tolist()
    yml(home, ["wA.csv", {"file": "wB.csv", "columns": {"recommend": "NPS score"}}], columns=named)
    assert load(home).table("responses")["recommend"].tolist() == truth.tolist()


def test_a_question_of_one_wave_alone_is_declared_and_counted(waves):
    home, _ = waves
    named = ", columns: {recommend: NPS}"
    lacking = {"file": "wB.csv", "columns": {"recommend": None}}
    yml(home, ["wA.csv", lacking], columns=named)
    found = load(home)
    assert [s.answers["recommend"] for s in found.sources] == [40, 0]
    assert "in 1 of 2 sources there is no such column" in found.quality.check.tolist()


def test_an_outcome_without_a_lookalike_is_refused_and_a_side_column_told(tmp_path):
    rng = np.random.default_rng(5)
    both = answers(rng, 40)
    (tmp_path / "a.csv").write_text(both.assign(colour="red").to_csv(index=False))
    (tmp_path / "b.csv").write_text(answers(rng, 40).to_csv(index=False))
    yml(tmp_path, ["a.csv", "b.csv"])
    told = load(tmp_path).quality
    assert told[told.check.str.startswith("in 1 of 2 sources")].column.tolist() == ["colour"]
    (tmp_path / "b.csv").write_text(answers(rng, 40, "zufrieden").to_csv(index=False))
    said = refusal(tmp_path)
    assert "b.csv: has no column 'recommend', which a.csv has" in said
    assert "columns: {recommend: null}" in said


def test_two_tables_under_one_name_are_told_apart(tmp_path):
    (tmp_path / "a.csv").write_text(answers(np.random.default_rng(5), 40).to_csv(index=False))
    (tmp_path / "b.csv").write_text("user,event,ts\n" + "u,x,2026-01-01\n" * 30)
    yml(tmp_path, ["a.csv", "b.csv"])
    said = refusal(tmp_path)
    assert "b.csv: shares no heading with a.csv, and seems to be another table" in said
    assert said.count("\n") < 3


def test_lookalikes_are_headings_in_other_words_and_no_other_questions():
    for name, other in (("NPS", "NPS score"), ("Delivery", "Delivry"), ("cust_no", "Cust No")):
        assert lookalike(name, ["id", other]) == other
    for name, other in (("Q5", "Q6"), ("speed_1", "speed_2"), ("price", "region")):
        assert lookalike(name, [other]) is None


def test_the_guard_against_lost_headings_can_fail(waves, monkeypatch):
    home, _ = waves
    monkeypatch.setattr(reconciling, "_lacking", lambda *_: iter(()))
    yml(home, ["wA.csv", "wB.csv"], columns=", columns: {recommend: NPS}")
    assert load(home).table("responses")["recommend"].notna().sum() == 40


def test_decimals_and_dates_are_read_as_their_own_source_writes_them(tmp_path):
    rows = [f"{i},{i % 11},4.5,0{i % 9 + 1}/04/2026" for i in range(30)]
    (tmp_path / "a.csv").write_text("customer,recommend,speed,time\n" + "\n".join(rows))
    rows = [f"x{i};{i % 11};4,5;04/0{i % 9 + 1}/2026" for i in range(30)]
    (tmp_path / "b.csv").write_text("customer;recommend;speed;time\n" + "\n".join(rows))
    own = {"separator": ";", "decimal": ",", "dates": "month-first"}
    yml(tmp_path, ["a.csv", {"file": "b.csv", "read": own}], ", read: {dates: day-first}")
    config = (tmp_path / "engagement.yml").read_text().replace("period: none", "period: month")
    (tmp_path / "engagement.yml").write_text(config.replace(
        "recommend: {kind: nps}", "recommend: {kind: nps}, speed: {kind: mean}"))  # fmt: skip
    table = load(tmp_path).whole("responses")
    assert table["speed"].tolist() == [4.5] * 60
    assert table["time"].dt.month.tolist() == [4] * 60


def test_what_a_source_may_not_say_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text(answers(np.random.default_rng(5), 40).to_csv(index=False))
    yml(tmp_path, [{"file": "a.csv", "read": {"shape": "long"}}])
    assert "read.shape is declared for the whole table alone" in refusal(tmp_path)
    yml(tmp_path, [{"file": "a.csv", "columns": {"recommend": "nothing"}}])
    assert "there is no such column" in refusal(tmp_path)
    yml(tmp_path, [{"file": "a.csv", "columns": {"speed": "recommend"}}])
    assert "is the name of two columns" in refusal(tmp_path)
    yml(tmp_path, [{"flie": "a.csv"}])
    assert "perhaps 'file' is meant" in refusal(tmp_path)


def test_one_column_out_of_several_is_the_first_that_is_filled(tmp_path):
    rows = ["a,9,", "b,,3", "c, ,8", "d,7,1", "e,,"] * 8
    rows = [f"{n}{row}" for n, row in enumerate(rows)]
    (tmp_path / "a.csv").write_text("customer,NPS_en,NPS_de\n" + "\n".join(rows))
    yml(tmp_path, ["a.csv"], ", first_of: {recommend: [NPS_en, NPS_de]}")
    found = load(tmp_path).table("responses")["recommend"]
    assert found.head(4).tolist() == [9, 3, 8, 7]
    assert found.isna().tolist() == [False, False, False, False, True] * 8
    yml(tmp_path, ["a.csv"], ", first_of: {recommend: [NPS_fr]}")
    assert "tables.responses.first_of.recommend" in refusal(tmp_path)


def test_waves_side_by_side_are_rows_of_one_outcome(tmp_path):
    rng = np.random.default_rng(7)
    panel = pd.DataFrame({"customer": [f"k{i}" for i in range(50)]})
    for wave in (1, 2, 3):
        asked = rng.random(50) < 0.8
        panel[f"nps_w{wave}"] = pd.array(np.where(asked, rng.integers(0, 11, 50), -1)).astype(
            "Int64"
        )
        panel[f"nps_w{wave}"] = panel[f"nps_w{wave}"].mask(~asked)
    (tmp_path / "p.csv").write_text(panel.to_csv(index=False))
    names = {"recommend": {str(w): f"nps_w{w}" for w in (1, 2, 3)}}
    how = json.dumps({"shape": "waves", "names": names})
    yml(tmp_path, ["p.csv"], f", read: {how}")
    config = (tmp_path / "engagement.yml").read_text().replace("period: none", "period: index")
    (tmp_path / "engagement.yml").write_text(config)
    table = load(tmp_path).whole("responses")
    counted = table.groupby("period")["recommend"].agg(["size", "sum"])
    assert counted["size"].tolist() == [int(panel[f"nps_w{w}"].notna().sum()) for w in (1, 2, 3)]
    assert counted["sum"].tolist() == [int(panel[f"nps_w{w}"].sum()) for w in (1, 2, 3)]


def test_the_declared_heading_leads_wherever_it_stands(waves):
    home, _ = waves
    yml(home, ["wA.csv", "wB.csv"], columns=', columns: {recommend: "NPS score"}')
    assert "wA.csv: has no column 'NPS score', which wB.csv has; 'NPS' looks like it" in refusal(
        home
    )
