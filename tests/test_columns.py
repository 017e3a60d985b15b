"""Columns: aliases, contact details, mapping files, controlled values, dates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rakenlp.errors import InputError
from rakenlp.observations import read_observations
from rakenlp.observations.columns import FINNISH, recognise
from rakenlp.observations.dates import parse_dates
from rakenlp.observations.mapping import load_mapping
from rakenlp.observations.observations import COLUMNS
from rakenlp.observations.values import CONTROLLED, controlled_value

EXAMPLE = Path(__file__).parents[1] / "docs" / "mapping-example.toml"


def read(source, **options):
    return read_observations(source, **{"mask": False, **options})


def issues(obs, code):
    found = obs.import_report.issues
    return found[found["code"] == code]


# --- headers ---


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Vastaajaryhmä", "respondent_group"),
        ("vastaaja ryhmä", "respondent_group"),
        ("VASTAAJARYHMA", "respondent_group"),
        ("vastaaja_ryhma:", "respondent_group"),
        ("Saapunut pvm", "received_date"),
        ("saapunut_pvm", "received_date"),
        ("Received date", "received_date"),
        ("ilmoitus_id", "observation_id"),
        ("2. Kuvaus *", "description"),
        ("Kuvaus (pakollinen)", "description"),
        ("Syyt / yhteydet", "societal_links"),
        ("sävy", "valence"),
        ("Ilmiövalinta", "phenomenon_self"),
        ("Kommun", "municipality"),
        ("Välfärdsområde", "county"),
        ("Toimipiste", None),
        ("", None),
        ("???", None),
    ],
)
def test_headers_are_recognised_tolerantly(header, name):
    assert recognise(header) == name


@pytest.mark.parametrize("name", FINNISH)
def test_both_names_of_every_column_are_known(name):
    assert recognise(name) == recognise(FINNISH[name]) == name


@pytest.mark.parametrize(
    "header",
    [
        "yhteystieto",
        "Yhteystiedot",
        "Sähköposti",
        "sähköpostiosoite",
        "S-posti",
        "E-mail",
        "email address",
        "Puhelin",
        "Puhelinnumero",
        "puh.",
        "Nimi",
        "Vastaajan nimi",
        "Etunimi",
        "Sukunimi",
        "First name",
        "Namn",
        "Telefonnummer",
        "E-post",
        "Henkilötunnus",
        "Lähiosoite",
        "Osoite",
        "5. Sähköposti",
        "Nimi ja puhelinnumero",
        "Jos haluat vastauksen, jätä yhteystietosi",
        "Mikä on nimesi?",
        "Lähettäjä",
        "IP-osoite",
    ],
)
def test_contact_headers_are_recognised(header):
    assert recognise(header) == "contact"


@pytest.mark.parametrize(
    "header",
    [
        "Ilmiön nimi",
        "Kunnan nimi",
        "Miten puhelinpalvelu toimi?",
        "Toimipisteen osoitetiedot kunnossa",
        "Nimike",
        "Etuudet",
    ],
)
def test_other_headers_are_no_contacts(header):
    assert recognise(header) is None


def test_contact_columns_are_dropped_and_reported_without_values():
    rows = [
        {"kuvaus": "Rahat loppu", "Sähköposti": "maija@esimerkki.fi", "Puh": "", "lisä": "040 1234567"},
        {"kuvaus": "Vuokra nousi", "Sähköposti": None, "Puh": "-", "lisä": None},
        {"kuvaus": "Jono on pitkä", "Sähköposti": None, "Puh": "050 765 4321", "lisä": None},
    ]
    obs = read(rows)
    assert obs.frame["contact_given"].tolist() == [True, False, True]
    assert set(issues(obs, "contact_dropped")["column"]) == {"Sähköposti", "Puh", "lisä"}
    everything = obs.frame.to_csv() + obs.import_report.issues.to_csv() + obs.import_report.summary()
    assert not any(secret in everything for secret in ("maija", "1234567", "765 4321"))
    assert read(["Rahat loppu"]).frame["contact_given"].tolist() == [None]


def test_the_columns_of_the_contract_come_first_and_unknown_ones_stay():
    rows = [{"oma": 3, "kuvaus": "Rahat loppu", "pvm2": "x", "row": "r", "Oma": "toinen"}]
    obs = read(rows)
    assert tuple(obs.frame.columns[: len(COLUMNS)]) == COLUMNS
    assert obs.frame[["oma", "pvm2", "row_source", "Oma"]].values.tolist() == [[3, "x", "r", "toinen"]]
    assert set(issues(obs, "unknown_column")["column"]) == {"oma", "pvm2", "row_source", "Oma"}
    assert obs.frame.index.name == "observation_id"


def test_two_columns_for_one_thing_keep_the_better_name():
    obs = read([{"Palaute": "Toinen teksti", "kuvaus": "Rahat loppu", "Viesti": "Kolmas teksti"}])
    assert obs.texts == ["Rahat loppu"]
    assert obs.frame[["Palaute", "Viesti"]].values.tolist() == [["Toinen teksti", "Kolmas teksti"]]
    assert set(issues(obs, "column_conflict")["column"]) == {"Palaute", "Viesti"}


def test_columns_of_equal_or_empty_name():
    frame = pd.DataFrame([["Rahat loppu", "a", "b", "c"]], columns=["kuvaus", "x", "x", ""])
    assert read(frame).frame[["x", "x (2)", "sarake_4"]].values.tolist() == [["a", "b", "c"]]


# --- mapping ---


def test_the_worked_example_reads_an_export(tmp_path):
    header = list(load_mapping(EXAMPLE).columns)
    row = {
        "Vastaajan numero": "17",
        "Vastaamisen ajankohta": "1.2.2026 klo 14.05",
        "Missä roolissa teet havainnon?": "Asiakas tai palvelunkäyttäjä",
        "Minkä kunnan asukkaita havainto koskee?": "Nokia",
        "Mihin palveluun havainto liittyy?": "Lasten ja perheiden palvelut",
        "Mitä olet havainnut? Kuvaile tilannetta omin sanoin.": "Vuokra nousi",
        "Kerro tarvittaessa lisää.": "Rahaa ei jää ruokaan",
        "Miten asia vaikuttaa ihmisten arkeen?": "Äiti itkee",
        "Onko kyse yksittäisestä vai toistuvasta asiasta?": "Olen huomannut tämän monta kertaa",
        "Jos haluat yhteydenoton, miten tavoitamme sinut?": "040 1234567",
    }
    lines = ["Raportti", ";".join(header), ";".join(row.get(name, "") for name in header)]
    path = tmp_path / "vienti.csv"
    path.write_bytes("\n".join(lines).encode("cp1252"))
    obs = read(path, mapping=EXAMPLE)
    found = obs.frame.loc["17"]
    assert found["description"] == "Vuokra nousi\nRahaa ei jää ruokaan"
    assert obs.texts == ["Vuokra nousi\nRahaa ei jää ruokaan\nÄiti itkee"]
    assert found["received_date"] == pd.Timestamp(2026, 2, 1, 14, 5)
    assert found[["respondent_group", "municipality", "county", "channel", "recurrence", "service_line"]].tolist() == [
        "asiakas",
        "Nokia",
        "Pirkanmaa",
        "avoin_lomake",
        "toistuva",
        "lapset, nuoret ja perheet",
    ]
    assert found["contact_given"] is True
    assert "1234567" not in obs.frame.to_csv()
    assert issues(obs, "mapping_column_missing").empty


def test_mapping_joins_texts_in_its_own_order():
    rows = [{"b": "toinen", "a": "ensimmäinen osa"}, {"b": None, "a": "yksin tämä"}]
    assert read(rows, mapping={"a": "kuvaus", "b": "description"}).texts == ["ensimmäinen osa\ntoinen", "yksin tämä"]
    assert read(rows, mapping={"b": "kuvaus", "a": "kuvaus"}).texts[0] == "toinen\nensimmäinen osa"


def test_constants_fill_only_what_is_empty():
    rows = [{"kuvaus": "Rahat loppu", "kunta": "Nokia"}, {"kuvaus": "Vuokra nousi", "kunta": None}]
    mapping = {"constants": {"kunta": "Akaa", "kanava": "Kysely", "saapunut_pvm": "1.2.2026"}}
    frame = read(rows, mapping=mapping).frame
    assert frame["municipality"].tolist() == ["Nokia", "Akaa"]
    assert frame["channel"].tolist() == ["kysely", "kysely"]
    assert frame["received_date"].dt.day.tolist() == [1, 1]


def test_a_mapped_column_that_is_missing_is_reported():
    obs = read([{"kuvaus": "Rahat loppu"}], mapping={"Paikkasi?": "kunta"})
    assert issues(obs, "mapping_column_missing")["column"].tolist() == ["Paikkasi?"]


@pytest.mark.parametrize(
    ("mapping", "code", "shown"),
    [
        ({"colums": {}}, "mapping_key", "colums"),
        ({"columns": "kuvaus"}, "mapping_section", "columns"),
        ({"columns": {"A": "kuvauss"}}, "mapping_name", "kuvauss"),
        ({"A": "kuvauss"}, "mapping_name", "kuvauss"),
        ({"columns": {"A": 3}}, "mapping_name", "3"),
        ({"columns": {"A": "kunta", "B": "municipality"}}, "mapping_double", "kunta"),
        ({"constants": {"kuvaus": "x"}}, "mapping_constant", "kuvaus"),
        ({"constants": {"kanava": "savumerkki"}}, "mapping_value", "savumerkki"),
        ({"constants": {"yhteystieto": "x"}}, "mapping_name", "yhteystieto"),
        ({"values": {"vastaajaryhma": {"A": "outo"}}}, "mapping_value", "outo"),
        ({"values": {"kuvaus": {"A": "B"}}}, "mapping_values", "kuvaus"),
        ({"values": {"kunta": "Nokia"}}, "mapping_values", "kunta"),
        ({"dates": {"muoto": "%d"}}, "mapping_key", "dates.muoto"),
        ({"dates": {"format": "d.m.y"}}, "mapping_entry", "d.m.y"),
        ({"dates": {"dayfirst": "yes"}}, "mapping_entry", "yes"),
        ({"read": {"encoding": "cp9999"}}, "mapping_entry", "cp9999"),
        ({"read": {"delimiter": ";;"}}, "mapping_entry", ";;"),
        ({"read": {"header_row": 0}}, "mapping_entry", "0"),
        ({"read": {"header_row": "eka"}}, "mapping_entry", "eka"),
        ({"read": {"sheet": 1.5}}, "mapping_entry", "1.5"),
        (5, "mapping_type", "int"),
    ],
)
def test_mistakes_in_a_mapping_are_named(mapping, code, shown):
    with pytest.raises(InputError) as caught:
        read([{"kuvaus": "Rahat loppu"}], mapping=mapping)
    assert caught.value.code == code
    assert shown in str(caught.value)


def test_a_mapping_file_that_cannot_be_read(tmp_path):
    (tmp_path / "m.toml").write_text('[columns]\n"A" = kuvaus\n', encoding="utf-8")
    with pytest.raises(InputError, match="mapping_toml"):
        load_mapping(tmp_path / "m.toml")
    with pytest.raises(InputError, match="file_not_found"):
        load_mapping(tmp_path / "puuttuu.toml")


# --- controlled values ---


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("Asiakkaat", "asiakas"),
        ("asiakas tai palvelunkäyttäjä", "asiakas"),
        ("Potilas", "asiakas"),
        ("Ammattilainen (hva)", "ammattilainen"),
        ("Sosiaalityöntekijä", "ammattilainen"),
        ("Lähihoitaja", "ammattilainen"),
        ("Järjestö / yhdistys", "järjestö"),
        ("JARJESTON TYONTEKIJA", "järjestö"),
        ("Kolmas sektori", "järjestö"),
        ("Asiakkaan läheinen", "läheinen"),
        ("Omainen", "läheinen"),
        ("Omaishoitaja", "läheinen"),
        ("Kokemusasiantuntija", "kokemustoimija"),
        ("Kuntalainen", "asukas"),
        ("kunnan asukas", "asukas"),
        ("Kunnan työntekijä", "viranomainen"),
        ("Poliisi", "viranomainen"),
        ("Seurakunnan diakoniatyöntekijä", "seurakunta"),
        ("Koulun kuraattori", "oppilaitos"),
        ("Muu, mikä?", "muu"),
        ("Muu viranomainen", "viranomainen"),
        ("Klient", "asiakas"),
        ("Anhörig", "läheinen"),
        ("Myndighet", "viranomainen"),
        ("ei_kerrottu", "ei_kerrottu"),
    ],
)
def test_respondent_groups(given, meant):
    assert controlled_value("respondent_group", given) == (meant, True)


@pytest.mark.parametrize(
    ("field", "given", "meant"),
    [
        ("channel", "Avoin lomake", "avoin_lomake"),
        ("channel", "Rake-vartti", "rake_vartti"),
        ("channel", "etsivä työ", "etsivä_työ"),
        ("channel", "Yhteisösosiaalityö", "yhteisösosiaalityö"),
        ("channel", "Nakyma", "näkymä"),
        ("valence", "Kielteinen", "epäkohta"),
        ("valence", "Myönteinen / toimiva", "myönteinen"),
        ("recurrence", "Toistuvasti", "toistuva"),
        ("recurrence", "Yksittäinen tapaus", "yksittäinen"),
        ("recurrence", "Lisääntynyt viime aikoina", "lisääntynyt"),
        ("recurrence", "En tiedä", "en_tiedä"),
    ],
)
def test_other_controlled_values(field, given, meant):
    assert controlled_value(field, given) == (meant, True)


@pytest.mark.parametrize(("field", "value"), [(field, value) for field in CONTROLLED for value in CONTROLLED[field]])
def test_controlled_values_mean_themselves(field, value):
    assert controlled_value(field, value) == (value, True)
    assert controlled_value(field, value.upper().replace("_", " ")) == (value, True)


def test_unknown_empty_and_ambiguous_groups():
    given = ["Joku outo", None, "-", "En halua kertoa", "Asiakas, läheinen", " "]
    obs = read(
        [
            {"kuvaus": f"Havainto {letter} asiasta", "rooli": group}
            for letter, group in zip("abcdef", given, strict=True)
        ]
    )
    assert obs.frame["respondent_group"].tolist() == [
        "muu",
        "ei_kerrottu",
        "ei_kerrottu",
        "ei_kerrottu",
        "asiakas",
        "ei_kerrottu",
    ]
    assert "Joku outo" in issues(obs, "value_unknown")["message"].iloc[0]
    assert issues(obs, "value_ambiguous")["row"].tolist() == [5]


def test_county_configuration_is_kept_as_given():
    frame = read([{"kuvaus": "Rahat loppu", "palvelulinja": "  Oma  linja 3 ", "kunta": "Ylöjärvi "}]).frame
    assert frame[["service_line", "municipality"]].values.tolist() == [["Oma linja 3", "Ylöjärvi"]]


# --- dates ---


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.2.2026", "2026-02-01 00:00"),
        ("01.02.26", "2026-02-01 00:00"),
        ("1. 2. 2026", "2026-02-01 00:00"),
        ("1.2.2026 14:05", "2026-02-01 14:05"),
        ("1.2.2026 klo 14.05", "2026-02-01 14:05"),
        ("1.2.2026 klo 14", "2026-02-01 14:00"),
        ("su 1.2.2026", "2026-02-01 00:00"),
        ("2026-02-01", "2026-02-01 00:00"),
        ("2026-02-01T14:05:33", "2026-02-01 14:05"),
        ("2026-02-01 14:05:33.123", "2026-02-01 14:05"),
        ("2026-02-01T12:05:00Z", "2026-02-01 14:05"),
        ("2026-07-01T12:05:00+00:00", "2026-07-01 15:05"),
        ("2026-02-01T14:05:00+0200", "2026-02-01 14:05"),
        ("20260201", "2026-02-01 00:00"),
        ("2026/2/1", "2026-02-01 00:00"),
        ("13/2/2026", "2026-02-13 00:00"),
        ("1. helmikuuta 2026", "2026-02-01 00:00"),
        ("1 februari 2026", "2026-02-01 00:00"),
        ("Feb 1, 2026", "2026-02-01 00:00"),
        ("46054", "2026-02-01 00:00"),
        ("46054,5", "2026-02-01 12:00"),
        (46054, "2026-02-01 00:00"),
        (46054.586805555555, "2026-02-01 14:05"),
        (1769947500, "2026-02-01 14:05"),
        (1769947500000, "2026-02-01 14:05"),
        (dt.date(2026, 2, 1), "2026-02-01 00:00"),
        (dt.datetime(2026, 2, 1, 14, 5), "2026-02-01 14:05"),
        (dt.datetime(2026, 2, 1, 12, 5, tzinfo=dt.UTC), "2026-02-01 14:05"),
        (pd.Timestamp("2026-02-01 14:05"), "2026-02-01 14:05"),
        (np.datetime64("2026-02-01"), "2026-02-01 00:00"),
    ],
)
def test_dates_that_are_understood(cell, expected):
    parsed = parse_dates([cell], now=dt.datetime(2026, 12, 31))
    assert str(parsed.values[0].astype("datetime64[m]")).replace("T", " ") == expected
    assert parsed.values.dtype == "datetime64[ns]"
    assert not parsed.doubts


@pytest.mark.parametrize(
    "cell",
    [
        "32.1.2026",
        "31.2.2026",
        "helmikuussa",
        "2/2026",
        "viime talvena",
        "1.2.",
        "12",
        12,
        True,
        "99999999",
        "1.2.0026",
        [],
    ],
)
def test_dates_that_are_not_understood(cell):
    parsed = parse_dates([cell])
    assert np.isnat(parsed.values[0])
    assert parsed.doubts == {"date_invalid": [0]}


def test_doubtful_dates_are_kept_and_reported():
    now = dt.datetime(2026, 6, 1)
    parsed = parse_dates(["1.2.2027", "1.2.1987", "1/2/2026", None, "-", "nan", float("nan")], now=now)
    assert parsed.doubts == {"date_future": [0], "date_old": [1], "date_ambiguous": [2]}
    assert parsed.missing == [3, 4, 5, 6]
    assert str(parsed.values[2])[:10] == "2026-02-01"


def test_the_column_tells_the_order_of_day_and_month():
    american = parse_dates(["2/25/2026", "1/2/2026"])
    assert [str(value)[:10] for value in american.values] == ["2026-02-25", "2026-01-02"]
    assert american.month_first and not american.doubts
    finnish = parse_dates(["25/2/2026", "1/2/2026"])
    assert str(finnish.values[1])[:10] == "2026-02-01"
    told = parse_dates(["1/2/2026"], dayfirst=False)
    assert str(told.values[0])[:10] == "2026-01-02" and not told.doubts
    by_format = parse_dates(["2026_02_01", "1.2.2026"], pattern="%Y_%m_%d")
    assert [str(value)[:10] for value in by_format.values] == ["2026-02-01", "2026-02-01"]


def test_date_issues_have_rows():
    rows = [{"kuvaus": "Rahat loppu taas", "pvm": cell} for cell in ("1.2.2026", "joskus", None, "1.2.2199")]
    obs = read(rows)
    assert issues(obs, "date_invalid")["row"].tolist() == [2]
    assert issues(obs, "date_future")["row"].tolist() == [4]
    assert len(issues(obs, "date_missing")) == 1
    assert obs.frame["received_date"].isna().tolist() == [False, True, True, False]


@settings(max_examples=200, deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2068, 12, 31)))
def test_every_way_to_write_a_date_gives_the_same_day(day):
    serial = (day - dt.date(1899, 12, 30)).days
    forms = [
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day.day}.{day.month}.{day:%y}",
        day.isoformat(),
        f"{day:%Y%m%d}",
        serial,
        str(serial),
        day,
    ]
    assert {str(value)[:10] for value in parse_dates(forms).values} == {day.isoformat()}


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.from_regex(
                r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}( [0-9]{1,2}[:.][0-9]{2})?( ?[aApP][mM])?(Z|[+-][0-9]{4})?"
            ),
            st.floats(),
            st.integers(),
            st.dates(),
            st.datetimes(timezones=st.none() | st.just(dt.UTC)),
            st.binary(max_size=5),
        ),
        max_size=5,
    )
)
def test_no_cell_breaks_the_dates(cells):
    parsed = parse_dates(cells)
    assert len(parsed.values) == len(cells)
    invalid = set(parsed.doubts.get("date_invalid", [])) | set(parsed.missing)
    assert {position for position, value in enumerate(parsed.values) if np.isnat(value)} == invalid
