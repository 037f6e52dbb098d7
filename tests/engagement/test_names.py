import pytest

from cxlib.engagement.contracts import names


@pytest.mark.parametrize(
    "written",
    ["Monthly bill", " monthly BILL", "monthly\u00a0bill", "month\u200bly bill", "ｍonthly bill"],
)
def test_spellings_of_one_name_share_a_key(written):
    assert names.key(written) == "monthly bill"


def test_sharp_s_and_dotted_i_fold_as_unicode_says():
    assert names.key("STRASSE") == names.key("Straße")
    assert names.key("Café") == names.key("Cafe\u0301")


def test_the_maps_own_spelling_wins_else_the_commonest():
    counts = {"app": 9, "App": 1, "BILL": 2, "bill": 2}
    assert names.spellings(counts, ["App"]) == {
        "app": "App", "App": "App", "BILL": "BILL", "bill": "BILL"}  # fmt: skip


def test_cells_may_list_several():
    assert names.several("a; b |c") == ["a", "b", "c"]
    assert names.several(float("nan")) == []
