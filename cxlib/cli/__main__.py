"""`python -m cxlib.cli` is the `cx` command."""

from cxlib.cli import main

main()
