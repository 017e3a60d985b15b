"""What is a token and what is a word, by kind of writing; nothing is lost whatever the input."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rakenlp.language.tokens import is_word, pieces, words

# Tokens are parted by a space, or by | where the text has none; · is a space inside a token.
OFFICIAL = """
Kela:n ja THL:n ohjeet|, SHL 46 §:n mukaan|.
KELA:n päätös |(|SAK:laisten|, EU:ssakin|)| ja KELA:N tuki
e-resepti|, A-klinikka|, linja-auto ja tasa-arvo
sosiaali- ja terveyspalvelut|, 3- tai 4-vuotiaat|, alkoholi-|, päihde- ja lääke-
päihde-|/|mielenterveysongelma|, äiti|/|isä|, ja/tai joko/tai tukea
18-vuotias muutti 1990-luvulla|, kuten vuosina 2000 -luvun alussa |(|-luvulla|)
laki 1301/2014|, direktiivi 93/23/ETY|, avoinna 24/7|.
Tapaaminen 12.3.2020 klo 10.30|. Toinen klo 12:15|.
Ajalla 1.1.–31.12.2020|, 2–3 viikkoa|, 18-25-vuotiaat
maksoi 10·000 euroa tai 1·250·000,50 |€|, noin 3,5 milj. euroa
osuus 50 |%|, 50|%|, 50|%:n osuus|, +5 °C ja -10 astetta
esim. tuki|, ks. liite|, ym. asiat|, mm. ja n. 300 asiakasta
palvelut jne|. Lisäksi haetaan ym|.
Muuttoi 3. kerrokseen 12.3. mennessä|, 1.–3. luokka
Alkoi vuonna 2020|. Sitten loppui 30.6|. Nyt vuonna 2021|.
M.A. Nyman ja R. Virtanen|, o.s. Aalto|, e.Kr. ja hoitaja A|.
sos.tt ja psyk.pkl|, tod.näk. syksyllä
Katso |(|https://esimerkki.fi/a?b=1|)|, www.esimerkki.fi|.
Suomi.fi-tunnistus ja Suomi.fi:ssä|, esimerkki.fi|, esimerkki.fi/tuki|.
Osoite etunimi.sukunimi@esimerkki.fi|, puh. +358401234567|.
Soita 040 123 4567|.
”|Ei ole|”|, |"|sanoi|"| »|hän|«| ja |'|lähti|'| |(|eilen|)|.
raa'an päätöksen vaa’an alla|, H&M:n kassi
kulut – jos niitä on — maksaa|… Ei maksa|...
versio v1.2 ja Helsinki–Turku
"""
SWEDISH = """
FPA:s beslut|, bl.a. stöd|, t.ex. bostad|, kl. 10|, dvs. m.m. inget
"""
SPOKEN = """
ei oo mitään|, emmä tiiä|... no niin
mul on 5|v ja 3|kk ikäset lapset
oon sossun jonossa|, ku kela ei maksa|!!!| Siis mitä|?!
joo|..| tv:stä tuli|, wc:hen ei pääse|, cd:eitä on|, PTT:tä haettu
"""
TYPED = """
24 viikkoa|.|Kukaan ei vastaa|.|ei kukaan|.
loppui|.|kukaan ei auta|,|eikä kuule
Niin|!|Miksi|?|En tiedä|;|ehkä|.|"|Joo|"|(|ei|)
2,5|h jonossa|, 24|h|/|vrk|, 300|€|/|kk|, 300|e|/|kk|, 10|kpl
klo|10 ja nro|5|, 2|x päivässä|, 5vuotias|, 3.|luokka
esim.|asunto|, Huom|:|asunto|, ongelma|:|ei vastata
kipee|. en jaksa|. 300 e|. sitten loppu 2020|. nyt ei
moi|:D| hyvä|:)| itkettää |:(| |;)| |:'(| |<3| |:-)| |=)| |:/| xD
😀|😂| 👍🏽| 👨‍👩‍👧‍👦| 🇫🇮|🇸🇪| ❤️| 1️⃣| asunto|🏠
@kela lue #asunnottomuus ja #koti-ikävä nyt
C|++| |~|50| |*|huokaus|*| |____| |--| |->| a|+|b
[PUHELIN] tai [SÄHKÖPOSTI]|, [NIMI]|:n ja [Y-TUNNUS]|. |[|x|]
toimeen\u00adtulo\u00adtuki pa\u0308a\u0308to\u0308s квартира |(|اَلْبَيْت|)
"""
LINES = [line for table in (OFFICIAL, SWEDISH, SPOKEN, TYPED) for line in table.strip().splitlines()]

BROKEN = [
    ("", []),
    (" ", [" "]),
    ("a  b", ["a ", " ", "b"]),
    (" a\n b ", [" ", "a", "\n ", "b "]),
    ("a\u00a0b\tc", ["a", "\u00a0", "b", "\t", "c"]),
    ("-lapsi ei nuku\n-isä ei tule", ["-", "lapsi ", "ei ", "nuku", "\n", "-", "isä ", "ei ", "tule"]),
    ("1. Asunto\n2. Raha", ["1. ", "Asunto", "\n", "2. ", "Raha"]),
    ("\ufeffasunto a\u200bb", ["\ufeff", "asunto ", "a", "\u200b", "b"]),
    ("koti\x00koti", ["koti", "\x00", "koti"]),
    ("koti\ud83d on", ["koti", "\ud83d ", "on"]),
    ("a" * 300 + " b", ["a" * 300 + " ", "b"]),
    ("http:// www. @ # [ ]", ["http", ":", "// ", "www", ". ", "@ ", "# ", "[ ", "]"]),
]

WORDS = [
    ("Kela:n päätös, e-resepti ja 24/7.", ["Kela:n", "päätös", "e-resepti", "ja"]),
    ("loppui.Kukaan ei auta", ["loppui", "Kukaan", "ei", "auta"]),
    ("katso https://www.kela.fi/tuki?x=1 tai a.b@c.fi", ["katso", "tai"]),
    ("[NIMI] soitti numerosta [PUHELIN] 😀 :D xD", ["soitti", "numerosta"]),
    ("w/o 2,5h", ["w", "o", "h"]),
    ("18-vuotias, 2000 -luvun 5vuotias 20:n 12:lla 93/23/ETY 50%:n", ["18-vuotias", "-luvun", "5vuotias"]),
    ("@kela kertoo: #koti on Suomi.fi:ssä", ["kertoo", "#koti", "on", "Suomi.fi:ssä"]),
    ("pa\u0308a\u0308to\u0308s", ["pa\u0308a\u0308to\u0308s"]),
    ("", []),
]

FRAGMENTS = [
    *"aA1.,:;-/@#[]()'’\"!?%€§&_=<3xD \n\t",
    "Kela",
    ":n",
    "fi",
    "www.",
    "http://",
    "sos.",
    "esim.",
    "000",
    "ä",
]
FRAGMENTS += ["\u0308", "\u00ad", "\u200d", "\ufe0f", "😀", "👍🏽", "🇫", "\ud800", "\udfff", "\x00", "\u00a0", "\u2028"]
any_text = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join),
)


@pytest.mark.parametrize("line", LINES)
def test_tokens_by_kind_of_writing(line: str) -> None:
    tokens = [token.replace("·", " ") for token in re.split(r"[ |]+", line) if token]
    text = line.replace("|", "").replace("·", " ")
    assert [piece.removesuffix(" ") for piece in pieces(text)] == tokens


@pytest.mark.parametrize(("text", "found"), BROKEN)
def test_tokens_of_broken_text(text: str, found: list[str]) -> None:
    assert pieces(text) == found


@pytest.mark.parametrize(("text", "found"), WORDS)
def test_words_of_what_people_write(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(any_text)
@example("a\ud800 \udc00b")
@example("   a  \n ")
def test_nothing_is_lost_whatever_the_text(text: str) -> None:
    found = pieces(text)
    assert "".join(found) == text
    for piece in found:
        token = piece.removesuffix(" ")
        assert piece.isspace() or token == token.strip()


@given(any_text)
def test_words_are_the_tokens_that_are_words(text: str) -> None:
    tokens = [piece.removesuffix(" ") for piece in pieces(text)]
    assert words(text) == [token for token in tokens if is_word(token)]
    assert all(any(char.isalpha() for char in word) for word in words(text))


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzåäö"), min_size=1))
def test_letters_alone_are_one_word(word: str) -> None:
    assert pieces(word) == [word]


def test_each_text_is_cut_alone() -> None:
    texts = ["koti", "Kela:n", "koti"] * 3
    assert [words(text) for text in texts] == [[text] for text in texts]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "a.",
        "A.",
        "a-",
        "1.",
        "1.1.-",
        "111 ",
        "1:n",
        "a@",
        "a@b.",
        "www.,",
        "http://",
        "[A",
        "#a",
        "a_",
        "a'",
        "x)",
    ]
    + ["sos.", "aaaaaaaa.", ".", "-", " ", "\n", "\u0308", "😀\u200d", "\ud800", "\x00"],
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    started = time.process_time()
    assert "".join(pieces(text)) == text
    words(text)
    assert time.process_time() - started < 4  # quadratic time would be half a minute
