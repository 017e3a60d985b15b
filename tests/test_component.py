"""The spaCy component by itself: what it sets, says of itself, saves and scores."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Example

import rakenlp
from rakenlp.errors import InputError, ModelFormatError
from rakenlp.language import Lexicon
from rakenlp.language.component import VoikkoComponent
from rakenlp.language.forms import read_word
from rakenlp.language.sentences import read_words

NAME = "rakenlp_voikko"
TEXT = "Asunnottomien nuorten määrä on kasvanut, kaverin sohva ei riitä."
OWN = "muoto;perusmuoto;merkitys\nKotiportti;kotiportti;asunto|neuvonta\n"


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    return rakenlp.load_language()


@pytest.fixture
def own_words(tmp_path: Path) -> Path:
    path = tmp_path / "sanasto.csv"
    path.write_text(OWN, encoding="utf-8")
    return path


def blank(**config: object) -> spacy.Language:
    nlp = spacy.blank("fi")
    nlp.add_pipe(NAME, config=config)
    return nlp


def lemmas(nlp: spacy.Language, text: str = TEXT) -> list[str]:
    return [token.lemma_ for token in nlp(text)]


def everything(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (t.text, t.lemma_, t.pos_, str(t.morph), t._.voikko, t._.compound_parts, t._.meaning, t.whitespace_)
        for t in doc
    ]


def test_anyone_can_add_the_component_by_its_name() -> None:
    assert lemmas(blank())[:3] == ["asunnoton", "nuori", "määrä"]


def test_what_it_sets(nlp: spacy.Language) -> None:
    token = nlp("Hän teki toimeentulotukihakemuksen")[2]
    assert (token.lemma_, token.pos_) == ("toimeentulotukihakemus", "NOUN")
    assert token.morph.get("Case") == ["Gen"]
    assert token.morph.get("Number") == ["Sing"]
    assert token._.compound_parts == ("toimeentulo", "tuki", "hakemus")
    assert token._.voikko[0]["CLASS"] == "nimisana"
    assert token._.meaning == ()
    assert nlp("sossusta")[0]._.meaning == ("sosiaalitoimisto",)


def test_what_it_says_that_it_sets(nlp: spacy.Language) -> None:
    assert nlp.get_pipe_meta(NAME).assigns == ["token.lemma", "token.pos", "token.morph"]
    told = nlp.analyze_pipes()
    assert told["summary"][NAME]["assigns"] == ["token.lemma", "token.pos", "token.morph"]
    assert told["problems"][NAME] == []
    doc = nlp(TEXT)
    for attribute in ("LEMMA", "POS", "MORPH"):
        assert doc.has_annotation(attribute, require_complete=True)


def test_a_later_component_can_require_what_it_sets(nlp: spacy.Language) -> None:
    @spacy.Language.component("reader_of_lemmas", requires=["token.lemma", "token.pos", "token.morph"])
    def reader_of_lemmas(doc: Doc) -> Doc:
        return doc

    with_reader = blank()
    with_reader.add_pipe("reader_of_lemmas")
    assert with_reader.analyze_pipes()["problems"]["reader_of_lemmas"] == []


def test_same_words_as_without_a_document(nlp: spacy.Language) -> None:
    doc = nlp(TEXT + " Sä et tule, luulin et se tulee.")
    readings = read_words([token.text for token in doc])
    assert [(t.lemma_, t.pos_, str(t.morph)) for t in doc] == [
        (r.lemma, r.pos, "|".join(sorted(r.feats.split("|")))) for r in readings
    ]
    content = rakenlp.lemmatize([TEXT])[0]
    assert [lemma for lemma in lemmas(nlp) if lemma in content] == content


def test_white_space_is_a_token_of_its_own_kind(nlp: spacy.Language) -> None:
    doc = nlp("koti  \n on")
    assert [(t.lemma_, t.pos_) for t in doc if t.is_space] == [(t.text, "SPACE") for t in doc if t.is_space]
    assert any(t.is_space for t in doc)


def test_no_tokens_no_trouble(nlp: spacy.Language) -> None:
    assert len(nlp("")) == 0
    assert len(nlp.get_pipe(NAME)(Doc(nlp.vocab))) == 0


# --- settings


@pytest.mark.parametrize(("overwrite", "expected"), [(True, ("sohva", "NOUN", "Ade")), (False, ("oma", "X", "Nom"))])
def test_overwrite(overwrite: bool, expected: tuple[str, str, str]) -> None:
    nlp = blank(overwrite=overwrite)
    doc = nlp.make_doc("sohvalla istun")
    doc[0].lemma_, doc[0].pos_ = "oma", "X"
    doc[0].set_morph("Case=Nom")
    doc = nlp.get_pipe(NAME)(doc)
    assert (doc[0].lemma_, doc[0].pos_, doc[0].morph.get("Case")[0]) == expected
    assert (doc[1].lemma_, doc[1].pos_) == ("istua", "VERB")


def test_own_words_are_added_to_the_shipped_ones(own_words: Path) -> None:
    for nlp in (blank(lexicon=str(own_words)), rakenlp.load_language(own_words)):
        doc = nlp("Kotiportista sossuun")
        assert [(t.lemma_, t._.meaning) for t in doc] == [
            ("kotiportti", ("asunto", "neuvonta")),
            ("sossu", ("sosiaalitoimisto",)),
        ]


def test_a_lexicon_of_respellings_only_is_a_lexicon_too(nlp: spacy.Language) -> None:
    component = VoikkoComponent(lexicon=Lexicon(words={"kotti": "koti"}))
    assert component(nlp.make_doc("kotti"))[0].lemma_ == "koti"
    assert VoikkoComponent(lexicon=Lexicon())(nlp.make_doc("sossusta"))[0]._.meaning == ()


def test_two_pipelines_keep_their_own_words(nlp: spacy.Language, own_words: Path) -> None:
    own = rakenlp.load_language(own_words)
    assert own("Kotiportista")[0]._.meaning
    assert not nlp("Kotiportista")[0]._.meaning


def test_a_file_of_words_that_is_missing_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "puuttuu.csv"
    with pytest.raises(InputError, match="puuttuu.csv"):
        rakenlp.load_language(missing)
    added = blank(lexicon=str(missing))  # a saved pipeline would bring the words now
    for _ in range(2):
        with pytest.raises(InputError, match="puuttuu.csv"):
            added("koti")
    with pytest.raises(InputError, match="puuttuu.csv"):
        added.to_bytes()


@pytest.mark.parametrize("wrong", [{"overwrite": "kenties"}, {"lexicon": 3}, {"unknown": True}])
def test_settings_are_checked_by_spacy(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        blank(**wrong)


# --- saving


def test_settings_are_plain_json(own_words: Path) -> None:
    component = VoikkoComponent(overwrite=False, lexicon=own_words)
    settings = json.loads(component.to_bytes())
    assert settings["overwrite"] is False
    assert Lexicon.from_dict(settings["lexicon"]) == component.lexicon
    assert json.loads(VoikkoComponent().to_bytes()) == {"overwrite": True, "lexicon": None}
    again = VoikkoComponent().from_bytes(component.to_bytes())
    assert (again.overwrite, again.lexicon) == (False, component.lexicon)
    assert again.to_bytes() == component.to_bytes()


def test_settings_in_a_folder(own_words: Path, tmp_path: Path) -> None:
    component = VoikkoComponent(overwrite=False, lexicon=own_words)
    component.to_disk(tmp_path / "component")
    again = VoikkoComponent().from_disk(tmp_path / "component")
    assert again.to_bytes() == component.to_bytes()


@pytest.mark.parametrize("damaged", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b'{"overwrite": true, "lexicon": []}'])
def test_damaged_settings_are_told_and_change_nothing(damaged: bytes) -> None:
    component = VoikkoComponent(overwrite=False)
    with pytest.raises(ModelFormatError):
        component.from_bytes(damaged)
    assert (component.overwrite, component.lexicon) == (False, None)


def test_own_words_travel_with_the_saved_pipeline(own_words: Path, tmp_path: Path) -> None:
    pipelines = [rakenlp.load_language(own_words), blank(lexicon=str(own_words))]
    expected = [everything(nlp("Kotiportista kotiin")) for nlp in pipelines]
    for number, nlp in enumerate(pipelines):
        nlp.to_disk(tmp_path / str(number))
    data = pipelines[0].to_bytes()
    own_words.unlink()  # as on another machine
    loaded = [spacy.load(tmp_path / str(number)) for number in range(2)]
    assert [everything(nlp("Kotiportista kotiin")) for nlp in loaded] == expected
    assert everything(rakenlp.load_language().from_bytes(data)("Kotiportista kotiin")) == expected[0]


def test_saved_pipeline_of_the_ready_kind_tells_no_path(own_words: Path, tmp_path: Path) -> None:
    rakenlp.load_language(own_words).to_disk(tmp_path / "nlp")
    saved = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "nlp").glob("**/*.cfg"))
    assert own_words.name not in saved


def test_settings_survive_saving(tmp_path: Path) -> None:
    blank(overwrite=False).to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp").get_pipe(NAME).overwrite is False


def test_a_saved_pipeline_opens_in_a_new_process(own_words: Path, tmp_path: Path) -> None:
    nlp = rakenlp.load_language(own_words)
    nlp.to_disk(tmp_path / "nlp")
    own_words.unlink()
    code = (
        "import json, sys; import spacy; from rakenlp.language import component, tokenizer;"
        "doc = spacy.load(sys.argv[1])(sys.argv[2]);"
        "print(json.dumps([(t.lemma_, t.pos_, str(t.morph), t._.meaning, t._.compound_parts) for t in doc]))"
    )
    text = "Kotiportista tuli vuokravelkaa"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "nlp"), text], capture_output=True, text=True, check=True
    )
    expected = [(t.lemma_, t.pos_, str(t.morph), t._.meaning, t._.compound_parts) for t in nlp(text)]
    assert json.loads(done.stdout) == json.loads(json.dumps(expected))


def test_documents_can_be_saved_and_read(nlp: spacy.Language, own_words: Path) -> None:
    own = rakenlp.load_language(own_words)
    for pipeline in (nlp, own):
        doc = pipeline("Kotiportista vuokravelkaa")
        assert everything(Doc(pipeline.vocab).from_bytes(doc.to_bytes())) == everything(doc)
        data = DocBin(docs=[doc], attrs=["LEMMA", "POS", "MORPH"], store_user_data=True).to_bytes()
        assert everything(next(DocBin().from_bytes(data).get_docs(pipeline.vocab))) == everything(doc)


# --- scoring


def test_the_scorer_compares_with_gold_documents(nlp: spacy.Language) -> None:
    first = Example.from_dict(
        nlp.make_doc("nuorten määrä"),
        {"lemmas": ["nuori", "väärin"], "pos": ["ADJ", "NOUN"], "morphs": ["Case=Gen|Number=Plur", "Case=Ill"]},
    )
    second = Example.from_dict(
        nlp.make_doc("sohvalla ."),
        {"lemmas": ["sohva", "."], "pos": ["NOUN", "PUNCT"], "morphs": ["Case=Ade|Number=Sing", "_"]},
    )
    expected = {
        "lemma_acc": 3 / 4,
        "pos_acc": sum(token.pos_ == gold for token, gold in zip(nlp("nuorten määrä"), ["ADJ", "NOUN"], strict=True))
        / 4
        + 2 / 4,
    }
    scores = nlp.evaluate([first, second])
    assert {key: scores[key] for key in expected} == pytest.approx(expected)
    assert 0 < scores["morph_acc"] < 1


def test_the_scorer_leaves_out_what_gold_does_not_tell(nlp: spacy.Language) -> None:
    example = Example.from_dict(nlp.make_doc("nuorten määrä"), {"lemmas": ["nuori", "määrä"]})
    scores = nlp.evaluate([example])
    assert scores["lemma_acc"] == pytest.approx(1.0)
    assert (scores["pos_acc"], scores["morph_acc"]) == (None, None)


# --- memory


def test_memory_zone_leaves_nothing_behind(nlp: spacy.Language) -> None:
    fresh = rakenlp.load_language()
    expected = lemmas(fresh)
    before = len(fresh.vocab.strings)
    types = len(fresh.get_pipe(NAME)._types)
    for number in range(4):
        with fresh.memory_zone():
            assert lemmas(fresh, f"hetkisanaa{'bdfg'[number]}llekin kummituksen kummitus") == lemmas(
                nlp, f"hetkisanaa{'bdfg'[number]}llekin kummituksen kummitus"
            )
            assert lemmas(fresh) == expected
        assert lemmas(fresh) == expected
    assert len(fresh.vocab.strings) == before
    assert len(fresh.get_pipe(NAME)._types) == types


def test_what_a_memory_zone_forgets_is_read_again_after_it(nlp: spacy.Language) -> None:
    """A lemma that is a token of the text too is kept by spaCy for the zone only, though the form may come again."""
    for zone in ("language", "vocabulary"):
        fresh = rakenlp.load_language()
        for _ in range(2):
            with fresh.memory_zone() if zone == "language" else fresh.vocab.memory_zone():
                assert lemmas(fresh, "kummitus kummituksen") == ["kummitus", "kummitus"]
        assert everything(fresh("kummituksen")) == everything(nlp("kummituksen"))


def test_what_is_kept_in_memory_has_a_bound(nlp: spacy.Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rakenlp.language.component.CACHE_SIZE", 50)
    fresh = rakenlp.load_language()
    for number in range(40):
        text = " ".join(f"sana{number}{letter} et tulee {letter}n" for letter in "abcdef")
        assert lemmas(fresh, text) == lemmas(nlp, text)
        types = fresh.get_pipe(NAME)._types
        assert len(types) <= 50 + len(text.split())
        assert len(types._decisions) <= 50


def test_many_types_in_one_document() -> None:
    """The arrays of the component grow several times over."""
    endings = "ssa sta lla nen minen tu ja ri kko us io inti ste in os ttaa ella ko mme nsa isi tkaa han kin ton i o"
    stems = [first + vowel for first in "kvtplmr" for vowel in "aeiouy"]
    words = [f"{first}{stem}{last}" for first in ("", "koti", "työ") for stem in stems for last in endings.split()]
    nlp = blank()
    doc = nlp(" ".join(words))
    assert len({token.orth for token in doc}) > 2_048
    for token in doc:
        reading = read_word(token.text)
        if reading.certainty == 1:
            assert token.lemma_ == reading.lemma
