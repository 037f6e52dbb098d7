"""Answers on their scale, in their row, in their direction, and given by people who meant them."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.suspicion import direction, lining, robots, rows, scales, trend
from cxlib.training.faults import Brought

N = 900
ITEMS = ["waiting", "advice", "order", "parking", "tone"]
CONFIG = {"client": "M", "timezone": "UTC", "period": "month",
          "outcomes": {"score": {"kind": "nps"}}}  # fmt: skip


def survey(rng, together: float = 0.8, items: int = 5) -> pd.DataFrame:
    """A score and questions on five points that share so much of what people feel."""
    felt = rng.normal(0, 1, N)
    told = {c: np.clip(np.round(3.2 + together * felt + 0.7 * rng.normal(0, 1, N)), 1, 5)
            for c in ITEMS[:items]}  # fmt: skip
    score = np.clip(np.round(6.5 + 1.6 * felt + rng.normal(0, 1.2, N)), 0, 10)
    at = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.sort(rng.uniform(0, 364, N)), unit="D")
    people = [f"P{i:04d}" for i in range(N)]
    return pd.DataFrame({"customer": people, "time": at.floor("s"), **told, "score": score})


@pytest.fixture
def named(suspicions):
    """The suspicions of a survey: kind and column, without what is only told."""

    def of(frame, **config):
        found = suspicions(Brought({**CONFIG, **config}, {"responses": frame}))
        found = found[found["severity"] != "tell"]
        return set(zip(found["suspicion"], found["column"], strict=True))

    return of


class TestTheScale:
    @pytest.mark.parametrize("how", [
        lambda s: np.select([s >= 9, s >= 7], [2, 1], 0),
        lambda s: 10 * (s >= 7),
        lambda s: np.select([s >= 9, s >= 7], [10, 5], 0),
        lambda s: s // 2 * 2,
        lambda s: np.clip(np.round(s / 2) - 1, 0, 3),
    ], ids=["0 1 2", "0 10", "0 5 10", "even", "0 to 3"])  # fmt: skip
    def test_a_smaller_scale_is_named_wherever_most_answers_lie(self, how, named, rng):
        frame = survey(rng)
        assert ("on another scale than declared", "score") in named(
            frame.assign(score=how(frame["score"].to_numpy()))
        )

    @pytest.mark.parametrize("level", [-4, -2, 0, 2, 4])
    def test_an_honest_client_is_left_alone_at_every_level(self, level, named, rng):
        frame = survey(rng)
        felt = 6 + level + 1.4 * (frame["waiting"] - 3.2) + rng.normal(0, 1.5, N)
        assert named(frame.assign(score=np.clip(np.round(felt), 0, 10))) == set()

    def test_people_who_prefer_round_points_are_left_alone(self, named, rng):
        frame = survey(rng)
        round_ = (frame["score"] / 5).round() * 5
        assert named(frame.assign(score=frame["score"].where(rng.random(N) < 0.4, round_))) == set()

    def test_without_its_guards_three_groups_pass(self, monkeypatch):
        values, counts = np.array([0.0, 1.0, 2.0]), np.array([500, 300, 100])
        assert scales._used_up(values, counts, 0, 10, True)
        monkeypatch.setattr(scales, "LOW_FIFTH", 0.0)
        monkeypatch.setattr(scales, "EXPECTED", 1e9)
        assert not scales._used_up(values, counts, 0, 10, True)


class TestTheWay:
    def drivers(self, rng) -> pd.DataFrame:
        """Two questions that do not go with one another, and a score that goes with both."""
        frame = survey(rng)[["customer", "time"]]
        a, b = rng.integers(1, 6, (2, N))
        score = np.clip(np.round(1.1 * a + 0.8 * b + rng.normal(0, 1, N)), 0, 10)
        return frame.assign(advice=a, tone=b, score=score)

    def test_an_outcome_is_named_though_its_drivers_go_their_own_ways(self, named, rng):
        frame = self.drivers(rng)
        assert named(frame) == set()
        assert named(frame.assign(score=10 - frame["score"])) == {("runs the other way", "score")}

    def test_without_the_guard_it_passes(self, named, rng, monkeypatch):
        monkeypatch.setattr(direction, "_all_fall", lambda *_: False)
        frame = self.drivers(rng)
        assert named(frame.assign(score=10 - frame["score"])) == set()

    def test_a_scale_turned_for_some_months_is_named(self, named, rng):
        frame = survey(rng)
        turned = frame["time"].between("2025-04-01", "2025-07-01")
        frame["score"] = frame["score"].mask(turned, 10 - frame["score"])
        assert ("runs the other way in one group", "score") in named(frame)


class TestTheRow:
    KIND = "goes with another row"

    @pytest.mark.parametrize("by", [1, -1])
    @pytest.mark.parametrize("column", ["score", "advice"])
    def test_a_column_one_row_off_is_named_alone(self, by, column, named, rng):
        frame = survey(rng)
        assert named(frame.assign(**{column: frame[column].shift(by)})) == {(self.KIND, column)}

    def test_neighbours_that_are_alike_are_not(self, named, rng):
        """Answers that follow a slow mood: those of the row above go with a score as well."""
        frame = survey(rng)
        mood = np.cumsum(rng.normal(0, 0.15, N))
        for c in [*ITEMS, "score"]:
            frame[c] = np.clip(np.round(frame[c] + (mood - mood.mean())), 1, 5)
        table = named(frame, outcomes={"score": {"kind": "mean", "scale": [1, 5]}})
        assert not {c for kind, c in table if kind == self.KIND}

    def test_the_correlation_is_pearsons(self, rng):
        x = rng.normal(0, 1, (200, 3))
        x[:, 1] += np.roll(x[:, 0], 1)
        x[5, 1] = np.nan
        rest = np.nanmean(x[:-1, [0, 2]], axis=1)
        known = ~np.isnan(x[1:, 1])
        wanted = np.corrcoef(x[1:, 1][known], rest[known])[0, 1]
        assert rows._beside(x, 1)[1] == pytest.approx(wanted)


class TestTicking:
    STRAIGHT = "the same answer to every question"

    def ticked(self, frame, rng, share, items, pattern=None):
        lazy, where = rng.random(N) < share, rng.integers(1, 6, N)
        cells = {c: frame[c].mask(lazy, where if pattern is None else pattern[i])
                 for i, c in enumerate(items)}  # fmt: skip
        return frame.assign(**cells)

    @pytest.mark.parametrize("share", [0.25, 0.5])
    @pytest.mark.parametrize("items", [4, 5])
    def test_few_questions_ticked_straight_down(self, share, items, named, rng):
        frame = self.ticked(survey(rng, items=items), rng, share, ITEMS[:items])
        assert named(frame) == {(self.STRAIGHT, "")}

    @pytest.mark.parametrize("pattern", [(1, 2, 3, 4, 5), (4, 2, 4, 2, 4)])
    def test_a_pattern_ticked(self, pattern, named, rng):
        frame = self.ticked(survey(rng), rng, 0.1, ITEMS, pattern)
        assert named(frame) == {("one pattern of answers many times", "")}

    @pytest.mark.parametrize("together", [0.2, 0.8, 1.6, 3.0])
    def test_opinions_that_go_together_are_no_ticking(self, together, named, rng):
        assert named(survey(rng, together)) == set()

    def test_without_it_honest_answers_are_taken_for_codes(self, named, rng, monkeypatch):
        frame = self.ticked(survey(rng), rng, 0.2, ITEMS, (1, 2, 3, 4, 5))
        nobody = lining.Lined(*np.zeros((2, N), dtype=bool), 0)
        monkeypatch.setattr(trend, "lined", lambda _: nobody)
        assert "a code among the answers" in {kind for kind, _ in named(frame)}
        monkeypatch.undo()
        assert "a code among the answers" not in {kind for kind, _ in named(frame)}


class TestBetweenThePoints:
    def test_a_mean_filled_in(self, named, rng):
        frame = survey(rng)
        blank = rng.random(N) < 0.1
        filled = frame.assign(score=frame["score"].mask(blank, 6.48))
        assert named(filled) == {("a code among the answers", "score")}

    def test_half_points_under_nps_and_under_a_mean(self, named, rng):
        frame = survey(rng)
        half = frame.assign(score=(frame["score"] - 0.5 * (rng.random(N) < 0.2)).clip(lower=0))
        assert named(half) == {("answers between the points", "score")}
        assert named(half, outcomes={"score": {"kind": "mean", "scale": [0, 10]}}) == set()

    def test_a_rounded_mean_filled_in_and_a_point_that_people_prefer(self, named, rng):
        frame = survey(rng)
        blank = rng.random(N) < 0.35
        filled = frame.assign(score=frame["score"].mask(blank, 6))
        assert named(filled) == {("a code among the answers", "score")}
        near = frame["score"].isin([6, 8]) & (rng.random(N) < 0.6)
        assert named(frame.assign(score=frame["score"].mask(near, 7))) == set()


class TestRobots:
    KIND = ("very many answers within minutes", "time")

    def sent(self, frame, seconds):
        some = frame.sample(len(seconds), random_state=1)
        at = pd.Timestamp("2025-06-11 02:00:03") + pd.to_timedelta(seconds, unit="s")
        people = [f"R{i}" for i in range(len(seconds))]
        return pd.concat([frame, some.assign(time=at, customer=people)])

    @pytest.mark.parametrize("gap", [2, 7, 13, 45])
    def test_answers_by_the_clock(self, gap, named, rng):
        assert self.KIND in named(self.sent(survey(rng), np.arange(180) * gap))

    def test_answers_by_the_dozen_for_an_hour(self, named, rng):
        assert self.KIND in named(self.sent(survey(rng), np.sort(rng.integers(0, 3600, 250))))

    def test_the_evening_after_a_mailing(self, named, rng):
        late = np.sort(rng.exponential(3 * 3600, 300)).round()
        assert self.KIND not in named(self.sent(survey(rng), late))

    def test_times_to_the_minute_say_nothing_of_distances(self):
        times = pd.Series(pd.date_range("2025-01-01", periods=90, freq="min"))
        at = times.to_numpy().astype("datetime64[s]").astype("int64")
        assert not len(robots._even(times, at))
        assert len(robots._even(times, at + 5 * np.arange(90))) == 90
