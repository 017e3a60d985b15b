"""Taxonomies of one's own: forms of files, checks, history, extension."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from rakenlp.errors import InputError, ParameterError, RakeError
from rakenlp.phenomena import PARENTS, KnownPhenomenon, Taxonomy
from rakenlp.phenomena._triples import TriplesError, read_turtle, read_xml
from rakenlp.phenomena.taxonomy import Change
from rakenlp.texts import set_language

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "docs" / "luokitus-example.csv"


def phenomenon(code: str = "a", parent: str = "muu", name: str = "Nimi", **more: object) -> KnownPhenomenon:
    return KnownPhenomenon(code, {"fi": name}, parent, **more)  # type: ignore[arg-type]


def test_the_example_of_the_guide_is_read() -> None:
    taxonomy = Taxonomy.read(EXAMPLE)
    found = taxonomy.phenomena["syrjaseudun_liikkuminen"]
    assert found.parents == ("muu", "taloudellinen tilanne ja toimeentulo")
    assert "kyyti" in found.seeds and found.aliases == ("joukkoliikenne", "kyläkyyti")
    assert taxonomy.name("syrjaseudun_liikkuminen", "sv") == "Mobilitet på glesbygden"
    assert taxonomy.name("kotouttaminen_kesken", "sv") == "Kotoutuminen jää kesken"  # no Swedish name: the Finnish one
    assert taxonomy.version.startswith("own-")
    assert taxonomy.find("KYLÄKYYTI") == "syrjaseudun_liikkuminen" and taxonomy.find("mopo") is None


def test_the_shipped_one_is_sound_and_goes_round(tmp_path: Path) -> None:
    taxonomy = Taxonomy.default()
    assert taxonomy.problems() == []
    again = Taxonomy.from_dict(json.loads(json.dumps(taxonomy.to_dict())))
    assert again.phenomena == taxonomy.phenomena and again.version == taxonomy.version
    path = tmp_path / "oma.json"
    path.write_text(json.dumps(taxonomy.to_dict(), ensure_ascii=False), encoding="utf-8-sig")
    assert Taxonomy.read(path).phenomena == taxonomy.phenomena


@pytest.mark.parametrize("form", ["xlsx", "csv", "folder", "json"])
def test_forms_of_files_say_the_same(tmp_path: Path, form: str) -> None:
    rows = [
        {"code": "a", "name_fi": "Alku", "national_parent": "Psykisk hälsa|muu", "seed_lemmas": "yksi|kaksi"},
        {"code": "b", "name_fi": "Beeta", "national_parent": "a", "seed_lemmas": ""},
    ]
    path = tmp_path / f"t.{form}"
    if form == "json":
        path.write_text(
            json.dumps(
                [
                    {"code": "a", "name": "Alku", "parents": ["Psykisk hälsa", "muu"], "seeds": ["yksi", "kaksi"]},
                    {"code": "b", "names": {"fi": "Beeta"}, "parent": "a"},
                ]
            ),
            encoding="utf-8",
        )
    elif form == "xlsx":
        pd.DataFrame(rows).to_excel(path, index=False)
    elif form == "csv":
        pd.DataFrame(rows).to_csv(path, index=False, sep=";", encoding="cp1252")
    else:
        path.mkdir()
        pd.DataFrame(rows).to_csv(path / "phenomena.csv", index=False)
        (path / "version.json").write_text('{"schema": 1, "version": "9"}', encoding="utf-8")
        (path / "history.csv").write_text("code,into,since\nvanha,a|b,8\n", encoding="utf-8")
    taxonomy = Taxonomy.read(path)
    assert taxonomy.codes == ["a", "b"] and taxonomy.phenomena["a"].seeds == ("yksi", "kaksi")
    assert taxonomy.parents("b") == ("mielenterveys", "muu") and taxonomy.parent("b") == "mielenterveys"
    if form == "folder":
        assert taxonomy.version == "9" and taxonomy.resolve("vanha") == ("a", "b")
        assert taxonomy.history["vanha"].is_split


@pytest.mark.parametrize(
    ("phenomena", "code"),
    [
        ([], "taxonomy_empty"),
        ([phenomenon(), phenomenon(name="Toinen")], "taxonomy_duplicate"),
        ([phenomenon(parent="puuttuva")], "taxonomy_parent"),
        ([phenomenon(other_parents=("puuttuva",))], "taxonomy_parent"),
        ([phenomenon(name=" ")], "taxonomy_name"),
        ([phenomenon("a b")], "taxonomy_code"),
        ([phenomenon("")], "taxonomy_code"),
        ([phenomenon("a", "a")], "taxonomy_circle"),
        ([phenomenon("a", "b"), phenomenon("b", "c"), phenomenon("c", "a")], "taxonomy_circle"),
    ],
)
def test_what_is_wrong_has_a_code(phenomena: list[KnownPhenomenon], code: str) -> None:
    taxonomy = Taxonomy(phenomena, "1")
    assert code in [problem.code for problem in taxonomy.problems()]
    with pytest.raises(RakeError):
        taxonomy.validate()
    for language in ("fi", "sv", "en"):
        set_language(language)
        assert all(problem.message for problem in taxonomy.problems())
    set_language("fi")


@pytest.mark.parametrize(
    "changes",
    [[Change("a", ("b",))], [Change("x", ("puuttuva",))], [Change("x", ("y",)), Change("y", ("x",))]],
)
def test_history_has_to_fit(changes: list[Change]) -> None:
    found = {problem.code for problem in Taxonomy([phenomenon("a"), phenomenon("b")], "1", changes).problems()}
    assert found & {"taxonomy_history", "taxonomy_circle"}


def test_old_codes_are_followed() -> None:
    history = [
        Change("v1", ("v2",), "2"),
        Change("v2", ("a",), "3"),
        Change("toinen", ("a",), "3"),
        Change("iso", ("a", "v3"), "3"),
        Change("v3", ("b",), "4"),
        Change("pois", (), "4"),
    ]
    taxonomy = Taxonomy([phenomenon("a"), phenomenon("b")], "4", history)
    taxonomy.validate()
    assert [taxonomy.resolve(code) for code in ("v1", "toinen", "iso", "pois", "a", "muu")] == [
        *(("a",), ("a",), ("a", "b"), (), ("a",), ())
    ]
    codes, split = taxonomy.bring_up_to_date(["v1", "iso", None, "pois", "b", "bussi_kyyti_1a2b"])
    assert codes == ["a", "iso", None, "pois", "b", "bussi_kyyti_1a2b"] and split == ["iso"]


def test_extending_adds_and_overrides(tmp_path: Path) -> None:
    path = tmp_path / "lisä.csv"
    path.write_text(
        "koodi;nimi;yläilmiö;avainsanat;korvaa\n"
        "asunnottomuus;Koditta;;teltta;\n"
        "hataasunto;Hätäasunto;asunnottomuus;hätäasunto;kohtuuhintainen_asunto\n",
        encoding="utf-8",
    )
    assert Taxonomy.read(path).parent("asunnottomuus") == "muu"  # alone: nothing is told of its parent
    both = Taxonomy.default().extend(path)
    assert len(both.codes) == 39  # one new, one replaced
    assert both.parent("asunnottomuus") == "asunnottomuus"
    assert both.name("asunnottomuus") == "Koditta" and both.name("asunnottomuus", "en").startswith("Homelessness")
    assert {"teltta", "yömaja"} <= set(both.phenomena["asunnottomuus"].seeds)
    assert both.resolve("kohtuuhintainen_asunto") == ("hataasunto",)
    assert both.version.startswith(Taxonomy.default().version + "+own-")


def test_leaving_out_moves_those_under_it_up() -> None:
    taxonomy = Taxonomy([phenomenon("a", "mielenterveys"), phenomenon("b", "a"), phenomenon("c", "b")], "1")
    left = taxonomy.without(["a", "b"])
    assert left.codes == ["c"] and left.phenomena["c"].parent == "mielenterveys"
    with pytest.raises(ParameterError, match="code"):
        taxonomy.without(["x"])


TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
PREFIX owl: <http://www.w3.org/2002/07/owl#>
@base <http://example.org/ilmiot/> .
# a comment; with "quotes"
<> a skos:ConceptScheme ; owl:versionInfo "2027.1" .
<asuminen> a skos:Concept ; skos:prefLabel "Asunnottomuus"@fi, "Bostadslöshet"@sv ;
    skos:narrower <telttailu> .
<telttailu> a skos:Concept ;
    skos:notation "teltta_asuminen" ;
    skos:prefLabel "Teltassa asuminen"@fi , "Living in a \\"tent\\""@en ;
    skos:altLabel "teltta"@fi, 'leiri'@fi, "camping"@en ;
    skos:definition \"\"\"Ihminen asuu
teltassa.\"\"\"@fi ; .
<%C3%A4%C3%A4net> a skos:Concept ; skos:prefLabel "Äänet" ; skos:broader <telttailu>, <mieli> ;
    skos:related [ a skos:Concept ; skos:prefLabel "Nimetön"@fi ] .
<mieli> a skos:Concept ; skos:prefLabel "Mieli"@fi ; skos:exactMatch <http://x.org/mielenterveys> .
<vanha> a skos:Concept ; owl:deprecated true ; skos:prefLabel "Vanha"@fi ; dct:isReplacedBy <telttailu> .
"""


def test_skos_in_turtle(tmp_path: Path) -> None:
    path = tmp_path / "ilmiot.ttl"
    path.write_text(TURTLE, encoding="utf-8")
    taxonomy = Taxonomy.read(path)
    assert taxonomy.version == "2027.1"
    found = taxonomy.phenomena["teltta_asuminen"]
    assert found.names == {"fi": "Teltassa asuminen", "en": 'Living in a "tent"'}
    assert found.parent == "asunnottomuus" and found.seeds == ("teltta", "leiri") and "camping" in found.aliases
    assert found.definition == "Ihminen asuu\nteltassa."
    assert taxonomy.parents("äänet") == ("asunnottomuus", "mielenterveys")
    assert "asuminen" not in taxonomy.codes and "mieli" not in taxonomy.codes and "vanha" not in taxonomy.codes
    assert taxonomy.resolve("vanha") == ("teltta_asuminen",)


def test_skos_in_xml_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "ilmiot.rdf"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xmlns:owl="http://www.w3.org/2002/07/owl#" xmlns:dct="http://purl.org/dc/terms/"
  xml:base="http://example.org/ilmiot/">
  <skos:ConceptScheme rdf:about=""><owl:versionInfo>2027.1</owl:versionInfo></skos:ConceptScheme>
  <skos:Concept rdf:about="asuminen">
    <skos:prefLabel xml:lang="fi">Asunnottomuus</skos:prefLabel>
    <skos:narrower>
      <skos:Concept rdf:about="telttailu">
        <skos:notation>teltta_asuminen</skos:notation>
        <skos:prefLabel xml:lang="fi">Teltassa asuminen</skos:prefLabel>
        <skos:altLabel xml:lang="fi">teltta</skos:altLabel>
      </skos:Concept>
    </skos:narrower>
  </skos:Concept>
  <rdf:Description rdf:about="vanha">
    <rdf:type rdf:resource="http://www.w3.org/2004/02/skos/core#Concept"/>
    <owl:deprecated>true</owl:deprecated>
    <dct:isReplacedBy rdf:resource="telttailu"/>
  </rdf:Description>
</rdf:RDF>""",
        encoding="utf-8",
    )
    taxonomy = Taxonomy.read(path)
    assert taxonomy.codes == ["teltta_asuminen"] and taxonomy.version == "2027.1"
    assert taxonomy.phenomena["teltta_asuminen"].parent == "asunnottomuus"
    assert taxonomy.resolve("vanha") == ("teltta_asuminen",)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.ttl", "<a> <b> ", "taxonomy_rdf"),
        ("a.ttl", '<a> <b> "open', "taxonomy_rdf"),
        ("a.ttl", "x:a x:b x:c .", "taxonomy_rdf"),
        ("a.ttl", "", "taxonomy_no_concepts"),
        ("a.rdf", "<rdf", "taxonomy_rdf"),
        ("a.rdf", "<html/>", "taxonomy_no_concepts"),
        ("a.json", "{", "json_damaged"),
        ("a.json", '{"phenomena": 5}', "taxonomy_shape"),
        ("a.json", "[1]", "taxonomy_shape"),
        ("a.csv", "nimi;selite\nx;y\n", "taxonomy_columns"),
    ],
)
def test_files_that_are_no_taxonomy(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Taxonomy.read(tmp_path / name)
    assert caught.value.code == code
    with pytest.raises(InputError, match="puuttuu.csv"):
        Taxonomy.read(tmp_path / "puuttuu.csv")


def test_readers_of_triples_name_the_line() -> None:
    with pytest.raises(TriplesError) as caught:
        read_turtle("<a> <b> <c> .\n\n<a> <b> .")
    assert caught.value.line == 3
    with pytest.raises(TriplesError):
        read_xml("<a>\n<b></a>")
    values = [t.value.text for t in read_turtle('<a> <b> 5, -1.5e3, true, "x"^^<t>, ( 1 "two" ) . <c> a <d> .')]
    assert values[:4] == ["5", "-1.5e3", "true", "x"]


def test_parents_are_known_by_their_names_in_three_languages() -> None:
    from rakenlp.phenomena.taxonomy import find_parent, parent_name

    for parent in PARENTS:
        assert {find_parent(parent_name(parent, language).upper()) for language in ("fi", "sv", "en")} == {parent}
