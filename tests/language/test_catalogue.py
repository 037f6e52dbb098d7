"""The catalogues: whole, each context once, and English wherever a translation does not serve."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from cxlib.language import catalogue, languages
from cxlib.language.__main__ import main
from cxlib.language.catalogue import HERE, SLOT, source_messages

ENGLISH = sorted((HERE / "english").glob("*.pot"))
TRANSLATED = [language for language in languages() if language != "en"]
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$')
HEADER = 'msgid ""\nmsgstr ""\n"Language: xx\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
POLISH = (
    HEADER.replace("xx", "pl") + '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 '
    '&& (n%100<12 || n%100>14) ? 1 : 2);\\n"\n'
)


def plainly_read(path: Path) -> list[dict[str, str]]:
    """The entries of a file, read line by line without any library: the second way."""
    entries: list[dict[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        found = ENTRY.match(line)
        if found:
            if found[1] == "msgctxt" or (found[1] == "msgid" and "msgctxt" not in last(entries)):
                entries.append({})
            entries[-1][found[1]] = found[2]
    return [entry for entry in entries if "msgctxt" in entry]


def last(entries: list[dict[str, str]]) -> dict[str, str]:
    return entries[-1] if entries and "msgid" not in entries[-1] else {}


def strings(entry: dict[str, str]) -> list[str]:
    return [text for name, text in entry.items() if name.startswith("msgstr")]


@pytest.fixture
def write(tmp_path, monkeypatch):
    """A catalogue room of its own, with one English file and translations as a test has them."""
    (tmp_path / "english").mkdir()
    monkeypatch.setattr(sys.modules[catalogue.__module__], "HERE", tmp_path)
    catalogue.cache_clear()

    def files(**texts: str) -> None:
        for name, text in texts.items():
            place = tmp_path / ("english/a.pot" if name == "english" else f"{name}.po")
            place.write_text(text, encoding="utf-8")
        catalogue.cache_clear()

    yield files
    catalogue.cache_clear()


def entry(context: str, said: str, translated: str = "") -> str:
    return f'\nmsgctxt "{context}"\nmsgid "{said}"\nmsgstr "{translated}"\n'


def plural(context: str, one: str, many: str, *translated: str) -> str:
    forms = "".join(f'msgstr[{i}] "{t}"\n' for i, t in enumerate(translated or ("", "")))
    return f'\nmsgctxt "{context}"\nmsgid "{one}"\nmsgid_plural "{many}"\n{forms}'


# ---------------------------------------------------------------- the files that are shipped


def test_every_context_stands_once_in_all_the_files():
    contexts = [e["msgctxt"] for path in ENGLISH for e in plainly_read(path)]
    assert len(contexts) > 100
    assert sorted(contexts) == sorted(set(contexts))
    assert set(catalogue("en").texts) == set(contexts)


def test_every_english_message_is_whole():
    for message in source_messages():
        text = catalogue("en").text(message.context)
        assert text.whole, message.context
        for form in text.forms:
            assert form == form.strip()
            assert "  " not in form
            assert not re.search(r"['\"]| - |\.\.\.", form), f"plain typography in {form}"
            assert not re.search(r"\d\s?%|[£€$]|\d{4,}", SLOT.sub("", form)), f"a number in {form}"


def test_the_second_form_of_a_plural_has_the_slots_of_the_first():
    for text in catalogue("en").texts.values():
        if len(text.forms) > 1:
            one, many = (set(SLOT.findall(form)) for form in text.forms)
            assert one <= many


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_a_language_lacks_is_what_its_file_does_not_say(language):
    english = {e["msgctxt"]: e for path in ENGLISH for e in plainly_read(path)}
    serving = set()
    for e in plainly_read(HERE / f"{language}.po"):
        source, said = english.get(e["msgctxt"], {}), strings(e)
        sentence = [e.get("msgid"), e.get("msgid_plural")]
        if sentence != [source.get("msgid"), source.get("msgid_plural")] or not all(said):
            continue
        slots = [
            set(re.findall(r"\{(\w+)\}", " ".join(texts)))
            for texts in (said, [source["msgid"], source.get("msgid_plural", "")])
        ]
        if slots[0] == slots[1]:
            serving.add(e["msgctxt"])
    assert set(catalogue(language).lacking) == set(english) - serving
    assert all(catalogue(language).text(c) == catalogue("en").text(c) for c in
               catalogue(language).lacking)  # fmt: skip


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_that_is_shipped_lacks_nothing(language):
    """Every entry that is missing or malformed is named."""
    found = catalogue(language)
    assert found.lacking == ()
    assert found.malformed == ()
    assert found.damaged == ()


@pytest.mark.parametrize("path", sorted(HERE.glob("*.po")), ids=lambda path: path.name)
def test_every_file_is_of_a_language(path):
    assert path.stem in languages()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_says_nothing_that_english_does_not(language):
    contexts = {e["msgctxt"] for e in plainly_read(HERE / f"{language}.po")}
    assert contexts <= set(catalogue("en").texts)


# ---------------------------------------------------------------- what does not serve


def test_a_translation_is_used_and_english_where_there_is_none(write):
    write(
        english=HEADER + entry("a", "one {x}") + entry("b", "two"),
        de=HEADER + entry("a", "one {x}", "eins {x}"),
    )
    found = catalogue("de")
    assert (found.text("a").forms, found.text("b").forms) == (("eins {x}",), ("two",))
    assert found.lacking == ("b",)


@pytest.mark.parametrize(
    "translated",
    ["", "eins", "eins {y}", "eins {x} {y}", "eins {x} {", "eins {x} }", "eins {x!r}", "{0} {x}",
     "eins {{x}}"],
)  # fmt: skip
def test_a_malformed_translation_is_said_in_english_and_listed(write, translated):
    write(english=HEADER + entry("a", "one {x}"), de=HEADER + entry("a", "one {x}", translated))
    assert catalogue("de").text("a").forms == ("one {x}",)
    assert catalogue("de").lacking == ("a",)
    assert catalogue("de").malformed == (("a",) if translated else ())


def test_a_translation_of_an_older_sentence_is_not_used(write):
    write(english=HEADER + entry("a", "one more"), de=HEADER + entry("a", "one", "eins"))
    assert catalogue("de").text("a").forms == ("one more",)
    assert catalogue("de").lacking == ("a",)


def test_a_doubtful_translation_is_not_used(write):
    fuzzy = entry("a", "one", "eins").replace("\nmsgctxt", "\n#, fuzzy\nmsgctxt")
    write(english=HEADER + entry("a", "one"), de=HEADER + fuzzy)
    assert catalogue("de").lacking == ("a",)


@pytest.mark.parametrize(
    "broken",
    [
        "no catalogue at all",
        HEADER + 'msgctxt "a"\nmsgid one\nmsgstr "eins"\n',
        HEADER.replace("utf-8", "klingon") + entry("a", "one", "eins"),
        HEADER + '"Plural-Forms: nplurals=2; plural=(n !!= 1;\\n"\n' + entry("a", "one", "eins"),
    ],
)
def test_a_file_that_cannot_be_read_is_english_wholly(write, broken):
    write(english=HEADER + entry("a", "one") + plural("b", "{n} day", "{n} days"), de=broken)
    found = catalogue("de")
    assert found.text("a").forms == ("one",)
    assert found.lacking == ("a", "b")
    assert [found.form("b", n) for n in (0, 1, 2)] == ["{n} days", "{n} day", "{n} days"]


@pytest.mark.parametrize(
    ("whole", "damage"),
    [
        ('msgctxt "a"', 'msgctxt "a'), ('msgctxt "a"', "msgctxt a"), ('msgctxt "a"', 'msgctx "a"'),
        ('msgid "one"', 'msgid "one'), ('msgid "one"', 'msgid one"'),
        ('msgstr "eins"', 'msgstr "eins'), ('msgstr "eins"', 'msgstr "eins" and'),
        ('msgstr "eins"', 'msgstr "ei"ns"'), ('msgstr "eins"', "eins"),
    ],
)  # fmt: skip
def test_a_damaged_entry_is_named_by_its_line_and_the_others_serve(
    write, whole, damage, tmp_path, monkeypatch, capsys
):
    """Babel reads the last letter of a string that is not closed as its closing mark."""
    good = HEADER + entry("b", "two", "zwei") + entry("a", "one", "eins") + entry("c", "x", "iks")
    assert whole in good
    write(english=HEADER + entry("a", "one") + entry("b", "two") + entry("c", "x"),
          de=good.replace(whole, damage))  # fmt: skip
    found = catalogue("de")
    assert [found.text(c).forms[0] for c in "abc"] == ["one", "zwei", "iks"]
    assert found.lacking == ("a",)
    at = good[: good.index(whole)].count("\n") + 1
    assert found.damaged == (at,)
    monkeypatch.setattr(sys.modules[main.__module__], "HERE", tmp_path)
    assert main(["de", "--write"]) == 2  # what cannot be read would be lost
    assert capsys.readouterr().err == f"de.po cannot be read (line {at}); mend it first\n"


def test_a_file_that_is_no_text_is_english_wholly(write, tmp_path):
    write(english=HEADER + entry("a", "one"))
    (tmp_path / "de.po").write_bytes(b"\xff\xfe\x00\x01")
    assert catalogue("de").lacking == ("a",)


def test_a_file_of_no_language_is_none(write):
    write(english=HEADER + entry("a", "one"), klingon=HEADER, de=HEADER, backup_of_de=HEADER)
    assert languages() == ("de", "en")


def test_a_file_without_a_message_makes_no_language(write, tmp_path):
    write(english=HEADER + entry("a", "one"), de=HEADER)  # just begun
    (tmp_path / "fr.po").write_bytes(b"\x00\x17 no catalogue at all\n")
    assert languages() == ("de", "en")


# ---------------------------------------------------------------- plurals


def test_the_number_chooses_the_form(write):
    write(
        english=HEADER + plural("d", "{n} day", "{n} days"),
        pl=POLISH + plural("d", "{n} day", "{n} days", "{n} dzień", "{n} dni", "{n} dnia"),
        ja=HEADER.replace("xx", "ja") + '"Plural-Forms: nplurals=1; plural=0;\\n"\n'
        + plural("d", "{n} day", "{n} days", "{n} 日"),
    )  # fmt: skip
    forms = {lang: [catalogue(lang).form("d", n) for n in (0, 1, 2, 5, 22)]
             for lang in ("en", "pl", "ja")}  # fmt: skip
    assert forms["en"] == ["{n} days", "{n} day", "{n} days", "{n} days", "{n} days"]
    assert forms["pl"] == ["{n} dnia", "{n} dzień", "{n} dni", "{n} dnia", "{n} dni"]
    assert set(forms["ja"]) == {"{n} 日"}


def test_a_plural_with_a_form_missing_is_lacking(write):
    write(
        english=HEADER + plural("d", "{n} day", "{n} days"),
        pl=POLISH + plural("d", "{n} day", "{n} days", "{n} dzień", "{n} dni", ""),
    )
    assert catalogue("pl").lacking == ("d",)
    assert catalogue("pl").form("d", 1) == "{n} day"
    assert catalogue("pl").form("d", 22) == "{n} days"


def test_without_a_number_the_last_form_is_taken(write):
    write(english=HEADER + plural("d", "one day", "{n} days") + entry("a", "one"))
    assert catalogue("en").form("d", None) == "{n} days"
    assert catalogue("en").form("a", 7) == "one"
    with pytest.raises(KeyError):
        catalogue("en").text("nowhere")
