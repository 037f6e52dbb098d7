"""Personal data is out of a comment before anything else sees it, and little else is.

`personal.json` holds comments with personal text in the forms of several countries, `harmless.txt`
comments without any. The halves called "unseen" were written after the patterns, in two rounds;
when first tried, 2 of 109 and 9 of 93 passed whole (names after several titles, of couples, after
initials; a doubled @; a plate with blanks), and 99.8 % of the harmless words stayed. "third" holds
67 more of sixteen languages, of which 13 passed whole at first (greetings and closings in seven of
them, names before their titles, an id on a network); `harmless_coded.txt` 200 comments full of
products, prices, dates and versions, of whose words 99.0 % stayed. "fourth" is three rounds more,
of which 17 of 127, 37 of 134 and, after those were mended, 2 of 42 passed at first; twelve that no
rule tells from other words are left out of it (a given name in mid-sentence, numbers in French
words). Of the words of its harmless comments 94 to 99 % stayed at first.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from cxlib.diagnosis.voice import redaction
from cxlib.diagnosis.voice.redaction import MARKER, redact, redacted
from cxlib.diagnosis.voice.redaction.seen import seen

HERE = Path(__file__).parent
PERSONAL = json.loads((HERE / "personal.json").read_text(encoding="utf-8"))
HELD = [
    ("write to jo.bloggs+1@mail.example.co.uk please", "write to [e-mail] please"),
    ("jo at example: jo(at)example.com", "jo at example: [e-mail]"),
    ("napisz: jo[małpa]poczta.pl", "napisz: [e-mail]"),
    ("jo -at- example.com or jo*arroba*correo.es", "[e-mail] or [e-mail]"),
    ("pay-at-table is great", "pay-at-table is great"),
    ("call +44 (0)20 7946 0018 after six", "call [number] after six"),
    ("my number is 07700900123.", "my number is [number]."),
    ("card 4111 1111 1111 1111 was charged", "card [number] was charged"),
    ("see https://example.org/me?id=7", "see [link]"),
    ("Mr Smith was rude", "Mr [name] was rude"),
    ("Mrs. O'Brien helped", "Mrs. [name] helped"),
    ("Dr. van der Berg-Müller rang", "Dr. [name] rang"),
    ("Ms J. Doe and mr patel", "Ms [name] and mr [name]"),
    ("MR SMITH SHOUTED", "MR [name]"),
    ("AB12 CDE at 5 High Street, SW1A 1AA", "[plate] at [address], [address]"),
    ("born on 12.05.1984, came on 12.05.2024", "born on [date of birth], came on 12.05.2024"),
]
KEPT = [
    "I waited 45 minutes in 2024 for 12.50 pounds",
    "the drum is broken, mrsa is not a title",
    "5G is 10 times faster than 4G",
    "ﬁne ½ price – “really”\u200b, naïve\n東京",
]
ENOUGH = 0.95  # of the words of harmless comments stay


@pytest.mark.parametrize(("said", "kept"), HELD)
def test_personal_data_is_replaced_by_its_kind(said: str, kept: str) -> None:
    assert redact(said).startswith(kept)


@pytest.mark.parametrize("said", KEPT)
def test_harmless_words_and_numbers_stay(said: str) -> None:
    assert redact(said) == said


def left(said: str, personal: str) -> list[str]:
    """Pieces of three letters or digits and more of the personal text that can still be read."""
    told = seen(MARKER.sub(" ", redact(said))).text
    return [piece for piece in re.findall(r"\w{3,}", seen(personal).text) if piece in told]


@pytest.mark.parametrize(
    ("kind", "said", "personal"),
    PERSONAL["forms"] + PERSONAL["unseen"] + PERSONAL["third"] + PERSONAL["fourth"],
)
def test_no_piece_of_personal_text_passes(kind: str, said: str, personal: str) -> None:
    assert personal in said
    assert left(said, personal) == [], kind


def test_there_are_many_kinds() -> None:
    assert len({kind for kind, *_ in PERSONAL["forms"]}) >= 38


def test_without_a_look_at_each_kind_it_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    looking = redaction.LOOKING
    for one in range(len(looking)):
        monkeypatch.setattr(redaction, "LOOKING", looking[:one] + looking[one + 1 :])
        assert any(left(said, personal) for _, said, personal in PERSONAL["forms"])


def words_kept(file: str) -> float:
    comments = (HERE / file).read_text(encoding="utf-8").splitlines()
    before, after = (Counter(w for c in texts for w in c.split())
                     for texts in (comments, map(redact, comments)))  # fmt: skip
    return (before & after).total() / before.total()


def test_harmless_comments_keep_their_words() -> None:
    assert len((HERE / "harmless.txt").read_text(encoding="utf-8").splitlines()) >= 200
    assert words_kept("harmless.txt") >= ENOUGH
    assert words_kept("harmless_unseen.txt") >= ENOUGH
    assert words_kept("harmless_coded.txt") >= ENOUGH
    assert words_kept("harmless_fourth.txt") >= ENOUGH


@pytest.mark.parametrize("joint", ["", " ", "-", "–", ".", "/", "_", " - ", ") ", "·", "\u00a0"])
@pytest.mark.parametrize("number", ["07700900123", "4111111111111111", "86095742719"])
def test_numbers_are_found_whatever_joins_their_digits(joint: str, number: str) -> None:
    told = f"please note {joint.join(re.findall('.{1,4}', number))} well"
    assert redact(told) in ("please note [number] well", "please note [id] well")


def test_what_is_redacted_once_stays_as_it_is() -> None:
    for _, said, _ in PERSONAL["forms"] + PERSONAL["unseen"] + PERSONAL["fourth"]:
        assert redact(redact(said)) == redact(said)


@pytest.mark.parametrize(
    "piece",
    ["a", "1 ", "a@", "Mr ", "Aa ", "12 Rue ", "(", "x dot ", "ff:", "J. ", "1-", "\n"],
)
def test_time_grows_with_the_length_and_no_faster(piece: str) -> None:
    def taken(length: int) -> float:
        text, start = piece * (length // len(piece)), time.process_time()
        redact(text)
        return time.process_time() - start

    short, long = (min(taken(n) for _ in range(3)) for n in (2_000, 16_000))
    assert long < 8 * 3 * max(short, 0.001)  # a square would be 64 times


def test_missing_comments_stay_missing() -> None:
    assert redacted(pd.Series(["ring 07700900123", None])).isna().tolist() == [False, True]


@pytest.mark.parametrize(("text", "gone"), [
    ("M. Delacroix m'a rappelé", "Delacroix"),
    ("Quick. K. Osei rang back", "Osei"),
    ("- Marisol", "Marisol"),
    ("Never again.\nPriya K.", "Priya"),
    ("tom okafor here, fourth try", "okafor"),
    ("Hi it's Amara again", "Amara"),
    ("write to t o m @ w e b . d e please", "t o m"),
    ("k i m . l @ m a i l . c o . u k", "k i m"),
])  # fmt: skip
def test_names_and_addresses_that_little_gives_away(text, gone):
    assert gone not in redact(text)


@pytest.mark.parametrize("text", [
    "P. S. Thank you for the flowers", "O. K. for me", "A. Delivery B. Price", "Vitamin C. Great",
    "happy customer here, thanks", "It's Monday again", "- slow and dear", "Option A. It was fine",
    "a b c or d at 5 p m",
])  # fmt: skip
def test_what_only_looks_like_them_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize(("text", "kept"), [
    ("MILLER, JANE", "[name]"),
    ("great help. SCHMIDT, HANS-PETER", "great help. [name]"),
    ("VAN DER BERG, PETER J.", "[name]"),
    ("O'BRIEN, SEAN rang twice", "[name] rang twice"),
    ("Miller, Jane called", "[name] called"),
    ("MILLER/JANE MRS, two bags", "[name], two bags"),
    ("booked under OKONKWO, CHIAMAKA", "booked under [name]"),
    ("OKONKWO, CHIAMAKA 12.03.1984", "[name] 12.03.1984"),
    ("Late again.\nOKONKWO, CHIAMAKA", "Late again.\n[name]"),
    ("jane AT gmail", "[e-mail]"),
    ("jane at gmail dot com", "[e-mail]"),
    ("Jane AT gmail DOT com", "[e-mail]"),
    ("jane [at] hotmail, any day", "[e-mail], any day"),
    ("please write to jane at gmail", "please write to [e-mail]"),
    ("jane.m at icloud", "[e-mail]"),
])  # fmt: skip
def test_names_as_lists_have_them_and_addresses_that_end_early(text, kept):
    assert redact(text).startswith(kept)


@pytest.mark.parametrize("text", [
    "SLOW, EXPENSIVE", "IT WAS COLD, WET AND LATE", "COLD, WET 5 days", "Awful. BAD, 2 hours late",
    "However, Mark helped", "TODAY, MARY SAID NO", "Anna, Tom and I", "fast, friendly, fair",
    "I work at Yahoo", "problems at gmail", "LOOK AT GMAIL", "it did not arrive at gmail",
])  # fmt: skip
def test_what_only_looks_like_a_list_or_an_address_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize("text", [
    "Awful.\nCOLD, WET", "Terrible.\nSLOW, RUDE", "Bad day.\nDIRTY, LOUD",
    "Never again.\nDELAYED, CANCELLED", "Schlimm.\nLAUT, DRECKIG", "Nul.\nLENT, CHER",
    "Overall:\nGOOD, CHEAP", "Summary.\nPRICE, QUALITY", "Pros.\nFAST, FRIENDLY",
    "Cons.\nSLOW, PRICEY", "Wifi.\nSLOW, UNSTABLE", "Mal.\nCARO, LENTO",
    "Shops visited.\nLEEDS, YORK", "Colours.\nRED, BLUE", "Late.\nNOISY, CROWDED",
    "Bad.\nTOO LONG, TOO DEAR", "Done.\nNO, THANKS", "Sum.\nGREAT, THANKS", "Stars.\nONE, TWO",
    "Ugh.\nSCAM, BEWARE", "Food.\nPIZZA, PASTA", "Fazit.\nNIE, WIEDER", "Fazit.\nFINGER, WEG",
    "Bilan.\nJAMAIS, PLUS", "Resumen.\nNUNCA, MAS", "App.\nLAGS, CRASHES", "App.\nFREEZES, HANGS",
    "Help.\nPLEASE, ANYONE", "Shame.\nSTAFF, SYSTEM", "Sizes.\nMEDIUM, LARGE",
    "Meh.\nDRAFTY, GLOOMY", "Hm.\nLAGS, LEAKS", "Why.\nTAX, TIP", "So.\nUNFAIR, UNCLEAR",
    "Ende.\nABZOCKE, BETRUG", "Fin.\nARNAQUE, HONTE", "Fine.\nCARO, LENTO", "Top.\nSCHNELL, NETT",
    "Two cities.\nROME, MILAN", "Two words.\nBUGGY, LAGGY",
    "Best\nPrice in town", "Cheers\nNever again", "Thanks\nVery good", "Regards\nNot amused",
    "Best,\nfast and cheap", "- Fast\n- Cheap", "- cold\n- Wet",
])  # fmt: skip
def test_what_stands_where_somebody_would_sign_stays(text):
    assert redact(text) == text


@pytest.mark.parametrize("text", [
    "Late.\nPRICE, KEHINDE", "Late.\nAHMED, BOLANLE", "Late.\nLONG, IJEOMA", "Late.\nKING, ADAEZE",
])  # fmt: skip
def test_who_has_an_ordinary_word_for_a_surname_is_a_person_all_the_same(text):
    assert redact(text) == "Late.\n[name]"


@pytest.mark.parametrize(("text", "kept"), [
    ("jane miller AT gmail", "[e-mail]"),
    ("write to jane miller at gmail dot com", "write to [e-mail]"),
    ("message rosa klein at outlook dot com", "message [e-mail]"),
    ("my mail: jane underscore miller at yahoo dot co dot uk", "my mail: [e-mail]"),
    ("email me: jane miller 84 at gmail dot com", "email me: [e-mail]"),
    ("of my account jane at gmail dot com", "of my account [e-mail]"),
    ("Meet at the dot com desk", "Meet at the dot com desk"),
])  # fmt: skip
def test_an_address_takes_its_given_name_along_and_no_other_word(text, kept):
    assert redact(text) == kept
