from cxlib.training.grading import FINDERS, WORDS
from cxlib.training.items import planted_items


def test_items_are_unique_and_of_a_known_kind(sector):
    items = planted_items(sector)
    assert len({i["item"] for i in items}) == len(items)
    assert {i["kind"] for i in items} == set(FINDERS)


def test_every_planted_answer_is_among_the_words_of_its_kind(sector):
    for item in planted_items(sector):
        if item["kind"] in WORDS:
            assert item["planted"] in WORDS[item["kind"]]


def test_the_main_answers_are_the_described_ones(sector):
    planted = {i["item"]: i["planted"] for i in planted_items(sector)}
    assert planted["strongest driver:recommend"] == "call_overall"
    assert planted["asymmetry:network_overall"] == "basic"
    assert planted["asymmetry:follow_up_overall"] == "excitement"
    assert planted["driver:recommend:advert_overall"] == "not critical"
    assert planted["backstage:price sync:upgrade checkout"] == "guilty"
    assert planted["backstage:stock update:upgrade checkout"] == "innocent"
    assert planted["benefit:honest cart"] == "realised"
    assert planted["benefit:loyalty magazine"] == "not realised"
    assert planted["assumption:upgrade_overall"] == "wrong"
