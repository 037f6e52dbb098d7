"""The language is named by its function words, its script, or its neighbours."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.voice.language import UNDETERMINED, language_of, languages

SAID = {
    "The bill is wrong again and nobody helps": "English",
    "Die Rechnung war schon wieder falsch und niemand hilft": "German",
    "La facture est encore fausse et personne ne répond": "French",
    "La factura está mal y no me ayudan": "Spanish",
    "Il servizio è molto lento e non funziona": "Italian",
    "De rekening is niet goed en het duurt te lang": "Dutch",
    "A conta não está certa e o serviço é mau": "Portuguese",
    "Nie jest dobrze, bardzo wolno": "Polish",
    "Счёт опять неправильный": "Cyrillic script",
    "請求書がまた間違っている": "Japanese",
    "Brilliant!": UNDETERMINED,
    "1234": UNDETERMINED,
}


@pytest.mark.parametrize(("text", "named"), SAID.items())
def test_language_is_named(text: str, named: str) -> None:
    assert language_of(text) == named


def test_a_word_alone_goes_with_the_most_others() -> None:
    said = pd.Series(["The call was good", "Brilliant!", None, "It is what it is"])
    assert languages(said).tolist() == ["English"] * 3
