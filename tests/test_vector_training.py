"""Vectors of an archive of one's own: reading, privacy, joining, saving, use."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import InputError, ModelFormatError, ParameterError
from rakenlp.phenomena import PhenomenonModel
from rakenlp.vectors import LemmaVectors, ObservationVectorizer
from rakenlp.vectors.associations import read_associations
from rakenlp.vectors.corpus import Corpus, read_corpus
from rakenlp.vectors.joining import joined
from rakenlp.vectors.training import train_vectors

PLAIN = [
    "Vuokra on rästissä ja häätö uhkaa perhettä",
    "Häätö tuli, kun vuokraa ei voitu maksaa, velka kasvaa",
    "Vuokravelka kasvoi ja häätö uhkaa, velka jäi",
    "Koulu jää väliin, lapsi ei lähde kotoa",
    "Lapsi pelkää koulua eikä lähde kotoa",
    "Koulu ei auta, lapsi jää kotiin",
]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "arkisto"
    (folder / "vanhat").mkdir(parents=True)
    (folder / ".piilo").mkdir()
    (folder / "muistio.txt").write_text("Ensimmäinen rivi vuokrasta\nToinen rivi häädöstä", encoding="utf-8")
    pd.DataFrame({"kuvaus": PLAIN[:2], "vaikutukset": ["Velka kasvaa", "-"]}).to_csv(
        folder / "a.csv", index=False, sep=";", encoding="cp1252"
    )
    with gzip.open(folder / "vanhat" / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps({"kuvaus": text}) for text in PLAIN[2:4]))
    with lzma.open(folder / "vanhat" / "c.csv.xz", "wt", encoding="utf-8") as file:
        file.write("kuvaus\n" + PLAIN[4] + "\n")
    pd.DataFrame({"kuvaus": [PLAIN[5]]}).to_excel(folder / "d.xlsx", index=False)
    pd.DataFrame({"kuvaus": ["Päivystys on täynnä"]}).to_parquet(folder / "e.parquet")
    (folder / "esite.pdf").write_bytes(b"%PDF-1.7")
    (folder / "rikki.xlsx").write_bytes(b"PK\x03\x04 xl/ nothing")
    (folder / ".piilo" / "x.txt").write_text("Piilotettu", encoding="utf-8")
    return folder


def test_a_folder_is_read_with_all_its_tables(archive: Path) -> None:
    corpus = read_corpus([archive])
    assert set(PLAIN[1:]) <= set(corpus.texts)
    assert f"{PLAIN[0]}\nVelka kasvaa" in corpus.texts
    assert any("Ensimmäinen rivi" in text and "Toinen rivi" in text for text in corpus.texts)
    assert corpus.n_files == 6
    assert corpus.left_out[".pdf"] == 1 and sum(corpus.left_out.values()) == 2
    assert not any("Piilo" in text for text in corpus.texts)
    assert len(read_corpus([archive], lines=True).texts) == len(corpus.texts) + 1


def test_the_column_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "uutiset.csv"
    pd.DataFrame({"otsikko": ["Häätö tuli"], "ingressi": ["Vuokra nousi"]}).to_csv(path, index=False)
    assert read_corpus([path], columns=["otsikko", "ingressi"]).texts == ["Häätö tuli\nVuokra nousi"]
    with pytest.raises(InputError, match="ingress'"):
        read_corpus([path], columns=["ingress"])
    with pytest.raises(InputError, match="no_text_column|kuvaus"):
        read_corpus([path])


@pytest.mark.parametrize("name", ["poissa", "poissa.csv"])
def test_a_missing_source_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=name):
        read_corpus([tmp_path / name])


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="vectors_no_texts"):
        read_corpus([tmp_path])


def test_no_name_no_identifier_and_no_rare_word_enters(tmp_path: Path) -> None:
    names = ["Matti Möttönen", "Abdirahman Yusuf", "Fatima Hassan", "Aino-Kaisa Virtanen"]
    texts = [
        f"Häätö uhkaa, ja {names[n % 4]} sanoi että velka kasvaa. Toivo hiipuu, vuokra nousee. Numero 040 12345{n:02}"
        f" ja {n + 10}0190-123A. Toivo on pieni, mutta toivo elää"
        for n in range(40)
    ]
    texts += ["Kartanonrouva soitti"] * 9
    vectors = train_vectors(Corpus(sorted(set(texts)), 1, len(texts)), associations=None)
    entered = set(vectors.vocabulary)
    assert {"häätö", "velka", "vuokra", "toivo"} <= entered
    people = {"matti", "möttönen", "abdirahman", "yusuf", "fatima", "hassan", "aino-kaisa", "kaisa", "virtanen"}
    assert not people & entered
    assert "kartanonrouva" not in entered  # nine copies are one text
    assert not any(char.isdigit() for lemma in entered for char in lemma)
    assert vectors.training["names_left_out"] >= 7
    vectors.save(tmp_path)
    saved = "".join(path.read_bytes().decode("utf-8", "replace") for path in tmp_path.iterdir()).lower()
    assert not any(name in saved for name in people)
    assert "häätö uhkaa" not in saved


def test_equal_texts_are_one_and_order_does_not_matter(tmp_path: Path) -> None:
    for name, texts in (("a", PLAIN * 3), ("b", PLAIN[::-1])):
        (tmp_path / f"{name}.txt").write_text("\n".join(texts), encoding="utf-8")
    first, second = (train_vectors(tmp_path / f"{name}.txt", min_texts=2) for name in "ab")
    assert first.version == second.version
    assert first.training["texts"] == 6 and first.training["texts_read"] == 18


@pytest.mark.parametrize(
    ("name", "value"), [("dimensions", 1), ("min_texts", 1), ("max_lemmas", 0), ("min_texts", 2.5)]
)
def test_wrong_parameters_are_named(name: str, value: object) -> None:
    with pytest.raises(ParameterError, match=name):
        train_vectors(Corpus(PLAIN, 1, 6), **{name: value})  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="base"):
        train_vectors(Corpus(PLAIN, 1, 6), base="nowhere")


def test_too_few_texts_are_told() -> None:
    with pytest.raises(InputError, match="vectors_too_few"):
        train_vectors(Corpus(PLAIN[:2], 1, 2))


def test_joined_vectors_lie_in_the_space_of_the_base() -> None:
    generator = np.random.default_rng(0)
    base_rows = generator.normal(size=(80, 10)).astype(np.float32)
    base_rows /= np.linalg.norm(base_rows, axis=1, keepdims=True)
    turn, _ = np.linalg.qr(generator.normal(size=(10, 10)))
    names = [f"sana{n:02}" for n in range(80)]
    base = LemmaVectors({name: i for i, name in enumerate(names[:70])}, base_rows[:70], np.full(70, 0.1))
    own = LemmaVectors({n: i for i, n in enumerate(names)}, (base_rows @ turn).astype(np.float32), np.full(80, 0.2))
    both = joined(base, own, 1000)
    assert set(both.vocabulary) == set(names) and both.dimensions == 10
    rows = both.rows(np.array([both.vocabulary[name] for name in names]))
    assert np.abs(rows - base_rows).max() < 1e-4
    assert both.shares[both.vocabulary["sana00"]] == 0.2


def _base() -> LemmaVectors:
    """Three hundred of the lemmas that ship, so that saving is quick."""
    shipped = LemmaVectors.default()
    kept = [word for word in shipped.vocabulary if word < "ahk" or word in ("vuokra", "velka", "häätö")]
    rows = np.array([shipped.vocabulary[word] for word in kept])
    return LemmaVectors({word: i for i, word in enumerate(kept)}, shipped.rows(rows), shipped.shares[rows])


@pytest.fixture(scope="module")
def own_vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vektorit")
    train_vectors(Corpus(sorted(PLAIN), 1, 6), min_texts=2, base=_base()).save(folder)
    return folder


def test_the_manifest_holds_counts_only(own_vectors: Path) -> None:
    manifest = json.loads((own_vectors / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["kind"] == "rakenlp-vectors" and manifest["schema"] == 1
    assert manifest["version"] == LemmaVectors.load(own_vectors).version
    assert manifest["training"]["texts"] == 6 and manifest["training"]["base"] == _base().version


def test_changed_files_and_other_schemas_are_refused(own_vectors: Path, tmp_path: Path) -> None:
    for change in ("vocabulary.json", "schema", "kind"):
        folder = tmp_path / change
        folder.mkdir()
        for path in own_vectors.iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        if change == "vocabulary.json":
            words = json.loads((folder / change).read_text(encoding="utf-8"))
            (folder / change).write_text(json.dumps(words[::-1]), encoding="utf-8")
        else:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            (folder / "manifest.json").write_text(json.dumps({**manifest, change: 99}), encoding="utf-8")
        with pytest.raises(ModelFormatError):
            LemmaVectors.load(folder)


def test_a_folder_serves_the_vectorizer_and_the_model(own_vectors: Path, tmp_path: Path) -> None:
    vectorizer = ObservationVectorizer(background=own_vectors).fit(PLAIN)
    assert "background199" in vectorizer.get_feature_names_out()
    for taxonomy in ("default", None):
        model = PhenomenonModel(taxonomy, vectors=str(own_vectors)).fit(PLAIN * 12)
        folder = tmp_path / str(taxonomy)
        model.save(folder)
        again = PhenomenonModel.load(folder)
        assert (again.predict_proba(PLAIN) == model.predict_proba(PLAIN)).all()
        assert again.versions_["vectors"] == LemmaVectors.load(own_vectors).version
        again.save(folder / "again")
        assert (PhenomenonModel.load(folder / "again").predict_proba(PLAIN) == model.predict_proba(PLAIN)).all()
    with pytest.raises(ParameterError, match="vectors"):
        PhenomenonModel(vectors=tmp_path / "nowhere").fit(PLAIN)


def test_an_analysis_carries_its_vectors(own_vectors: Path, tmp_path: Path) -> None:
    analysis = rakenlp.analyse(rakenlp.read_observations(PLAIN), vectors=own_vectors)
    analysis.save(tmp_path)
    again = rakenlp.load_analysis(tmp_path)
    assert again.versions["vectors"] == LemmaVectors.load(own_vectors).version
    assert (again.model.predict_proba(PLAIN) == analysis.model.predict_proba(PLAIN)).all()
    assert rakenlp.Triage.load(tmp_path).suggest(PLAIN[0]).phenomena


def test_the_command_trains_saves_and_shows_neighbours(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "vektorit"
    command = ["vectors", "train", str(archive), "--out", str(out), "--min-texts", "2", "--word", "häätö"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "häätö: " in said.out and "--vectors" in said.out
    assert not any(text in said.out + said.err for text in PLAIN)
    assert LemmaVectors.load(out).vocabulary
    assert main(["vectors", "train", str(tmp_path / "poissa"), "--out", str(out)]) == 2


def test_people_tell_what_texts_do_not_show() -> None:
    told = {"sohva": ["patja", "majailla"], "rappu": ["porras", "patja"]}
    corpus = Corpus([f"Nuori nukkuu patjalla {n}" for n in range(6)], 1, 6)
    vectors = train_vectors(corpus, associations=told, min_texts=2)
    assert "sohva" in vectors.vocabulary and vectors.training["associations"] == 2
    assert "majailla" not in vectors.vocabulary, "one entry names it, and no text holds it"
    assert vectors.nearest("sohva", 1)[0][0] == "rappu", "both go with a mattress"
    assert "sohva" not in train_vectors(corpus, associations=None, min_texts=2).vocabulary


def test_the_dictionary_that_ships_holds_no_names_and_brings_ways_of_talking_together() -> None:
    associations = read_associations()
    assert not [lemma for lemma, found in associations.items() if not found or lemma in found]
    shipped = LemmaVectors.default()
    assert {"fatima", "virtanen"}.isdisjoint(shipped.vocabulary)


def test_associations_of_ones_own_are_read(tmp_path: Path) -> None:
    path = tmp_path / "omat.csv"
    path.write_text("lemma,associates\nkämppä,asunto|luukku\n", encoding="utf-8")
    assert read_associations(path) == {"kämppä": ["asunto", "luukku"]}
    with pytest.raises(InputError, match="omat2"):
        read_associations(tmp_path / "omat2.csv")
    path.write_text("sana;muut\n", encoding="utf-8")
    with pytest.raises(InputError, match="lemma"):
        read_associations(path)
