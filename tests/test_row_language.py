"""The language of a row."""

from __future__ import annotations

import pytest

from rakenlp.observations import detect_language, read_observations


@pytest.mark.parametrize(
    "text",
    [
        "Vuokra nousi niin paljon, ettei ruokaan jää rahaa.",
        "mä en oikeesti jaksa enää",
        "ei oo rahaa bussiin",
        "tiiän et muilki on samaa, mut kukaa ei sano mitää",
        "Toimeentulotuki evättiin.",
        "asunto hometta taynna eika kukaan vastaa",
        "Lääkäriaikoja ei vaan saa, jonotan 3 kk",
        "Omaishoitaja uupuu",
        "Yksinäisyys.",
        "Iäkkäät eivät osaa käyttää sovellusta, digituki lopetettu",
        "Asiakas soitti 14.2. ja kertoi, että sähköt katkaistaan",
        "He ovat jonossa.",
        "Isännöitsijä sano et muuttakaa",
    ],
)
def test_finnish(text):
    assert detect_language(text) == "fi"


@pytest.mark.parametrize(
    "text",
    [
        "Hyran är för hög och pengarna räcker inte till mat.",
        "Jag får ingen hjälp på svenska.",
        "Köerna till tandvården är långa",
        "Ingen hjälper mig.",
        "Barnen mår dåligt och skolan gör inget",
        "Bussen går inte mer till vår by",
        "Vi behöver mera hemvård",
    ],
)
def test_swedish(text):
    assert detect_language(text) == "sv"


@pytest.mark.parametrize(
    "text",
    [
        "The rent went up and we cannot pay for food.",
        "I have no money left",
        "Nobody answers the phone.",
        "Interpreter not available",
        "my kids are hungry",
        "We wait months for a doctor",
    ],
)
def test_english(text):
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "!!!",
        "ab",
        "qwrtp",
        "Мне нужна помощь, денег нет.",
        "أحتاج إلى المساعدة",
        "Mul on väga halb olla, keegi ei aita mind ja raha pole.",
        "Jeg får ikke hjelp og vet ikke hva jeg skal gjøre.",
        "Ich bekomme keine Hilfe und weiß nicht, was ich machen soll.",
        "Waxaan u baahanahay caawimaad, ma haysto lacag.",
        "Je ne reçois aucune aide de la commune.",
    ],
)
def test_unknown(text):
    assert detect_language(text) == "unknown"


def test_a_megabyte_is_no_burden_and_the_frame_tells_the_language():
    obs = read_observations(
        ["Vuokra nousi taas. " * 50_000, "Jag får ingen hjälp.", "Help us, we have nothing."], mask=False
    )
    assert obs.frame["language"].tolist() == ["fi", "sv", "en"]
