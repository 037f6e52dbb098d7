"""The `cx` command."""

from cxlib.cli.commands import app, main

__all__ = ["app", "main"]
