import typer
from ruamel.yaml import YAML
from typer.testing import CliRunner

from cxlib.training.__main__ import make

app = typer.Typer()
app.command()(make)
runner = CliRunner()


def test_a_client_is_written_and_its_files_named(tmp_path):
    ran = runner.invoke(app, [str(tmp_path / "c"), "--customers", "500", "--seed", "3"])
    assert ran.exit_code == 0
    assert (tmp_path / "c" / "truth.yml").exists()
    assert "engagement.yml" in ran.output
    truth = YAML(typ="safe").load(tmp_path / "c" / "truth.yml")
    sheet = YAML(typ="safe").load(tmp_path / "c" / "exercise.yml")
    assert list(sheet["questions"]) == [i["item"] for i in truth["items"]]
    assert set(sheet["answers"].values()) == {None}


def test_an_unknown_sector_ends_with_usage_code_and_writes_nothing(tmp_path):
    ran = runner.invoke(app, [str(tmp_path / "c"), "--sector", "airline"])
    assert ran.exit_code == 2
    assert "choose one of" in ran.output
    assert not (tmp_path / "c").exists()


def test_too_few_customers_are_refused(tmp_path):
    assert runner.invoke(app, [str(tmp_path / "c"), "--customers", "10"]).exit_code == 2
