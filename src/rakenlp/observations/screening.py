"""Screening: rows that hold no observation ("-", "testi", "ei mitään") are recognised, cautiously.

Only whole answers are recognised, never parts of one: "Ei mitään" is an empty answer, "Ei mitään rahaa" is not.
"""

from __future__ import annotations

import re

from .columns import fold

_LONGEST = 120
_CELL_ERRORS = "#REF! #NAME? #VALUE! #N/A #DIV/0! #NULL! #NUM! #SPILL! #CALC! #PUUTTUU! #ARVO! #NIMI? #VIITTAUS! #LUKU!"
CELL_ERRORS = frozenset(_CELL_ERRORS.split())

# Whole answers that say nothing, folded to words without diacritics.
_EMPTY_ANSWERS = """
    ei | en | ei ole | eiole | ei oo | ei mitaan | ei mitaa | ei mittaan | ei mitn | ei mitaan uutta | ei
    mitaan erityista | ei mitaan erikoista | ei mitaan lisattavaa | ei mitaan kommentoitavaa | ei mitaan
    ilmoitettavaa | ei mitaan sanottavaa | ei mitaan havaittavaa | ei mitaan huomautettavaa | ei erityista |
    ei uutta | ei lisattavaa | ei muuta lisattavaa | ei ole lisattavaa | ei minulla muuta | ei muuta | ei
    kommentoitavaa | ei ole kommentoitavaa | ei kommentteja | ei kommenttia | ei kommentti | ei
    ilmoitettavaa | ei ole ilmoitettavaa | ei raportoitavaa | ei havaintoja | ei havaintoa | ei ole
    havaintoja | ei sanottavaa | ei ole sanottavaa | ei tule mieleen | ei tule mitaan mieleen | ei
    mielipidetta | ei kokemusta | ei ole kokemusta | ei koske minua | ei tiedossa | ei huomautettavaa | en
    tieda | en tiia | emt | entieda | en osaa sanoa | en osaa vastata | en halua vastata | en halua sanoa |
    eos | en kommentoi | ei ehdotuksia | ei ehdotusta | kylla | juu | joo | jo | ok | okei | jees | kiitos |
    kiitti | kiitoksia | moi | moikka | hei | heippa | terve | moro | kommentti | teksti | kuvaus | x | xx |
    xxx | nej | nej inget | inget | inget nytt | inget att tillagga | inget att kommentera | ingenting |
    ingen kommentar | inga kommentarer | inga iakttagelser | inget speciellt | vet inte | vet ej | jag vet
    inte | ja | tack | hej | inget att rapportera | inget sarskilt | nej tack | ingen asikt | no | nothing |
    nothing to add | nothing to report | nothing to say | no comment | no comments | none | nil | na | n a |
    null | nan | not applicable | nothing special | i dont know | dont know | idk | yes | thanks | hello |
    hi
"""
_EMPTY = frozenset(" ".join(answer.split()) for answer in _EMPTY_ANSWERS.split("|"))
_LONG_EMPTY = tuple(sorted(answer for answer in _EMPTY if len(answer) >= 9))

_TEST_WORD_LIST = """
    testi testaus testataan testausta testi1 testi2 test testing tests prov testar koe testtesti testii
    testitesti tst teszt koeilmoitus testiilmoitus testivastaus testirivi testihavainto
"""
_TEST_FILLER_LIST = """
    taa tama tamakin tassa vaan vain viela toimiiko toimiiks toimiix toimii kuuluuko kuuluko kuuleeko
    kukaan kuulee nakyyko nakyy jossain meneeko meniko perille tuleeko tuliko lapi lomake lomakkeen
    lomaketta ilmoitus viesti on nyt ja eka toka ensimmainen toinen kolmas nelja yksi kaksi kolme kerta
    kerran uudestaan taas hei moi only just this is a the form message please ignore detta ar ett bara
    formularet igen hallo teksti saa poistaa
"""
_TEST_WORDS = frozenset(_TEST_WORD_LIST.split())
_TEST_FILLERS = frozenset(_TEST_FILLER_LIST.split())
_TEST_PHRASES = frozenset({"koe koe", "tama on testi", "yks kaks kolme", "one two three", "eka", "eka eka"})
_ROWS = ("qwertyuiopa", "asdfghjkloa", "zxcvbnm")
_LAUGH = re.compile(r"(?:ha|he|hi|lo|ho|ah){2,}[hl]?|lol|xd+")
_REPEATED = re.compile(r"(.)\1{2,}")
_WORD = re.compile(r"[^\W_]+")


def _screen_short(text: str) -> str | None:
    words = [fold(word) for word in _WORD.findall(text.replace("'", ""))]
    words = [word for word in words if word]
    if not any(character.isalpha() for word in words for character in word):
        return "no_words"
    squeezed = [_REPEATED.sub(r"\1", word) for word in words]
    phrase = " ".join(squeezed)
    if phrase in _EMPTY or " ".join(words) in _EMPTY or _misspelt(phrase):
        return "boilerplate"
    if _is_test(words) or phrase in _TEST_PHRASES:
        return "test"
    return "keyboard" if _is_keyboard(words) else None


def screen_text(text: str | None) -> str | None:
    """Return why a cleaned text is no observation, or None if it may be one.

    Parameters
    ----------
    text : str or None

    Returns
    -------
    {"blank", "excel_error", "no_words", "boilerplate", "test", "keyboard"} or None
        "no_words" is punctuation, digits or symbols only; "boilerplate" an answer that says nothing.

    Examples
    --------
    >>> [screen_text(text) for text in ("", "...", "Ei mitään!", "testi testi 123", "asdfgh")]
    ['blank', 'no_words', 'boilerplate', 'test', 'keyboard']
    >>> [screen_text(text) for text in ("Rahat loppu.", "Yksinäisyys.", "Apua!", "Ei mitään rahaa.")]
    [None, None, None, None]
    """
    if text is None or not text or text.isspace():
        return "blank"
    if text in CELL_ERRORS:
        return "excel_error"
    if len(text) > _LONGEST:
        return None if any(character.isalpha() for character in text) else "no_words"
    return _screen_short(text)


def _is_test(words: list[str]) -> bool:
    tests = sum(word in _TEST_WORDS for word in words)
    others = [word for word in words if word not in _TEST_WORDS and word not in _TEST_FILLERS and not word.isdigit()]
    return tests > 0 and not others


def _is_keyboard(words: list[str]) -> bool:
    """Every word is a run of neighbouring keys, one repeated letter, laughter or digits; at least one is a run."""
    kinds = []
    for word in words:
        kind = _mash(word)
        if kind is None:
            return False
        kinds.append(kind)
    return "run" in kinds or kinds.count("repeat") > 1 or kinds == ["repeat"]


def _mash(word: str) -> str | None:
    if word.isdigit():
        return "digits"
    if word in _TEST_WORDS:
        return "test"
    if (len(word) >= 3 and len(set(word)) == 1) or (len(word) >= 4 and set(word) == {"o", "a"}):  # ööö, öäöä
        return "repeat"
    if word in ("oa", "ao") or _LAUGH.fullmatch(word):
        return "filler"
    if len(word) >= 3 and _covered_by_rows(word):
        return "run" if len(word) >= 4 else "filler"
    return None


def _covered_by_rows(word: str) -> bool:
    """Tell whether a word splits into runs of neighbouring keys; a rest of its own letters may follow four."""
    position = 0
    while position < len(word):
        length = max(_run_length(word, position, row) for row in _ROW_DIRECTIONS)
        if length < 3:
            return position >= 4 and set(word[position:]) <= set("oa" + word[:position])
        position += length
    return True


_ROW_DIRECTIONS = tuple(direction for row in _ROWS for direction in (row, row[::-1]))


def _run_length(word: str, start: int, row: str) -> int:
    length = 0
    at = row.find(word[start])
    while (
        at >= 0 and start + length < len(word) and at + length < len(row) and word[start + length] == row[at + length]
    ):
        length += 1
    return length


def _misspelt(phrase: str) -> bool:
    """Tell whether a phrase is one slip of the fingers away from a longer empty answer."""
    if not 8 <= len(phrase) <= 40:
        return False
    return any(abs(len(answer) - len(phrase)) <= 1 and _one_edit(answer, phrase) for answer in _LONG_EMPTY)


def _one_edit(first: str, second: str) -> bool:
    if len(first) > len(second):
        first, second = second, first
    start = 0
    while start < len(first) and first[start] == second[start]:
        start += 1
    if len(first) < len(second):
        return first[start:] == second[start + 1 :]
    swapped = first[start : start + 2] == second[start : start + 2][::-1] and first[start + 2 :] == second[start + 2 :]
    return swapped or first[start + 1 :] == second[start + 1 :]
