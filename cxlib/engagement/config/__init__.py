"""An engagement.yml: its settings, its checks, its file."""

from cxlib.engagement.config.settings import (
    DATA_TABLES,
    TABLE_NAMES,
    Choice,
    Config,
    Database,
    DriverPolicy,
    Outcome,
    Policy,
    Publish,
    Read,
    Rebase,
    TableConfig,
)

__all__ = [
    "DATA_TABLES",
    "TABLE_NAMES",
    "Choice",
    "Config",
    "Database",
    "DriverPolicy",
    "Outcome",
    "Policy",
    "Publish",
    "Read",
    "Rebase",
    "TableConfig",
]
