"""What can go wrong at the edge, and the exit code that tells the operator what to do about it.

Every failure that a person can mend is raised as one of these with readable lines; nothing else
in the kit decides an exit code.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

RIGHTS = (errno.EACCES, errno.EPERM)
REMEDIES = dict.fromkeys(
    (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EFBIG), "free or mend the disk"
) | dict.fromkeys(RIGHTS, "let this user write there")


def refused(number: int | None) -> str | None:
    """What the machine refused, by its error number, and the remedy; None for any other error.

    >>> refused(errno.ENOSPC)
    'No space left on device. Remedy: free or mend the disk.'
    """
    remedy = REMEDIES.get(number)
    return remedy and f"{os.strerror(number)}. Remedy: {remedy}."


LONGEST_NAME, LONGEST_PART = 80, 400  # characters, where a name or a rule with names is told


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what came in: where it is, the rule it breaks, and the remedy.

    `row` is counted as the client's spreadsheet counts it (the header is row 1).

    >>> print(Problem("data/survey.csv", "ease", 14, "9 lies outside 1 to 7", "correct the cell"))
    data/survey.csv, column 'ease', row 14: 9 lies outside 1 to 7. Remedy: correct the cell.
    """

    file: str
    column: str | None
    row: int | None
    rule: str
    remedy: str

    def __str__(self) -> str:
        where = [self.file]
        if self.column is not None:
            where.append(f"column '{_short(self.column, LONGEST_NAME)}'")
        if self.row is not None:
            where.append(f"row {self.row}")
        rule, remedy = (_short(told, LONGEST_PART) for told in (self.rule, self.remedy))
        return f"{', '.join(where)}: {rule.rstrip('.')}. Remedy: {remedy.rstrip('.')}."


def _short(told: str, longest: int) -> str:
    return told if len(told) <= longest else told[: longest - 1] + "…"


class KitError(Exception):
    """A failure that a person can mend: it prints as plain lines and ends in `exit_code`.

    For programs that read what came of a run `state` is the word for it, and `known` holds fields
    of the run's line that were known when it failed.
    """

    exit_code = 1
    state = "failed"
    known: Mapping[str, object] = MappingProxyType({})

    def __init__(self, *lines: object):
        self.lines = [str(line) for line in lines]
        super().__init__("\n".join(self.lines))


class InputError(KitError):
    """Bad input or usage. Carries every `Problem` found, so that the client mends them at once."""

    exit_code = 2
    state = "refused"

    def __init__(self, problems: Problem | str | Iterable[Problem | str]):
        listed = [problems] if isinstance(problems, (Problem, str)) else list(problems)
        self.problems = listed
        super().__init__(*listed)


class StepFailed(KitError):
    """A step of the run failed; its notebook is kept for reading."""

    exit_code = 1


class OutOfTime(StepFailed):
    """A step of the run took longer than it may."""

    state = "out of time"


class DoNotSend(KitError):
    """The run is kept, its page is not published."""

    exit_code = 3
    state = "held back"


class NoData(KitError):
    """Fewer usable rows than `policy.privacy_n`; nothing is written."""

    exit_code = 4
    state = "no data"


class NothingNew(NoData):
    """The same was published already for this period; nothing is written."""

    state = "nothing new"

    def __init__(self, line: str, period: str | None):
        super().__init__(line)
        self.known = {"new": False, "period": period}


class StillWaits(NothingNew):
    """The same was made already, and waits for `cx approve`; nothing is written."""

    state = "waits for approval"


class Busy(KitError):
    """Another run holds this engagement's lock."""

    exit_code = 5
    state = "busy"


class Unreachable(KitError):
    """A source (a database, a warehouse) cannot be reached."""

    exit_code = 6
    state = "unreachable"
