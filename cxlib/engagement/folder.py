"""A client's folder, read and checked."""

from __future__ import annotations

from pathlib import Path

from cxlib.engagement import log as logs
from cxlib.engagement.build import Sources, assemble
from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import all_parquet, paths_of, read_table
from cxlib.engagement.yml import read_config
from cxlib.errors import InputError


def load(folder: str | Path, period: str | None = None, seed: int | None = None) -> Engagement:
    """The engagement in a folder with an engagement.yml.

    Parameters
    ----------
    folder : the engagement folder.
    period : the label to report, such as "2026-09"; the last complete one in the data by default.
    seed : in place of `policy.seed`.

    Raises
    ------
    InputError
        Naming everything that is wrong: file, column, row, rule and remedy.
    NoData
        Where fewer rows than `policy.privacy_n` can be used.
    Unreachable
        Where a database does not answer.
    """
    home = Path(folder)
    config = read_config(home)
    log, apart = None, set()
    if "interactions" in config.tables and all_parquet(config.tables["interactions"]):
        options = config.tables["interactions"]
        log = logs.from_parquet(paths_of("interactions", config, home), options, config.timezone)
        apart = {"interactions"}
    raws, problems = {}, []
    for name in config.tables:
        if name in apart:
            continue
        try:
            raws[name] = read_table(name, config, home)
        except InputError as found:
            problems += found.problems
    if problems:
        raise InputError(problems)
    return assemble(config, Sources(raws, log, home), period, seed)
