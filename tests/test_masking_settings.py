"""Masking by settings: names, own lists, numbers, the vault, tables, the pipeline and the command."""

import json
import pickle
import re
import time

import pandas as pd
import pytest
import spacy

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
    assert masked.text == "Hatanpäässä, [NIMI], [NIMI], puh. (03) 311 6111, [PUHELIN], kela.fi/asiakas"


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
        {"column": "c", "kind": "phone", "n": 1},
    ]
    assert mask_frame(frame, ["a"]).frame["c"].equals(frame["c"])
    assert len(mask_frame(frame.iloc[:0]).report) == 0
    for wrong in ([frame, ["z"]], [[1], None]):
        with pytest.raises(ParameterError):
            mask_frame(*wrong)


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
