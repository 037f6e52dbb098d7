import numpy as np
import pytest

from cxlib.training.lives import live, treated
from cxlib.training.population import populate


@pytest.fixture(scope="module")
def people(sector):
    return populate(sector, 3000, 5)


@pytest.fixture(scope="module")
def lives(sector, people):
    return live(sector, people, 5, 1.0)


def test_nobody_acts_before_joining_or_after_leaving(people, lives):
    journeys = lives.journeys
    who = journeys["customer"].to_numpy()
    month = journeys["month"].to_numpy()
    assert (month >= people.joined[who]).all()
    assert (month <= lives.left[who]).all()


def test_another_price_is_shown_only_where_the_sync_was_late(lives):
    bought = lives.journeys[lives.journeys["kind"].eq("buying")]
    assert bought.loc[bought["mismatch"], "late"].all()
    assert bought.loc[bought["mismatch"], "attempts"].min() == 2
    assert not bought.loc[bought["browses"], "completed"].any()


def test_the_initiative_reaches_its_regions_from_its_month(sector, people):
    first = next(i for i in sector.running if i["works"])
    month = sector.month(first["start"])
    everybody = np.arange(people.n)
    assert not treated(sector, people, everybody, month - 1).any()
    names = {sector.regions[r] for r in people.region[treated(sector, people, everybody, month)]}
    assert names == set(first["regions"])


def test_an_experience_is_remembered_for_its_months(sector, lives):
    recent = lives.recently(sector, "friction")
    mark, months = lives.marks["friction"], sector.experiences["friction"]["months"]
    who, when = np.argwhere(mark)[0]
    assert recent[who, when]
    assert recent[who, min(when + months - 1, sector.months - 1)]
    expected = [mark[who, max(0, m - months + 1) : m + 1].any() for m in range(sector.months)]
    assert (recent[who] == expected).all()


def test_with_no_effects_late_syncs_do_nothing(sector, people):
    quiet = live(sector, people, 5, 0.0)
    bought = quiet.journeys[quiet.journeys["kind"].eq("buying")]
    assert not bought["mismatch"].any()
    assert bought["late"].mean() == pytest.approx(0.30, abs=0.03)
