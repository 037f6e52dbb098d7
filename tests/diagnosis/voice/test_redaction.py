"""Personal data is out of a comment before anything else sees it."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.voice.redaction import redact, redacted

HELD = [
    ("write to jo.bloggs+1@mail.example.co.uk please", "write to [e-mail] please"),
    ("jo at example: jo(at)example.com", "jo at example: [e-mail]"),
    ("call +44 (0)20 7946 0018 after six", "call [number] after six"),
    ("my number is 07700900123.", "my number is [number]."),
    ("card 4111 1111 1111 1111 was charged", "card [number] was charged"),
    ("see https://example.org/me?id=7", "see [link]"),
    ("Mr Smith was rude", "Mr [name] was rude"),
    ("Mrs. O'Brien helped", "Mrs. [name] helped"),
    ("Dr. van der Berg-Müller rang", "Dr. [name] rang"),
    ("Ms J. Doe and mr patel", "Ms [name] and mr [name]"),
    ("MR SMITH SHOUTED", "MR [name]"),
]
KEPT = [
    "I waited 45 minutes in 2024 for 12.50 pounds",
    "the drum is broken, mrsa is not a title",
    "5G is 10 times faster than 4G",
]


@pytest.mark.parametrize(("said", "kept"), HELD)
def test_personal_data_is_replaced_by_its_kind(said: str, kept: str) -> None:
    assert redact(said).startswith(kept)


@pytest.mark.parametrize("said", KEPT)
def test_harmless_words_and_numbers_stay(said: str) -> None:
    assert redact(said) == said


def test_missing_comments_stay_missing() -> None:
    assert redacted(pd.Series(["ring 07700900123", None])).isna().tolist() == [False, True]
