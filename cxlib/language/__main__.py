"""`python -m cxlib.language LANGUAGE`: the file that says the kit in another language.

What is translated already is kept; what is missing is left empty, and what was translated from an
older sentence is marked "fuzzy" (and said in English until the mark is taken away).
"""

from __future__ import annotations

import sys
from io import BytesIO

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, write_po

from cxlib.language import catalogue as catalogues
from cxlib.language.catalogue import HERE, SOURCE, damaged, read_file, source_messages

USAGE = "python -m cxlib.language LANGUAGE [--write], such as: python -m cxlib.language nl"
MOST_MISSING = 20  # named one by one: of a file just begun nothing is there
FORMATS = {"python-format", "python-brace-format"}  # marks for editors: the tests see to slots


def skeleton(language: str) -> str:
    """The file of a language, whole: every sentence with its translation or an empty one.

    >>> print(skeleton("nl").splitlines()[0])
    # Dutch.
    """
    locale, plural = Locale.parse(language), get_plural(language)
    place = HERE / f"{language}.po"
    known = {m.context: m for m in read_file(place) if m.id} if place.exists() else {}
    malformed = catalogues(language).malformed if place.exists() else ()
    made = Catalog(locale=language)
    for message in source_messages():
        old = known.get(message.context)
        string, flags = _kept(message, old, plural.num_plurals, malformed)
        added = made.add(
            message.id, string, flags=flags, auto_comments=message.auto_comments,
            context=message.context,
        )  # fmt: skip
        added.flags -= FORMATS
    body = BytesIO()
    write_po(body, made, width=0, omit_header=True, ignore_obsolete=True)
    return _head(locale.english_name, language, plural.plural_forms) + body.getvalue().decode()


def _head(name: str, language: str, plural_forms: str) -> str:
    lines = [
        f"Language: {language}", "Content-Type: text/plain; charset=utf-8",
        f"Plural-Forms: {plural_forms}",
    ]  # fmt: skip
    return f'# {name}.\nmsgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def _kept(
    message: Message, old: Message | None, forms: int, malformed: tuple[str, ...]
) -> tuple[object, set[str]]:
    """The translation that a file has for a message, and whether somebody must look at it again."""
    several = isinstance(message.id, (tuple, list))
    empty = ("",) * forms if several else ""
    if old is None or not any(old.string) or isinstance(old.string, str) == several:
        return empty, set()
    string = (*old.string, *empty)[:forms] if several else old.string
    doubtful = old.fuzzy or old.id != message.id or message.context in malformed
    return string, {"fuzzy"} if doubtful else set()


def main(words: list[str]) -> int:
    """Print the file of a language, or write it where it belongs (`--write`)."""
    names = [word for word in words if word != "--write"]
    if len(names) != 1 or names[0].startswith("-"):
        return _refused(f"name one language: {USAGE}")
    (language,) = names
    if language == SOURCE:
        return _refused("English is what the others are translated from; it is in english/*.pot")
    broken = damaged(HERE / f"{language}.po")
    if broken:  # their sentences would be lost
        lines = ", ".join(map(str, broken[:MOST_MISSING]))
        return _refused(f"{language}.po cannot be read (line {lines}); mend it first")
    try:
        text = skeleton(language)
    except (UnknownLocaleError, ValueError) as why:
        return _refused(f"'{language}' is no language that Babel knows ({why})")
    except PoFileError as why:
        return _refused(f"{language}.po cannot be read ({why}); mend it first")
    if "--write" in words:
        (HERE / f"{language}.po").write_text(text, encoding="utf-8", newline="\n")
        catalogues.cache_clear()
        lacking, every = len(catalogues(language).lacking), len(catalogues(SOURCE).texts)
        print(f"{language}.po: {every - lacking} of {every} sentences are translated")
    else:
        sys.stdout.buffer.write(text.encode())
    for line in what_it_lacks(language):
        print(line, file=sys.stderr)
    return 0


def what_it_lacks(language: str) -> list[str]:
    """A line for every sentence of a language that cannot be used, or is not there yet."""
    found = catalogues(language)
    missing = [context for context in found.lacking if context not in found.malformed]
    more = len(missing) - MOST_MISSING
    return [
        *(f"malformed or outdated: {context}" for context in found.malformed),
        *(f"missing: {context}" for context in missing[:MOST_MISSING]),
        *([f"missing: {more} more, empty in the file"] if more > 0 else []),
    ]


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
