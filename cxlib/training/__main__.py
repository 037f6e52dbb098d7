"""`python -m cxlib.training FOLDER`: a client to practise on, its answers planted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxlib.errors import KitError
from cxlib.training.client import generate
from cxlib.training.folder import write_client
from cxlib.training.sector import load_sector

SAMPLE_CUSTOMERS, SAMPLE_SEED = 3600, 15  # what sample_data/ is made with


def make(
    folder: Annotated[Path, typer.Argument(help="where to write the client")],
    customers: Annotated[int, typer.Option(min=500)] = SAMPLE_CUSTOMERS,
    seed: Annotated[int, typer.Option(min=0)] = SAMPLE_SEED,
    sector: Annotated[
        str, typer.Option(help="a description in cxlib/training/sectors")
    ] = "telecom",
    effects: Annotated[
        float, typer.Option(min=0, max=1, help="1 as described; 0 plants nothing")
    ] = 1.0,
) -> None:
    """Write a whole engagement: data files, engagement.yml, codebook.md and truth.yml.

    Example: python -m cxlib.training practice --customers 5000 --seed 7
    """
    try:
        client = generate(load_sector(sector), customers, seed, effects)
    except KitError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(error.exit_code) from error
    for path in write_client(client, folder):
        typer.echo(path)


if __name__ == "__main__":
    typer.run(make)
