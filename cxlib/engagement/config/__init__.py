"""An engagement.yml: its settings, its checks, its file."""

from cxlib.engagement.config.settings import (
    DATA_TABLES,
    TABLE_NAMES,
    Choice,
    Config,
    DriverPolicy,
    Outcome,
    Policy,
    Publish,
    Rebase,
    TableConfig,
)
from cxlib.engagement.config.sources import Database, FileSource, Read, Rows

__all__ = [
    "DATA_TABLES",
    "TABLE_NAMES",
    "Choice",
    "Config",
    "Database",
    "DriverPolicy",
    "FileSource",
    "Outcome",
    "Policy",
    "Publish",
    "Read",
    "Rebase",
    "Rows",
    "TableConfig",
]
