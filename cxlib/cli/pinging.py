"""The dead man's switch of a run: that it began, and that it failed; success is told after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import typer

from cxlib.errors import DoNotSend, InputError, KitError, Unreachable

FAILED = {  # what waits (busy, no data) is no failure: a switch that is not called says it in time
    KitError.exit_code: "a step failed",
    InputError.exit_code: "bad input",
    DoNotSend.exit_code: "do not send",
    Unreachable.exit_code: "a source cannot be reached",
}


def started() -> None:
    """A run begins its work: it has data, and something to do."""
    from cxlib.run import notify

    notify.ping(notify.STARTED)


def refuse_deaf(send: bool) -> None:
    """Refuse before the work to send what could reach nobody."""
    if send:
        from cxlib.run import notify

        notify.people()


@contextmanager
def pinged(told: Mapping[str, object]) -> Iterator[None]:
    """Call the switch where the verb inside fails, with the kind of failure and the period.

    The lines of a failure may quote the client's files: they stay here.
    """
    try:
        yield
    except typer.Exit as ended:
        _failed(ended.exit_code, told)
        raise
    except Exception as error:
        found = error if isinstance(error, KitError) else KitError
        _failed(found.exit_code, {**told, **found.known})
        raise


def _failed(code: int, told: Mapping[str, object]) -> None:
    from cxlib.run import notify

    if code in FAILED:
        when = f", {told['period']}" if told.get("period") else ""
        notify.ping(notify.FAILED_RUN, f"exit {code}: {FAILED[code]}{when}")
