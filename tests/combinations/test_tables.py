"""Whatever tables a client brings, alone or together, whole or empty: a report comes of them.

By default half of the cases in which each two tables meet in every combination of there and not
there, and each table read from a file of headings alone; all pairs, all triples, and empty tables
among whole ones with `pytest -m slow`.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest
import small_client as client
from covering import covering, uncovered
from way import LANGUAGES, delivered, through, told, walked, written

from cxlib.engagement.config import DATA_TABLES
from cxlib.engagement.config.settings import TABLE_NAMES
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.errors import InputError, NoData
from cxlib.report.blocks import notes
from cxlib.report.sections import SECTIONS
from cxlib.report.unanswered import all_clear, why_nothing

FRAMES = client.frames()
NAMES = tuple(FRAMES)
ABSENT, WHOLE, EMPTY = range(3)
CASES = covering(len(NAMES), 2, 2)
MANY = covering(len(NAMES), 3, 2)
ALL = covering(len(NAMES), 2, 3)


def _case(levels) -> dict[str, pd.DataFrame]:
    """Tables that are there, some without a row; one of the five that a client must bring."""
    given = dict(zip(NAMES, levels, strict=True))
    if all(given[name] == ABSENT for name in DATA_TABLES):
        given["kpis"] = WHOLE
    return {
        name: FRAMES[name] if level == WHOLE else FRAMES[name].iloc[:0]
        for name, level in given.items()
        if level != ABSENT
    }


def _chosen(size: int) -> list[tuple[str, ...]]:
    return [names for names in combinations(NAMES, size) if set(names) & set(DATA_TABLES)]


def _reasons(shown) -> list[str]:
    """Sections that show nothing, have nothing to say of it, and hang on none that has."""
    asked = [s for s in SECTIONS if not all_clear(shown, s.name)]
    empty = [s for s in asked if not len(shown[s.name])]
    return [
        s.name
        for s in empty
        if why_nothing(shown, s.name) == shown.voice.say("page|nothing")
        and not notes(shown, s)
        and not any(notes(shown, o) for o in SECTIONS if o.name in s.hangs_on)
    ]


def test_the_client_has_every_table_and_every_column():
    assert set(NAMES) == set(TABLE_NAMES)
    for name, frame in FRAMES.items():
        assert set(CONTRACTS[name].columns) - {"period", "id"} <= {*frame.columns}, name


@pytest.mark.parametrize(("factors", "levels", "strength"), [(6, 3, 2), (19, 2, 2), (9, 2, 3)])
def test_cases_cover_what_they_promise(factors: int, levels: int, strength: int):
    cases = covering(factors, levels, strength)
    assert uncovered(cases, levels, strength) == []
    assert uncovered(cases[1:], levels, strength)


@pytest.mark.parametrize("case", [pytest.param(c, marks=[] if c < 4 else [pytest.mark.slow])
                                  for c in range(len(CASES))])  # fmt: skip
def test_two_tables_there_or_not(case: int, tmp_path):
    told(*through(_case(CASES[case]), tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("case", range(len(MANY)))
def test_two_tables_there_empty_or_not(case: int, tmp_path):
    frames = _case(MANY[case])
    if not any(len(frames.get(name, ())) for name in DATA_TABLES):
        with pytest.raises(NoData, match="0 usable rows"):
            through(frames, tmp_path)
    else:
        told(*through(frames, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("case", range(len(ALL)))
def test_three_tables_there_or_not_in_every_form_of_the_report(case: int, tmp_path):
    views = told(*through(_case(ALL[case]), tmp_path / "results"))
    for language in LANGUAGES:
        assert "<html" in written(views[language], tmp_path / language)


@pytest.mark.parametrize(
    "names", [*_chosen(1), *(pytest.param(n, marks=pytest.mark.slow) for k in (2, 3)
                             for n in _chosen(k))], ids="+".join)  # fmt: skip
def test_few_tables_alone(names: tuple[str, ...], tmp_path):
    shown = told(*through({n: FRAMES[n] for n in names}, tmp_path))["en"]
    if len(names) == 1:
        assert _reasons(shown) == []


@pytest.mark.slow
@pytest.mark.parametrize("names", [n for k in (1, 2) for n in combinations(NAMES, k)], ids="+".join)
def test_all_but_few(names: tuple[str, ...], tmp_path):
    told(*through({n: f for n, f in FRAMES.items() if n not in names}, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("typed", [True, False])
def test_a_table_of_headings_alone(name: str, typed: bool, tmp_path):
    none = FRAMES[name].iloc[:0]
    told(*through(FRAMES | {name: none if typed else none.astype(object)}, tmp_path))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_headings_alone_is_read_and_profiled(name: str, tmp_path):
    """Profile and suspicions are made of what is read from files, so frames alone do not do."""
    beside = "kpis" if name == "responses" else "responses"
    engagement = delivered({beside: FRAMES[beside], name: FRAMES[name].iloc[:0]}, tmp_path)
    assert len(engagement.table(beside)) == len(FRAMES[beside])
    if name in DATA_TABLES:
        assert engagement.delivery["tables"][name]["rows"] == 0


@pytest.mark.parametrize("whole", [("kpis",), ("responses", "customers", "touchpoints")],
                         ids="+".join)  # fmt: skip
def test_a_report_comes_of_few_tables_among_files_of_headings_alone(whole, tmp_path):
    frames = {n: f if n in whole else f.iloc[:0] for n, f in FRAMES.items()}
    told(*walked(delivered(frames, tmp_path), tmp_path / "results"))


def test_where_every_file_is_of_headings_alone_nothing_is_written(tmp_path):
    with pytest.raises(NoData, match="0 usable rows"):
        delivered({n: f.iloc[:0] for n, f in FRAMES.items()}, tmp_path)


def test_none_of_the_tables_that_are_needed_is_refused_in_one_line():
    others = {n: f for n, f in FRAMES.items() if n not in DATA_TABLES}
    with pytest.raises(InputError, match="at least one of the tables responses, interactions"):
        through(others, None)
