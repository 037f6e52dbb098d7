"""One bad input, and the judge of what a user is told of it.

Told right is: the documented exit code; one readable line with file, row as the spreadsheet counts
it, rule and remedy; nothing of the folder changed; and the remedy is *true*. A remedy that names a
key is followed to the letter: what stands in the printed line is parsed and put into
engagement.yml; where the file itself has to be mended, `by_hand` does what the line asks. The
client must then be read with the right answers.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.engagement import load
from mishaps.client import Folder, answers

LINE = re.compile(r"^(?P<file>[^:]+): .+\. Remedy: .+\.$")
LONGEST = 700  # characters of a line that is still read
TOP = ("timezone", "period", "policy", "outcomes", "roots", "window")  # keys outside a table
Truth = Callable[[object], bool]


@dataclass(frozen=True)
class Case:
    """A bad input and its duty.

    Attributes
    ----------
    name, duty : what is wrong; what the kit must do about it.
    spoil : makes the folder.
    code : the exit code of `cx check` (or of `command`).
    says : patterns that must all stand in one and the same line that is printed.
    key : the setting that the line must name, as printed; it is then put into `table`.
    filled : the same with its dots filled in, or the one of several choices.
    by_hand : what the line asks to be done with the file.
    right : of the engagement that is read in the end; by default: all answers are what they were.
    after : the exit code once the remedy is followed.
    command, again : what the user types before and after, FOLDER being the folder.
    table : of engagement.yml, to which the key belongs.
    never : patterns that may not be printed.
    """

    name: str
    duty: str
    spoil: Callable[[Folder], None]
    code: int = 2
    says: Sequence[str] = ()
    key: str | None = None
    filled: str | None = None
    by_hand: Callable[[Folder], None] | None = None
    right: Truth | None = None
    after: int = 0
    table: str = "responses"
    again: Sequence[str] = ("check", "FOLDER")
    command: Sequence[str] = ("check", "FOLDER")
    never: Sequence[str] = field(default=())


@dataclass(frozen=True)
class Told:
    """What came of a case: what was printed, and in which points it falls short."""

    printed: str
    short: tuple[str, ...]


def all_answers(engagement) -> bool:
    """Whether the outcome has every answer of the sound client."""
    read = engagement.history["responses"]["recommend"].dropna()
    return sorted(read) == sorted(float(row["recommend"]) for row in answers())


def judge(case: Case) -> Told:
    """Build the case in a passing folder, run the command, follow the remedy, read again."""
    with tempfile.TemporaryDirectory(prefix="cx-bad-") as home:
        folder = Folder(Path(home) / "tarn")
        folder.path.mkdir()
        case.spoil(folder)
        before = _bytes(folder.path)
        code, printed = command(case.command, folder.path)
        short = [*_as_told(case, code, printed)]
        if not before.items() <= (after := _bytes(folder.path)).items():
            short.append("something in the folder was changed")
        if case.command[0] == "check" and after.keys() - before.keys():
            short.append("something was written into the folder")
        if not short:
            short += _as_mended(case, folder, _line(case, printed))
    return Told(printed, tuple(short))


def command(words: Sequence[str], folder: Path) -> tuple[int, str]:
    """Exit code and all that is printed."""
    found = CliRunner().invoke(app, [str(folder) if w == "FOLDER" else w for w in words])
    return found.exit_code, found.output


def _bytes(folder: Path) -> dict[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _as_told(case: Case, code: int, printed: str):
    if code != case.code:
        yield f"exit code {code}, not {case.code}"
    if "Traceback" in printed or "Unforeseen" in printed:
        yield "an unforeseen failure"
    if case.says and _line(case, printed) is None:
        yield "no line says all of: " + " · ".join(case.says)
    for word in case.never:
        if re.search(word, printed):
            yield f"says '{word}'"
    if case.code == 2 and "check" in case.command:
        for line in printed.splitlines():
            if not LINE.match(line) or len(line) > LONGEST:
                yield f"not file, place, rule and remedy in one line: {line[:120]}"
    if case.key and (line := _line(case, printed)) is not None and case.key not in line:
        yield f"the line does not name the key '{case.key}'"


def _line(case: Case, printed: str) -> str | None:
    lines = printed.splitlines()
    return next((x for x in lines if all(re.search(s, x) for s in case.says)), None)


def _as_mended(case: Case, folder: Folder, line: str | None):
    """Follow the remedy; what is read then must be right."""
    if case.key:
        _follow(folder, case.filled or case.key, case.table)
    if case.by_hand:
        case.by_hand(folder)
    if case.code in (0, 3) and not (case.key or case.by_hand):
        if case.right and not case.right(load(folder.path)):
            yield "read wrong"
        return
    code, printed = command(case.again, folder.path)
    if code != case.after:
        yield f"the remedy does not mend it: exit code {code}: {printed.strip()[:300]}"
    elif not (case.right or all_answers)(load(folder.path)):
        yield "the remedy is followed, and the answers are wrong"


def _follow(folder: Folder, key: str, table: str) -> None:
    from ruamel.yaml import YAML

    setting = YAML(typ="safe").load(key)
    if set(setting) <= set(TOP):
        folder.settings(**setting)
    else:
        folder.settings(tables={table: setting})
