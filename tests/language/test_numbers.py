"""Numbers as people read them: every unit, in English and in German, and what is at the edges."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from cxlib.language import MISSING, Voice, missing
from cxlib.language.figure import NUMBERS
from cxlib.language.numbers import BOUNDED, Numbers, decimals
from cxlib.language.plain import MINUS

EN, DE = Voice.of("en", "GBP"), Voice.of("de", "EUR")
HARD = "\xa0"
NOT_THERE = [
    None, float("nan"), float("inf"), -float("inf"), pd.NA, pd.NaT, np.float64("nan"),
    np.float32("inf"), np.datetime64("NaT"), Decimal("NaN"), Decimal("Infinity"),
]  # fmt: skip
EXAMPLES = {
    "number": (-1.257, "−1.26", "−1,26"),
    "level": (97.04, "97", "97"),
    "shift": (0.305, "+0.305", "+0,305"),
    "signed": (0.305, "+0.30", "+0,30"),
    "share": (0.4172, "42%", f"42{HARD}%"),
    "points": (-0.083, "−8", "−8"),
    "nps": (12, "+12", "+12"),
    "money": (26_148, "£26.1k", f"26.100{HARD}€"),
    "count": (1680, "1,680", "1.680"),
    "of100": (0.5123, "51", "51"),
    "seconds": (90_061, "1 day 1 hr", "1 Tg. 1 Std."),
    "months": (12, "12 months", "12 Monate"),
    "p": (0.0312, "p = 0.031", "p = 0,031"),
    "day": ("2026-03-03", "3 Mar 2026", "3. März 2026"),
    "period": ("2026-09", "September 2026", "September 2026"),
}


@pytest.mark.parametrize("unit", sorted(NUMBERS))
def test_every_unit_in_both_languages(unit):
    value, english, german = EXAMPLES[unit]
    assert (EN.figure({unit: value}), DE.figure({unit: value})) == (english, german)


@pytest.mark.parametrize("unit", sorted(NUMBERS))
@pytest.mark.parametrize("value", NOT_THERE, ids=repr)
def test_what_is_not_there_is_a_dash(unit, value):
    assert missing(value) is True
    assert EN.figure({unit: value}) == MISSING


@pytest.mark.parametrize("unit", sorted(NUMBERS - {"day", "period"}))
@pytest.mark.parametrize(
    "kind", [int, float, np.int64, np.float32, np.float64, Decimal, lambda v: pd.Series([v])[0]]
)
def test_numpy_and_pandas_scalars_are_numbers(unit, kind):
    plain = 1 if unit in ("share", "of100", "p", "points") else 7
    assert DE.figure({unit: kind(plain)}) == DE.figure({unit: plain})


def test_numbers_of_nullable_columns():
    column = pd.Series([3, None], dtype="Int64")
    assert [EN.count(v) for v in column] == ["3", MISSING]
    shares = pd.Series([0.5, None], dtype="Float64")
    assert [EN.share(v) for v in shares] == ["50%", MISSING]


@pytest.mark.parametrize("unit", ["number", "signed", "nps", "money", "count", "months", "seconds"])
@pytest.mark.parametrize("value", [1e9, 1e15, 1e22, 1e27, 1e300, -1e300, 1e-300])
def test_no_size_breaks_it(unit, value):
    for voice in (EN, DE):
        assert voice.figure({unit: value})


def test_counts_are_exact_however_large():
    assert EN.count(2**53 + 1) == "9,007,199,254,740,993"
    assert DE.count(10**12) == "1.000.000.000.000"
    assert EN.number(1e300) == "1E300"


def test_a_minus_is_a_minus_and_nothing_is_minus_nought():
    for unit in ("number", "signed", "points", "nps", "money", "months", "seconds"):
        told = EN.figure({unit: -90})
        assert MINUS in told
        assert "-" not in told
    for unit in ("number", "signed", "share", "points", "nps", "money", "count", "of100"):
        for voice in (EN, DE):
            for nearly in (-0.0, -1e-15):
                assert MINUS not in voice.figure({unit: nearly}), unit


def test_a_plus_stands_where_something_is_more():
    assert [EN.signed(v) for v in (0.004, 0.006, -0.006, 0)] == ["0.00", "+0.01", "−0.01", "0.00"]
    assert [EN.nps(v) for v in (0.4, -0.4, 59.6)] == ["0", "0", "+60"]
    assert [DE.points(v) for v in (0.0042, 0.083, -0.004, 0)] == ["+0,4", "+8", "−0,4", "0,0"]


# ---------------------------------------------------------------- shares


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (0, "0%", f"0{HARD}%"),
        (1, "100%", f"100{HARD}%"),
        (0.004, "0.4%", f"0,4{HARD}%"),
        (0.996, "99.6%", f"99,6{HARD}%"),
        (0.0001, "0.01%", f"0,01{HARD}%"),
        (0.0000001, "<0.01%", f"<0,01{HARD}%"),
        (0.9999999, ">99.99%", f">99,99{HARD}%"),
        (0.3349, "33%", f"33{HARD}%"),
        (0.29999999999999999, "30%", f"30{HARD}%"),
    ],
)
def test_shares(value, english, german):
    assert (EN.share(value), DE.share(value)) == (english, german)


def test_only_none_reads_as_none_and_only_all_as_all():
    for value in np.concatenate([np.linspace(0, 1, 997), 10.0 ** -np.arange(1, 12), [1 - 1e-9]]):
        told, of100 = EN.share(value), EN.of100(value)
        assert (told == "0%") == (of100 == "0") == (value == 0), value
        assert (told == "100%") == (of100 == "100") == (value == 1), value
        assert not re.fullmatch(r"0\.0+%?|100\.0+%?", told)


def test_a_share_is_never_told_far_from_what_it_is():
    for value in np.random.default_rng(1).uniform(0, 1, 500):
        told = float(EN.share(value).rstrip("%").lstrip("<>")) / 100
        assert told == pytest.approx(value, abs=0.005)


# ---------------------------------------------------------------- with their intervals


@pytest.mark.parametrize(
    ("unit", "figures", "told"),
    [
        ("number", (7.345, 6.1, 8.6), "7.3 (6.1 to 8.6)"),
        ("number", (123.4, 80, 160), "123 (80 to 160)"),
        ("number", (4.2, 4.19, 4.21), "4.20 (4.19 to 4.21)"),
        ("signed", (0.3, -0.1, 0.7), "+0.30 (−0.10 to +0.70)"),
        ("share", (0.12, 0.09, 0.16), "12% (9% to 16%)"),
        ("share", (0.968, 0.964, 0.971), "96.8% (96.4% to 97.1%)"),
        ("share", (0.02, 0.0000001, 0.05), "2.0% (<0.1% to 5.0%)"),
        ("share", (0, 0, 0.03), "0% (0% to 3%)"),
        ("points", (-0.083, -0.12, -0.05), "−8 (−12 to −5)"),
        ("points", (-0.3, -0.45, -0.15), "−30 (−45 to −15)"),
        ("points", (0.005, 0.002, 0.008), "+0.5 (+0.2 to +0.8)"),
        ("nps", (12, 8, 16), "+12 (+8 to +16)"),
        ("money", (46_700, 29_000, 67_600), "£47k (£29k to £68k)"),
        ("money", (800, -1200, 2900), "£800 (−£1.2k to £2.9k)"),
        ("count", (5, 3, 7), "5 (3 to 7)"),
        ("of100", (0.5, 0.4, 0.6), "50 (40 to 60)"),
        ("seconds", (60, 50, 70), "1 min (50 sec to 1 min 10 sec)"),
        ("months", (3, 2, 4), "3 months (2 months to 4 months)"),
    ],
)
def test_a_number_is_as_exact_as_its_interval(unit, figures, told):
    assert EN.figure({unit: list(figures)}) == told
    assert unit in BOUNDED


def test_intervals_in_german():
    assert DE.figure({"share": [0.12, 0.09, 0.16]}) == f"12{HARD}% (9{HARD}% bis 16{HARD}%)"
    assert DE.figure({"number": [7.345, 6.1, 8.6]}) == "7,3 (6,1 bis 8,6)"


@pytest.mark.parametrize("ends", [(None, 3), (1, None), (float("nan"), 3), (1, float("inf"))])
def test_an_interval_with_an_end_missing_is_none(ends):
    assert EN.within(2, *ends) == "2.00"
    assert EN.ends(2, *ends) == ""
    assert EN.within(None, 1, 3) == MISSING


@pytest.mark.parametrize("unit", ["p", "day", "period"])
def test_what_has_no_interval_says_so(unit):
    with pytest.raises(ValueError, match=f"'{unit}' has no interval; number, signed, share"):
        EN.figure({unit: [0.1, 0.0, 0.2]})


def test_the_interval_bounds_the_digits():
    for half in (0.003, 0.02, 0.3, 4, 50, 600):
        digits = decimals(1.0, 1 - half, 1 + half)
        assert digits == min(2, max(0, 1 - int(np.floor(np.log10(half)))))
    assert decimals(1, 1, 1) == decimals(1, 3, 2) == decimals(1, None, 2) == 2


# ---------------------------------------------------------------- money

MONEY = {
    "GBP": ("£950", "£26.1k", "£1.23m", "−£1.5bn", f"950{HARD}£"),
    "EUR": ("€950", "€26.1k", "€1.23m", "−€1.5bn", f"950{HARD}€"),
    "USD": ("$950", "$26.1k", "$1.23m", "−$1.5bn", f"950{HARD}$"),
    "CHF": (f"CHF{HARD}950", f"CHF{HARD}26.1k", f"CHF{HARD}1.23m", f"CHF{HARD}−1.5bn",
            f"950{HARD}CHF"),
    "JPY": ("¥950", "¥26.1k", "¥1.23m", "−¥1.5bn", f"950{HARD}¥"),
    "": ("950", "26.1k", "1.23m", "−1.5bn", "950"),
}  # fmt: skip


@pytest.mark.parametrize("currency", MONEY)
def test_money(currency):
    amounts = (950, 26_148, 1_234_567, -1_500_000_000)
    english, german = Numbers("en", currency), Numbers("de", currency)
    assert tuple(map(english.money, amounts)) == MONEY[currency][:4]
    sign = f"{HARD}{MONEY[currency][4].partition(HARD)[2]}" if currency else ""
    assert tuple(map(german.money, amounts)) == (
        MONEY[currency][4], f"26.100{sign}", f"1,23{HARD}Mio.{sign}", f"−1,5{HARD}Mrd.{sign}",
    )  # fmt: skip


@pytest.mark.parametrize("currency", MONEY)
@pytest.mark.parametrize("language", ["en", "de"])
def test_money_at_its_edges(currency, language):
    numbers = Numbers(language, currency)
    nought = numbers.money(0)
    assert re.sub(r"\D", "", nought) == "0"
    assert numbers.money(-0.0) == numbers.money(-0.001) == nought
    assert numbers.money(999.9) == numbers.money(1000)
    for value in (1, 9.99, 12.5, 999, 1e12, 7e15, 1e-9):
        assert numbers.money(-value) == numbers.money(value) or MINUS in numbers.money(-value)


def test_pence_are_told_below_a_pound_and_yen_have_none():
    assert EN.money(0.5) == "£0.50"
    assert DE.money(0.5) == f"0,50{HARD}€"
    assert "." not in Numbers("en", "JPY").money(0.7)


def test_three_figures_of_an_amount_and_two_of_an_estimate():
    for value in np.random.default_rng(2).uniform(1, 1e9, 300):
        digits = re.sub(r"\D", "", EN.money(value)).strip("0")
        assert len(digits) <= 3
        ends = EN.within(value, value / 2, value * 2, "money")
        assert all(len(re.sub(r"\D", "", e).strip("0")) <= 2 for e in re.findall(r"£[\d.]+", ends))


# ---------------------------------------------------------------- p, time, periods, lists


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "p < 0.001"), (0.00099, "p < 0.001"), (0.001, "p = 0.001"), (0.05, "p = 0.050"),
     (1, "p = 1.000")],
)  # fmt: skip
def test_p(value, told):
    assert EN.p_value(value) == told
    assert DE.p_value(value) == told.replace(".", ",")


@pytest.mark.parametrize(
    ("seconds", "english", "german"),
    [
        (0, "0 sec", "0 Sek."),
        (0.4, "0 sec", "0 Sek."),
        (59.6, "1 min", "1 Min."),
        (45, "45 sec", "45 Sek."),
        (3600, "1 hr", "1 Std."),
        (3 * 3600 + 61, "3 hr 1 min", "3 Std. 1 Min."),
        (86_400 * 5, "5 days", "5 Tg."),
        (-90, "−1 min 30 sec", "−1 Min. 30 Sek."),
    ],
)
def test_durations(seconds, english, german):
    assert (EN.duration(seconds), DE.duration(seconds)) == (english, german)


def test_months():
    assert [EN.months(v) for v in (0, 1, 1.0, 12.5, 36)] == [
        "0 months", "1 month", "1 month", "12.5 months", "36 months",
    ]  # fmt: skip
    assert [DE.months(v) for v in (1, 12.5)] == ["1 Monat", "12,5 Monate"]


@pytest.mark.parametrize(
    "value",
    [date(2026, 9, 3), datetime(2026, 9, 3, 23, 59), pd.Timestamp("2026-09-03 12:00"),
     "2026-09-03"],
)  # fmt: skip
def test_days(value):
    assert EN.day(value) == "3 Sep 2026"
    assert DE.day(value) == "3. Sept. 2026"


@pytest.mark.parametrize(
    ("label", "english", "german", "short"),
    [
        ("2026-03", "March 2026", "März 2026", "Mar 2026"),
        ("2026-Q3", "Q3 2026", "Q3 2026", "Q3 2026"),
        ("2026-W05", "week 5 of 2026", "KW 5 2026", "week 5 of 2026"),
        ("2026-09-03", "3 Sep 2026", "3. Sept. 2026", "3 Sep 2026"),
        ("2026", "2026", "2026", "2026"),
        ("0007", "7", "7", "7"),
        ("0000", "0", "0", "0"),
        ("1234", "1234", "1234", "1234"),
        ("2026-13", "2026-13", "2026-13", "2026-13"),
        ("wave A", "wave A", "wave A", "wave A"),
        (None, MISSING, MISSING, MISSING),
    ],
)
def test_periods_of_every_kind(label, english, german, short):
    assert (EN.period(label), DE.period(label), EN.month(label)) == (english, german, short)


def test_lists():
    words = list("abcdef")
    assert EN.listed([]) == ""
    assert EN.listed(["a"]) == "a"
    assert EN.listed(["a", "b"]) == "a and b"
    assert EN.listed(words) == "a, b, c, d and 2 more"
    assert DE.listed(words, most=1) == "a und 5 weitere"
    assert DE.listed(words[:3]) == "a, b und c"
    assert EN.figure({"listed": [{"share": 0.5}, {"text": "x"}, {"count": 1000}]}) == (
        "50%, x and 1,000"
    )
