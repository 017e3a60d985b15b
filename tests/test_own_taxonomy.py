"""The model with a taxonomy of one's own: learnt phenomena, phenomena by their words, left-out ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import rakenlp
from rakenlp.cli import main
from rakenlp.errors import ParameterError, RakeError
from rakenlp.phenomena import KnownPhenomenon, PhenomenonModel, Taxonomy
from rakenlp.phenomena.domain_model import DomainModel
from rakenlp.phenomena.places import Places
from rakenlp.phenomena.taxonomy import Change

EXAMPLE = Path(__file__).resolve().parent.parent / "docs" / "luokitus-example.csv"
BUS = "Linja-auto lakkautettiin, bussi ei kulje kylältä enää eikä taksikyyti ole varaa ottaa"
TEXTS = [
    BUS,
    "Vuokrat rästissä, häätö tulee",
    "Kukaan ei käy, olen yksinäinen vanhus",
    "Nuori pelaa nettikasinolla kaikki rahat, pelivelka kasvaa",
    "Viimeinen bussivuoro loppui, kaupalle ei ole kyytiä",
    "",
    "Kiitos!",
]


def known(code: str, name: str = "Nimi", parent: str = "muu", **more: object) -> KnownPhenomenon:
    return KnownPhenomenon(code, {"fi": name}, parent, **more)  # type: ignore[arg-type]


def labelled(model: PhenomenonModel, texts: list[str]) -> list[str | None]:
    return [model.phenomenon_ids_[k] if k >= 0 else None for k in model.predict(texts)]


def test_the_default_given_as_an_object_changes_nothing() -> None:
    default = PhenomenonModel().fit(TEXTS)
    same = PhenomenonModel(Taxonomy.default()).fit(TEXTS)
    assert (same.probabilities_ == default.probabilities_).all()
    assert same.by_words_ == [] and same.taxonomy_ is Taxonomy.default()
    turned = Taxonomy(list(Taxonomy.default().phenomena.values())[::-1], "x")
    assert (PhenomenonModel(turned).fit(TEXTS).probabilities_ == default.probabilities_[:, ::-1]).all()


def test_phenomena_of_ones_own_are_recognised_by_their_words() -> None:
    model = PhenomenonModel(Taxonomy.default().extend(EXAMPLE)).fit(TEXTS)
    assert model.by_words_ == ["syrjaseudun_liikkuminen", "kotouttaminen_kesken"]
    assert labelled(model, TEXTS)[:5] == [
        "syrjaseudun_liikkuminen",
        "haato_vuokravelka",
        "yksinaisyys",
        "rahapelit",
        "syrjaseudun_liikkuminen",
    ]
    row = model.phenomena_.set_index("phenomenon_id").loc["syrjaseudun_liikkuminen"]
    assert row["kind"] == "known" and "bussi" in row["terms"] and np.isnan(row["stability"])
    assert "linja-auto" in model.evidence(BUS, "syrjaseudun_liikkuminen")
    proba = model.probabilities_
    assert (proba >= 0).all() and (proba.sum(axis=1) <= 1 + 1e-12).all()
    assert proba[5, -2:].max() == 0  # nothing is read, nothing fits


def test_rows_stand_alone_and_saved_models_answer_the_same(tmp_path: Path) -> None:
    model = PhenomenonModel(EXAMPLE).fit(TEXTS * 10)
    assert model.phenomenon_ids_[:2] == ["syrjaseudun_liikkuminen", "kotouttaminen_kesken"]
    whole = model.predict_proba(TEXTS)
    assert (np.vstack([model.predict_proba([text]) for text in TEXTS]) == whole).all()
    model.save(tmp_path)
    again = PhenomenonModel.load(tmp_path)
    assert (again.predict_proba(TEXTS) == whole).all()
    assert again.by_words_ == model.by_words_ and again.taxonomy_ is not None
    assert again.taxonomy_.to_dict() == model.taxonomy_.to_dict()  # type: ignore[union-attr]


def test_left_out_ones_fall_to_none_of_these() -> None:
    whole = PhenomenonModel().fit(TEXTS)
    less = PhenomenonModel(Taxonomy.default().without(["haato_vuokravelka"])).fit(TEXTS)
    kept = [k for k, code in enumerate(whole.phenomenon_ids_) if code != "haato_vuokravelka"]
    assert (less.probabilities_ == whole.probabilities_[:, kept]).all()
    assert labelled(less, TEXTS)[1] is None


def test_left_out_ones_fall_to_what_replaced_them_or_to_the_whole_parent() -> None:
    domain = DomainModel.default()
    taxonomy = Taxonomy(
        [known("raha", "Rahahuolet"), known("yksin", "Yksin"), known("mieli", "Mielenterveys", "mielenterveys")],
        "1",
        [Change("velkaantuminen", ("raha",)), Change("yksinaisyys", ("yksin", "raha"))],
    )
    places = Places.of(taxonomy, domain)
    shares: dict[str, dict[str, float]] = {}
    for column, place, share in places.moved:
        shares.setdefault(domain.classes[place], {})[taxonomy.codes[column]] = share
    assert shares["velkaantuminen"] == {"raha": 1.0}
    assert shares["yksinaisyys"] == {"yksin": 0.5, "raha": 0.5}
    assert shares["mielenterveys_aikuiset"] == {"mieli": 1.0}
    assert "rahapelit" not in shares
    probabilities = domain.predict_proba(["Velat kasvavat, ulosotto vie palkan"])
    put = places.put(probabilities)
    assert put.sum() <= 1 and put[0, 0] >= probabilities[0, domain.classes.index("velkaantuminen")]


def test_an_analysis_tells_what_rests_on_words_alone(tmp_path: Path) -> None:
    obs = rakenlp.read_observations(TEXTS[:5])
    analysis = rakenlp.analyse(obs, taxonomy=Taxonomy.default().extend(EXAMPLE))
    assert any("Liikkuminen syrjäseudulla" in note for note in analysis.notes)
    assert not any("Liikkuminen" in note for note in rakenlp.analyse(obs).notes)
    analysis.save(tmp_path)
    again = rakenlp.load_analysis(tmp_path)
    assert (again.model.predict_proba(TEXTS) == analysis.model.predict_proba(TEXTS)).all()
    guess = rakenlp.Triage.load(tmp_path).suggest(BUS).phenomena[0]
    assert (guess.phenomenon_id, guess.name) == ("syrjaseudun_liikkuminen", "Liikkuminen syrjäseudulla")
    analysis.kooste(tmp_path / "kooste.html", profile="internal", period="all")
    assert "Liikkuminen syrjäseudulla" in (tmp_path / "kooste.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", [5, "puuttuva.csv", ["a"], Taxonomy([], "1")])
def test_what_is_no_taxonomy_is_refused(wrong: object) -> None:
    with pytest.raises(RakeError, match="taxonomy|luokitu"):
        PhenomenonModel(wrong).fit(TEXTS)  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="taxonomy"):
        PhenomenonModel("puuttuva.csv").fit(TEXTS)


def test_the_command_takes_a_file_alone_or_added(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ilmoitukset.txt"
    file.write_text("\n".join(TEXTS[:5]), encoding="utf-8")
    for wanted, count in ((f"+{EXAMPLE}", 41), (str(EXAMPLE), 2)):
        assert main(["analyse", str(file), "--out", str(tmp_path / "t"), "--taxonomy", wanted]) == 0
        model = rakenlp.load_analysis(tmp_path / "t" / "malli").model
        assert len(model.taxonomy_.codes) == count
    assert main(["analyse", str(file), "--out", str(tmp_path / "t"), "--taxonomy", "puuttuva.csv"]) == 2
    assert "puuttuva.csv" in capsys.readouterr().err
