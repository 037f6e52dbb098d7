"""A third language is one file, and the kit writes its beginning."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from cxlib.engagement.config.yml import read_config
from cxlib.language import Voice, catalogue, languages
from cxlib.language.__main__ import main, skeleton
from cxlib.language.catalogue import HERE

STRING = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$')


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A copy of the catalogues, to add to."""
    shipped = shutil.ignore_patterns("*.py", "pl.po", "nl.po")
    shutil.copytree(HERE, tmp_path, ignore=shipped, dirs_exist_ok=True)
    for module in (catalogue.__module__, main.__module__):
        monkeypatch.setattr(sys.modules[module], "HERE", tmp_path)
    catalogue.cache_clear()
    yield tmp_path
    catalogue.cache_clear()


def translated(text: str) -> str:
    """Every sentence "translated": its English in guillemets."""
    lines, said = [], ""
    for line in text.splitlines():
        found = STRING.match(line)
        if found and found[1].startswith("msgid"):
            said = found[2]
        if found and found[1].startswith("msgstr") and said:
            line = f'{found[1]} "«{said}»"'
        lines.append(line)
    return "\n".join(lines) + "\n"


def test_a_third_language_is_one_file(room, tmp_path_factory):
    text = skeleton("pl")
    assert text.startswith("# Polish.\nmsgid")
    assert "nplurals=3" in text
    assert 'msgstr[2] ""' in text
    assert "msgstr[3]" not in text
    (room / "pl.po").write_text(text, encoding="utf-8")
    assert set(catalogue("pl").lacking) == set(catalogue("en").texts)  # nothing is said in it yet
    (room / "pl.po").write_text(translated(text), encoding="utf-8")
    catalogue.cache_clear()
    assert {"de", "en", "pl"} <= set(languages())
    assert catalogue("pl").lacking == ()
    assert Voice.of("pl", "PLN").term("friction") == "«friction»"
    folder = tmp_path_factory.mktemp("client")
    yml = (
        "client: A\nlanguage: pl\ntables: {responses: {source: a.csv}}\noutcomes: {r: {kind: nps}}"
    )
    (folder / "engagement.yml").write_text(yml, encoding="utf-8")
    assert read_config(folder).language == "pl"


def test_what_is_translated_is_kept(room):
    before = catalogue("de")
    again = skeleton("de")
    (room / "de.po").write_text(again, encoding="utf-8")
    catalogue.cache_clear()
    assert catalogue("de").texts == before.texts
    assert catalogue("de").lacking == before.lacking
    assert skeleton("de") == again


def test_what_was_translated_from_an_older_sentence_is_marked(room):
    path = room / "de.po"
    older = path.read_text(encoding="utf-8").replace('msgid "{n} more"', 'msgid "{n} others"')
    path.write_text(older, encoding="utf-8")
    entry = next(e for e in skeleton("de").split("\n\n") if 'msgctxt "number|more"' in e)
    assert "#, fuzzy" in entry
    assert entry.endswith('msgid "{n} more"\nmsgstr "{n} weitere"')
    path.write_text(skeleton("de"), encoding="utf-8")
    catalogue.cache_clear()
    assert "number|more" in catalogue("de").lacking


def test_forms_of_a_plural_are_those_of_the_language(room):
    (room / "pl.po").write_text(translated(skeleton("pl")).replace('msgstr[2] "«', 'msgstr[2] "'))
    assert skeleton("pl").count("msgstr[2]") == skeleton("en_GB").count("msgstr[1]")


def test_it_can_be_written_where_it_belongs(room, capsys):
    assert main(["nl", "--write"]) == 0
    every = len(catalogue("en").texts)
    assert capsys.readouterr().out == f"nl.po: 0 of {every} sentences are translated\n"
    (room / "nl.po").write_text(translated(skeleton("nl")), encoding="utf-8")
    assert main(["nl", "--write"]) == 0
    assert capsys.readouterr().out == f"nl.po: {every} of {every} sentences are translated\n"
    assert catalogue("nl").lacking == ()


def test_what_is_malformed_is_named_and_marked_and_what_is_missing_is_named(room, capsys):
    path = room / "de.po"
    text = path.read_text(encoding="utf-8")
    text = text.replace('msgid "{n} more"\nmsgstr "{n} weitere"', 'msgid "{n} more"\nmsgstr "mehr"')
    text = text.replace('msgid "fewer than {n}"\nmsgstr "weniger als {n}"',
                        'msgid "fewer than {n}"\nmsgstr ""')  # fmt: skip
    path.write_text(text, encoding="utf-8")
    catalogue.cache_clear()
    assert main(["de", "--write"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == ["malformed or outdated: number|more", "missing: number|fewer than"]
    entry = next(e for e in path.read_text("utf-8").split("\n\n") if '"number|more"' in e)
    assert "#, fuzzy" in entry


def test_of_a_file_just_begun_the_first_missing_are_named_and_the_rest_counted(room, capsys):
    assert main(["nl", "--write"]) == 0
    *named, last = capsys.readouterr().err.splitlines()
    assert all(line.startswith("missing: ") for line in named)
    every = len(catalogue("en").texts)
    assert last == f"missing: {every - len(named)} more, empty in the file"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name one language"),
        (["--write"], "name one language"),
        (["de", "fr"], "name one language"),
        (["en"], "English is what the others are translated from"),
        (["klingon"], "'klingon' is no language that Babel knows"),
        (["../de"], "'../de' is no language that Babel knows"),
    ],
)
def test_what_it_refuses(capsys, words, said):
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert len(told.err.splitlines()) == 1
    assert not told.out


def test_a_file_that_cannot_be_read_is_not_written_over(room, capsys):
    (room / "de.po").write_text("no catalogue", encoding="utf-8")
    assert main(["de", "--write"]) == 2
    assert capsys.readouterr().err.startswith("de.po cannot be read")
    assert (room / "de.po").read_text(encoding="utf-8") == "no catalogue"


def test_as_a_command():
    command = [sys.executable, "-m", "cxlib.language", "nl"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout.decode("utf-8") == skeleton("nl")
