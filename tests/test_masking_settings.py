"""Masking by settings: names, own lists, numbers, the vault, tables, the pipeline and the command."""

import datetime as dt
import json
import pickle
import re
import subprocess
import sys
import time
import tomllib
import traceback
from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import spacy
from spacy.tokens import Doc, DocBin

import rakenlp
import rakenlp.privacy.component
from rakenlp.cli import main
from rakenlp.errors import InputError, MissingExtraError, ParameterError
from rakenlp.language.tokens import words
from rakenlp.privacy import MaskedText, Masking, Span, mask, mask_frame, new_key, unmask
from rakenlp.privacy import masking as masking_module


@pytest.fixture
def named(monkeypatch):
    """Let the words of a list be what the finder of names finds."""

    def use(*found):
        pattern = re.compile("|".join(map(re.escape, found)))

        def spans(text):
            return [Span("name", match.start(), match.end(), 0.9, "-") for match in pattern.finditer(text)]

        monkeypatch.setattr(masking_module, "find_names", spans)

    return use


def test_names_are_masked_unless_told_otherwise(named):
    named("Minna Virtaselle", "Pekka")
    text = "Vein Minna Virtaselle kirjeen, Pekka ei tiedä."
    assert mask(text).text == "Vein [NIMI] kirjeen, [NIMI] ei tiedä." and mask(text).counts == {"name": 2}
    assert mask(text, names=False).text == mask(text, Masking(names=False)).text == text
    assert mask("Pekka, 3.5.1961, ei vastaa").text == "[NIMI], [SYNTYMÄAIKA], ei vastaa"


def test_what_holds_a_name_is_masked_as_what_it_is(named):
    named("Kalle Kaari", "minna", "Virtanen")
    assert mask("asun Kalle Kaarin katu 3, siinä").text == "asun [OSOITE], siinä"
    assert mask("minna@posti.fi ja minna").text == "[SÄHKÖPOSTI] ja [NIMI]"


def test_words_to_keep_are_kept_in_every_form(named):
    named("Hatanpäässä", "Toivolassa", "Hatanpään Minna")
    own = Masking(keep=["Hatanpää", "03 311 6111", "kela.fi/asiakas"])
    masked = mask("Hatanpäässä, Toivolassa, Hatanpään Minna, puh. (03) 311 6111, 040 123 4567, kela.fi/asiakas", own)
    assert masked.text == "Hatanpäässä, [NIMI], Hatanpään [NIMI], puh. (03) 311 6111, [PUHELIN], kela.fi/asiakas"


def test_words_to_keep_are_cut_off_the_ends_of_a_name(named):
    named("Hatanpään Minna Virtanen Hatanpäällä", "Virtasen Hatanpään Minna", "Uuden Kodin Väinö", "Hatanpää-Virtanen")
    own = Masking(keep=["Hatanpää", "Uusi Koti", "Uuden Kodin"])
    assert mask("Hatanpään Minna Virtanen Hatanpäällä", own).text == "Hatanpään [NIMI] Hatanpäällä"
    assert mask("Virtasen Hatanpään Minna", own).text == "[NIMI]"
    assert mask("Uuden Kodin Väinö, Hatanpää-Virtanen", own).text == "Uuden Kodin [NIMI], [NIMI]"


@pytest.mark.parametrize("number", ["+358 3 311 6111", "00358 (0)3 311 6111", "+35833116111", "(03) 311-6111"])
@pytest.mark.parametrize("listed", ["03 311 6111", "+358 3 3116111"])
def test_a_number_to_keep_is_kept_in_every_form(number, listed):
    assert mask(f"puh. {number}.", keep=[listed]).text == f"puh. {number}."
    assert mask("puh. +358 3 311 6112", keep=[listed]).text == "puh. [PUHELIN]"


@pytest.mark.parametrize(
    "form",
    ["Esimerkkilä-Virtanen", "Virtanen-Esimerkkilältä", "esimerkkilä-virtaselle", "Taina Esimerkkilä-Virtanen"],
)
def test_a_listed_family_name_is_found_in_a_double_one(form):
    assert mask(f"kun {form} soitti", always=["Taina Esimerkkilä"], names=False).text == "kun [NIMI] soitti"


@pytest.mark.parametrize(
    "form",
    [
        "Taina Korpi",
        "taina korpi",
        "TAINA KORVELLE",
        "Korvelta",
        "Korpi Taina",
        "Tainan",
        "Tainakin",
        "Korven",
        "Korpeen",
    ],
)
def test_names_always_masked_are_found_in_every_form(form):
    own = Masking(always=["Taina", "Taina Korpi"])
    assert mask(f"kun {form} soitti", own).text == "kun [NIMI] soitti"


def test_however_sure_a_found_name_is_words_to_keep_are_kept(monkeypatch):
    monkeypatch.setattr(masking_module, "find_names", lambda text: [Span("name", 0, len(text), 1.0, "-")])
    assert mask("Hatanpään Minna", keep=["Hatanpää"]).text == "Hatanpään [NIMI]"
    assert mask("Hatanpää", keep=["Hatanpää"]).text == "Hatanpää"
    assert mask("Hatanpää", keep=["Hatanpää"], always=["Hatanpää"]).text == "[NIMI]"
    assert mask_frame(pd.DataFrame({"Hatanpää": ["a"]}), []).frame.columns.tolist() == ["Hatanpää"]


def test_names_always_masked_come_before_words_to_keep():
    own = Masking(always=["Salo"], keep=["Salo", "Salon"], names=False)
    assert mask("Salolla Salossa", own).text == "[NIMI] [NIMI]"
    assert mask("Salonki ja Salama", own).text == "Salonki ja Salama"


def test_numbers_tell_who_is_the_same(named):
    named("Minna Virtanen", "Minnan", "Virtaselle", "Pekka", "Pekalta", "Anne", "Anna", "Ahmedille", "Ahmed")
    text = "Minna Virtanen ja Pekka: Minnan mielestä Virtaselle ja Pekalta. Anna, Anne, Ahmed ja Ahmedille."
    assert mask(text, numbered=True).text == (
        "[NIMI 1] ja [NIMI 2]: [NIMI 1] mielestä [NIMI 1] ja [NIMI 2]. [NIMI 3], [NIMI 4], [NIMI 5] ja [NIMI 5]."
    )
    phones = mask("040 123 4567, 0401234567, 050 765 4321", numbered=True)
    assert phones.text == "[PUHELIN 1], [PUHELIN 1], [PUHELIN 2]"


def test_tokens_leave_the_words_beside_them_as_they_are():
    texts = ["jono kasvaa, päätöstä", "[NIMI] jono kasvaa, päätöstä", "[SYNTYMÄAIKA 12] jono kasvaa, [NIMI 1] päätöstä"]
    assert words(texts[2]) == ["jono", "kasvaa", "päätöstä"]
    plain, masked, numbered = rakenlp.lemmatize(texts)
    assert plain == masked == numbered


def test_a_key_gives_the_text_back_and_nothing_else_does():
    pytest.importorskip("cryptography")
    key = new_key()
    text = "Soita 040 123 4567,\x00 \ud800 hetu 010190-123M \u00ad\U0001f600 ja e\u0301."
    masked = mask(text, key=key)
    stored = MaskedText(masked.text, vault=masked.vault)
    assert unmask(masked, key) == unmask(stored, key) == text
    assert "040" not in masked.vault and masked == pickle.loads(pickle.dumps(masked))
    changed = MaskedText(masked.text + "x", vault=masked.vault)
    for other, wrong in ((masked, new_key()), (mask(text), key), (changed, key)):
        with pytest.raises(ParameterError) as error:
            unmask(other, wrong)
        assert "040" not in str(error.value) and key not in str(error.value)
    with pytest.raises(ParameterError):
        mask(text, key="short")


def test_the_vault_is_an_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cryptography.fernet", None)
    with pytest.raises(MissingExtraError, match="vault"):
        mask("040 123 4567", key="x")


@pytest.mark.parametrize(
    "wrong",
    [{"names": 1}, {"keep": "Kela"}, {"keep": [""]}, {"always": [3]}, {"numbered": None}, {"always": ["–"]}],
)
def test_wrong_settings_are_told(wrong):
    with pytest.raises(ParameterError):
        Masking(**wrong)


@pytest.mark.parametrize("wrong", [None, 3, b"x"])
def test_only_texts_are_masked(wrong):
    with pytest.raises(ParameterError):
        mask(wrong)


SAID = "Soita Minnalle 040 123 4567"


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: mask("x", SAID),
        lambda: Masking(names=SAID),
        lambda: Masking(keep=SAID),
        lambda: Masking(numbered=SAID),
        lambda: Masking.read(SAID),
        lambda: mask("x", names=SAID),
        lambda: rakenlp.read_observations(["x"], mask=SAID),
        lambda: unmask(SAID, SAID),
    ],
)
def test_errors_tell_the_type_and_never_the_text(wrong):
    with pytest.raises(ParameterError) as error:
        wrong()
    told = "".join(traceback.format_exception_only(error.value)) + repr(error.value.values)
    assert "Minna" not in told and "040" not in told and "str" in told


def test_settings_show_how_many_words_they_list():
    shown = repr(Masking(keep=["Hatanpää"], always=["Taina Korpi", "Minna"]))
    assert shown == "Masking(names=True, keep: 1, always: 2, numbered=False)"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("key", ["short", "ä" * 44, b"x", 3, None, ["x"]])
def test_a_key_of_another_kind_is_told(key, language):
    pytest.importorskip("cryptography")
    masked = mask("040 123 4567", key=new_key())
    rakenlp.set_language(language)
    try:
        with pytest.raises(ParameterError, match=r"new_key\(\)") as error:
            unmask(masked, key)
    finally:
        rakenlp.set_language("fi")
    assert type(key).__name__ in str(error.value)


def test_settings_are_read_from_a_file(tmp_path):
    file = tmp_path / "peitto.toml"
    file.write_text('names = false\nkeep = ["Hatanpää", "Hatanpää"]\nnumbered = true\n', encoding="utf-8")
    assert Masking.read(file) == Masking(names=False, keep=["Hatanpää"], numbered=True)
    assert mask("040 123 4567", file).text == "[PUHELIN 1]"
    file.write_text("nimet = true", encoding="utf-8")
    with pytest.raises(InputError, match="nimet"):
        Masking.read(file)
    file.write_bytes(b"\xff = [")
    for path in (file, tmp_path / "none.toml"):
        with pytest.raises(InputError):
            Masking.read(path)


def test_long_lists_are_quick():
    own = Masking(always=[f"Nimi{i} Sukunen{i}" for i in range(300)], names=False)
    start = time.process_time()
    mask("Asiakas on odottanut päätöstä kolme kuukautta, nimittäin kirjallista. " * 2_000, own)
    assert time.process_time() - start < 5


def test_observations_are_masked_by_settings(named):
    named("Minna", "Hatanpäälle", "Salo")
    rows = [{"kuvaus": "Taina Korpi vei Minnan Hatanpäälle, 040 123 4567", "kunta": "Salo", "muu tieto": "Korvelle"}]
    own = Masking(keep=["Hatanpää"], always=["Taina Korpi"])
    obs = rakenlp.read_observations(rows, mask=own)
    assert obs.masked and obs.texts == ["[NIMI] vei [NIMI]n Hatanpäälle, [PUHELIN]"]
    assert obs.frame["municipality"].tolist() == ["Salo"] and obs.frame["muu tieto"].tolist() == ["[NIMI]"]
    told = " ".join(obs.import_report.issues["message"])
    assert "nimi 2, puhelinnumero 1" in told and "Minna" not in told and "Korpi" not in told
    assert not rakenlp.read_observations(rows, mask=False).masked
    with pytest.raises(ParameterError):
        rakenlp.read_observations(rows, mask=3)


def test_tables_are_masked_and_counted(named):
    named("Minna")
    frame = pd.DataFrame(
        {"a": ["Minna 040 123 4567", None, "Minna"], "b": [1, 2, 3], "c": ["050 765 4321", 4, "x"]}, index=[5, 6, 7]
    )
    before = frame.copy()
    masked, report = mask_frame(frame)
    assert masked["a"].tolist()[0] == "[NIMI] [PUHELIN]" and masked["c"].tolist() == ["[PUHELIN]", 4, "x"]
    assert masked["b"].equals(frame["b"]) and list(masked.index) == [5, 6, 7] and frame.equals(before)
    assert report.to_dict("records") == [
        {"column": "a", "kind": "phone", "n": 1},
        {"column": "a", "kind": "name", "n": 2},
        {"column": "b", "kind": "left", "n": 3},
        {"column": "c", "kind": "phone", "n": 1},
    ]
    assert mask_frame(frame, ["a"]).frame["c"].equals(frame["c"])
    assert len(mask_frame(frame.iloc[:0]).report) == 0
    for wrong in ([frame, ["z"]], [[1], None]):
        with pytest.raises(ParameterError):
            mask_frame(*wrong)


@pytest.mark.parametrize(
    ("header", "cell", "token"),
    [
        ("Puhelinnumero", 401234567, "[PUHELIN]"),
        ("puh.", "soita vaan", "[PUHELIN]"),
        ("Syntymäaika", dt.date(1961, 5, 3), "[SYNTYMÄAIKA]"),
        ("Synt.aika", "3561", "[SYNTYMÄAIKA]"),
        ("Nimi", "xx", "[NIMI]"),
        ("Asiakkaan nimi", "Kuu", "[NIMI]"),
        ("Sähköposti", "minna", "[SÄHKÖPOSTI]"),
        ("Henkilötunnus", "010190", "[HETU]"),
        ("Osoite", "Kotila", "[OSOITE]"),
        ("Asiakasnumero", 12345, "[ASIAKASNUMERO]"),
        ("Yhteystiedot", "tavataan torilla", "[YHTEYSTIETO]"),
        ("Yhteystiedot", "040 123 4567", "[PUHELIN]"),
        ("Telefonnummer", 401234567.0, "[PUHELIN]"),
        ("sarake 3", 401234567, "[PUHELIN]"),
    ],
)
def test_columns_of_contact_details_are_masked_whole(header, cell, token):
    masked, report = mask_frame(pd.DataFrame({header: pd.Series([cell, None, "-"], dtype=object)}))
    assert masked[header][0] == token and pd.isna(masked[header][1]) and masked[header][2] == "-"
    assert report["column"].tolist() == [header] and report["n"].tolist() == [1]
    assert mask(token).text == token


@pytest.mark.parametrize(
    "cell", [2024, 3.5, True, "1 234,50", "1.2.2026", dt.date(2026, 2, 1), pd.Timestamp("2026-02-01")]
)
@pytest.mark.parametrize("header", ["n", "Saapunut pvm", "Kunta", "Tapahtuman nimike"])
def test_other_columns_of_numbers_and_dates_are_left_and_named(header, cell):
    frame = pd.DataFrame({header: [cell, None]})
    masked, report = mask_frame(frame)
    pd.testing.assert_frame_equal(masked, frame)
    assert report.values.tolist() == [[header, "left", 1]]


def test_what_is_inside_a_cell_is_masked_too():
    class Note:
        def __str__(self):
            return "Soita 040 123 4567"

    said = "040 123 4567"
    cells = [
        [said, (said, {said})],
        {"kerro": [said], said: 1, "puhelin": 401234567, "n": 5},
        said.encode(),
        b"\xff\x00",
        np.array([said, 3], dtype=object),
        Note(),
        Span("name", 1, 2, 0.5, said),
    ]
    masked, report = mask_frame(pd.DataFrame({"kuvaus": cells}))
    token = "[PUHELIN]"
    found = masked["kuvaus"].tolist()
    assert found[0] == [token, (token, {token})] and found[2:4] == [token.encode(), b"\xff\x00"]
    assert found[1] == {"kerro": [token], token: 1, "puhelin": token, "n": 5}
    assert found[4].tolist() == [token, 3] and found[5] == f"Soita {token}" and found[6].reason == token
    assert report.values.tolist() == [["kuvaus", "phone", 10]]
    deep = [said]
    for _ in range(200):
        deep = [deep]
    assert said not in str(mask_frame(pd.DataFrame({"kuvaus": [deep, 1]})).frame["kuvaus"].tolist())


def test_what_is_inside_a_cell_of_an_unknown_column_is_masked_at_load_alike(tmp_path):
    said = "Soita 040 123 4567"
    cells = [
        said.encode(),
        np.array([said, "b"], dtype=object),
        {"puhelin": 401234567},
        [Span("name", 1, 2, 0.5, said)],
    ]
    rows = [{"kuvaus": f"Vuokra nousi {at} euroa", "liite": cell} for at, cell in enumerate(cells)]
    obs = rakenlp.read_observations(pd.DataFrame(rows))
    expected = mask_frame(pd.DataFrame({"liite": cells})).frame["liite"].tolist()
    assert [str(cell) for cell in obs.frame["liite"]] == [str(cell) for cell in expected]
    assert "040" not in str(expected) and "401234567" not in str(expected)
    issues = obs.import_report.issues
    assert (issues["code"] == "masked").any()
    assert "[PUHELIN]" in str(rakenlp.load_analysis(rakenlp.analyse(obs).save(tmp_path)).obs.frame["liite"].tolist())


def test_headers_and_the_index_hold_no_identifiers():
    frame = pd.DataFrame([["a", 1, "b"]], columns=["Soita 040 123 4567", "Soita 050 765 4321", "Kunta"])
    frame.index = pd.Index(["hetu 010190-123M"], name="minna@posti.fi")
    masked, report = mask_frame(frame)
    assert list(masked.columns) == ["Soita [PUHELIN]", "Soita [PUHELIN] (2)", "Kunta"]
    assert list(masked.index) == ["hetu [HETU]"] and masked.index.name == "[SÄHKÖPOSTI]"
    assert report.values.tolist() == [["Soita [PUHELIN] (2)", "left", 1], ["[SÄHKÖPOSTI]", "hetu", 1]]
    with pytest.raises(ParameterError) as error:
        mask_frame(frame, ["hetu 010190-123M"])
    assert "040" not in str(error.value) and "010190" not in str(error.value)
    frame.index = pd.MultiIndex.from_tuples([("040 123 4567", 401234567)], names=["x", "puh"])
    frame.columns = pd.MultiIndex.from_tuples([("a", "040 123 4567"), ("a", "n"), ("b", "n")])
    both, report = mask_frame(frame)
    assert report["column"].tolist()[-1] == "index" and report["n"].tolist()[-1] == 2
    assert both.index.tolist() == [("[PUHELIN]", "[PUHELIN]")] and both.columns[0] == ("a", "[PUHELIN]")


def test_pipeline_component(named, tmp_path):
    named("Minna")
    nlp = spacy.blank("fi")
    component = nlp.add_pipe("rakenlp_mask")
    component.masking = Masking(keep=["040 123 4567"])
    doc = nlp("Minna soitti 050 765 4321 ja 040 123 4567")
    assert [(span.text, span.label_) for span in doc.spans["rakenlp_mask"]] == [
        ("Minna", "name"),
        ("050 765 4321", "phone"),
    ]
    assert doc._.masked.text == "[NIMI] soitti [PUHELIN] ja 040 123 4567" and doc.text.startswith("Minna")
    nlp.to_disk(tmp_path / "nlp")
    assert spacy.load(tmp_path / "nlp").get_pipe("rakenlp_mask").masking == component.masking
    assert [d._.masked.text for d in nlp.pipe(["", "050 765 4321"])] == ["", "[PUHELIN]"]


def test_what_the_pipeline_found_goes_with_the_document(named):
    named("Minna")
    nlp = rakenlp.load_language()
    nlp.add_pipe("rakenlp_mask")
    doc = nlp("Minna soitti 050 765 4321")
    box = DocBin(store_user_data=True)
    box.add(doc)
    back = [Doc(nlp.vocab).from_bytes(doc.to_bytes()), *DocBin().from_bytes(box.to_bytes()).get_docs(nlp.vocab)]
    back += [pickle.loads(pickle.dumps(doc)), doc.copy()]
    assert all(other._.masked == doc._.masked == mask(doc.text) for other in back)
    assert nlp.make_doc("x")._.masked == MaskedText("")


def test_processes_tell_what_they_found():
    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_mask", config={"masking": None})
    nlp.get_pipe("rakenlp_mask").masking = Masking(names=False)
    texts = ["Soita 050 765 4321", "Ei mitään"] * 3
    found = [doc._.masked for doc in nlp.pipe(texts, n_process=2, batch_size=2)]
    assert found == [mask(text, names=False) for text in texts]


def test_the_pipes_are_there_after_an_import_alone():
    script = "import rakenlp; nlp = rakenlp.load_language(); nlp.add_pipe('rakenlp_mask'); print(nlp.pipe_names[-1])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "rakenlp_mask"
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    place = project["project"]["entry-points"]["spacy_factories"]["rakenlp_mask"]
    assert EntryPoint("rakenlp_mask", place, "spacy_factories").load() is rakenlp.privacy.component.make_component


def test_command_masks_a_text(capsys, named):
    named("Minna")
    assert main(["mask", "Minna, 040 123 4567", "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    assert out == "[NIMI], [PUHELIN]\n" and "phone number 1, name 1" in err
    assert main(["mask", "Minna, 040 123 4567", "--numbered", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["text"] == "[NIMI 1], [PUHELIN 1]" and found["counts"] == {"phone": 1, "name": 1}
    assert main(["mask", "Minna, 040 123 4567", "--no-names"]) == 0
    assert capsys.readouterr().out == "Minna, [PUHELIN]\n"


def test_command_masks_files(capsys, tmp_path, named):
    named("Minna")
    text, table, out = tmp_path / "a.txt", tmp_path / "a.csv", tmp_path / "out.csv"
    text.write_text("Minna\n050 765 4321\n", encoding="utf-8")
    assert main(["mask", str(text)]) == 0 and capsys.readouterr().out == "[NIMI]\n[PUHELIN]\n"
    table.write_text("kuvaus;n\nMinna soitti, 050 765 4321;1\n=1+1;2\n", encoding="utf-8")
    assert main(["mask", str(table)]) == 2
    capsys.readouterr()
    assert main(["mask", str(table), "--out", str(out), "--lang", "fi"]) == 0
    assert "nimi 1" in capsys.readouterr().out
    written = out.read_text(encoding="utf-8-sig")
    assert "[NIMI] soitti, [PUHELIN]" in written and "\n=1+1" not in written
    assert main(["mask", str(tmp_path / "none.csv")]) == 2
    told = capsys.readouterr()
    assert "none.csv" in told.err


@pytest.mark.parametrize("missing", ["kirje.docx", "kirje minnalle.PDF", "omat/tiedot.txt", "taulu.xlsx", "k.odt"])
def test_command_does_not_take_the_name_of_a_missing_file_for_a_text(capsys, missing):
    assert main(["mask", missing, "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert not told.out and "file_not_found" in told.err


def test_command_refuses_options_that_do_nothing(capsys, tmp_path):
    table, out = tmp_path / "a.csv", tmp_path / "out.csv"
    table.write_text("kuvaus;Puhelinnumero;n\nMinna soitti;12345;1\nhuh;;2\n", encoding="utf-8")
    for arguments in (["Soita Minnalle", "--columns", "a"], ["Soita", "--sheet", "x"], [str(table), "--json"]):
        assert main(["mask", *arguments, "--out", str(out)]) == 2 and "masking_option" in capsys.readouterr().err
    assert not out.exists() and main(["mask", "Katso Minnan lähettämä hakemus.pdf"]) == 0
    assert main(["mask", str(table), "--out", str(out), "--columns", "Puhelinnumero", "--lang", "fi"]) == 0
    assert "Minna soitti;[PUHELIN];1" in out.read_text(encoding="utf-8-sig").replace(",", ";")
    assert "Ennalleen jäivät" in capsys.readouterr().out
