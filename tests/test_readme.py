"""The README says what the kit does: its table, its commands and its exit codes."""

import re

from typer.testing import CliRunner

from cxlib import errors
from cxlib.cli import app
from cxlib.resources import REPOSITORY
from cxlib.results.__main__ import table

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_the_table_of_results_is_that_of_the_registry():
    assert table() in README


def test_every_cx_command_in_the_readme_exists():
    named = set(re.findall(r"\bcx ([a-z][a-z-]+)", README)) - {"kit"}
    assert named >= {"demo", "new", "check", "run"}
    for command in named:
        result = CliRunner().invoke(app, [command, "--help"])
        assert result.exit_code == 0, command
        assert "Example" in result.output, command


def test_the_exit_codes_are_those_of_the_kit():
    told = {int(code) for code in re.findall(r"^\| (\d) \|", README, flags=re.MULTILINE)}
    kinds = errors.KitError.__subclasses__()
    assert told == {0, *(kind.exit_code for kind in kinds)}


def test_every_link_to_a_file_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (REPOSITORY / target).exists(), target
