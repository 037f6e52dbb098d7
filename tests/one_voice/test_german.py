"""A German report is German: the English that is left is the client's own."""

import re

import pytest

from cxlib.language import catalogue
from cxlib.report.cell_words import CONTEXTS, EVERYWHERE
from cxlib.report.workbook import SHEETS
from cxlib.results.kinds import TERM

MOST_ENGLISH = 0.02  # of the words, with the client's own texts emptied
FUNCTION_WORDS = """
    the of and is are to with for that which by from at were not than it this these those their
    its has have been be what who when where how more less most no only there into out them they
    you your our after before between against each every all any other some"""
ENGLISH = frozenset(FUNCTION_WORDS.split())


def function_words(texts, client_texts):
    """The share of English function words among the words that the client did not write."""
    own = [w for w in client_texts if len(w) > 3]
    emptied = {}
    for text in set(texts):
        left = text
        for client in own:
            if client in left:
                left = left.replace(client, " ")
        emptied[text] = re.findall(r"[A-Za-zÄÖÜäöüß]+", left)
    words = [word for text in texts for word in emptied[text]]
    told = [w.lower() for w in words if w.islower() or w.istitle()]  # "IT" is a department
    return sum(word in ENGLISH for word in told) / max(len(told), 1)


@pytest.mark.parametrize(
    "surface", ["page", "monitor", "deck", "pictures", "workbook", "brief it", "brief everybody"]
)
def test_hardly_a_word_is_english(german, client_texts, surface):
    assert function_words(german.texts[surface], client_texts) < MOST_ENGLISH


def test_the_workbook_has_german_heads(german, client_texts):
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(german.folder / "results.xlsx"))
    heads = [
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python(nrows=1)
        for cell in row
    ]
    assert function_words(heads, client_texts) < MOST_ENGLISH


# words of the method that are the same in both languages
SAME = {"NPS", "p", "p′", "u′", "XmR", "human", "digital", "online", "Team", "normal", "neutral"}


def test_the_words_that_the_kit_writes_into_cells_are_german(
    english, german, client_texts, sheets_of
):
    """Cell by cell against the English workbook: what is alike is the client's own."""
    two = {name: rows for name, _, rows in sheets_of(english.folder / "results.xlsx")}
    left = set()
    for name, fields, rows in sheets_of(german.folder / "results.xlsx"):
        for one, other in zip(rows, two[name], strict=True):
            for field, here, there in zip(fields, one, other, strict=False):
                kit = field in CONTEXTS or SHEETS[name].columns.get(field) is TERM
                said = isinstance(here, str) and any(map(str.isalpha, here))
                if said and (kit or here in EVERYWHERE) and here == there:
                    left |= {(name, field, here)}
    own = set(client_texts) | SAME
    assert not {cell for cell in left if cell[2] not in own}


def test_no_word_of_the_kit_s_hides_among_the_names(english, german, client_texts, sheets_of):
    """What stands in both workbooks, is a word of the catalogue and none of the client's."""
    said = catalogue("en").texts
    terms = {c.removeprefix("term|") for c in said if c.startswith("term|")}
    own, left = set(client_texts) | SAME, set()
    for name, fields, rows in sheets_of(german.folder / "results.xlsx"):
        for row in rows:
            for field, cell in zip(fields, row, strict=False):
                sheet = field in ("table", "section")  # called as its table, in every language
                if isinstance(cell, str) and cell in terms - own and not sheet:
                    left |= {(name, field, cell)}
    assert left == set()


def test_the_english_report_is_seen_by_the_same_measure(english, client_texts):
    assert function_words(english.texts["page"], client_texts) > 5 * MOST_ENGLISH


def test_the_german_catalogue_lacks_nothing():
    assert catalogue("de").lacking == ()


def test_both_languages_claim_the_same(english, german):
    one, two = (told.view["findings"].set_index("finding_id") for told in (english, german))
    assert list(one.index) == list(two.index)
    assert (one["direction"] == two["direction"]).all()
    assert (one["statement"] != two["statement"]).mean() > 0.95
