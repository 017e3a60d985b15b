"""Identifiers planted in every column of an export, and the search for them in whatever comes out.

All of them are fictional: identity codes have individual numbers that nobody is given (900–999).
"""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from typing import Any, NamedTuple
from urllib.parse import unquote

import numpy as np

from rakenlp.privacy import KINDS

_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


class Canary(NamedTuple):
    """One planted identifier: what is written in a cell, and what must be nowhere afterwards."""

    kind: str
    column: str
    said: str
    needles: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.kind} in {self.column}"


def identity_code(day: int, month: int, year: int, sign: str, number: int) -> str:
    born = f"{day:02}{month:02}{year:02}"
    return f"{born}{sign}{number:03}{_CHECK[int(f'{born}{number:03}') % 31]}"


def account(number: int) -> str:
    """Return a Finnish IBAN with right check digits (F is 15, I is 18)."""
    bban = f"{number:014}"
    return f"FI{98 - int(f'{bban}151800') % 97:02}{bban}"


def _spaced(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))


_HETU = [identity_code(3 + n, 1 + n % 12, 40 + 4 * n, "-AYB"[n % 4], 900 + 7 * n) for n in range(12)]
_IBAN = [account(20_001_500_047_100 + 9_173 * n) for n in range(3)]


def _names() -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        ("kuvaus", "Möttösen Raijalla on vuokra rästissä ja häätö uhkaa lapsiperhettä.", ("möttös", "raijal")),
        ("kuvaus", "Rouva Hyvärinen nukkuu autossa, koska asuntoa ei löydy mistään.", ("hyvärinen",)),
        ("kuvaus", "Sano Abdirahman Warsamelle, että toimeentulotuki myöhästyy taas.", ("abdirahman", "warsame")),
        ("vaikutukset", "Kämäräisen Tuulikki on jäänyt yksin kotiin.", ("kämäräi", "tuulik")),
        ("syyt_yhteydet", "Sosiaaliohjaaja Jarkko Pöntinen ei vastaa soittoihin.", ("jarkko", "pöntinen")),
        ("ehdotus", "Kyösti Ruuskanen auttaisi. T. Sinikka Tolvanen", ("kyösti", "ruuska", "sinikka", "tolva")),
        ("lisatiedot", "Soittakaa tyttärelle, Marjukka Eskeliselle.", ("marjukka", "eskeli")),
        ("kunta", "Heikki Pikkarainen", ("heikki", "pikkarai")),
        ("vastaajaryhma", "Riitta-Liisa Hyttinen", ("riitta-liisa", "hyttinen")),
        ("palvelulinja", "Ohjaaja Teuvo Ruotsalainen", ("teuvo",)),
        ("kohderyhma", "Oili Kokkosen perhe", ("oili", "kokkos")),
        ("savy", "Väyrynen", ("väyry",)),
    ]  # fmt: skip


def _planted() -> list[Canary]:
    found: list[Canary] = []

    def add(kind: str, column: str, said: str, *needles: str) -> None:
        found.append(Canary(kind, column, said, needles))

    hetu = iter(_HETU)
    for column, around in {
        "kuvaus": "Asiakkaan {} vuokra on rästissä ja häätö uhkaa.",
        "vaikutukset": "Perhe ({}) on jäänyt ilman ruokaa.",
        "syyt_yhteydet": "Kela hylkäsi hakemuksen, hetu {}",
        "ehdotus": "Ottakaa yhteyttä: {}.",
        "lisatiedot": "{}",
        "ilmoitus_id": "{}",
        "kunta": "Nokia {}",
        "vastaajaryhma": "asiakas {}",
        "toistuvuus": "usein ({})",
        "saapunut_pvm": "{}",
        "kanava": "{}",
    }.items():
        code = next(hetu)
        add("hetu", column, around.format(code), code, code[:6] + code[7:])
    phones = {
        "kuvaus": ("Soittakaa 040 5517 308, yömaja on täynnä eikä asuntoa ole.", "0405517308"),
        "ehdotus": ("Numero on +358 50 446 1927.", "504461927"),
        "lisatiedot": ("gsm 0449173052", "0449173052"),
        "hyvinvointialue": ("Pirkanmaa, p. 045-7719 264", "0457719264"),
        "ilmoitus_id": ("046 810 5593", "0468105593"),
        "ilmiovalinta": ("Asuminen, soita 041 7720 915", "0417720915"),
    }
    for column, (said, needle) in phones.items():
        add("phone", column, said, needle)
    for column, said, needle in (  # written as if they were masked already
        ("vaikutukset", "Soittakaa [PUHELIN 0408826417], vuokra on maksamatta.", "0408826417"),
        ("ehdotus", "Perheen äiti [NIMI 0449917265] kertoo lisää.", "0449917265"),
    ):
        add("phone", column, said, needle)
    for column, said, needle in (
        (
            "kuvaus",
            "Kirjoittakaa: tuulia.kanarialintu@posti.esimerkki.fi, ruokarahat loppuivat.",
            "tuulia.kanarialintu",
        ),
        ("kunta", "kalle_kanarialintu@esimerkki.fi", "kalle_kanarialintu"),
        ("savy", "mirja.kanarialintu@esimerkki.fi", "mirja.kanarialintu"),
        ("ilmoitus_id", "id-sirpa.kanarialintu@esimerkki.fi", "sirpa.kanarialintu"),
        ("lisatiedot", "pekko.kanarialintu(at)esimerkki.fi", "pekko.kanarialintu"),
    ):
        add("email", column, said, needle)
    for column, iban in zip(("kuvaus", "vaikutukset", "lisatiedot"), _IBAN, strict=True):
        add("iban", column, f"Rahat voi laittaa tilille {_spaced(iban)}, lainat on ulosotossa.", iban)
    for column, said, needle in (
        ("kuvaus", "Asumme osoitteessa Vehkasuonkadulla 117 C 38 ja kodissa on hometta.", "vehkasuonkad"),
        ("kunta", "Vehkalammentie 214 B 6, Nokia", "vehkalammentie"),
        ("palvelulinja", "Käynti kotona: Vehkaniitynkuja 19 A 3", "vehkaniitynkuja"),
        ("lisatiedot", "vehkakorventie 305 as. 7", "vehkakorventie"),
    ):
        add("address", column, said, needle)
    add("postcode", "kuvaus", "Posti tulee 33947 Vehkalahti, laskut jää maksamatta.", "33947 vehkalahti")
    add("business_id", "ehdotus", "Yrittäjän 0112038-9 tuki", "01120389")
    add("plate", "kuvaus", "Nukun autossa KZV-917, koska asuntoa ei ole.", "kzv917")
    add("url", "lisatiedot", "www.kanarialinnunblogi.fi/oma", "kanarialinnunblogi")
    add("birth_date", "kuvaus", "Äitini synt. 17.8.1937 ei saa kotihoitoa.", "17.8.1937")
    add("birth_date", "lisatiedot", "syntynyt 23.11.1943", "23.11.1943")
    add("handle", "kuvaus", "Kertokaa instassa @kanarialintu_77, päihdepalveluihin ei pääse.", "kanarialintu_77")
    add("case_number", "kuvaus", "Asiakasnumeroni on 7749163, tukea ei ole maksettu.", "7749163")
    add("case_number", "vaikutukset", "Päätös 20417/2024 tuli liian myöhään.", "20417/2024")
    add("ip", "lisatiedot", "Lähetetty osoitteesta 85.23.174.209", "85.23.174.209")
    for column, said, needles in _names():
        add("name", column, said, *needles)
    add("email", "yhteystieto", "piilo.kanarialintu@esimerkki.fi", "piilo.kanarialintu")
    add("case_number", "asiakasnumero", "6630528", "6630528")
    add("phone", "gsm numerona", "0417392056", "417392056")
    add("hetu", "sisäkkäinen", next(hetu), _HETU[11], _HETU[11][:6] + _HETU[11][7:])
    add("phone", "otsikko", "Lisätietoja antaa 040 6613 872", "0406613872")
    add("email", "kuvauksen otsikko", "Kuvaus (otto.kanarialintu@esimerkki.fi)", "otto.kanarialintu")
    return found


CANARIES = _planted()
#: What is masked only where the finder of its kind is there.
MISSING_KINDS = sorted({canary.kind for canary in CANARIES} - set(KINDS))

COLUMNS = (
    "ilmoitus_id", "saapunut_pvm", "kanava", "vastaajaryhma", "palvelulinja", "kunta", "hyvinvointialue", "kohderyhma",
    "kuvaus", "vaikutukset", "syyt_yhteydet", "ehdotus", "savy", "toistuvuus", "ilmiovalinta", "yhteystieto",
    "lisatiedot", "sisäkkäinen", "asiakasnumero", "gsm numerona",
)  # fmt: skip
_MATTERS = (
    "Vuokra nousi ja häätö uhkaa, rahat ei riitä vuokravelkaan.",
    "Perhe on saanut häätöpäätöksen vuokravelan takia eikä uutta asuntoa löydy.",
    "Yksinäisyys vaivaa vanhuksia, kukaan ei käy kylässä.",
    "Toimeentulotuen käsittely kestää viikkoja ja ruokakassi haetaan jonosta.",
    "Nuorten huumeidenkäyttö on lisääntynyt asemalla.",
)
_GROUPS = ("asiakas", "läheinen", "ammattilainen", "järjestö", "seurakunta")
_TOWNS = ("Nokia", "Tampere", "Ylöjärvi", "Kangasala")


def records() -> list[dict[str, Any]]:
    """Return rows of an export; each canary is in one cell, among rows that tell of ordinary matters."""
    rows: list[dict[str, Any]] = []
    for n in range(40):
        day = dt.date(2026, 1, 5) + dt.timedelta(days=4 * n)
        rows.append(
            {
                "ilmoitus_id": f"ILM-{n:03}",
                "saapunut_pvm": f"{day.day}.{day.month}.{day.year}",
                "kanava": "avoin lomake",
                "vastaajaryhma": _GROUPS[n % len(_GROUPS)],
                "palvelulinja": "Perhesosiaalityö",
                "kunta": _TOWNS[n % len(_TOWNS)],
                "hyvinvointialue": "Pirkanmaa",
                "kohderyhma": "Perheet",
                "kuvaus": f"{_MATTERS[n % len(_MATTERS)]} Näin on ollut {n + 2} viikkoa.",
                "vaikutukset": "",
                "syyt_yhteydet": "",
                "ehdotus": "",
                "savy": "epäkohta",
                "toistuvuus": "toistuva",
                "ilmiovalinta": "Asuminen",
                "yhteystieto": "",
                "lisatiedot": "",
                "sisäkkäinen": "",
                "asiakasnumero": "",
                "gsm numerona": 417_000_000 + n,
            }
        )
    used = dict.fromkeys(COLUMNS, 0)
    for canary in CANARIES:
        if canary.column in used:
            rows[used[canary.column]][canary.column] = _as_cell(canary)
            used[canary.column] += 1
    rows.append({**rows[0], "ilmoitus_id": "", "kuvaus": "testi 123", "vaikutukset": "", "ehdotus": ""})
    headers = {canary.column: canary.said for canary in CANARIES if canary.column not in used}
    return [
        {headers.get("kuvauksen otsikko", "kuvaus") if name == "kuvaus" else name: cell for name, cell in row.items()}
        | {headers["otsikko"]: "kyllä"}
        for row in rows
    ]


def _as_cell(canary: Canary) -> Any:
    """Return a cell that holds the canary; not all of them are texts."""
    if canary.column == "sisäkkäinen":
        return [{"puolison hetu": [canary.said]}]
    return int(canary.said) if canary.column == "gsm numerona" else canary.said


# ---- what came out, in one form whatever it was written in
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_GAPS = re.compile(r"[\s\u00a0\u202f\u2010-\u2015\u2212()-]+")


def plain(content: bytes | str) -> str:
    """Return everything readable in some content: unpacked, unescaped, in lower case, in composed letters."""
    said = content if isinstance(content, str) else "\n".join(_strings(content))
    said = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), said)
    said = unquote(html.unescape(said))
    return unicodedata.normalize("NFC", said.encode("utf-8", "surrogatepass").decode("utf-8", "replace")).casefold()


def _strings(content: bytes) -> list[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [text for name in archive.namelist() for text in (name, *_strings(archive.read(name)))]
    if content.startswith(b"\x93NUMPY"):
        array = np.load(io.BytesIO(content), allow_pickle=False)
        if array.dtype.kind in "US":
            return ["\n".join(map(str, array.ravel().tolist()))]
    if content.startswith(b"\x1f\x8b"):
        return _strings(zlib.decompress(content, 31))
    found = [content.decode("utf-8", "replace"), content.decode("latin-1")]
    if content.count(0) > len(content) // 8:
        found += [content.decode(code, "replace") for code in ("utf-16-le", "utf-16-be", "utf-32-le")]
    return found


def leaks(canary: Canary, outputs: dict[str, str], squeezed: dict[str, str]) -> list[str]:
    """Return the names of the outputs that a canary is in; ``squeezed`` are those without spaces and dashes."""
    found = []
    for needle in canary.needles:
        told, tight = plain(needle), squeeze(plain(needle))
        found += [name for name in outputs if _holds(outputs[name], told) or _holds(squeezed[name], tight)]
    return sorted(set(found))


def _holds(said: str, needle: str) -> bool:
    return needle in said and re.search(_edge(needle), said) is not None


def _edge(needle: str) -> str:
    """Return a pattern of a needle; one of digits only is no part of a longer number, such as a probability."""
    return rf"(?<![0-9.]){needle}(?![0-9])" if needle.isdigit() else re.escape(needle)


def squeeze(said: str) -> str:
    """Return a text without spaces, dashes and brackets, as numbers may be written anew."""
    return _GAPS.sub("", said)


def as_json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=True)
