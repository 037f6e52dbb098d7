"""The sentences, as gettext files: English as `msgid`, where it is said as `msgctxt`.

`english/*.pot` hold what the kit says, one file a room; `LANGUAGE.po` beside them says all of it in
another language. A context is a path: `kind|direction|register` of a finding, `table|code` of a
reason, `notes|section|code` of a note, `term|word` of a word.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.localedata import exists
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

HERE = Path(__file__).parent
SOURCE = "en"
SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
BRACES = re.compile(r"[{}]")
MESSAGE = re.compile(rb'^msgid "', re.MULTILINE)  # a file without any is no catalogue
FUZZY = "{}"  # of no use as a text: its braces are no slots
# a line of a gettext file: a remark, or a keyword and a quoted string, or either alone
LINE = re.compile(
    r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)(?=[\s"]))?\s*"([^"\\]|\\.)*")?\s*'
)


def languages() -> tuple[str, ...]:
    """The languages a report can be written in.

    >>> "en" in languages(), "de" in languages()
    (True, True)
    """
    translated = (path.stem for path in HERE.glob("*.po") if MESSAGE.search(path.read_bytes()))
    return tuple(sorted({SOURCE, *(language for language in translated if exists(language))}))


@dataclass(frozen=True)
class Text:
    """A message in one language: its singular and, where a number decides, its plurals."""

    forms: tuple[str, ...]

    @property
    def slots(self) -> frozenset[str]:
        return frozenset(slot for form in self.forms for slot in SLOT.findall(form))

    @property
    def whole(self) -> bool:
        """Whether every form says something and its braces are slots and nothing else."""
        return bool(self.forms) and all(
            f and not BRACES.search(SLOT.sub("", f)) for f in self.forms
        )


@dataclass(frozen=True)
class Catalogue:
    """What is said in a language, by context, and what it lacks of the English one.

    Attributes
    ----------
    texts : what is said, English where there is no translation that serves
    lacking : the contexts that are said in English
    malformed : those of them that have a translation, of other slots or of an older sentence
    damaged : the lines of its file that are none of a gettext file; their entries are left out
    """

    language: str
    texts: dict[str, Text]
    lacking: tuple[str, ...] = ()
    malformed: tuple[str, ...] = ()
    damaged: tuple[int, ...] = ()
    plural: object = field(default=None, repr=False)

    def text(self, context: str) -> Text:
        """The message of a context.

        Raises
        ------
        KeyError
            Where not even the English catalogue has it: a fault of the kit.
        """
        return self.texts[context]

    def form(self, context: str, n: int | None) -> str:
        """The form of the message that goes with a number."""
        forms = self.texts[context].forms
        if n is None or len(forms) == 1:
            return forms[-1] if n is None else forms[0]
        return forms[min(int(self.plural(n)), len(forms) - 1)]


@lru_cache(maxsize=8)
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; what it lacks or holds malformed is said in English.

    >>> catalogue("en").lacking
    ()
    """
    english = {m.context: _text(m) for m in source_messages()}
    if language == SOURCE:
        return Catalogue(language, english, plural=_one_or_more)
    path = HERE / f"{language}.po"
    found, plural = _translated(path)
    good = {c: said for c, (of, said) in found.items() if _serves(said, of, english.get(c))}
    lacking = tuple(sorted(set(english) - set(good)))
    tried = tuple(c for c in lacking if c in found and any(found[c][1].forms))
    return Catalogue(language, {**english, **good}, lacking, tried, damaged(path), plural)


def source_messages() -> Iterator[Message]:
    """Every English message, file by file."""
    for path in sorted((HERE / "english").glob("*.pot")):
        yield from (message for message in read_file(path) if message.id)


def read_file(path: Path) -> Catalog:
    """The messages of a file without its damaged entries; `PoFileError` where it is no catalogue.

    Babel takes the last letter of a string that is not closed for its closing mark.
    """
    lines = _lines(path)
    for number in reversed(damaged(path)):
        first, last = _entry_around(lines, number - 1)
        lines[first:last] = [""] * (last - first)
    text = "\n".join(lines).encode("latin-1")
    return read_po(BytesIO(text), ignore_obsolete=True, abort_invalid=True)


def damaged(path: Path) -> tuple[int, ...]:
    """The numbers of the lines that are none of a gettext file; of no file, none."""
    lines = _lines(path) if path.exists() else []
    return tuple(k for k, line in enumerate(lines, 1) if not LINE.fullmatch(line))


def _lines(path: Path) -> list[str]:
    """Lines of a file whatever its encoding: every byte is a letter here."""
    return path.read_bytes().removeprefix(BOM_UTF8).decode("latin-1").split("\n")


def _entry_around(lines: list[str], at: int) -> tuple[int, int]:
    """From the blank line before to the blank line after."""
    first = next((k + 1 for k in range(at, -1, -1) if not lines[k].strip()), 0)
    return first, next((k for k in range(at, len(lines)) if not lines[k].strip()), len(lines))


def _text(message: Message, translated: bool = False) -> Text:
    said = message.string if translated else message.id
    return Text(tuple(said) if isinstance(said, (tuple, list)) else (said,))


def _translated(path: Path) -> tuple[dict[str, tuple[Text, Text]], object]:
    """What a file translates and how, by context; nothing of a file that is no catalogue."""
    from gettext import c2py

    try:
        read = read_file(path)
        rule = c2py(read.plural_expr)
    except (PoFileError, ValueError, LookupError, OSError):  # no such file: it is said in English
        return {}, _one_or_more
    return {m.context: (_text(m), _said(m)) for m in read if m.id}, rule


def _said(message: Message) -> Text:
    """What a file says for a message; nothing that may be used where somebody must look again."""
    return Text((FUZZY,)) if message.fuzzy and any(message.string) else _text(message, True)


def _one_or_more(n: int) -> bool:
    return n != 1


def _serves(text: Text, of: Text, english: Text | None) -> bool:
    """Whether a translation can stand for the English: of today's sentence, whole, same slots."""
    return of == english and text.whole and text.slots == english.slots
