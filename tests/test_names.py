"""Names of persons in free text: what is found and what is left alone, hostile input, threads, damaged files."""

from __future__ import annotations

import json
import shutil
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp._resources import models_folder
from rakenlp.errors import ModelFormatError
from rakenlp.privacy import find_names
from rakenlp.privacy._name_bases import bases
from rakenlp.privacy._name_kinds import UNKNOWN
from rakenlp.privacy._name_model import NameModel, apart, bucket, sum_single, together
from rakenlp.privacy._name_runs import marks, read_runs
from rakenlp.privacy._name_text import Manner, candidates, expand_single, manner, tokens
from rakenlp.privacy._name_trees import Trees
from rakenlp.privacy._name_words import Lists, read_name_word
from rakenlp.texts import set_language


def names(text):
    return [text[span.start : span.end] for span in find_names(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rouva Virtanen soitti Minnalle eilen.", ["Virtanen", "Minnalle"]),
        ("Kysyin asiaa Möttösen Raijalta, joka lupasi soittaa.", ["Möttösen Raijalta"]),
        ("Sosiaalityöntekijä Kaarina Mäkelä ei ole vastannut viesteihin.", ["Kaarina Mäkelä"]),
        ("Naapurini Pekan avain on hukassa, ja Pekka jäi ulos.", ["Pekan", "Pekka"]),
        ("Poika nimeltä Abdirahman istuu yksin portailla.", ["Abdirahman"]),
        ("Virtasten lapset ovat olleet yksin viikon.", ["Virtasten"]),
        ("Min granne Gunilla Lindqvist får ingen hjälp.", ["Gunilla Lindqvist"]),
        ("My neighbour Svetlana has not been seen for a week.", ["Svetlana"]),
        ("Lastenvalvoja Heikkiselle ei saa aikaa.", ["Heikkiselle"]),
        ("Asiakas: Rautiainen, Eila Orvokki, ei vastaa.", ["Rautiainen, Eila Orvokki"]),
        ("Tarvitsemme apua pian.\nTerveisin Pirkko K.", ["Pirkko K."]),
    ],
)
def test_names_are_found_whole_with_their_endings_and_without_titles(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Kelan päätös tuli Tampereelta, mutta Helsingissä sitä ei tunnettu.",
        "Anna palautetta viimeistään perjantaina.",
        "Toivo on mennyt, ja jonot vain kasvavat.",
        "Palvelut loppuivat Lahdessa ja Salossa kokonaan.",
        "Kotihoito ei tullut. Siksi soitin päivystykseen, ja Jonossa meni tunti.",
        "ASUNTOJA EI OLE JA VUOKRAT NOUSEVAT JOKA VUOSI!",
        "Socialbyrån svarar inte och kön är lång.",
        "",
        " \n\n",
        "12.3. klo 9–15, 1 250 €",
        "[NIMI] soitti, puhelin [PUHELIN].",
    ],
)
def test_places_agencies_words_and_tokens_are_no_names(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Setäni Toivo asuu yksin ja on 81-vuotias.", "Toivo loppui jo keväällä, kun jono vain kasvoi."),
        ("Naapurin rouva Rauha kaatui portaissa.", "Rauha palasi rappuun vasta yöllä."),
        ("Tyttäreni Anna ei pääse kouluun.", "Anna meille edes vastaus."),
    ],
)
def test_words_that_are_names_too_are_told_apart_by_what_stands_around_them(name, word):
    assert len(names(name)) == 1
    assert names(word) == []


def test_the_head_after_a_hyphen_stays_outside():
    (span,) = find_names("Meidän Pekka-setä ei saa apua.")
    assert (span.start, span.end) == (7, 12)


def test_a_span_tells_its_kind_chance_and_reason_but_never_the_text():
    text = "Soittakaa Minna Virtaselle, terveisin Jaska."
    for span in find_names(text):
        assert span.kind == "name"
        assert 0 < span.score <= 1
        assert span.reason and text[span.start : span.end].split()[0] not in span.reason


def test_reasons_come_in_the_language_of_the_reader():
    set_language("sv")
    (span,) = find_names("Rouva Virtanen soitti.")
    assert "namn" in span.reason


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_of_the_text_as_it_was_given(form):
    text = unicodedata.normalize(form, "Eilen soitti rouva Möttönen Jyväskylästä.")
    (found,) = names(text)
    assert unicodedata.normalize("NFC", found) == "Möttönen"


def test_a_soft_hyphen_inside_a_name_is_part_of_it():
    assert names("Eilen rouva Virta\u00adnen soitti.") == ["Virta\u00adnen"]


def test_spans_are_in_order_and_do_not_overlap():
    text = "Minna, Pekka ja Virtasen Liisa tapasivat Ahmed Alin. Hei Tiina! T. Jaska"
    spans = find_names(text)
    assert len(spans) > 3
    assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
    assert spans == find_names(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=80))
def test_nothing_raises_whatever_the_text(text):
    for span in find_names(text):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("text", ["\ud800 Minna \udfff", "\0Minna\0", "👩‍👩‍👧 Minna 🙂", "\u202eMinna", "A\u0301" * 50])
def test_odd_characters_do_not_raise(text):
    find_names(text)


@pytest.mark.parametrize(
    "piece",
    ["A ", "Aa-", "a", "Minna ", "minna", "M.V.", "Aa Bb, ", "(", "-", "A-", "Ä\u0308", "T. ", "de la ", "Möttöse"],
)
def test_hostile_input_takes_time_in_proportion(piece):
    find_names(piece * 10)

    def seconds(size):
        text = (piece * (size // len(piece) + 1))[:size]
        start = time.process_time()
        find_names(text)
        return time.process_time() - start

    small = max(seconds(10_000), 0.02)
    assert seconds(80_000) < 8 * 6 * small


def test_threads_find_the_same():
    texts = [f"Rouva Virtanen ja {name} soittivat Kelaan." for name in ("Minna", "Ahmed", "Jaska", "Liisa")] * 10
    alone = [find_names(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_names, texts)) == alone


def test_base_forms_of_inflected_names_are_proposed():
    wanted = {
        "möttöselle": "möttönen", "pekan": "pekka", "nguyenin": "nguyen", "mäen": "mäki", "virtasten": "virtanen",
        "ahmedille": "ahmed", "lahden": "lahti", "markukselta": "markus", "minnakin": "minna", "matilleko": "matti",
        "tuomaan": "tuomas", "annas": "anna", "laaksoon": "laakso", "jaskaa": "jaska",
    }  # fmt: skip
    for form, base in wanted.items():
        assert base in {found for found, _ in bases(form)}, form
    assert list(bases("x" * 1000)) == []


def test_a_long_word_is_no_name():
    assert not read_name_word("M" + "a" * 500, Lists({}, {}, {})).may


def test_an_initial_in_lower_case_goes_with_the_name_before_it():
    assert names("lapsella minttu k. ei oo ruokaa")[0] == "minttu k."


def test_listed_things_of_several_words_are_known_in_their_case_forms():
    runs, words = read_runs(["w tuntematon sotilas", "f caruna", "o lasten talo"])
    lists = Lists({}, {}, {}, runs, words)
    found = tokens(
        "Katsoimme Tuntematonta sotilasta, mutta Carunalta tuli lasku lasten talolle.",
        partial(read_name_word, lists=lists),
    )
    marked = {found[place].piece: letter for place, letter in marks(found, runs).items()}
    assert marked == {"Tuntematonta": "W", "sotilasta": "W", "Carunalta": "f"}


def test_trees_add_the_leaves_that_a_row_comes_to():
    trees = Trees(
        [0, -1, 1, -1, -1], [0.5, 0, 2.0, 0, 0], [1, 0, 3, 0, 0], [2, 0, 4, 0, 0], [0, 1.0, 0, 5.0, 7.0], [0], 0.25
    )
    assert [trees(row) for row in ([0.5, 9], [0.6, 2.0], [1, 3])] == [1.25, 5.25, 7.25]
    arrays = trees.arrays()
    assert vars(Trees.of(arrays, 2)) == vars(trees)
    for name, wrong in (("tree_left", [0, 0, 3, 0, 0]), ("tree_feature", [2, -1, 1, -1, -1]), ("tree_roots", [9])):
        with pytest.raises(ValueError, match="trees"):
            Trees.of({**arrays, name: np.array(wrong, arrays[name].dtype)}, 2)


def test_sums_of_weights_of_three_kinds_stay_apart():
    rng = np.random.default_rng(0)
    weights = rng.integers(-127, 128, (3, 500)).astype(np.int8)
    assert apart(sum(together(weights))) == tuple(weights.astype(int).sum(axis=1))


SAID = (
    "Virtanen virtanen minna MINNA Möttösen rouva Rouva af von Af k. K. t Toivo toivo Pekka-setä pekka-setä Xyzzy "
    "xyzzy soitti olla hän och det att är the Tampereella [NIMI] [VIRTANEN] . , : - ( ) 24 a@b.fi terveisin "
    "5-vuotias Pa\u0308ivi ﬁ \ud800 ja A Åsa åsa vuokra Vuokra VUOKRA iPhone"
)
WORDS = st.sampled_from([*SAID.split(" "), "\n"])
MIXED = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=30)


@settings(max_examples=200, deadline=None)
@given(WORDS | st.text(max_size=12), st.sampled_from(["pLc", "nUl", "qWl", "mBu", "cMnf", "cSlsw", "cTueF", "cDtf"]))
def test_a_words_weights_are_summed_as_if_each_feature_were_hashed_whole(piece, role):
    model = NameModel.default()
    word = read_name_word(piece, model.lists)
    plain = sum(model.weights[bucket(feature)] for feature in expand_single(word, role))
    assert sum_single(model.weights, word, role) == plain


@settings(max_examples=200, deadline=None)
@given(MIXED)
def test_no_word_that_may_be_a_name_is_passed_over(text):
    found = tokens(text, NameModel.default().words.__getitem__)
    how = manner(found)
    assert how == _plain_manner(found)
    for language in "fs":
        assert candidates(found, how._replace(language=language)) == _plain_candidates(found, language)


def _plain_manner(found):
    words = capital = loud = small_starts = starts = 0
    seen, before = {"s": 0, "e": 0}, ""
    for token in found:
        shape = token.word.shape
        if shape in ("Aa", "aa", "AA", "aA", "I"):
            words += 1
            loud += shape == "AA"
            capital += shape in ("Aa", "AA", "I")
            if before in ("", ".", "\n"):
                starts += 1
                small_starts += shape == "aa"
            if token.word.language:
                seen[token.word.language] += 1
        before = shape
    language = next((code for code, n in seen.items() if n > 1 and n * 12 >= words), "f")
    if words > 2 and loud * 10 >= words * 6:
        return Manner("u", language)
    if not capital:
        return Manner("l", language)
    if words > 5 and capital * 10 >= words * 7:
        return Manner("t", language)
    return Manner("h" if small_starts * 2 > starts else "n", language)


def _plain_candidates(found, language):
    """Ask of every word, as of the hopeful ones."""
    after_these = {"title", "kin", "greeting", "closing", "naming"}
    places, last = [], -2
    for place, token in enumerate(found):
        word = token.word
        beside = last == place - 1 and found[last].word.shape == "aa"
        if not word.may:
            capital = place + 1 < len(found) and found[place + 1].word.shape == "Aa"
            wanted = word.group == "connector" and last == place - 1 and capital
        elif word.shape == "aa":
            unknown = UNKNOWN.fullmatch(word.kind)
            after = beside or place > 0 and found[place - 1].word.group in after_these
            met = word.suspect and (language == "f" or not unknown)
            wanted = met or beside and len(word.low) == 1 or after and unknown
        else:
            wanted = True
        if wanted:
            places.append(place)
            last = place
    return places


@pytest.fixture
def folder(tmp_path):
    for name in ("manifest.json", "names.npz"):
        shutil.copy(models_folder("names") / name, tmp_path / name)
    return tmp_path


def test_a_saved_model_is_the_same(folder):
    model = NameModel.load(folder)
    other = folder / "again"
    model.save(other)
    again = NameModel.load(other)
    assert (again.lists, again.weights) == (model.lists, model.weights)
    assert vars(again.second) == vars(model.second)
    with np.load(other / "names.npz") as new, np.load(folder / "names.npz") as old:  # zip files of Pythons differ
        assert {name: new[name].tobytes() for name in new} == {name: old[name].tobytes() for name in old}


def test_missing_damaged_and_foreign_files_give_our_error(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "schema": 99}), encoding="utf-8")
    with pytest.raises(ModelFormatError, match="schema 99"):
        NameModel.load(folder)
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelFormatError):
        NameModel.load(folder)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    content = bytearray((folder / "names.npz").read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / "names.npz").write_bytes(bytes(content))
    with pytest.raises(ModelFormatError):
        NameModel.load(folder)
    (folder / "names.npz").unlink()
    with pytest.raises(ModelFormatError):
        NameModel.load(folder)


def test_the_model_is_small():
    assert sum(path.stat().st_size for path in models_folder("names").glob("*.[nj][ps][zo]*")) < 3_000_000


def test_a_name_alone_in_a_cell_is_one_unless_it_is_a_place():
    for cell in ("Väyrynen", "Virtanen", "Minna", " Korhonen. "):
        assert [span.kind for span in find_names(cell)] == ["name"], cell
    for cell in ("Salo", "Tampere", "Kielteinen", "Asiakas", "Apua", "", "?"):
        assert find_names(cell) == [], cell


def test_a_place_beside_a_name_or_a_relative_stays() -> None:
    for text, names in (
        ("Hän soitti Minnalle Tampereelta.", ["Minnalle"]),
        ("Asiakas tuli Helsingistä ja äiti Turusta.", []),
        ("Rouva Virtanen kävi Porissa Pekan luona.", ["Virtanen", "Pekan"]),
    ):
        assert [text[span.start : span.end] for span in find_names(text)] == names
