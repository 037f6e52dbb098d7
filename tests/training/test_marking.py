import pytest
import typer
from ruamel.yaml import YAML
from typer.testing import CliRunner

from cxlib.training.folder import as_yaml
from cxlib.training.grading import exercise
from cxlib.training.marking import mark
from cxlib.training.truth import truth_of

app = typer.Typer()
app.command()(mark)
runner = CliRunner()


@pytest.fixture
def folder(tmp_path, sector):
    truth = truth_of(sector, 1000, 1)
    (tmp_path / "truth.yml").write_text(as_yaml(truth))
    (tmp_path / "exercise.yml").write_text(as_yaml(exercise(truth)))
    return tmp_path


def marked(folder, answers="exercise.yml", truth="truth.yml"):
    return runner.invoke(app, [str(folder / answers), str(folder / truth)])


def test_a_sheet_as_a_learner_returns_it_is_marked(folder):
    sheet = YAML(typ="safe").load(folder / "exercise.yml")
    sheet["answers"] |= {"moment:activation:truth": True, "benefit:honest cart": "not realised"}
    (folder / "anna.yml").write_text(as_yaml(sheet))
    ran = marked(folder, "anna.yml")
    assert ran.exit_code == 0
    assert "right: moment:activation:truth: yes (planted: yes)" in ran.output
    assert "wrong: benefit:honest cart: not realised (planted: realised)" in ran.output
    assert f"1 of {len(sheet['answers'])} right" in ran.output


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("none.yml", None, "is not there"),
        ("list.yml", "- a\n", "holds no `answers:`"),
        ("torn.yml", "answers: [\n", "is no YAML"),
    ],
)
def test_a_file_that_is_no_sheet_is_told_in_one_line(folder, name, content, said):
    if content is not None:
        (folder / name).write_text(content)
    ran = marked(folder, name)
    assert ran.exit_code == 2
    assert said in ran.output
    assert "Remedy" in ran.output
    assert "Traceback" not in ran.output


def test_the_sheet_is_no_truth(folder):
    assert marked(folder, truth="exercise.yml").exit_code == 2
