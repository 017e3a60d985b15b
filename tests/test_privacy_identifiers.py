"""Structured identifiers: what is found, how sure, and what is left alone."""

import pytest

from rakenlp.privacy import KINDS, find_identifiers
from rakenlp.privacy.identifiers import may_identify, ruled

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def hetu(date, sign, number):
    return f"{date}{sign}{number}{_CHECK[int(date + number) % 31]}"


def kinds(text):
    return [span.kind for span in find_identifiers(text)]


def only(text, kind, piece):
    """Assert that ``piece`` of the text, and nothing else, is found, and return its span."""
    (span,) = find_identifiers(text)
    assert may_identify(text)
    assert span.kind == kind and text[span.start : span.end] == piece
    assert 0 < span.score <= 1 and span.reason and piece not in span.reason
    return span


@pytest.mark.parametrize("sign", list("-+ABCDEFYXWVU"))
@pytest.mark.parametrize("number", ["002", "308", "899", "912"])
def test_identity_codes_with_every_sign_of_the_century(sign, number):
    code = hetu("131052", sign, number)
    assert only(f"Asiakas ({code}) jäi ilman.", "hetu", code).score == 1
    assert only(f"tunnus {code.lower()}:n", "hetu", code.lower()).score == 1


@pytest.mark.parametrize("dash", ["–", "—", "−", "‐", "‑", " - ", " -", "- "])
def test_identity_codes_with_any_dash(dash):
    code = hetu("010190", dash, "123")
    assert only(f"hetu {code}.", "hetu", code).score == 1


@pytest.mark.parametrize(
    ("code", "score"),
    [
        ("010190-123M", 1.0),
        ("010190-123X", 0.92),  # wrong check character
        ("010190-1231", 0.6),
        ("320190-123K", 0.4),  # no such day
        ("01.01.90-123M", 1.0),
        ("01011990-123M", 1.0),
        ("01 01 90 - 123 M", 1.0),
        ("010190 123M", 0.7),
        ("010190123M", 0.7),
        ("010190a123x", 0.6),
    ],
)
def test_identity_codes_in_careless_forms(code, score):
    assert only(f"eli {code}, nyt", "hetu", code).score == score


def test_identity_code_is_found_behind_other_digits():
    assert "hetu" in kinds("05 05 010190-123M") and "hetu" in kinds("Espoo010190-123M")


@pytest.mark.parametrize(
    "number",
    [
        "0401234567", "040 1234567", "040 123 4567", "040-1234567", "040-123 4567", "050 123 45 67", "0400 123 456",
        "0457 123 4567", "045 1234567", "040.123.4567", "040/1234567", "040–123–4567",
        "+358 40 123 4567", "+358401234567", "+358-40-1234567", "+358 (0)40 123 4567", "+358(0)401234567",
        "00358 40 1234567", "+ 358 40 1234567", "+46 70 123 45 67", "+372 5123 4567", "+358 3 565 6123",
        "09 1234567", "(09) 123 4567", "09-123 456", "03 565 61234", "013 123456", "0312345678", "019-123456",
        "010 123 4567", "020 1234 567", "0800 123 456",
    ],
)  # fmt: skip
def test_phone_numbers(number):
    only(f"Soita {number}, kiitos.", "phone", number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("puh. 265 1234", "265 1234"),
        ("Puhelin: 2651234", "2651234"),
        ("gsm 40 1234567", "40 1234567"),
        ("nro 0401234567 12.3.2024", "0401234567"),
        ("0401234567 10 kertaa", "0401234567"),
        ("puh0401234567", "0401234567"),
    ],
)
def test_phone_numbers_end_where_they_should(text, number):
    only(text, "phone", number)


def test_two_phone_numbers_in_a_row():
    assert kinds("040 123 4567/050 765 4321") == kinds("040 123 4567, 050 765 4321") == ["phone", "phone"]


@pytest.mark.parametrize(
    "text",
    [
        "Laki 1301/2014, 7 § ja 812/2000", "HE 43/2016 vp", "1 250 000 euroa", "0,50 €/km", "04,50", "1 200,50 e",
        "1.2.2026", "01.02.2026", "02 02 2026", "01012024", "05-06-2024", "2026-04-06 10 000 ihmistä", "klo 08-16",
        "0730-1530", "08.30–16.00", "s. 104-112", "vuosina 2018–2021", "050", "12345", "1-2 kertaa", "100000 ihmistä",
        "020 000 euroa", "arvo 0123 euroa", "covid-19", "ICD-10", "F32.1", "ISO-9001", "HE 123", "HUS-100A", "A-123",
        "valtatie 9", "maantie 130", "kotitiellä 2 viikkoa", "hiihtotiellä 5 km", "Kadulla 3 yötä", "tie 4",
        "leikkipuistossa 3 lasta", "Leikkipuistossa 3 lasta", "presidenttien 12 jäsentä", "sotien 1939-1945",
        "Ulosottokaaren 3 luku", "Traktori 5", "Rehtori 2", "Kauppakaaren 18 luvun 1 §", "Lappeenranta 26.11.",
        "15000 Euroa", "10000 Asukasta", "vuosi 2024 Tampere", "kello 12345 oli", "a@", "klo 9 @ Tampere",
        "Suomi.fi:ssä", "OmaKanta.fi ei toimi", "kela.fi", "loppu.Sitten", "auto oli 123", "auton perässä 20",
    ],
)  # fmt: skip
def test_figures_that_tell_of_nobody_are_left_alone(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    ("account", "score"),
    [
        ("FI2112345600000785", 1.0),
        ("FI21 1234 5600 0007 85", 1.0),
        ("fi21 1234 5600 0007 85", 1.0),
        ("FI21-1234-5600-0007-85", 1.0),
        ("FI21 1234 5600 0007 86", 0.7),
        ("SE45 5000 0000 0583 9825 7466", 1.0),
        ("EE382200221020145685", 1.0),
    ],
)
def test_bank_accounts(account, score):
    assert only(f"tili {account} ja", "iban", account).score == score


# the examples of the registry of account numbers, one of each country
REGISTERED = """
AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678
BH67BMAG00001299123456 BR1800360305000010009795493C1 BY13NBRB3600900000002Z00AB00 CH9300762011623852957
CY17002001280000001200527600 CZ6508000000192000145399 DE89370400440532013000 DK5000400440116243
EE382200221020145685 EG380019000500000000263180002 ES9121000418450200051332 FO6264600001631634
FR1420041010050500013M02606 GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453
GL8964710001000206 GR1601101250000000012300695 HR1210010051863000160 HU42117730161111101800000000
IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339
IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101
KZ86125KZT5004100100 LB62099900000001001901229114 LI21088100002324013AA LT121000011101001000
LU280019400644750000 LV80BANK0000435195001 MC5811222000010123456789030 MD24AG000225100013104168
ME25505000012345678951 MK07250120000058984 MT84MALT011000012345MTLCAST001S NL91ABNA0417164300
NO9386011117947 PK36SCBL0000001123456702 PL61109010140000071219812874 PT50000201231234567890154
QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 SA0380000000608010167519
SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541 SM86U0322509800000000270100
TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 XK051212012345678906
"""


@pytest.mark.parametrize("account", REGISTERED.split())
def test_accounts_of_every_country_have_their_length(account):
    assert only(f"siirto {account} sinne", "iban", account).score == 1.0


@pytest.mark.parametrize(("text", "plate"), [("pihassa JKL 123 taas", "JKL 123"), ("kohta OVI 123 taas", None)])
def test_letters_apart_from_digits_are_a_plate_unless_they_are_a_word(text, plate):
    found = [text[span.start : span.end] for span in find_identifiers(text) if span.kind == "plate"]
    assert found == ([plate] if plate else [])


def test_rules_ask_foreign_accounts_for_their_check_digits():
    for text in ("SE45 5000 0000 0583 9825 7467", "AB12CDEFGHIJKLMNOP"):
        assert "iban" not in {span.kind for span in ruled(text)}


@pytest.mark.parametrize(
    ("text", "piece", "score"),
    [
        ("Y-tunnus 0112038-9.", "0112038-9", 1.0),
        ("0112038–9", "0112038–9", 1.0),
        ("alv FI01120389", "FI01120389", 1.0),
        ("1234567-8", "1234567-8", 0.5),
    ],
)
def test_business_ids(text, piece, score):
    assert only(text, "business_id", piece).score == score


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Kirjoita maija.m@gmail.com.", "maija.m@gmail.com"),
        ("(Matti_M+x@posti.esim.fi)", "Matti_M+x@posti.esim.fi"),
        ("mäki.äijä@yritys.fi:stä", "mäki.äijä@yritys.fi"),
        ("maija(at)posti.fi", "maija(at)posti.fi"),
        ("maija [at] posti.fi", "maija [at] posti.fi"),
        ("maija.meikalainen@pirha on", "maija.meikalainen@pirha"),
    ],
)
def test_emails(text, piece):
    found = find_identifiers(text)
    assert (found[0].kind, text[found[0].start : found[0].end]) == ("email", piece)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("katso https://www.esim.fi/a?b=1#c.", "https://www.esim.fi/a?b=1#c"),
        ("WWW.esim.fi:ssä", "WWW.esim.fi:ssä"),
        ("facebook.com/maija.m, siellä", "facebook.com/maija.m"),
        ("sivulla maijameikalainen.fi.", "maijameikalainen.fi"),
        ("kela.fi/asiakas/123", "kela.fi/asiakas/123"),
    ],
)
def test_web_addresses(text, piece):
    found = [span for span in find_identifiers(text) if text[span.start : span.end] == piece]
    assert found and {span.kind for span in found} == {"url"}


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("auto ABC-123 seisoi", "ABC-123"),
        ("Näin ABC-123:n pihassa", "ABC-123"),
        ("rekisterinumero abc-12", "abc-12"),
        ("autossa AB-1", "AB-1"),
        ("rekkari ABC 123", "ABC 123"),
    ],
)
def test_plates(text, piece):
    only(text, "plate", piece)


@pytest.mark.parametrize(
    "address",
    [
        "Satakunnankadulla 12 B 4", "Satakunnankatu 12", "Hämeenkadulta 3-5 C 12", "Mäntytie 4", "Mäntytiellä 4 as. 2",
        "hämeenkatu 12 b 4", "mäntykujalle 7", "Koivupolulla 1 A", "Rantaraitilta 22", "Keskustori 2", "Kauppatorin 5",
        "Rantaväylällä 9", "Aleksanterinkaari 3", "Uimarinaukiolla 1", "Hämeenpuistossa 23 D", "Tammelan-kadulla 8",
        "Storgatan 5", "Skolvägen 3 B", "Teivaalantie 1234",
    ],
)  # fmt: skip
def test_street_addresses_in_any_case_form(address):
    only(f"Hän asuu {address}, kai", "address", address)


@pytest.mark.parametrize(
    "place", ["33100 Tampere", "33100 TAMPERE", "33100 tampereella", "FI-33100 Tampere", "35100 Orivesi"]
)
def test_postcodes_with_post_office(place):
    only(f"osoite: {place}.", "postcode", place)


def test_address_and_postcode_side_by_side():
    assert kinds("Hämeenkatu 12 B 4, 33100 Tampere") == ["address", "postcode"]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Isä, synt. 3.5.1961, asuu yksin", "3.5.1961"),
        ("äiti s. 12.4.1938 ei jaksa", "12.4.1938"),
        ("syntymäaikani on 010190 jos", "010190"),
        ("Synt.aika: 14/3/1978, kiitos", "14/3/1978"),
        ("tytär syntyi 4. maaliskuuta 2019 keskosena", "4. maaliskuuta 2019"),
        ("syntynyt toukokuun 12. päivä 1988", "toukokuun 12. päivä 1988"),
        ("olen syntynyt Iisalmessa 2.2.1955 ja", "2.2.1955"),
        ("3.5.1961 syntynyt mies", "3.5.1961"),
        ("SYNTYMÄAIKA, SIINÄ LUKEE 01.01.1980 VAIKKA", "01.01.1980"),
        ("född den 14 mars 1957 i Vasa", "den 14 mars 1957"),
        ("I was born 12 May 1988 and", "12 May 1988"),
        ("date of birth 1990-04-03.", "1990-04-03"),
        ("Kadonnut: Hulda, 8.4.1943, harmaa takki", "8.4.1943"),
        ("tunnus alkaa 010165 ja", "010165"),
    ],
)
def test_dates_of_birth(text, piece):
    only(text, "birth_date", piece)


@pytest.mark.parametrize(
    "text",
    [
        "Isä on s. 1938 ja vuonna 1961 syntynyt äiti", "Velka on syntynyt 1.2.2024",
        "Päätös syntyi 14.3.2025 kokouksessa",
        "Muutin tänne 1.8.2003 ja jäin", "Hallitusohjelman (27.5.2015) mukaan", "rauhoitusaika on 16.10.–15.4.",
        "Sibeliuksen syntymäpäivän 8.12. juhla", "syntymävuosi 1950", "s. 12 ja s. 14", "synttärit oli 12.4. eikä",
    ],
)  # fmt: skip
def test_other_dates_are_left_alone(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("minut löytää @minnuliini siellä", "@minnuliini"),
        ("instassa minnuliini jos haluat", "minnuliini"),
        ("insta: minna.v88, kiitos", "minna.v88"),
        ("Discord pete#4421 häiritsee", "pete#4421"),
        ("tunnus on puhkikulunut_pena siellä", "puhkikulunut_pena"),
        ("kirjoitin nimimerkillä hiljainenhiiri silloin", "hiljainenhiiri"),
        ("nimimerkki Toivottomuus kirjoitti", "Toivottomuus"),
        ("snäpissä nimellä lyhty.kauppias, kai", "lyhty.kauppias"),
        ("jaetaan tililtä ogun.fin33 ja", "ogun.fin33"),
    ],
)
def test_names_of_users(text, piece):
    only(text, "handle", piece)


@pytest.mark.parametrize(
    "text",
    [
        "Facebookissa kerrottiin jonosta", "Instassa näkyy onnellisia perheitä", "snäpissä kaikki tietää",
        "some on paha",
        "ei auttanut.sitten lähdin", "ks. lomake_12_b.pdf", "@kela ei vastaa", "På Snapchat säljs tobak",
        "on Snapchat with a list", "tilillä 50 euroa", "nimimerkki on turha", "B12-vitamiini", "klo 9 @ kotona",
    ],
)  # fmt: skip
def test_words_of_the_net_are_left_alone(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("asiakasnumeroni on 48291 ja", "48291"),
        ("olen asiakas numero K-220187, en", "K-220187"),
        ("päätös 2024/1187 on väärä", "2024/1187"),
        ("dnro PIRHA/1234/2025.", "PIRHA/1234/2025"),
        ("TRE:1234/05.01.00/2024 jäi", "TRE:1234/05.01.00/2024"),
        ("PIRHA/2023/0123456 jäi", "PIRHA/2023/0123456"),
        ("diaari 0123456/2024", "0123456/2024"),
        ("rikosilmoitus 5500/R/12345/25", "5500/R/12345/25"),
        ("as.nro 2 004 815, kirjaukset", "2 004 815"),
        ("oleskelulupansa numero on UMA 5590218 ja", "UMA 5590218"),
        ("lasku nro 99812 54,30 €", "99812"),
        ("viitenumero 12345 67897", "12345 67897"),
        ("Kelan päätös K2025-11873.", "K2025-11873"),
        ("kundnummer 55123 i", "55123"),
        ("my case number is 2024-5512.", "2024-5512"),
        ("Potilasnumero P-70413, siinä", "P-70413"),
    ],
)
def test_numbers_of_clients_and_cases(text, piece):
    only(text, "case_number", piece)


@pytest.mark.parametrize(
    "text",
    [
        "Asiakkaita oli 15000 ja hakemuksia 12500", "Laskut olivat 1250 e", "laskun 11 400 euroa",
        "päätös tuli 14.3.2025 klo 12.30", "lomake SHL-12 ja tuotekoodi 99812-A", "asiakas odotti 120 päivää",
        "vakuutussopimuslain (543/1994) mukaan", "diagnoosi F43.1 ja F32.2", "KHO 2018:148", "laskut 2024-2025",
        "päätöksen (136/1995) mukaan", "hakemus 3.2.2025", "asunnossa soitin 112 heti", "lähetä numeroon 112 viesti",
        "hakemuksia vuodessa 2024", "asia 7 § ja 46 §",
    ],
)  # fmt: skip
def test_numbers_of_other_things_are_left_alone(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize("address", ["84.250.11.7", "192.0.2.201", "2001:14ba:6a:9f00::3c", "2001:db8:0:0:0:0:7a:3"])
def test_ip_addresses(address):
    only(f"Kirjautuminen osoitteesta {address}, yöllä", "ip", address)


@pytest.mark.parametrize("text", ["kohta 1.2.3.4", "klo 12:30:45", "std::vector", "versio 10.0.19045", "1.2.-3.4.2025"])
def test_what_only_looks_like_an_ip_address(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("hetu 311298-98 jäi", "hetu", "311298-98"),
        ("asiakas 150490 - 939 S ei", "hetu", "150490 - 939 S"),
        ("Mirja 29.02.52-908D ei", "hetu", "29.02.52-908D"),
        ("edustaja (0917366-4) soittaa", "business_id", "0917366-4"),
        ("y-tunnus on 12345678", "business_id", "12345678"),
        ("matkailuauto zyo 77 ja", "plate", "zyo 77"),
        ("portilla Audi RLB 665, josta", "plate", "RLB 665"),
        ("tässä: Hovioikeudenpuistikko 8 F 55 ja", "address", "Hovioikeudenpuistikko 8 F 55"),
        ("asun Aleksis Kiven katu 12 B 3.", "address", "Aleksis Kiven katu 12 B 3"),
        ("asun Kuusikossa 3 B 12.", "address", "Kuusikossa 3 B 12"),
        ("minna at gmail.com kiitos", "email", "minna at gmail.com"),
        ("t.me/kauppias myy", "url", "t.me/kauppias"),
        ("0 4 0 1 2 3 4 5 6 7 soita", "phone", "0 4 0 1 2 3 4 5 6 7"),
    ],
)
def test_careless_forms(text, kind, piece):
    only(text, kind, piece)


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("hetu on 161180-921, kai", "hetu", "161180-921"),
        ("lapsi 170711A929 jäi", "hetu", "170711A929"),
        ("koodi 140252_962V ei", "hetu", "140252_962V"),
        ("mies 111186-9OOL ei", "hetu", "111186-9OOL"),
        ("tunnuksen loppu -933E on", "hetu", "-933E"),
        ("tili FI10.3131.2001.4467.09 on", "iban", "FI10.3131.2001.4467.09"),
        ("pankissa vanha 162030-447712 vielä", "iban", "162030-447712"),
        ("seuran (3012.884-5) talo", "business_id", "3012.884-5"),
        ("toiminimen tunnus 30 44 718-2.", "business_id", "30 44 718-2"),
        ("soita O44 555 O1 36 heti", "phone", "O44 555 O1 36"),
        ("numero viis nolla viis viis viis nolla kaks kaks on", "phone", "viis nolla viis viis viis nolla kaks kaks"),
        ("soita 00 46 8 555 01 19 nyt", "phone", "00 46 8 555 01 19"),
        ("posti minna @ gmail . com on", "email", "minna @ gmail . com"),
        ("sivu www . toivo-esim . fi on", "url", "www . toivo-esim . fi"),
        ("mopossa kilpi 63-AKU oli", "plate", "63-AKU"),
        ("hän ajaa: abo24, väri beige", "plate", "abo24"),
        ("asuu Kanervasyrjä 5:ssä nyt", "address", "Kanervasyrjä 5"),
        ("asunto on Kolmas linja 17 B 44, en", "address", "Kolmas linja 17 B 44"),
        ("bor på Björkbacken 14 bst 6, och", "address", "Björkbacken 14 bst 6"),
        ("osoite 40530Jyväskylä. Olen", "postcode", "40530Jyväskylä"),
        ("Anoppi (11. marraskuuta -31) jäi", "birth_date", "11. marraskuuta -31"),
        ("äiti syntynyt kolmas heinäkuuta kahdeksankymmentäyhdeksän", "birth_date",
         "kolmas heinäkuuta kahdeksankymmentäyhdeksän"),
        ("poika (3.4.2015) jäi", "birth_date", "3.4.2015"),
        ("född 2/12 1940, ger", "birth_date", "2/12 1940"),
        ("kela-tunnus on 77 40 219 ja", "case_number", "77 40 219"),
        ("pyyntö KK-20250304-11 on auki", "case_number", "KK-20250304-11"),
        ("48291 on asiakasnumeroni", "case_number", "48291"),
        ('nimimerkki "Musta Orkidea" kirjoitti', "handle", "Musta Orkidea"),
        ("pelissä PizzaWizard#2210 huusi", "handle", "PizzaWizard#2210"),
    ],
)  # fmt: skip
def test_ways_that_people_type(text, kind, piece):
    only(text, kind, piece)


@pytest.mark.parametrize(
    "text",
    [
        "Sting täyttää 70 vuotta", "puitepäätös 2005/214/YOS", "päätöksessä 2013/34/EU", "MRL 125 § mukaan autotalli",
        "RR 178/94 ja EPDS 21/30", "Oppilaita 611, luokkia 20", "Raportti nro 2", "Tuloja 34 000", "Raskausviikko 31.",
        "toimenpide SFA20, omalla autolla", "Lehden palstalla 14.6.1952 kerrottiin", "äiti muutti 1.8.2003 tänne",
        "Parhaan 50 ravintolan lista", "kaupunki pääkadun 41 liiketilaa", "Instagramissa 16-vuotiaan kanssa",
    ],
)  # fmt: skip
def test_what_was_once_taken_for_an_identifier(text):
    assert find_identifiers(text) == []


def test_every_kind_has_a_name():
    assert set(KINDS) >= set(kinds("010190-123M 0401234567 maija@x.fi ABC-123 Hämeenkatu 1 33100 Tampere"))


def masked(text, piece):
    """Tell whether every letter and digit of a piece of the text is inside what is found."""
    start = text.index(piece)
    hidden = {at for span in find_identifiers(text) for at in range(span.start, span.end)}
    return all(at in hidden for at in range(start, start + len(piece)) if text[at].isalnum())


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        # codes that no word right before them tells of
        ("Asiakkuuteni on #300918 ja se suljettiin", "300918"), ("tunnukseni on pelkkä 55081-A.", "55081-A"),
        ("hänen asiansa 2024-PÄI-88 on auki", "2024-PÄI-88"), ("kortti ei toimi, asiakkuus F0088-1", "F0088-1"),
        ("Tunniste molemmissa on 7719-4402-K.", "7719-4402-K"), ("tunniste (HOI.2025.6601) on", "HOI.2025.6601"),
        ("viite 10 03394 58217.", "10 03394 58217"), ("väittää laskun 900 4471 2266 olevan", "900 4471 2266"),
        ("viitenumero 2033 44190 6 oli väärin", "2033 44190 6"), ("hakemus nro 90 341/25 hukassa", "90 341/25"),
        ("viranhaltijapäätöksestä § 77/2025: virhe", "77/2025"), ("päätös SIV 214 §/2025 on", "SIV 214 §/2025"),
        ("Päätöksessä HVA/3312/05.02.01/2025 § 18", "HVA/3312/05.02.01/2025"), ("Migri 2041 776.", "2041 776"),
        ("luki tunnus MP-7734-xx ja", "MP-7734-xx"), ("Kelan viite 12A34567", "12A34567"),
        ("asiakasnumero 4 4 7 1 2", "4 4 7 1 2"), ("Päätös nro 1187 / 2024 tuli", "1187 / 2024"),
        ("potilasajan lappu ppk 2210-6, avain", "ppk 2210-6"), ("asia 771/2025/H2 kesken", "771/2025/H2"),
        # telephones
        ("uusi numero on 0800 17 7788 ilmainen", "0800 17 7788"), ("Tavoittaa p. 029 56 60412 arkisin", "029 56 60412"),
        ("on nolla neljä nolla, kolme kolme 71 902, kiitos", "nolla neljä nolla, kolme kolme 71 902"),
        ("waisäppiin 040–SEITSEMÄN 11 29 08, kiitos", "040–SEITSEMÄN 11 29 08"), ("p. 2651234", "2651234"),
        ("nollaviisnolla 123 45 67", "nollaviisnolla 123 45 67"), ("soittaa 0 5 0-7721-40 joka yö", "0 5 0-7721-40"),
        ("+358 kolmeviitonen 44 120 77", "358 kolmeviitonen 44 120 77"), ("numero 040,1234567", "040,1234567"),
        # dates of birth
        ("Synt 12.5 -78, eli", "12.5 -78"), ("oon syntynny 15 .6. 2001, joten", "15 .6. 2001"),
        ("syntyny 24 p:nä maaliskuuta -49 ja", "24 p:nä maaliskuuta -49"),
        ("Mummo, s. 5.5. v. 1949, hoitaa", "5.5. v. 1949"),
        ("on syntynyt kahdestoista seitsemättä 1944 ja", "kahdestoista seitsemättä 1944"),
        ("syntynyt 12. toukokuuta... ei kun siis 14.5.1972, on", "14.5.1972"), ("syntymäaika 20081103, ei", "20081103"),
        ("04.10.2006 on pojan syntymäpäivä", "04.10.2006"), ("Virtanen | 19.10.2019 | Louhela", "19.10.2019"),
        ("Lapsenlapset (3.3.2016 ja 28.10.2018) nukkuvat", "28.10.2018"), ("née le 3 janvier 2024", "3 janvier 2024"),
        ("kortissa syntymäaika 12 12 62, mutta", "12 12 62"), ("hän täyttää 18 vuotta 4.10.", "4.10."),
        # identity codes
        ("virhe hetussa 020266-9B1K ja", "020266-9B1K"), ("kun annan 31 12 50 -903D se", "31 12 50 -903D"),
        ("hetu (=1711 43/932L) oli", "1711 43/932L"), ("siis 200472-9 99B ja", "200472-9 99B"),
        # vehicles and boats
        ("hopeinen volkkari njr 026, poliisi", "njr 026"), ("kulkee fuj 770 traktori", "fuj 770"),
        ("mönkijässä kilpi 7 AHR, kivet", "7 AHR"), ("Vene U 48112 makaa", "U 48112"),
        ("ajaa veneellä A 9417 ilman", "A 9417"),
        ("Corolla, kilpi IVX 2-8, viimeinen", "IVX 2-8"), ("auto, rek o u h 1 9 0 valkoinen", "o u h 1 9 0"),
        ("autosta otin kuvan, a-b-c-9-0-2, siellä", "a-b-c-9-0-2"), ("rekkari oli jotain ABC-1xx", "ABC-1xx"),
        # places
        ("kun PL 42 on lopetettu ja postia", "PL 42"), ("osoitteeseen Pl 9, 70211 kuopio, eikä", "Pl 9"),
        ("os.Koivutie3 tulkaa", "Koivutie3"), ("Kuuselankuja 2–4 as B17, 50170 Mikkeli", "Kuuselankuja 2–4 as B17"),
        ("asuu Hatanpäänkatu 41 rakennus 2, kylmä", "Hatanpäänkatu 41 rakennus 2"),
        ("osoite Kirkkot. 12", "Kirkkot. 12"),
        ("mummin lgh 9, Kaptensgatan 12 oli", "lgh 9, Kaptensgatan 12"),
        ("Tämä on Ketunleipä 6 A, hän", "Ketunleipä 6 A"),
        ("asuu kolmas linja 5 a 3, kiitos", "kolmas linja 5 a 3"),
        ("rapusta, Pispan valtatie 33 A 6, ei", "Pispan valtatie 33 A 6"),
        ("Maalaistaloon 34870 visuvesi ei tule", "34870 visuvesi"),
        ("114, 61850 Kauhajoki as, kiitos", "61850 Kauhajoki as"),
        ("82 900 ilomantsi, tietä ei", "82 900 ilomantsi"), ("They live in 972 33 Luleå I think", "972 33 Luleå"),
        # the net
        ("nimellä pihlajanmarja62 palstalle", "pihlajanmarja62"), ("nimimerkin hiljaa.vaan, kenelle", "hiljaa.vaan"),
        ("joka esiintyy nimellä Taivaanrannan maalari, lainaa", "Taivaanrannan maalari"),
        ("KÄYTTÄJÄ MUSTAKISSA-666 uhkaa", "MUSTAKISSA-666"),
        ("som kallar sig Soppkungen på nätet 12", "Soppkungen"),
        ("Skype: tunnus live:.cid.ukki_urho.", "live:.cid.ukki_urho"),
        ("sama on somessa hoitsuhelvetti.", "hoitsuhelvetti"),
        ("Telegram t_me/nalle_setä, lähettää", "t_me/nalle_setä"),
        ("vastata jarkko_p at hotmail com koska", "jarkko_p at hotmail com"),
        ("meilistä xyzzu gmailissa, kirjoitan", "xyzzu gmailissa"),
        ("meri(piste)aalto99(miukumauku)kalat(piste)fi", "meri(piste)aalto99(miukumauku)kalat(piste)fi"),
        ("minna.virtaätgmailpistecom", "minna.virtaätgmailpistecom"),
        ("sivusto robuxit-ilmaiseksi.fun vei", "robuxit-ilmaiseksi.fun"),
        ("kaverin jutut ask.fm/vilperi_ei_nuku se", "ask.fm/vilperi_ei_nuku"),
        ("IP 91.155.88.2O4 toistuu", "91.155.88.2O4"),
        ("tili FI21 1234 56xx xxxx 85", "FI21 1234 56xx xxxx 85"), ("kuka omistaa, 2981 2047 y-tunnus", "2981 2047"),
    ],
)  # fmt: skip
def test_guises_in_which_people_write_them(text, piece):
    assert may_identify(text) and masked(text, piece)


@pytest.mark.parametrize(
    "text",
    [
        "Palkka 2 340 1 900 ja 1 200 kuussa", "vuosina 2019 2020 2021 haettiin", "Avoinna 9-15 10-14 ja 8-16",
        "klo 10 12 14 16 18 20 22", "Jono on 1 200 - 1 500 ihmistä", "arvosanat 8 7 9 8 7 6 9 8",
        "hoito maksaa 250-300",
        "verenpaine 165-95 178-102", "noin 12 500 Tampereella asuvaa", "GDPR 2016/679", "KHO 2021:98", "MMSE 14/30",
        "asiakkaita 12345", "laskuja 12345", "postinumero 33100", "virhe 0x80070005", "pöytäkirja 5/2024 § 112",
        "vene 40 000 euroa", "veneellä 20 minuuttia", "Luokka 6 A", "PL 6 § ja PL 19 §", "tuote 3310-B",
        "Terapia on klo 11–11.45 sun päivän keskellä", "lapsi sijoitettiin 12.3.2019.", "avioliitto 12.6.1993",
        "kotona.se ei toimi", "mennyt.me odotetaan", "tiktokissa pyörii video", "kato videot youtubesta",
        "järjestö toimii nimellä Mieli ry 3", "Bussilinja 28 lakkautettiin", "kausi 010625-310825",
    ],
)  # fmt: skip
def test_traps_beside_the_guises(text):
    assert find_identifiers(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pate täytti tänään, 3.6., viiskymppiä", "3.6."),
        ("yksi on syntynyt 5.12.2019 ja toinen 28.1.2022", "28.1.2022"),
        ("poika on 19.5.2014 eli saman ikäinen", "19.5.2014"),
        ("hän on 1.8.2004 ja yksin", "1.8.2004"),
        ("hänet siirrettiin Koulutie 15 b:stä pois", "Koulutie 15 b"),
        ("meiltä lähtee POT 61-1107 potilasnumerolla", "POT 61-1107"),
        ("ja sitten tuli KN-6402 taas", "KN-6402"),
        ("Min man har kundnummer 118204 hos er", "118204"),
        ("vaihtaa nimimerkkiä, nyt hän on kuunsilta-66, taas", "kuunsilta-66"),
        ("Facebookin ryhmässä Rakentaja-Reino58 tarjosi", "Rakentaja-Reino58"),
        ("pelaa nimellä VinttiHaamu yöt", "VinttiHaamu"),
        ("Tyttö kirjoitti Instaan (hiljainen.tyyppi) eilen", "hiljainen.tyyppi"),
    ],
)
def test_guises_of_later_writers(text, found):
    assert found in [text[span.start : span.end] for span in find_identifiers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "asuttu täällä 1.8.2004 alkaen",
        "Kiinteistö lunastettiin 3.5.2001 ja siitä asti",
        "erosin 4.5.2005 ja jäin",
        "menin naimisiin 3.4.1975",
        "Tyttö kirjottelee instassa tuhmia",
        "nimimerkistä suomi24:ssä kerrottiin",
        "vuosi EU-2019 oli raskas",
        "disponenten ringde igår igen.",
    ],
)
def test_traps_of_later_writers(text):
    assert find_identifiers(text) == []
