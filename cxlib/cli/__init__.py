"""The `cx` command: one thin function for each verb."""

from cxlib.cli import comparing, keeping, preparing, running
from cxlib.cli.app import app
from cxlib.cli.saying import in_any_locale

__all__ = ["app", "comparing", "keeping", "main", "preparing", "running"]


def main() -> None:
    """Entry point of the `cx` command."""
    in_any_locale()
    app()
