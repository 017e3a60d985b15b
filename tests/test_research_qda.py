"""REFI-QDA: files have the structure of QDA-XML 1.0, hold masked texts only, and come back as they went."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest

import rakenlp
from rakenlp.errors import InputError, ParameterError
from rakenlp.research import codebook, compare, machine_coding, read_qda, write_qda
from rakenlp.research._qda import CODEBOOK, PROJECT, guid

GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Of QDA-XML 1.0: children in their order, needed attributes, further attributes.
SCHEMA: dict[str, tuple[str, str, str]] = {
    "Project": (
        "Users CodeBook Variables Cases Sources Notes Links Sets Graphs Description NoteRef",
        "name",
        "origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
    ),
    "Users": ("User", "", ""),
    "User": ("", "guid", "name id"),
    "CodeBook": ("Codes Sets", "", "origin"),
    "Codes": ("Code", "", ""),
    "Code": ("Description NoteRef Code", "guid name isCodable", "color"),
    "Variables": ("Variable", "", ""),
    "Variable": ("Description", "guid name typeOfVariable", ""),
    "Cases": ("Case", "", ""),
    "Case": ("Description CodeRef VariableValue SourceRef SelectionRef", "guid", "name"),
    "VariableValue": ("VariableRef TextValue DateValue", "", ""),
    "Sources": ("TextSource", "", ""),
    "TextSource": (
        "Description PlainTextContent PlainTextSelection Coding NoteRef VariableValue",
        "guid",
        "name richTextPath plainTextPath creatingUser creationDateTime modifyingUser modifiedDateTime",
    ),
    "PlainTextSelection": (
        "Description Coding NoteRef",
        "guid startPosition endPosition",
        "name creatingUser creationDateTime modifyingUser modifiedDateTime",
    ),
    "Coding": ("CodeRef NoteRef", "guid", "creatingUser creationDateTime"),
    **dict.fromkeys(("CodeRef", "SourceRef", "VariableRef"), ("", "targetGUID", "")),
    **dict.fromkeys(("Description", "TextValue", "DateValue"), ("", "", "")),
}
TEXT = "Talvi on ollut kova 😀. Nukun kaverin sohvalla, omaa asuntoa ei ole."


def check(element: Xml.Element, space: str) -> None:
    """Check an element and all below it against the schema."""
    assert element.tag.startswith(f"{{{space}}}")
    children, needed, possible = SCHEMA[element.tag.removeprefix(f"{{{space}}}")]
    assert set(needed.split()) <= set(element.attrib) <= {*needed.split(), *possible.split()}
    order = children.split()
    places = [order.index(child.tag.removeprefix(f"{{{space}}}")) for child in element]
    assert places == sorted(places)
    for name, value in element.attrib.items():
        if name in ("guid", "targetGUID", "creatingUser"):
            assert GUID.fullmatch(value)
    assert re.fullmatch(r"#[0-9A-F]{6}", element.get("color", "#000000"))
    assert element.get("isCodable", "true") in ("true", "false")
    for child in element:
        check(child, space)


@pytest.fixture(scope="module")
def small() -> rakenlp.Analysis:
    rows = [
        {"id": "h1", "kuvaus": TEXT, "vastaajaryhma": "asiakas", "saapunut_pvm": "1.2.2026"},
        {"id": "h2", "kuvaus": "Vuokra on rästissä,\r\nsoita 040 123 4567 \x07 <b>&", "vastaajaryhma": "järjestö"},
        {"id": "h3", "kuvaus": "Kokoelma bussilippuja etsii kotia"},
    ]
    return rakenlp.analyse(rakenlp.read_observations(rows))


def own() -> pd.DataFrame:
    codes = [("asunnottomuus",), ("velkaantuminen", "haato_vuokravelka")]
    return pd.DataFrame({"code": [c[0] for c in codes], "codes": codes}, index=["h1", "h2"], dtype=object)


def project(path: Path) -> Xml.Element:
    with zipfile.ZipFile(path) as archive:
        return Xml.fromstring(archive.read("project.qde"))


def test_a_codebook_is_valid_and_holds_every_code(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    root = Xml.parse(write_qda(analysis, tmp_path / "k.qdc")).getroot()
    check(root, CODEBOOK)
    codes = {e.get("guid"): e for e in root.iter(f"{{{CODEBOOK}}}Code")}
    book = codebook(analysis)
    usable = [key for key, e in codes.items() if e.get("isCodable") == "true"]
    assert sorted(usable) == sorted(guid("code", code) for code in book["code"])
    homeless = codes[guid("code", "asunnottomuus")]
    assert "yömaja" in (homeless[0].text or "")


def test_a_project_is_valid_and_its_references_lead_somewhere(analysis: rakenlp.Analysis, tmp_path: Path) -> None:
    ids = analysis.observations["observation_id"].head(40).tolist()
    path = write_qda(analysis, tmp_path / "p.qdpx", observations=ids)
    root = project(path)
    check(root, PROJECT)
    guids = [e.get("guid") for e in root.iter() if e.get("guid")]
    assert len(guids) == len(set(guids))
    refs = {e.get(name) for e in root.iter() for name in ("targetGUID", "creatingUser") if e.get(name)}
    assert refs <= set(guids)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        for source in root.iter(f"{{{PROJECT}}}TextSource"):
            name = str(source.get("plainTextPath")).replace("internal://", "sources/")
            words = archive.read(name).decode()
            assert "\r" not in words
            for each in source.iter(f"{{{PROJECT}}}PlainTextSelection"):
                assert 0 <= int(each.attrib["startPosition"]) < int(each.attrib["endPosition"]) <= len(words)
    assert len(names) == 41


def test_positions_are_of_code_points_and_cover_the_sentence(small: rakenlp.Analysis, tmp_path: Path) -> None:
    root = project(write_qda(small, tmp_path / "p.qdpx"))
    source = next(s for s in root.iter(f"{{{PROJECT}}}TextSource") if s.get("name") == "h1")
    first = source.find(f"{{{PROJECT}}}PlainTextSelection")
    assert first is not None
    span = slice(int(first.attrib["startPosition"]), int(first.attrib["endPosition"]))
    assert TEXT[span] == "Nukun kaverin sohvalla, omaa asuntoa ei ole."


def test_what_is_written_is_masked_and_the_same_every_time(small: rakenlp.Analysis, tmp_path: Path) -> None:
    path = write_qda(small, tmp_path / "p.qdpx", {"oma": own()})
    first = path.read_bytes()
    assert write_qda(small, path, {"oma": own()}).read_bytes() == first
    unmasked = rakenlp.analyse(rakenlp.read_observations(["Vuokra on rästissä, soita 040 123 4567"], mask=False))
    with zipfile.ZipFile(write_qda(unmasked, tmp_path / "u.qdpx")) as archive:
        assert all(b"4567" not in archive.read(name) for name in archive.namelist())
    with zipfile.ZipFile(path) as archive:
        assert all(b"4567" not in archive.read(name) for name in archive.namelist())


def test_codings_come_back(small: rakenlp.Analysis, tmp_path: Path) -> None:
    found = read_qda(write_qda(small, tmp_path / "p.qdpx", {"oma": own()}), small)
    assert found["oma"]["codes"].to_dict() == own()["codes"].to_dict()
    machine = next(coding for name, coding in found.items() if name.startswith("rakenlp"))
    assert machine["codes"].to_dict() == machine_coding(small)["codes"].to_dict()
    assert compare(found["oma"], machine, resamples=10).same.value == 0.5


def test_a_project_of_another_tool_is_read_by_names(small: rakenlp.Analysis, tmp_path: Path) -> None:
    qde = f"""<Project xmlns="{PROJECT}" name="x"><Users>
    <User guid="{{AAAAAAAA-0000-0000-0000-000000000001}}" name="Tutkija"/></Users><CodeBook><Codes>
    <Code guid="aaaaaaaa-0000-0000-0000-000000000002" name="häädöt ja vuokravelat" isCodable="true"/>
    <Code guid="aaaaaaaa-0000-0000-0000-000000000003" name="Häpeä" isCodable="true"/></Codes></CodeBook><Sources>
    <TextSource guid="aaaaaaaa-0000-0000-0000-000000000004" name="h2.txt"><PlainTextContent>x</PlainTextContent>
    <PlainTextSelection guid="aaaaaaaa-0000-0000-0000-000000000005" startPosition="0" endPosition="1"
    creatingUser="aaaaaaaa-0000-0000-0000-000000000001"><Coding guid="aaaaaaaa-0000-0000-0000-000000000006">
    <CodeRef targetGUID="AAAAAAAA-0000-0000-0000-000000000002"/></Coding></PlainTextSelection>
    <Coding guid="aaaaaaaa-0000-0000-0000-000000000007" creatingUser="aaaaaaaa-0000-0000-0000-000000000001">
    <CodeRef targetGUID="aaaaaaaa-0000-0000-0000-000000000003"/></Coding></TextSource>
    <TextSource guid="aaaaaaaa-0000-0000-0000-000000000008" name="muistio"/></Sources></Project>"""
    with zipfile.ZipFile(tmp_path / "n.qdpx", "w") as archive:
        archive.writestr("project.qde", qde)
    found = read_qda(tmp_path / "n.qdpx", small)
    assert found["Tutkija"]["codes"].to_dict() == {"h2": ("haato_vuokravelka", "Häpeä")}


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b'<!DOCTYPE x [<!ENTITY a "b">]><Project/>', b"<Other/>", b"<Project"]
)
def test_foreign_files_are_refused(small: rakenlp.Analysis, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.qdpx"
    if content.startswith(b"<"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("project.qde", content)
    else:
        path.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_qda(path, small)
    assert error.value.code == "file_damaged"


def test_a_project_of_other_material_is_refused(small: rakenlp.Analysis, tmp_path: Path) -> None:
    other = rakenlp.analyse(rakenlp.read_observations([{"id": "z", "kuvaus": "Yömaja on täynnä"}]))
    with pytest.raises(InputError) as error:
        read_qda(write_qda(other, tmp_path / "z.qdpx"), small)
    assert error.value.code == "qda_no_sources"


def test_wrong_parameters_are_refused(small: rakenlp.Analysis, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="qdpx"):
        write_qda(small, tmp_path / "p.xml")
    with pytest.raises(ParameterError, match="h9"):
        write_qda(small, tmp_path / "p.qdpx", observations=["h9"])
    with pytest.raises(InputError, match="coding_code"):
        coding = pd.DataFrame({"code": ["x"], "codes": [("x",)]}, index=["h1"])
        write_qda(small, tmp_path / "p.qdpx", {"oma": coding})
