import pandas as pd
import pytest

from cxlib.results import REGISTRY, empty
from cxlib.training import exercise, grade, grade_answers
from cxlib.training.truth import truth_of


@pytest.fixture(scope="module")
def truth(sector):
    return truth_of(sector, 1000, 1)


def test_the_planted_answers_are_all_correct(truth):
    answers = {i["item"]: i["planted"] for i in truth["items"]}
    graded = grade_answers(answers, truth)
    assert list(graded.columns) == ["item", "kind", "planted", "found", "correct"]
    assert graded["correct"].all()


def test_an_empty_sheet_is_not_answered(truth):
    graded = grade_answers(exercise(truth)["answers"], truth)
    assert (graded["found"] == "not answered").all()
    assert not graded["correct"].any()


@pytest.mark.parametrize(
    ("answer", "found", "correct"),
    [("Yes", "yes", True), (True, "yes", True), (" YES ", "yes", True), (False, "no", False),
     ("maybe", "maybe", False), (None, "not answered", False), ("", "not answered", False)],
)  # fmt: skip
def test_a_learners_spelling_does_not_matter(truth, answer, found, correct):
    graded = grade_answers({"moment:activation:truth": answer}, truth).set_index("item")
    row = graded.loc["moment:activation:truth"]
    assert (row["found"], bool(row["correct"])) == (found, correct)


def test_results_without_tables_answer_nothing(truth):
    assert (grade({}, truth)["found"] == "not answered").all()


def test_empty_tables_claim_nothing_that_is_planted(truth):
    names = [name for name in REGISTRY if name not in ("findings", "notes", "raci_findings")]
    graded = grade({name: empty(name) for name in names}, truth)
    claimed = graded[graded["correct"]]
    assert set(claimed["planted"]) <= {"no"}


def test_the_exercise_sheet_holds_no_answers(truth):
    sheet = exercise(truth)
    assert set(sheet["answers"].values()) == {None}
    assert "(critical / not critical)" in sheet["questions"]["driver:recommend:call_overall"]


def test_a_run_is_graded_by_its_tables(truth):
    chosen = pd.DataFrame({"initiative": ["guided activation", "shop makeover"],
                           "chosen": pd.array([True, True], "boolean")})  # fmt: skip
    graded = grade({"portfolio": chosen}, truth).set_index("item")
    assert graded.loc["portfolio:guided activation", "correct"]
    assert not graded.loc["portfolio:shop makeover", "correct"]
