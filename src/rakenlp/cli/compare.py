"""``rakenlp compare COUNTY=SOURCE … --out DIR``: several counties side by side."""

from __future__ import annotations

import argparse

from ..errors import ParameterError
from ..texts import text
from ._json import add_json, print_json

_FORMATS = ("csv", "parquet", "xlsx", "json")
_PAGE = {"internal": "vertailu.html", "published": "vertailu-julkaistava.html"}
_TABLES = {"internal": "taulukot", "published": "taulukot-julkaistavat"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument("counties", nargs="+", metavar=text("cli.county_source"), help=text("cli.compare_counties"))
    parser.add_argument("--out", required=True, metavar=text("cli.folder"), help=text("cli.compare_out"))
    parser.add_argument(
        "--population",
        action="append",
        default=[],
        metavar=text("cli.county_people"),
        help=text("cli.compare_population"),
    )
    parser.add_argument("--period", metavar=text("cli.period"), help=text("cli.compare_period"))
    parser.add_argument("--taxonomy", metavar="default|" + text("cli.file"), help=text("cli.compare_taxonomy"))
    parser.add_argument(
        "--profile", choices=("internal", "published", "both"), default="both", help=text("cli.compare_profile")
    )
    parser.add_argument("--format", dest="formats", action="append", choices=_FORMATS, help=text("cli.tables_format"))
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Compare the counties and write pages and tables."""
    from ..national import compare_counties
    from ._outputs import open_folder
    from ._progress import Progress

    sources = _pairs(args.counties, "COUNTY=SOURCE")
    people = {name: _whole(name, value) for name, value in _pairs(args.population, "--population").items()}
    folder = open_folder(args.out)
    progress = Progress()

    def tell(county: str, done: int, total: int) -> None:
        if county:
            progress.say("cli.compare_step", county=county, done=done + 1, total=total)

    found = compare_counties(sources, taxonomy=args.taxonomy, populations=people, period=args.period, progress=tell)
    written = []
    for profile in ("internal", "published") if args.profile == "both" else (args.profile,):
        written.append(found.page(folder / _PAGE[profile], profile))
        written += found.to_tables(folder / _TABLES[profile], profile, args.formats or ("csv",))
    if args.json:
        matched = sum(len(match.members) > 1 for match in found.matches)
        told = {"counties": found.counties, "periods": list(found.periods), "taxonomy": found.taxonomy_version}
        print_json({**told, "matched": matched, "notes": found.notes["text"].tolist(), "files": written})
        return 0
    for note in found.notes["text"]:
        print(f"- {note}")
    for path in written:
        if path.suffix == ".html" or path.name == "sarakkeet.json":
            print(text("cli.written", path=path if path.suffix == ".html" else path.parent))
    return 0


def _pairs(given: list[str], name: str) -> dict[str, str]:
    """Return what stands on both sides of the first "=" of each argument."""
    found: dict[str, str] = {}
    for argument in given:
        county, equals, value = argument.partition("=")
        if not (equals and county.strip() and value) or county.strip() in found:
            raise ParameterError(
                "parameter", name=name, owner="compare", expected=text("cli.county_source"), received=argument
            )
        found[county.strip()] = value
    return found


def _whole(county: str, value: str) -> int:
    digits = value.replace(" ", "").replace("\u00a0", "")
    if not digits.isdigit():
        raise ParameterError(
            "parameter", name="--population", owner="compare", expected=text("cli.county_people"),
            received=f"{county}={value}",
        )  # fmt: skip
    return int(digits)
