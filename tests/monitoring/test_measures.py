"""Every measure, recomputed in plain pandas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Outcome
from cxlib.monitoring.kpis import measure
from cxlib.monitoring.measures import shares
from cxlib.monitoring.measures.behaviour import conversion
from cxlib.monitoring.measures.customers import came_back, churn_and_retention, snapshot
from cxlib.monitoring.measures.responses import outcomes
from cxlib.monitoring.measures.supplied import client_kpis, purchase_value, response_rate
from cxlib.stats.intervals import mean, nps, wilson


def one(table: pd.DataFrame, **where: str) -> pd.Series:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


class TestOutcomes:
    def rows(self) -> pd.DataFrame:
        rng = np.random.default_rng(1)
        n = 300
        return pd.DataFrame({"period": rng.choice(["2026-01", "2026-02"], n),
                             "touchpoint": rng.choice(["call", None], n),
                             "region": rng.choice(["N", "S"], n),
                             "recommend": rng.integers(0, 11, n).astype(float),
                             "ease": rng.integers(1, 8, n).astype(float),
                             "minutes": rng.normal(30, 5, n)})  # fmt: skip

    def test_nps_per_scope(self):
        rows = self.rows()
        table = outcomes(rows, {"recommend": Outcome(kind="nps")}, ["region"], 0.95)
        mine = rows[(rows.period == "2026-01") & (rows.region == "N")].recommend
        up, down = (mine >= 9).sum(), (mine <= 6).sum()
        found = one(table, period="2026-01", scope="region=N")
        expected = [float(v) for v in nps(up, len(mine) - up - down, down)]
        assert [found.value, found.low, found.high] == pytest.approx(expected)
        assert found.n == len(mine)
        assert set(table.scope) == {"overall", "touchpoint=call", "region=N", "region=S"}

    def test_ces_is_the_share_of_the_two_best_answers(self):
        rows = self.rows()
        table = outcomes(rows, {"ease": Outcome(kind="ces")}, [], 0.95)
        mine = rows[rows.period == "2026-02"].ease
        found = one(table, period="2026-02", scope="overall")
        low, high = wilson((mine >= 6).sum(), len(mine))
        assert [found.value, found.low, found.high] == pytest.approx(
            [(mine >= 6).mean(), float(low), float(high)]
        )

    def test_an_easy_one_may_be_the_best_answer(self):
        rows = self.rows()
        flipped = outcomes(rows, {"ease": Outcome(kind="ces", better="low")}, [], 0.95)
        mine = rows[rows.period == "2026-02"].ease
        found = one(flipped, period="2026-02", scope="overall")
        assert found.value == pytest.approx((mine <= 2).mean())
        assert found.better == "high"

    def test_means_have_a_t_interval(self):
        rows = self.rows()
        table = outcomes(rows, {"minutes": Outcome(kind="mean", better="low")}, [], 0.95)
        mine = rows[rows.period == "2026-02"].minutes
        found = one(table, period="2026-02", scope="overall")
        told = mean(mine)
        assert [found.value, found.low, found.high] == pytest.approx(
            [told.value, told.low, told.high]
        )
        assert found.better == "low"

    def test_weights_count_with_kish_base(self):
        rows = self.rows().assign(weight=lambda t: np.where(t.region == "N", 3.0, 1.0))
        table = outcomes(rows, {"recommend": Outcome(kind="nps")}, [], 0.95)
        mine = rows[rows.period == "2026-01"]
        points = 100.0 * (mine.recommend >= 9) - 100.0 * (mine.recommend <= 6)
        found = one(table, period="2026-01", scope="overall")
        assert found.value == pytest.approx(np.average(points, weights=mine.weight))
        assert found.n == round(mine.weight.sum() ** 2 / (mine.weight**2).sum())


class TestRetention:
    days = staticmethod(pd.to_datetime)

    def customers(self) -> pd.DataFrame:
        return pd.DataFrame(
            [("a", "2025-12-10", None), ("b", "2025-12-20", "2026-01-15"),
             ("c", "2026-01-05", "2026-01-20"), ("d", "2026-01-10", None),
             ("e", "2026-01-31", "2026-02-01"), ("f", "2025-11-01", "2025-12-31")],
            columns=["customer", "start", "end"],
        ).assign(start=lambda t: self.days(t.start), end=lambda t: self.days(t.end))  # fmt: skip

    def spans(self):
        edges = self.days(["2026-01-01", "2026-02-01", "2026-03-01"])
        return [("2026-01", edges[0], edges[1]), ("2026-02", edges[1], edges[2])]

    def test_churn_is_of_those_who_were_there(self):
        table = churn_and_retention(self.customers(), self.spans(), [], 0.95)
        january = one(table, period="2026-01", kpi="churn")
        # there on 1 January: a, b; of them b left. c came and went inside the month.
        assert (january.numerator, january.denominator) == (1, 2)
        february = one(table, period="2026-02", kpi="churn")
        # there on 1 February: a, d, e; e left that day
        assert (february.numerator, february.denominator) == (1, 3)
        kept = one(table, period="2026-02", kpi="retention")
        assert kept.value == pytest.approx(2 / 3)

    def test_against_a_plain_count(self):
        rng = np.random.default_rng(3)
        start = self.days("2025-06-01") + pd.to_timedelta(rng.integers(0, 270, 500), unit="D")
        end = start + pd.to_timedelta(rng.integers(0, 300, 500), unit="D")
        gone = pd.Series(end).where(rng.random(500) < 0.6)
        people = pd.DataFrame({"start": start, "end": gone})
        table = churn_and_retention(people, self.spans(), [], 0.95)
        for label, begins, ends in self.spans():
            there = (people.start < begins) & ~(people.end < begins)
            left = there & (people.end >= begins) & (people.end < ends)
            found = one(table, period=label, kpi="churn")
            assert (found.numerator, found.denominator) == (left.sum(), there.sum())

    @pytest.mark.parametrize(("n", "cut"), [(400, True), (6, False)])
    def test_months_whose_leavers_were_deleted_are_no_loyal_months(self, n, cut):
        """Who left before July is not on file; of six customers nobody may have left by chance."""
        rng = np.random.default_rng(4)
        start = np.repeat(self.days("2024-01-01"), n)
        end = self.days("2025-07-01") + pd.to_timedelta(rng.exponential(600, n).round(), unit="D")
        edges = pd.date_range("2024-06-01", "2026-07-01", freq="MS")
        spans = [(f"{a:%Y-%m}", a, b) for a, b in pairwise(edges)]
        ended = pd.Series(end).where(end < edges[-1])
        people = pd.DataFrame({"start": start, "end": ended})
        table = churn_and_retention(people, spans, [], 0.95)
        assert table["period"].min() == ("2025-07" if cut else "2024-06")

    def test_only_a_flag_gives_one_figure(self):
        people = pd.DataFrame({"left": pd.array([True, False, False, None], dtype="boolean")})
        found = one(snapshot(people, "all", [], 0.95), kpi="churn")
        assert (found.value, found.n) == (pytest.approx(1 / 3), 3)

    def test_who_came_back(self):
        seen = pd.DataFrame({"customer": ["a", "b", "a", "c", "c"],
                             "period": ["1", "1", "2", "2", "3"]})  # fmt: skip
        table = came_back(seen, ["1", "2", "3"], 0.95)
        assert one(table, period="2").value == pytest.approx(1 / 2)
        assert one(table, period="3").value == pytest.approx(1 / 2)


class TestSupplied:
    def kpis(self, **columns: object) -> pd.DataFrame:
        blank = {"scope": None, "value": np.nan, "numerator": np.nan, "denominator": np.nan,
                 "kind": None, "better": None}  # fmt: skip
        return pd.DataFrame({"kpi": ["k"], "period": ["1"], **blank} | columns)

    def test_numerator_and_denominator_are_a_share(self):
        found = client_kpis(self.kpis(numerator=[5.0], denominator=[20.0]), 0.95).iloc[0]
        assert (found.kind, found.value, found.n, found.scope) == ("share", 0.25, 20, "overall")

    def test_more_events_than_exposure_are_a_rate(self):
        found = client_kpis(self.kpis(numerator=[50.0], denominator=[20.0]), 0.95).iloc[0]
        assert (found.kind, found.value, found.n) == ("rate", 2.5, 50)
        low, high = shares.poisson(np.array([50.0]), 0.95)
        assert [found.low, found.high] == pytest.approx([low[0] / 20, high[0] / 20])

    def test_a_value_is_taken_as_it_is(self):
        found = client_kpis(self.kpis(value=[3.5]), 0.95).iloc[0]
        assert (found.kind, found.value) == ("mean", 3.5)
        assert np.isnan(found.low)

    def test_response_rate_per_invited_segment(self):
        responses = pd.DataFrame(
            {"period": ["1"] * 6 + ["2"] * 4, "region": list("NNNSSS") + ["N"] * 4}
        )
        invited = pd.DataFrame({"period": ["1", "1", "2"], "segment": ["all", "region=N", None],
                                "n": [12.0, 4.0, 2.0]})  # fmt: skip
        table = response_rate(responses, invited, 0.95)
        assert one(table, period="1", scope="overall").value == pytest.approx(0.5)
        assert one(table, period="1", scope="region=N").value == pytest.approx(0.75)
        assert one(table, period="2", scope="overall").value == 1.0  # never above what was asked

    def test_invitations_by_segment_add_up(self):
        responses = pd.DataFrame({"period": ["1"] * 6, "region": list("NNNSSS")})
        invited = pd.DataFrame({"period": "1", "segment": ["region=N", "region=S"],
                                "n": [12.0, 8.0]})  # fmt: skip
        table = response_rate(responses, invited, 0.95)
        assert one(table, scope="overall").value == pytest.approx(6 / 20)

    def test_value_is_per_buying_customer(self):
        bought = pd.DataFrame({"customer": list("aabc"), "period": "1",
                               "value": [10.0, 20.0, 5.0, 40.0]})  # fmt: skip
        found = purchase_value(bought, 0.95).iloc[0]
        told = mean([30.0, 5.0, 40.0])
        assert [found.value, found.low, found.high, found.n] == pytest.approx(
            [told.value, told.low, told.high, 3]
        )


def test_conversion_counts_journeys_that_are_over():
    done = pd.DataFrame({"period": "1", "journey": ["join", "help"], "completed": [3, 8],
                         "closed": [6, 10]})  # fmt: skip
    table = conversion(done, 0.95)
    assert one(table, scope="overall").value == pytest.approx(11 / 16)
    assert one(table, scope="journey=join").value == pytest.approx(0.5)


def test_outcomes_are_told_for_every_stage_of_the_map(engaged, answers):
    stages = {"call": "use", "shop": "buy"}
    frames = {"responses": answers, "touchpoints": pd.DataFrame(
        {"touchpoint": stages.keys(), "stage": stages.values()})}  # fmt: skip
    outcome = {"recommend": {"kind": "nps"}}
    whole, _ = measure(engaged(frames, outcomes=outcome))
    found = whole[whole["scope"].str.startswith("stage=")]
    groups = answers.groupby([answers["time"].dt.strftime("%Y-%m"),
                              "stage=" + answers["touchpoint"].map(stages)])  # fmt: skip
    by_hand = 100 * groups["recommend"].agg(lambda r: (r >= 9).mean() - (r <= 6).mean())
    told = found.set_index(["period", "scope"])["value"]
    assert len(told) == 72
    assert told.sort_index().to_numpy() == pytest.approx(by_hand.sort_index().to_numpy())


def test_the_base_of_a_weighted_mean_is_told_as_a_whole_number():
    table = pd.DataFrame({"n": [12.4, 12.6], "value": 3.0, "spread": 1.0})
    told = shares.mean(table, 0.95)
    assert told["n"].tolist() == [12, 13]
    half = (told["high"] - told["low"]) / 2
    assert half.iloc[0] > half.iloc[1], "the intervals are those of 12.4 and 12.6"


def test_a_change_below_rounding_is_no_change():
    """Sums of the same numbers in another order differ in the last digit: nobody moved."""
    from cxlib.monitoring.mix import mix_table

    rng = np.random.default_rng(2)
    rows = pd.concat(
        pd.DataFrame({"period": f"{2023 + m // 12}-{m % 12 + 1:02}", "recommend": 7.7,
                      "plan": rng.choice(["a", "b"], 100)})
        for m in range(36)
    )  # fmt: skip
    table = mix_table(
        rows, {"recommend": Outcome(kind="mean", scale=(0, 10))}, ["plan"], 0.95, 0.05
    )
    assert set(table["verdict"]) == {"neither"}
    assert (table[["total_change", "mix_change", "within_change"]] == 0).all(axis=None)


def test_repeated_answers_of_one_customer_widen_the_interval_and_leave_n(months):
    """Twenty answers of one are hardly more than one: n counts them, the interval does not."""
    rng = np.random.default_rng(1)
    mood = np.repeat(rng.normal(7, 2.2, 60), 20)
    rows = pd.DataFrame({"period": "2026-01", "recommend": np.clip(np.rint(mood), 0, 10),
                         "customer": np.repeat([f"k{i}" for i in range(60)], 20)})  # fmt: skip
    asked = {"recommend": Outcome(kind="nps")}
    told, alone = (outcomes(r, asked, [], 0.95).iloc[0]
                   for r in (rows, rows.drop(columns="customer")))  # fmt: skip
    assert told["n"] == alone["n"] == 1200
    assert told["value"] == alone["value"]
    one_each = rows.drop_duplicates("customer")  # all of one customer's answers are the same here
    wanted = outcomes(one_each, asked, [], 0.95).iloc[0]
    assert told["high"] - told["low"] == pytest.approx(wanted["high"] - wanted["low"], rel=0.02)
    assert told["high"] - told["low"] > 4 * (alone["high"] - alone["low"])


@pytest.mark.parametrize("kind", ["nps", "mean", "binary"])
def test_the_clustered_interval_of_a_kpi_covers(kind):
    """19 of 20 intervals hold the level of all customers there could be; the plain one's few."""

    def answers(rng: np.random.Generator, people: int, each: int) -> np.ndarray:
        felt = np.repeat(rng.normal(7, 2.0, people), each) + rng.normal(0, 0.8, people * each)
        score = np.clip(np.rint(felt), 0, 10)
        return (score >= 8).astype(float) if kind == "binary" else score

    many = answers(np.random.default_rng(5), 400_000, 1)
    truth = 100 * ((many >= 9).mean() - (many <= 6).mean()) if kind == "nps" else many.mean()
    told = answers(np.random.default_rng(7), 400 * 80, 8)  # 400 periods of 80 customers
    rows = pd.DataFrame({"period": np.repeat([f"{k:04d}" for k in range(400)], 640), "q": told,
                         "customer": np.repeat(np.arange(400 * 80), 8).astype(str)})  # fmt: skip
    more = {"scale": (0, 10)} if kind == "mean" else {"good": ["1"]} if kind == "binary" else {}
    asked = {"q": Outcome(kind=kind, **more)}
    held, plain = (
        ((t["low"] <= truth) & (truth <= t["high"])).mean()
        for t in (outcomes(r, asked, [], 0.95) for r in (rows, rows.drop(columns="customer")))
    )
    assert held == pytest.approx(0.95, abs=0.033)  # three Monte-Carlo errors
    assert plain < 0.75


@pytest.mark.parametrize("kind", ["nps", "binary", "csat", "ces"])
def test_the_kpi_of_a_mirrored_outcome_is_the_same(kind):
    low, high = Outcome(kind=kind).limits
    values = np.random.default_rng(1).integers(low, high + 1, 200).astype(float)
    told = [
        outcomes(pd.DataFrame({"period": "2026-01", "x": x}), {"x": Outcome(kind=kind, better=way)},
                 [], 0.95)
        for x, way in ((values, "high"), (low + high - values, "low"))
    ]  # fmt: skip
    pd.testing.assert_frame_equal(*told)
    assert told[1]["better"].eq("high").all()  # of a share of good answers more is better
