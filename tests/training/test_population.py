import numpy as np

from cxlib.training.population import populate


def test_ids_are_text_of_seven_digits_and_unique(sector):
    people = populate(sector, 2000, 1)
    assert len(set(people.ids)) == 2000
    assert all(len(i) == 7 and i.isdigit() and i.startswith("0") for i in people.ids)


def test_joiners_come_evenly_over_the_months(sector):
    people = populate(sector, 3600, 1)
    per_month = np.bincount(people.joined[people.new], minlength=sector.months)
    assert per_month.max() - per_month.min() <= 1
    assert len(people.new) == round(3600 * sector.new_share)


def test_plans_are_drawn_in_their_shares(sector):
    people = populate(sector, 20_000, 1)
    shares = np.bincount(people.plan) / people.n
    assert np.allclose(shares, sector.plan("share"), atol=0.015)


def test_the_seed_decides(sector):
    assert (populate(sector, 500, 1).margin == populate(sector, 500, 1).margin).all()
    assert (populate(sector, 500, 1).margin != populate(sector, 500, 2).margin).any()
