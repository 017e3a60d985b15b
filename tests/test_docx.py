"""The kooste as a Word file: the numbers of the kooste, accessible, on a county's template, always the same bytes."""

from __future__ import annotations

import html
import re
import sys
import time
import zipfile
from pathlib import Path

import pytest
from fake_analysis import ROWS, fake_analysis, fake_rows, shuffled_analysis

pytest.importorskip("docx")
from word_files import Word, as_dotx, make_template  # noqa: E402

from rakenlp.errors import InputError, MissingExtraError, ParameterError  # noqa: E402
from rakenlp.reporting import build_kooste, write_kooste  # noqa: E402
from rakenlp.reporting.word import OPTIONAL_STYLES, REQUIRED_STYLES  # noqa: E402
from rakenlp.texts import set_language  # noqa: E402

HOSTILE = "\x00\x0b\x1b\ufffe <w:p>&\"' ]]> {{ 7*7 }} 🙂 \u202eרעש مرحبا\r\nrivi\ttabi"
PROFILES = ("internal", "published")


def written(analysis, tmp_path: Path, profile: str = "internal", period=None, **options) -> Word:
    return Word(write_kooste(analysis, tmp_path / "kooste.docx", profile, period, **options))


# --- what is in it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES)
def test_the_sections_are_those_of_the_html_and_the_contents_lead_to_them(tmp_path, profile):
    word = written(fake_analysis(), tmp_path, profile)
    page = write_kooste(fake_analysis(), tmp_path / "kooste.html", profile).read_text(encoding="utf-8")
    sections = [html.unescape(words) for words in re.findall(r"<h2[^>]*>(.*?)</h2>", page)]
    assert word.headings() == sections and len(sections) >= 7
    links = set(re.findall(r'w:anchor="(_Toc\d+)"', word.everything()))
    marks = set(re.findall(r'w:name="(_Toc\d+)"', word.everything()))
    assert links == (marks if profile == "internal" else set()) and len(marks) == len(sections)


@pytest.mark.parametrize("period", [None, "all", "2026Q2", "2019"])
def test_every_observation_is_reachable(tmp_path, period):
    words = written(fake_analysis(), tmp_path, period=period).text
    assert not [i for i in range(1, len(ROWS) + 1) if not re.search(rf"\bh{i:03d}\b", words)]


def test_the_numbers_are_those_of_the_content(tmp_path):
    analysis = fake_analysis()
    content = build_kooste(analysis, "internal", "2026H1")
    word = written(analysis, tmp_path, period="2026H1")
    grid, phenomena = [table for table in word.tables() if table[0][0] == "Ilmiö"][:2]
    drawn = content["figures"]["voice_grid"]
    assert [row[1:] for row in grid[1:-1]] == [[str(n) if n else "" for n in row["n"]] for row in drawn["rows"]]
    assert grid[-1] == ["Yhteensä", *(str(n) if n else "" for n in drawn["totals"])]
    by_name = {row[0].split(" (")[0]: row for row in phenomena}
    for parent in content["parents"]:
        assert by_name[parent["label"]][1:3] == [str(parent["n"]), str(parent["n_previous"])]
        for entry in parent["phenomena"]:
            assert by_name[entry["name"]][1] == str(entry["n"]) and by_name[entry["name"]][4] == str(entry["voices"])
    assert phenomena[-1][:3] == ["Yhteensä", str(content["numbers"]["n_unique"]), str(content["numbers"]["n_previous"])]
    for line in content["summary"]:
        assert line in word.lines()
    for flag in content["flags"]:
        assert all(line in word.lines() for line in flag["reasons"].splitlines())
    for card in (content["observations"][key] for key in content["single_voices"]["ids"]):
        assert all(part["text"] in word.text for part in card["parts"])


def test_the_published_one_holds_what_the_published_content_holds(tmp_path):
    analysis = fake_analysis()
    content = build_kooste(analysis, "published")
    word = written(analysis, tmp_path, "published")
    table = word.table("Ilmiö")
    assert [row[:2] for row in table[1:6]] == [[parent["label"], parent["shown"]] for parent in content["parents"]]
    source = word.everything()
    for date, _, _, _, municipality, _, description in ROWS:
        assert description[:25] not in source and municipality not in source and date not in source.split("dcterms")[0]
    assert not re.search(r"\bh\d{3}\b", source)
    assert not {"1", "2", "3", "4"} & {row[1] for row in table}


@pytest.mark.parametrize("n", [0, 1, 2])
@pytest.mark.parametrize("profile", PROFILES)
def test_small_data_gives_an_honest_file(tmp_path, n, profile):
    word = written(fake_analysis(n), tmp_path, profile)
    word.check("fi-FI")
    assert build_kooste(fake_analysis(n), profile)["summary"][0] in word.lines()


def test_without_dates_and_without_a_taxonomy(tmp_path):
    assert "aikajanaa ei voi piirtää" in written(fake_analysis(dates=False), tmp_path).text
    for profile in PROFILES:
        words = written(fake_analysis(taxonomy=False), tmp_path, profile).text
        assert "Aineistosta löytyneet ilmiöt" in words and "Asunnottomuus" not in words


# --- how it is written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "tag", "words"),
    [("fi", "fi-FI", "äänet"), ("sv", "sv-FI", "röster"), ("en", "en-GB", "voices")],
)
@pytest.mark.parametrize("profile", PROFILES)
def test_every_file_tells_its_language_and_can_be_read_aloud(tmp_path, code, tag, words, profile):
    set_language(code)
    word = written(fake_analysis(), tmp_path, profile)
    word.check(tag)
    assert any(words in heading.lower() for heading in word.headings())
    footer = "".join(part._element.xml for part in (word.document.sections[0].footer,))
    assert " PAGE " in footer and "NUMPAGES" in footer


def test_words_in_another_language_are_marked(tmp_path):
    rows = fake_rows()
    rows["language"] = "fi"
    rows.loc["h058", ["language", "description"]] = ["en", "The sawmill keeps the village awake."]
    source = written(fake_analysis(frame=rows), tmp_path).everything()
    assert re.search(r'<w:lang w:val="en-GB"/></w:rPr><w:t [^>]*>The sawmill', source)


def test_pictures_are_drawn_with_the_plot_extra_and_left_out_without_it(tmp_path, monkeypatch):
    pytest.importorskip("matplotlib")
    word = written(fake_analysis(), tmp_path)
    assert len(word.alts()) == 1 and "Häädöt ja vuokravelat" in word.alts()[0]
    assert written(fake_analysis(), tmp_path, "published").alts()[0].startswith("Ilmoitukset kansallisen jaon mukaan")
    for name in ("matplotlib", "matplotlib.figure", "matplotlib.backends.backend_agg"):
        monkeypatch.setitem(sys.modules, name, None)
    word = written(fake_analysis(), tmp_path)
    assert word.alts() == [] and len(list(word.tables())) >= 2


def test_without_python_docx_the_extra_is_named_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtraError, match=r"rakenlp\[report\]"):
        write_kooste(fake_analysis(2), tmp_path / "kooste.docx")
    assert list(tmp_path.iterdir()) == []


def test_nothing_an_observation_says_breaks_the_file(tmp_path):
    rows = fake_rows().astype(dict.fromkeys(("description", "municipality", "service_line"), object))
    rows.loc["h048", ["description", "effects", "proposal", "municipality", "service_line"]] = HOSTILE
    rows.loc["h034", "description"] = "merkki\x00\x1b\ud800 loppu"
    rows.loc["h058", "description"] = "pitkä 🙂 " * 120_000
    rows = rows.rename(index={"h035": "<b>h035</b>"})
    analysis = fake_analysis(frame=rows)
    analysis.phenomena["name"] = analysis.phenomena["name"] + " <i>&\x07"
    analysis.flags["reasons"] = HOSTILE
    analysis.notes = [HOSTILE]
    word = written(analysis, tmp_path)
    word.check("fi-FI")
    words = word.text
    assert "{{ 7*7 }}" in words and "<w:p>&" in words and "<b>h035</b>" in words and "🙂" in words and "<i>&" in words
    assert not re.search("[\x00-\x08\x0b\x1b\u202e\ufffe]", word.everything())
    assert "rivi\ttabi" in words and word.path.stat().st_size < 1_000_000
    written(analysis, tmp_path, "published").check("fi-FI")


def test_right_to_left_words_run_from_right_to_left(tmp_path):
    rows = fake_rows()
    rows.loc["h048", "description"] = "لا أستطيع دفع الإيجار"
    source = written(fake_analysis(frame=rows), tmp_path).everything()
    assert re.search(r"<w:bidi/></w:pPr><w:r><w:rPr><w:rtl/></w:rPr><w:t [^>]*>لا أستطيع", source)


def test_same_bytes_at_any_time_and_for_any_row_order(tmp_path, monkeypatch):
    analysis, other = fake_analysis(), shuffled_analysis()
    for profile in PROFILES:
        first = write_kooste(analysis, tmp_path / "a.docx", profile).read_bytes()
        monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
        assert first == write_kooste(other, tmp_path / "b.docx", profile).read_bytes()
        monkeypatch.undo()
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


@pytest.mark.slow
def test_large_data_stays_a_file_that_opens(tmp_path):
    rows = fake_rows(4_000)
    rows["description"] = rows["description"] + " " + "Sama asia on toistunut monta kertaa vuoden aikana. " * 6
    start = time.process_time()
    word = written(fake_analysis(frame=rows), tmp_path, period="all")
    assert time.process_time() - start < 8
    assert word.path.stat().st_size < 2_000_000


# --- on a county's template ------------------------------------------------------------------------------------


def test_a_template_keeps_its_styles_header_footer_and_cover(tmp_path):
    cover = ("KANSI", "[[otsikko]]", "[[kausi]]")
    template = make_template(tmp_path / "pohja.docx", cover=cover)
    word = written(fake_analysis(), tmp_path, template=template)
    word.check("fi-FI")
    lines = word.lines()
    assert lines[:2] == ["KANSI", "Kooste: vuoden 2026 alkupuoli"] and "30.6.2026" in lines[2]
    assert lines.count("Kooste: vuoden 2026 alkupuoli") == 1
    section = word.document.sections[0]
    assert section.header.paragraphs[0].text == "Keksittävän hyvinvointialue · Kooste: vuoden 2026 alkupuoli"
    assert section.footer.paragraphs[0].text == "Alatunniste 123"
    assert word.document.styles["Heading 1"].font.size.pt == 31
    assert "Mallintekijä" not in word.everything()
    assert word.document.paragraphs[3].paragraph_format.page_break_before
    again = write_kooste(fake_analysis(), tmp_path / "toinen.docx", "internal", template=template)
    assert again.read_bytes() == word.path.read_bytes()


def test_the_content_goes_where_the_template_wants_it(tmp_path):
    template = make_template(tmp_path / "pohja.docx", cover=("ALKU", "[[sisältö]]", "LOPPU"))
    lines = written(fake_analysis(), tmp_path, template=template).lines()
    assert lines[0] == "ALKU" and lines[-1] == "LOPPU" and "[[sisältö]]" not in lines and "Tiiviisti" in lines


def test_a_word_template_works_too(tmp_path):
    template = tmp_path / "pohja.dotx"
    template.write_bytes(as_dotx(make_template(tmp_path / "x.docx", cover=("KANSI",))))
    assert written(fake_analysis(), tmp_path, template=template).lines()[0] == "KANSI"


def test_own_styles_are_used_when_the_template_has_them(tmp_path):
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    template = make_template(tmp_path / "pohja.docx")
    document = docx.Document(str(template))
    document.styles.add_style("Rake Lainaus", WD_STYLE_TYPE.PARAGRAPH).font.size = Pt(17)
    for name in ("List Bullet", "List Number"):
        document.styles.element.remove(document.styles[name].element)
    document.save(str(template))
    word = written(fake_analysis(), tmp_path, template=template)
    assert word.document.styles["Rake Lainaus"].font.size.pt == 17
    assert any(line.startswith("1. Kaudella") for line in word.lines())  # a list without numbering of its own
    assert set(REQUIRED_STYLES) | set(OPTIONAL_STYLES) <= {
        "TOC 1" if style.name == "toc 1" else style.name for style in word.document.styles
    }


@pytest.mark.parametrize("name", REQUIRED_STYLES)
def test_a_missing_style_is_named(tmp_path, name):
    template = make_template(tmp_path / "pohja.docx", drop=name)
    with pytest.raises(ParameterError, match=f"pohja.docx.*{name}") as error:
        write_kooste(fake_analysis(2), tmp_path / "kooste.docx", template=template)
    assert error.value.code == "docx_style_missing" and not (tmp_path / "kooste.docx").exists()


def test_a_style_of_the_wrong_kind_is_named(tmp_path):
    template = make_template(tmp_path / "pohja.docx", wrong="Rake Taulukko")
    with pytest.raises(ParameterError, match="Rake Taulukko") as error:
        write_kooste(fake_analysis(2), tmp_path / "kooste.docx", template=template)
    assert error.value.code == "docx_style_kind"


@pytest.mark.parametrize("content", [b"", b"ei Wordia", b"PK\x03\x04" + b"\x00" * 60, "macro", "broken", "empty"])
def test_a_file_that_is_no_template_is_refused(tmp_path, content):
    template = tmp_path / "pohja.docx"
    if isinstance(content, str):
        make_template(template)
        kinds = {"macro": as_dotx(template, "document.macroEnabled.main+xml")}
        content = kinds.get(content, b"") or template.read_bytes()[:4_000]
    template.write_bytes(content)
    with pytest.raises(InputError, match=r"pohja\.docx") as error:
        write_kooste(fake_analysis(2), tmp_path / "kooste.docx", template=template)
    assert error.value.code == "docx_template"


def test_a_template_that_is_not_there_or_not_wanted(tmp_path):
    with pytest.raises(InputError, match="puuttuva.docx"):
        write_kooste(fake_analysis(2), tmp_path / "kooste.docx", template=tmp_path / "puuttuva.docx")
    with pytest.raises(ParameterError, match="template"):
        write_kooste(fake_analysis(2), tmp_path / "kooste.html", template=tmp_path / "pohja.docx")
