import numpy as np
import pytest

from cxlib.stats.resampling import stream
from cxlib.training.answers import _bent, _copied


def questions(sector):
    return [v for b in sector.blocks for v in (b["overall"], *b["attributes"])]


def test_answers_are_whole_numbers_inside_their_scales(client, sector):
    rows = client.tables["responses"]
    for question in questions(sector):
        low, high = question.get("scale", [0, 10])
        known = rows[question["variable"]].dropna()
        known = known[known != question.get("na_code", np.inf)]
        assert known.between(low, high).all()
        assert (known == known.round()).all()
    assert rows["recommend"].between(0, 10).all()


def test_what_is_not_used_is_blank_or_coded_in_the_whole_block(client, sector):
    rows = client.tables["responses"]
    for block in sector.blocks:
        away = rows[block["overall"]["variable"]].isna()
        assert 0.09 < away.mean() < 0.21
        for attribute in block["attributes"]:
            code = attribute.get("na_code")
            values = rows[attribute["variable"]]
            assert ((values.isna() if code is None else values.eq(code)) == away).all()


def test_ease_and_solved_are_asked_where_there_was_a_contact(client):
    rows = client.tables["responses"]
    assert (rows["ease"].notna() == rows["last_contact"].notna()).all()
    assert (rows["solved"].notna() == rows["last_contact"].notna()).all()
    assert set(rows["solved"].dropna()) == {"Yes", "No"}


def test_predictors_are_correlated_but_no_twins_save_one(client, sector):
    overalls = [b["overall"]["variable"] for b in sector.blocks]
    together = client.tables["responses"][overalls].corr().to_numpy()
    between = together[np.triu_indices(len(overalls), 1)]
    assert 0.1 < np.median(between) < 0.4
    assert between.max() < 0.6
    assert (
        client.tables["responses"]["network_coverage"].corr(
            client.tables["responses"]["signal_bars"]
        )
        > 0.9
    )


@pytest.mark.parametrize(
    ("score", "below", "above", "points"),
    [(3, 0.5, 0.0, -1.0), (8, 0.5, 0.0, 0.0), (8, 0.0, 0.2, 0.6)],
)
def test_slopes_change_in_the_middle(score, below, above, points):
    assert _bent(np.array(score), below, above) == pytest.approx(points)


def test_a_copy_stays_on_the_scale():
    copy = _copied(np.array([1.0, 5.0] * 500), stream(1, "c"), 5)
    assert copy.min() >= 1
    assert copy.max() <= 5
