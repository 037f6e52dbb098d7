"""Guesses that a person must confirm: which are open, and how one is confirmed or corrected."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from cxlib.engagement.config.yml import FILE
from cxlib.engagement.contracts.remedies import scalar
from cxlib.errors import InputError

MARK = "# confirm:"
FIRST = "# confirm first:"  # nothing is sent before: the main outcome, its good end, who is who
COLUMN = "confirm"  # of a drafted table: empty once the row is confirmed
ITEM = re.compile(r"^(\s*)- (?:\{\s*file:\s*)?([^,}#]+)")  # a source in a list
KEY = re.compile(r"^(\s*)([^\s#:][^#:]*):\s?(.*)$")


@dataclass(frozen=True)
class Guess:
    """Something guessed that nobody confirmed yet.

    Attributes
    ----------
    key : by which it is confirmed, such as "outcomes.recommend", "responses.customer" or
        "variables.Q3"
    place : the file and line, or row
    value, why : what stands there, and what was guessed
    first : whether nothing may be sent before
    """

    key: str
    place: str
    value: str
    why: str
    first: bool = False

    def __str__(self) -> str:
        value = f" ({self.value})" if self.value else ""
        return f"{self.place}: {self.why}{value}"


def guesses(folder: str | Path) -> list[Guess]:
    """What in an engagement's folder is still marked as a guess, what stops a report first."""
    home = Path(folder)
    found = [*_in_config(home / FILE), *_in_tables(home)]
    return sorted(found, key=lambda guess: not guess.first)


def unconfirmed(folder: str | Path) -> list[str]:
    """The same as lines, in the order of the files."""
    home = Path(folder)
    return [str(guess) for guess in (*_in_config(home / FILE), *_in_tables(home))]


def confirm(folder: str | Path, words: Sequence[str], everything: bool = False) -> list[Guess]:
    """Confirm guesses, some with another value; what was confirmed.

    Parameters
    ----------
    folder : the engagement's
    words : keys, each as it stands ("outcomes.recommend") or with what is right in its place
        ("responses.customer=cust_no")
    everything : every guess as it stands

    Raises
    ------
    InputError
        Where there is no such guess, or a value is none that engagement.yml can hold; nothing is
        written then.
    """
    home = Path(folder)
    known = {guess.key: guess for guess in guesses(home)}
    asked = dict.fromkeys(known) if everything else {}
    for word in words:
        key, equals, value = word.partition("=")
        asked[key.strip()] = value.strip() if equals else None
    wrong = [f"'{key}' is no guess that is open" for key in asked if key not in known]
    wrong += [
        f"'{key}': only engagement.yml takes a value here. Remedy: change it in the table"
        for key, value in asked.items()
        if value is not None and key in known and not known[key].place.startswith(FILE)
    ]
    if wrong:
        raise InputError(f"{line}. See 'cx confirm {home.name}'." for line in wrong)
    written = {home / FILE: _config_with(home / FILE, known, asked)}
    for path in _tables(home):
        left = _table_with(home, path, asked)
        written |= {path: left} if left is not None else {}
    for path, text in written.items():
        if text is not None:
            path.write_text(text, encoding="utf-8", newline="")
    return [known[key] for key in asked]


def _config_with(path: Path, known: dict[str, Guess], asked: dict[str, str | None]) -> str | None:
    """engagement.yml with the marks of these keys gone, and their values where others are given."""
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    at = {known[key].place: value for key, value in asked.items()}
    for number, line in enumerate(lines, start=1):
        place = f"{FILE}, line {number}"
        if place in at:
            body = line[: _comment_at(line)].rstrip()
            ended = line[len(line.rstrip("\r\n")) :]
            lines[number - 1] = (_with_value(body, at[place]) if at[place] else body) + ended
    text = "".join(lines)
    try:
        YAML(typ="safe", pure=True).load(text)
    except YAMLError:
        raise InputError("a value given is none that engagement.yml can hold") from None
    return text


def _with_value(line: str, value: str) -> str:
    source, key = ITEM.match(line), KEY.match(line)
    told = value if value[:1] in "[{" else scalar(value)
    if source:
        return f"{source[1]}- {told}"
    indent = line[: len(line) - len(line.lstrip())]
    return f"{key[1]}{key[2]}: {told}" if key else f"{indent}{told}"


def _in_config(path: Path) -> Iterator[Guess]:
    if not path.is_file():
        return
    above: list[tuple[int, str]] = []
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.lstrip().startswith("#"):
            continue
        source = ITEM.match(line)
        key = source or KEY.match(line)
        if key:
            name = key[2].strip("\"' ")
            above = [(n, one) for n, one in above if n < len(key[1])]
            above.append((len(key[1]), PurePath(name).name if source else name))
        at = _comment_at(line)
        value, comment = line[:at], line[at:]
        mark = next((m for m in (FIRST, MARK) if comment.startswith(m)), None)
        if mark:
            why = comment.removeprefix(mark)
            names = [name for _, name in above if name not in ("tables", "columns")]
            yield Guess(
                ".".join(names), f"{FILE}, line {number}", value.strip(), why.strip(), mark == FIRST
            )


def _comment_at(line: str) -> int:
    """Where a line's comment begins: at a # after a blank, outside all quotes; else at its end.

    >>> _comment_at('a: "x # y"  # why')
    12
    """
    quote, escaped = "", False
    for place, sign in enumerate(line):
        if quote:
            if not escaped and sign == quote:
                quote = ""
            escaped = quote == '"' and sign == "\\" and not escaped
        elif sign in "\"'" and (place == 0 or line[place - 1] in " [{,:"):
            quote = sign
        elif sign == "#" and (place == 0 or line[place - 1].isspace()):
            return place
    return len(line)


def _tables(home: Path) -> list[Path]:
    return [*filter(Path.is_file, sorted([*home.glob("*.csv"), *home.glob("tables/*.csv")]))]


def _in_tables(home: Path) -> Iterator[Guess]:
    for path in _tables(home):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            reader = csv.DictReader(lines)
            if COLUMN not in (reader.fieldnames or []):
                continue
            for number, row in enumerate(reader, start=2):
                if (row[COLUMN] or "").strip():
                    place = f"{path.relative_to(home).as_posix()}, row {number}"
                    first = next(iter(row.values())) or ""
                    yield Guess(f"{path.stem}.{first}", place, "", row[COLUMN].strip())


def _table_with(home: Path, path: Path, asked: dict[str, str | None]) -> str | None:
    """A drafted table with the marks of these keys gone; None where it holds none of them."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = list(csv.reader(lines))
    if not rows or COLUMN not in rows[0]:
        return None
    at, changed = rows[0].index(COLUMN), False
    for row in rows[1:]:
        if len(row) > at and f"{path.stem}.{row[0]}" in asked and row[at]:
            row[at], changed = "", True
    if not changed:
        return None
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
