"""The `cx` command: one thin function for each verb."""

from cxlib.cli import keeping, preparing, running
from cxlib.cli.app import app
from cxlib.cli.saying import in_any_locale

__all__ = ["app", "keeping", "main", "preparing", "running"]


def main() -> None:
    """Entry point of the `cx` command."""
    in_any_locale()
    app()
