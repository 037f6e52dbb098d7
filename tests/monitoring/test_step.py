"""Step 5 as a whole: every table, on the sample and on engagements that lack almost everything."""

from __future__ import annotations

import hashlib
import hmac
import json
import re

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import load
from cxlib.findings import released
from cxlib.monitoring import GIVES, run
from cxlib.resources import kit
from cxlib.results import Results, conform
from cxlib.results.coded import code_of

NPS = {"recommend": {"kind": "nps"}}


@pytest.fixture(scope="module")
def told(written):
    """The tables as they would be written."""

    def checked(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        assert set(tables) == {*GIVES, "notes", "refutations"}
        return written(tables)

    return checked


def claims(sample) -> dict[str, str]:
    found = released(*sample)["findings"]
    return dict(zip(found["finding_id"], found["statement"], strict=True))


def codes(tables: dict[str, pd.DataFrame], section: str) -> set[str]:
    notes = tables["notes"]
    return set(notes.loc[notes["section"] == section, "code"])


@pytest.fixture(scope="module")
def sample(told):
    engagement = load(kit("sample_data"))
    breaks = pd.DataFrame({"touchpoint": ["upgrade checkout"], "n": 1, "dropoff": 0.5,
                           "repeat_rate": 0.5, "effect": -0.2, "low": -0.3, "high": -0.1,
                           "p_adjusted": 0.0, "breaks": True})  # fmt: skip
    return engagement, told(run(engagement, {"breakdowns": breaks}))


class TestSample:
    def test_the_real_initiative_is_realised_and_the_useless_one_is_not(self, sample):
        results = sample[1]["benefits"].set_index("initiative")
        assert results.loc["honest cart", "result"] == "realised"
        assert results.loc["loyalty magazine", "result"] != "realised"

    def test_the_month_of_the_mix_is_called_mix(self, sample):
        tables = sample[1]
        mix = tables["mix"].set_index(["kpi", "period"])
        planted = mix.loc[("recommend", "2026-06")]
        assert planted["verdict"] == "mix"
        assert abs(planted["mix_change"]) > abs(planted["within_change"])
        found = claims(sample)
        assert found["mix:recommend:2026-06"].startswith(
            "In June 2026, Likelihood to recommend moved by −22 NPS points; a different mix of "
            "those who answered (by plan) alone accounts for −26 NPS points."
        )

    def test_the_planted_shift_is_alerted_and_few_others_are(self, sample):
        alerts = sample[1]["alerts"]
        assert "delivery days" in set(alerts["kpi"])
        assert alerts["kpi"].nunique() <= 4
        assert (alerts["period"] == "2026-09").all()

    def test_customers_are_stuck_at_the_friction_under_hashed_ids(self, sample):
        engagement, tables = sample
        stuck = tables["stuck"]
        assert set(stuck["touchpoint"]) <= {"upgrade checkout"}
        assert stuck["customer"].str.fullmatch(r"[0-9a-f]{16}").all()
        assert (stuck["attempts"] >= 2).all()
        assert (stuck["last_seen"] <= engagement.data_end).all()
        ids = engagement.whole("customers")["customer"]
        hashed = {
            hmac.new(engagement.id_key, i.encode(), hashlib.sha256).hexdigest()[:16] for i in ids
        }
        assert set(stuck["customer"]) <= hashed

    def test_stuck_against_a_plain_count(self, sample):
        engagement, tables = sample
        events = engagement.events_history.to_pandas()
        events = events.assign(confirmed=events.touchpoint.eq("order confirmation"))
        trips = events.groupby("journey_id")
        gaps = engagement.table("journeys").set_index("journey")["gap"]
        silence = pd.Timedelta(gaps["upgrade"])
        recent = trips["time"].transform("max") >= engagement.data_end - silence
        done = trips["confirmed"].transform("any")
        here = events[recent & ~done & (events.touchpoint == "upgrade checkout")]
        many = here.groupby("journey_id").size()
        customers = here[here.journey_id.isin(many[many >= 2].index)]["customer"].nunique()
        assert len(tables["stuck"]) == customers

    def test_every_kpi_of_the_client_is_there_with_its_signal(self, sample):
        kpis = sample[1]["kpis"]
        asked = "recommend solved ease retention churn conversion volume value response_rate"
        assert {*asked.split(), "delivery days", "upgrade conversion"} <= set(kpis["kpi"])
        newest = kpis[(kpis.scope == "overall") & (kpis.period == "2026-09")].set_index("kpi")
        assert newest.loc["delivery days", "signal"].startswith("outside above")
        targets = sample[0].table("targets").set_index(["kpi", "source"])["target"]
        assert newest.loc["recommend", "target"] == targets["recommend", "own"]
        assert kpis["complete"].all()

    def test_evidence_points_at_rows_that_are_there(self, sample):
        shown = released(*sample)
        rows = shown["finding_rows"]
        assert set(shown["findings"]["finding_id"]) == set(rows["finding_id"])
        for row in rows.itertuples():
            found = sample[1][row.table]
            for column, value in json.loads(row.key).items():
                found = found[found[column] == value]
            assert len(found), row

    def test_no_customer_id_is_shown(self, sample):
        engagement, tables = sample
        ids = set(engagement.whole("customers")["customer"])
        shown = released(engagement, tables)
        hashed = set(tables["stuck"]["customer"]) | set(tables["follow_up"]["customer"])
        for name in ("findings", "finding_rows", "notes", "alerts"):
            words = " ".join(shown[name].astype("string").fillna("").to_numpy().ravel())
            assert not (ids | hashed) & set(re.findall(r"\w+", words))

    def test_the_month_s_alert_is_told(self, sample):
        assert claims(sample)["alert:delivery days:overall:outside"] == (
            "In September 2026, delivery days stood at 3.36, worse than expected (about 2.29)."
        )

    def test_promises_are_told_one_by_one(self, sample):
        found = claims(sample)
        assert found["benefit:honest cart"] == (
            "“honest cart” kept its promise: upgrade conversion changed by +21 percentage "
            "points, and +15 percentage points had been promised."
        )
        assert found["benefits:calibration"] == (
            "The promises judged so far: “honest cart” kept (140%) and “loyalty magazine” not "
            "kept (−33%)."
        )

    def test_notes_of_the_charts_are_not_for_the_reader(self, sample):
        notes = sample[1]["notes"].set_index(["section", "code"])["audience"]
        assert notes["kpis", "charted"] == "operator"
        assert notes["alerts", "power"] == "consultant"
        assert "reader" not in set(notes["kpis"])

    def test_the_same_seed_gives_the_same_bytes(self, sample, tmp_path):
        for i in (1, 2):
            Results(tmp_path / str(i)).write("monitoring", run(sample[0], {}))
        files = sorted(p.name for p in (tmp_path / "1").iterdir())
        for name in files:
            assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()

    def test_conversion_against_a_plain_walk(self, sample):
        engagement, tables = sample
        gap = pd.Timedelta(engagement.table("journeys").set_index("journey")["gap"]["upgrade"])
        events = engagement.events_history
        events = events.filter(events.journey == "upgrade").to_pandas()
        last = events.groupby("journey_id")["time"].transform("max")
        events = events[last.between("2026-01-15", "2026-04-15")]
        over = []
        for _, trip in events.sort_values(["time", "row"]).groupby("journey_id"):
            silent = trip["time"].diff() > gap
            trip = trip[silent.cumsum() == 0]
            paid = trip[trip.touchpoint == "order confirmation"]["time"]
            over.append((paid.iloc[0], 1) if len(paid) else (trip["time"].iloc[-1] + gap, 0))
        walked = pd.DataFrame(over, columns=["at", "done"])
        local = walked["at"].dt.tz_localize("UTC").dt.tz_convert("Europe/London")
        mine = walked[local.dt.strftime("%Y-%m") == "2026-03"]
        kpis = tables["kpis"]
        found = kpis[(kpis.kpi == "conversion") & (kpis.scope == "journey=upgrade")]
        found = found[found.period == "2026-03"].iloc[0]
        assert found.n == len(mine)
        assert found.value == pytest.approx(mine.done.mean())

    def test_a_month_told_stays_told(self, sample):
        earlier = load(kit("sample_data"), period="2026-06")
        then = conform("kpis", run(earlier, {})["kpis"]).set_index(["kpi", "scope", "period"])
        now = sample[1]["kpis"].set_index(["kpi", "scope", "period"])
        assert then.index.isin(now.index).all()
        pd.testing.assert_series_equal(then["value"], now["value"].reindex(then.index))


class TestLittleData:
    def test_responses_alone(self, engaged, answers, told):
        engagement = engaged({"responses": answers}, outcomes=NPS,
                             tables={"responses": {"segments": ["region"]}})  # fmt: skip
        tables = told(run(engagement, {}))
        assert {"overall", "region=North", "touchpoint=call"} <= set(tables["kpis"]["scope"])
        assert len(tables["mix"]) == 35
        assert tables["stuck"].empty
        assert codes(tables, "stuck") == {"no events"}
        sections = set(tables["notes"]["section"])
        assert {"benefits", "stuck", "follow_up"} <= sections

    def test_client_kpis_alone(self, engaged, months, told):
        rng = np.random.default_rng(2)
        kpis = pd.DataFrame({"kpi": "waits", "period": months(30), "numerator":
                             rng.binomial(500, 0.2, 30), "denominator": 500.0})  # fmt: skip
        tables = told(run(engaged({"kpis": kpis}), {}))
        assert tables["kpis"]["chart"].unique().tolist() == ["p"]
        assert tables["kpis"]["baseline"].unique().tolist() == ["frozen"]

    def test_customers_alone_without_periods(self, engaged, told):
        people = pd.DataFrame({"customer": [f"c{i}" for i in range(40)], "tenure": 5.0,
                               "left": [True, False] * 20})  # fmt: skip
        tables = told(run(_timeless(people), {}))
        assert set(tables["kpis"]["kpi"]) == {"churn", "retention"}

    def test_an_unfinished_period_is_marked_and_not_judged(self, engaged, answers, told):
        cut = answers[answers.time < "2025-12-12"]
        engagement = engaged({"responses": cut}, period="2025-12", outcomes=NPS)
        kpis = told(run(engagement, {}))["kpis"]
        newest = kpis[kpis.period == "2025-12"]
        assert not newest["complete"].any()
        assert (newest["signal"] == "").all()
        assert kpis[kpis.period < "2025-12"]["complete"].all()
        assert (
            told(run(engagement, {}))["alerts"].empty
            or (told(run(engagement, {}))["alerts"]["period"] < "2025-12").all()
        )

    def test_a_baseline_is_set_anew_by_a_written_reason_only(self, engaged, months, told):
        values = [10.0, 11.0] * 12 + [20.0, 21.0] * 6
        kpis = pd.DataFrame({"kpi": "waits", "period": months(36), "value": values})
        reason = "the form was replaced"
        policy = {"rebase": [{"kpi": "waits", "since": "2025-01", "reason": reason}]}
        before = told(run(engaged({"kpis": kpis}), {}))
        after = told(run(engaged({"kpis": kpis}, policy=policy), {}))
        assert "outside above" in set(before["kpis"]["signal"])
        assert set(after["kpis"]["signal"]) == {""}
        assert "new baseline" in codes(after, "kpis")
        assert after["notes"]["figures"].str.contains(reason).any()


def _timeless(people: pd.DataFrame):
    from cxlib.engagement import from_frames

    return from_frames({"client": "Test", "period": "none"}, {"customers": people})


class TestFollowUp:
    def config(self, **policy: object) -> dict:
        return {
            "outcomes": NPS,
            "policy": policy,
            "tables": {"responses": {"segments": ["region", "may_call"]}},
        }

    def test_nobody_is_listed_unless_something_says_who_may_be_called(self, engaged, answers, told):
        tables = told(run(engaged({"responses": answers}, **self.config()), {}))
        assert tables["follow_up"].empty
        assert codes(tables, "follow_up") == {"nobody allowed", "name a column"}

    def test_only_unhappy_customers_who_agreed(self, engaged, answers, told):
        policy = {"contact_allowed": "may_call", "ids": "own"}
        engagement = engaged({"responses": answers}, **self.config(**policy))
        listed = told(run(engagement, {}))["follow_up"]
        never_no = answers.groupby("customer")["may_call"].agg(lambda a: (a == "yes").all())
        december = answers[answers.time >= "2025-12-01"]
        low = december[(december.recommend <= 6) & december.customer.map(never_no)]
        assert set(listed["customer"]) == set(low["customer"])
        assert len(listed)
        assert (listed["due"].dt.day_of_week < 5).all()

    def test_ids_are_hashed_by_default(self, engaged, answers, told):
        engagement = engaged({"responses": answers}, **self.config(contact_allowed="may_call"))
        listed = told(run(engagement, {}))["follow_up"]
        assert listed["customer"].str.fullmatch("[0-9a-f]{16}").all()

    def test_a_rule_lists_who_rated_the_touchpoint_low(self, engaged, answers, told):
        scores = np.random.default_rng(3).integers(0, 11, len(answers))
        rated = answers.assign(call_overall=scores)
        variables = pd.DataFrame({"variable": ["call_overall"], "touchpoint": ["call"]})
        variables = variables.assign(kind="overall", scale_low=0.0, scale_high=10.0)
        policy = {"contact_allowed": "may_call", "ids": "own"}
        frames = {"responses": rated, "variables": variables}
        rule = {"touchpoint": "call", "moment_id": "call:truth", "use": "follow_up",
                "score_at_most": 0.2, "suggestion": "call back", "due_days": 5}  # fmt: skip
        results = {"triggers": pd.DataFrame([rule])}
        listed = told(run(engaged(frames, **self.config(**policy)), results))["follow_up"]
        may = rated.groupby("customer")["may_call"].agg(lambda a: (a == "yes").all())
        december = rated[(rated.time >= "2025-12-01") & rated.customer.map(may)]
        low = set(december[december.call_overall <= 2].customer)
        by_rule = listed[listed.reason == "call back"]
        others = listed[listed.reason != "call back"]
        assert set(others.reason.map(code_of)) == {"follow_up|low score"}
        assert set(by_rule.customer) >= low
        assert set(by_rule[by_rule.customer.isin(low)].touchpoint) == {"call"}
        assert set(december[december.recommend <= 6].customer) <= set(listed.customer)
