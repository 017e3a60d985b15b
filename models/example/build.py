"""Assemble the example export that ships with rakenlp from the fictional texts beside this file.

    python models/example/build.py            writes src/rakenlp/demo/example.csv and ground_truth.csv
    python models/example/build.py --check    tells whether the shipped files equal a fresh build

The texts (texts_a.jsonl, texts_b.jsonl) were composed for this example and are used in no training. This
script only gives them what an export has: dates, ids, channels and gaps. It draws from
``random.Random.random`` alone, so that every Python version builds the same files.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "src" / "rakenlp" / "demo"
SEED = 20260630

START, END = dt.date(2024, 7, 1), dt.date(2026, 6, 30)
GROWTH = (dt.date(2026, 3, 1), END)
EMERGENCE = (dt.date(2025, 12, 1), END)
CAMPAIGN = (dt.date(2025, 11, 3), dt.date(2025, 11, 16))
GROWING, EMERGING = "haato_vuokravelka", "uusi:laakkeiden_saatavuus"

COLUMNS = [
    *("ilmoitus_id", "saapunut_pvm", "kanava", "vastaajaryhma", "palvelulinja", "kunta", "kohderyhma"),
    *("kuvaus", "vaikutukset", "syyt_yhteydet", "ehdotus"),
    *("savy", "toistuvuus", "ilmiovalinta", "yhteystieto"),
]
TRUTH_COLUMNS = ["ilmoitus_id", "rivi", "ilmio", "sivuilmiot", "laji", "kieli", "kaksoiskappale_ryhma"]

ADULT = "avopalvelut"
ELDERLY = "ikäihmisten ja vammaisten palvelut"
FAMILY = "lasten nuorten ja perheiden palvelut"
HOSPITAL = "sairaalapalvelut"

PARENTS = {
    "asunnottomuus": "asunnottomuus haato_vuokravelka kohtuuhintainen_asunto asumisen_tuki asumisolot",
    "taloudellinen tilanne ja toimeentulo": "toimeentulotuki etuusmuutokset koyhyys velkaantuminen "
    "lapsiperhekoyhyys tyottomyys asiakasmaksut",
    "mielenterveys": "mielenterveys_aikuiset nuorten_mielenterveys itsemurhat yksinaisyys",
    "päihteet ja riippuvuudet": "paihteet_huumeet paihteet_alkoholi nuorten_paihteet rahapelit "
    "paihdepalvelut kaksoisdiagnoosi",
}
PARENT_OF = {code: parent for parent, codes in PARENTS.items() for code in codes.split()}
LINES = {
    FAMILY: "lapsiperhekoyhyys nuorten_mielenterveys nuorten_paihteet lastensuojelu perheiden_tuki "
    "koulupoissaolot nuorisorikollisuus",
    ELDERLY: "vammaispalvelut iakkaat_kotihoito omaishoito",
    ADULT: "asunnottomuus haato_vuokravelka asumisen_tuki toimeentulotuki etuusmuutokset velkaantuminen "
    "tyottomyys mielenterveys_aikuiset paihteet_huumeet paihteet_alkoholi rahapelit paihdepalvelut "
    "kaksoisdiagnoosi maahanmuutto palveluihin_paasy vankila_vapautuminen",
}
LINE_OF = {code: line for line, codes in LINES.items() for code in codes.split()}
TARGET_GROUPS = {
    "lapsiperheet": "lapsiperhekoyhyys lastensuojelu perheiden_tuki",
    "lapset ja nuoret": "nuorten_mielenterveys nuorten_paihteet koulupoissaolot nuorisorikollisuus",
    "iäkkäät": "iakkaat_kotihoito",
    "vammaiset": "vammaispalvelut",
    "maahan muuttaneet": "maahanmuutto",
}
TARGET_OF = {code: group for group, codes in TARGET_GROUPS.items() for code in codes.split()}
MUNICIPALITIES = {"Tampere": 45, "Nokia": 12, "Kangasala": 11, "Ylöjärvi": 11, "Lempäälä": 8}
OFFICE = {"ammattilainen", "viranomainen", "oppilaitos"}

MONTH_NAMES = [
    *("tammi", "helmi", "maalis", "huhti", "touko", "kesä"),
    *("heinä", "elo", "syys", "loka", "marras", "joulu"),
]
MONTH_WORD = re.compile(rf"\b({'|'.join(MONTH_NAMES)})kuu(ssa|sta|n|hun)?\b", re.IGNORECASE)
AHEAD = re.compile(r"\b(?:pääsee|nousee|vanhenee|lyhenee|alkaa)\s+$", re.IGNORECASE)
SEASONS = [
    (re.compile(r"tänä syksynä|koko syksyn|i höst|under hösten", re.IGNORECASE), {9, 10, 11, 12}),
    (re.compile(r"tänä keväänä|kevään (?:aikana|mittaan)|alkuvuonna", re.IGNORECASE), {4, 5, 6}),
]

Row = dict[str, Any]


def build() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows of the export and of its ground truth, in the same order."""
    rng = random.Random(SEED)
    rows = [row for name in ("texts_a.jsonl", "texts_b.jsonl") for row in _read(HERE / name)]
    _date(rows, rng)
    for row in rows:
        _fill(row, rng)
    rows += _sent_twice(rows)
    rows.sort(key=lambda row: (row["date"], row["order"]))
    for number, row in enumerate(rows):
        row["id"] = f"SR-{row['date'].year}-{number + 1:04d}"
        row["shown_date"] = f"{row['date'].day}.{row['date'].month}.{row['date'].year}"
    _spoil_dates(rows)
    first: dict[str, str] = {}
    for row in rows:
        if row["duplicate"]:
            first.setdefault(row["duplicate"], row["id"])
    table = [_export(row) for row in rows]
    truth = [
        {
            "ilmoitus_id": row["id"],
            "rivi": str(number),
            "ilmio": row["ilmio"],
            "sivuilmiot": "|".join(row["sivuilmiot"]),
            "laji": row["laji"],
            "kieli": row["kieli"],
            "kaksoiskappale_ryhma": first.get(row["duplicate"], ""),
        }
        for number, row in enumerate(rows, start=2)
    ]
    return table, truth


def render(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """Return the rows as text of a Finnish export: semicolons, a byte order mark, Windows line ends."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, fieldnames=list(columns), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff" + stream.getvalue()


def files() -> dict[str, str]:
    """Return the name and content of every file that is built."""
    table, truth = build()
    return {"example.csv": render(COLUMNS, table), "ground_truth.csv": render(TRUTH_COLUMNS, truth)}


def _read(path: Path) -> list[Row]:
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row: Row = json.loads(line)
            row["laji"] = row.get("laji") or row["rooli"]
            row["kieli"] = row.get("kieli") or "fi"
            row["order"] = (path.name, number)
            row["duplicate"] = "campaign" if row["laji"] == "kampanja" else ""
            rows.append(row)
    return rows


# Dates -----------------------------------------------------------------------------------------------


def _date(rows: list[Row], rng: random.Random) -> None:
    strata: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        strata.setdefault((row["ilmio"], row["laji"]), []).append(row)
    for (code, kind), members in sorted(strata.items()):
        if kind == "kasvava":
            first, last = GROWTH
        elif kind == "uusi_ilmio":
            first, last = EMERGENCE
        elif kind == "kampanja":
            first, last = CAMPAIGN
        else:
            first, last = START, END
        even = kind != "tausta" or code == GROWING
        dates = _spread(len(members), first, last, even, rng)
        for row, date in _matched(members, dates, first, last):
            row["date"] = _office_day(date, row, last)


def _spread(count: int, first: dt.date, last: dt.date, even: bool, rng: random.Random) -> list[dt.date]:
    """Return dates spread along the season's weight, one in each equal share of it: no growth by accident."""
    days = _days(first, last)
    weights = [1.0 if even else _weight(day) for day in days]
    total, dates = sum(weights), []
    for share in range(count):
        goal, reached = total * (share + rng.random()) / count, 0.0
        for day, weight in zip(days, weights, strict=True):
            reached += weight
            if reached >= goal:
                dates.append(day)
                break
    return dates


def _weight(day: dt.date) -> float:
    uptake = 1.0 + 0.8 * (day - START).days / (END - START).days
    season = {6: 0.8, 7: 0.35, 8: 0.85, 12: 0.75}.get(day.month, 1.0)
    return uptake * season * (0.25 if day.weekday() >= 5 else 1.0)


def _matched(rows: list[Row], dates: list[dt.date], first: dt.date, last: dt.date) -> list[tuple[Row, dt.date]]:
    """Pair texts with dates so that a text that names a month or season came in a month that suits it."""
    free, paired = sorted(dates), []
    narrow_first = sorted(rows, key=lambda row: (len(_months(row)), _key(row)))
    for row in narrow_first:
        months = _months(row)
        fitting = [day for day in free if day.month in months]
        if fitting:
            day = fitting[int(_unit(row) * len(fitting))]
            free.remove(day)
        else:
            taken = free.pop(int(_unit(row) * len(free)))
            suiting = [day for day in _days(first, last) if day.month in months]
            day = min(suiting, key=_distance(taken), default=taken)
        paired.append((row, day))
    return paired


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def _distance(day: dt.date) -> Callable[[dt.date], int]:
    return lambda other: abs((other - day).days)


def _months(row: Row) -> set[int]:
    if row.get("kuukaudet"):
        return set(row["kuukaudet"])
    text = row["teksti"]
    for pattern, months in SEASONS:
        if pattern.search(text):
            return months
    found = list(MONTH_WORD.finditer(text))
    if not found:
        return set(range(1, 13))
    ahead = [m for m in found if m.group(2) == "hun" or AHEAD.search(text[: m.start()])]
    month = MONTH_NAMES.index((ahead or found)[-1].group(1).lower())
    steps = range(-3, 0) if ahead else range(1, 5)
    return {(month + step) % 12 + 1 for step in steps}


def _office_day(day: dt.date, row: Row, last: dt.date) -> dt.date:
    if row["vastaajaryhma"] not in OFFICE or day.weekday() < 5:
        return day
    monday = day + dt.timedelta(days=7 - day.weekday())
    return monday if monday <= last else day - dt.timedelta(days=day.weekday() - 4)


def _is_plain(row: Row) -> bool:
    return row["laji"] == "tausta" and row["ilmio"] != GROWING


def _spoil_dates(rows: list[Row]) -> None:
    """Leave two dates out and make one impossible, as exports have them."""
    plain = [row for row in rows if _is_plain(row) and not row["duplicate"]]
    for row in (plain[len(plain) // 5], plain[len(plain) // 2]):
        row["shown_date"] = ""
    november = [row for row in plain if (row["date"].year, row["date"].month) == (2024, 11)]
    november[-1]["shown_date"] = "31.11.2024"


# Other cells -----------------------------------------------------------------------------------------


def _fill(row: Row, rng: random.Random) -> None:
    draws = [rng.random() for _ in range(12)]  # as many for every row: a changed row leaves the others alone
    code, kind, group = row["ilmio"], row["laji"], row.get("vastaajaryhma") or ""
    row["kanava"] = _channel(group, row.get("palvelulinja"), draws[0])
    line = row.get("palvelulinja") or (LINE_OF.get(code, "") if draws[1] < 0.55 else "")
    town = row.get("kunta") or ""
    if kind == "tausta" and not town and draws[2] < 0.4:
        town = _weighted(MUNICIPALITIES, draws[3])
    if _is_plain(row):
        if draws[4] < 0.05:
            group = "ei_kerrottu" if draws[4] < 0.03 else ""
        town = "" if draws[5] < 0.04 else town
        line = "" if draws[5] > 0.94 else line
    row["group"], row["line"], row["town"] = group, line, town
    row["target"] = TARGET_OF.get(code, "") if draws[6] < 0.6 else ""
    blank = kind in ("tyhja", "testi")
    valence = row.get("savy") or ("" if blank else "epäkohta")
    row["valence"] = valence if draws[7] < 0.65 or valence == "myönteinen" else ""
    row["recurrence"] = row.get("toistuvuus") or ("en_tiedä" if draws[8] < 0.15 and not blank else "")
    parent = PARENT_OF.get(code, "muu")
    row["own_choice"] = "" if blank or draws[9] > 0.3 else (parent if draws[9] > 0.03 else "muu")
    row["contact"] = ""
    if draws[10] < 0.06:
        address = f"lahettaja{int(draws[11] * 900) + 100}@esimerkki.fi"
        row["contact"] = address if draws[11] < 0.8 else "040 000 0000"


def _channel(group: str, line: str | None, draw: float) -> str:
    weights = {"avoin_lomake": 70, "kysely": 15, "muu": 5}
    if group in ("ammattilainen", "viranomainen"):
        weights = {"avoin_lomake": 45, "rake_vartti": 30, "etsivä_työ": 10, "kysely": 10, "näkymä": 5}
    elif group in ("järjestö", "seurakunta", "asukas", "kokemustoimija"):
        weights = {"avoin_lomake": 60, "yhteisösosiaalityö": 25, "kysely": 15}
    if line == FAMILY and group not in ("viranomainen", "oppilaitos"):
        weights["perhekeskus"] = 20
    return _weighted(weights, draw)


def _sent_twice(rows: list[Row]) -> list[Row]:
    """Return second copies of two submissions: someone pressed the button twice."""
    plain = [row for row in rows if _is_plain(row) and row["kieli"] == "fi" and len(row["teksti"].split()) > 15]
    copies = []
    for number in (len(plain) // 3, 2 * len(plain) // 3):
        original = plain[number]
        original["duplicate"] = f"twice-{number}"
        copies.append({**original, "order": (*original["order"], 1)})
    return copies


def _export(row: Row) -> dict[str, str]:
    names = ["id", "shown_date", "kanava", "group", "line", "town", "target"]
    names += ["teksti", "vaikutukset", "syyt_yhteydet", "ehdotus"]
    names += ["valence", "recurrence", "own_choice", "contact"]
    return {column: row.get(name) or "" for column, name in zip(COLUMNS, names, strict=True)}


# Drawing ---------------------------------------------------------------------------------------------


def _weighted(weights: dict[str, int], draw: float) -> str:
    goal, reached = draw * sum(weights.values()), 0
    for name, weight in weights.items():
        reached += weight
        if reached > goal:
            return name
    return next(iter(weights))


def _unit(row: Row) -> float:
    return random.Random(f"{SEED} {row['teksti']} {row['order']}").random()


def _key(row: Row) -> float:
    return random.Random(f"order {SEED} {row['teksti']} {row['order']}").random()


def main() -> None:
    """Write the files, or with ``--check`` compare them."""
    parser = argparse.ArgumentParser(description="Build the example export and its ground truth.")
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if a file differs")
    check = parser.parse_args().check
    differing = []
    for name, content in files().items():
        path = TARGET / name
        same = path.exists() and path.read_bytes() == content.encode("utf-8")
        if not same:
            differing.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode("utf-8"))
        print(f"{name}: {'up to date' if same else 'differs' if check else 'written'}")
    raise SystemExit(1 if check and differing else 0)


if __name__ == "__main__":
    main()
