"""`python -m cxlib.training.marking ANSWERS TRUTH`: marks a learner's exercise sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cxlib.errors import InputError, KitError
from cxlib.training.grading import grade_answers


def read_answers(path: Path) -> dict[str, object]:
    """The answers of an exercise sheet by item; an InputError names what is wrong with the file."""
    sheet = _read(path)
    if not isinstance(sheet, dict) or not isinstance(sheet.get("answers"), dict):
        raise InputError(
            f"{path} holds no `answers:`. Remedy: write the answers into a copy of exercise.yml."
        )
    return sheet["answers"]


def _read(path: Path) -> object:
    try:
        return YAML(typ="safe").load(path)
    except FileNotFoundError:
        raise InputError(f"{path} is not there. Remedy: name the file as it is called.") from None
    except YAMLError as error:
        line = str(error).splitlines()[-1].strip()
        raise InputError(f"{path} is no YAML ({line}). Remedy: correct the line.") from None


def mark(
    answers: Annotated[Path, typer.Argument(help="the learner's copy of exercise.yml")],
    truth: Annotated[Path, typer.Argument(help="the client's truth.yml")],
) -> None:
    """Print each answer beside what is planted, and how many are right.

    Example: python -m cxlib.training.marking anna.yml practice/truth.yml
    """
    try:
        planted = _read(truth)
        if not isinstance(planted, dict) or "items" not in planted:
            raise InputError(f"{truth} is no truth.yml. Remedy: name the one of the client.")
        graded = grade_answers(read_answers(answers), planted)
    except KitError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from error
    for row in graded.itertuples():
        verdict = "right" if row.correct else "wrong"
        typer.echo(f"{verdict}: {row.item}: {row.found} (planted: {row.planted})")
    typer.echo(f"{graded['correct'].sum()} of {len(graded)} right")


if __name__ == "__main__":
    typer.run(mark)
