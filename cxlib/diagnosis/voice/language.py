"""Which language a comment is in, by its function words and its script.

A rule that can be read, for comments of a few words: the language whose commonest words occur
most often. Non-English comments are counted and set aside, because the sentiment lexicon and the
stop words are English; nothing is guessed about them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pandas as pd

# Common function words of each language; those that are English words too are left out elsewhere.
FUNCTION_WORDS = {
    "English": "the and was is to of in it my for you not with i they very but have had this that "
    "are on no be me we so at when were all from too good great easy never always could did a as "
    "do an he she again still just",
    "German": "und der die das ist war nicht ich sehr mit ein eine auf es für den zu wir aber auch "
    "dem von wurde keine hat haben schon immer sie gut alles bei nach mein meine wie einfach",
    "French": "le la les et est pas je une des pour que très avec vous sur mais bien dans nous ne "
    "tout merci qui mon cette été aucun toujours c'est du au trop j'ai rien plus",
    "Spanish": "el la los las y es muy que una por para con pero mi todo bien del "
    "siempre está fue como más gracias nada servicio bueno mala nunca",
    "Italian": "il la è non che una per con sono molto ma mi di della ho stato tutto bene "
    "anche sempre più gli nel grazie sul questo servizio buono mai",
    "Dutch": "de het een en niet ik van zeer maar met voor te goed ook wel dat aan heb "
    "geen zijn niks altijd nog naar mijn heel bij wordt",
    "Portuguese": "os e é não muito que uma por para com mas meu tudo bem foi mais "
    "sem sempre obrigado está nada serviço um ao pela bom nunca",
    "Polish": "nie jest się na w z bardzo ale jak był była dobry wszystko za od przez tylko "
    "mi już po tak obsługa nigdy",
}
FEWEST_WORDS = 2  # one word of another language may be a name or a slip
SCRIPTS = {
    "CYRILLIC": "Cyrillic script", "GREEK": "Greek", "ARABIC": "Arabic script",
    "HEBREW": "Hebrew", "CJK": "Chinese or Japanese", "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese", "HANGUL": "Korean", "THAI": "Thai", "DEVANAGARI": "Devanagari script",
}  # fmt: skip
UNDETERMINED = "undetermined"
TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LANGUAGES = {
    word: tuple(name for name, words in FUNCTION_WORDS.items() if word in words.split())
    for words in FUNCTION_WORDS.values()
    for word in words.split()
}


def language_of(text: str) -> str:
    """The language's name, the script's where it is not Latin, or "undetermined".

    >>> language_of("Die Rechnung war nicht richtig"), language_of("Great network")
    ('German', 'English')
    """
    tokens = [t.lower() for t in TOKEN.findall(text)]
    script = _script("".join(tokens))
    if script:
        return script
    votes = Counter(name for token in tokens for name in _LANGUAGES.get(token, ()))
    if not votes:
        return UNDETERMINED
    best = max(votes.values())
    leading = next(name for name in FUNCTION_WORDS if votes.get(name) == best)  # English wins ties
    return leading if leading == "English" or best >= FEWEST_WORDS else UNDETERMINED


def _script(letters: str) -> str | None:
    if not letters or letters.isascii():
        return None
    names = Counter(unicodedata.name(ch, "?").split()[0].split("-")[0] for ch in letters)
    commonest = names.most_common(1)[0][0]
    return SCRIPTS.get(commonest)


def languages(comments: pd.Series) -> pd.Series:
    """The language of every comment that is there.

    A comment without one function word ("Brilliant!") goes with the language of most others.
    """
    named = comments.dropna().map(language_of)
    known = named[named != UNDETERMINED]
    usual = known.mode().iloc[0] if len(known) else "English"
    return named.where(named != UNDETERMINED, usual)
