"""What do we give people to look at, beside BERTopic, turftopic with topicwizard, and BERTrend?

    python benchmarks/reports.py --folder KEPT [--axe axe.min.js]
    python benchmarks/reports.py --folder KEPT --only rakenlp

On the example export (499 fictional submissions) into which twelve fictional identifiers are planted, each tool's own
functions for tables, figures and reports are run, and what they wrote is measured: can each submission be read in it,
are those outside every group, are the planted identifiers, does it work without the net, is there a text for those who
do not see, does it fit a sheet. Features and reports are compared, not clustering (that is ``phenomena.py``): no
encoder can be downloaded offline, so peers borrow our vectors; with a large sentence encoder their groups would be
other ones.

The identifiers are like those of our own tests: whether a tool masks is seen, not how well (that is ``privacy.py``).

What is not installed in this Python is left out with a line. Results are kept in the folder, so that tools that
do not fit into one environment can be measured one after the other; BERTrend asks for pandas below 3 and Python 3.12:

    pip install bertopic turftopic topic-wizard datamapplot     # one environment
    pip install bertrend                                        # another; once the folder has data, without rakenlp

The web applications (topicwizard's, BERTrend's) are not started, and nothing that needs a language model is run. With
Chromium, pages are opened at the width of an A4 sheet, with axe-core (``--axe``) for accessibility.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}

import numpy as np  # noqa: E402 - after the number of threads is set
import pandas as pd  # noqa: E402
from report_measures import beginning, content, looked_at, readable, squeezed  # noqa: E402
from report_peers import TOKENS, TOOLS, Given, Sheet  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "src" / "rakenlp" / "demo" / "example.csv"
SERIOUS = ("serious", "critical")
IMPORTED = {"rakenlp": "rakenlp", "bertopic": "bertopic", "turftopic": "turftopic", "topic-wizard": "topicwizard"}

#: A sentence that is added to a submission, and what must then be nowhere. Fictional: nobody has a number above 900.
PLANTED = (
    ("Hetu on 050361-913U.", "050361913u"),
    ("Asiakas 121288-922V odottaa yhä.", "121288922v"),
    ("Soittakaa 044 8817 305.", "0448817305"),
    ("Numero on 050 881 7306.", "0508817306"),
    ("Osoite on raija.mottonen@esimerkki.fi.", "raijamottonenesimerkkifi"),
    ("Vastaus tuli osoitteesta teuvo.r@esimerkki.fi.", "teuvoresimerkkifi"),
    ("Tilinumero on FI21 1234 5600 0007 85.", "fi2112345600000785"),
    ("Terveisin Kyösti Ruuskanen", "ruuskanen"),
    ("Asia koskee Marjukka Eskelistä.", "eskelistä"),
    ("Sosiaaliohjaaja Jarkko Pöntinen ei vastaa soittoihin.", "pöntinen"),
    ("Perhe asuu Tähkätie 7 B 12.", "tähkätie7b12"),
    ("Auton rekisterinumero on XQZ-418.", "xqz418"),
)


def prepare(folder: Path) -> None:
    """Plant the identifiers and keep what every tool gets."""
    from sklearn.feature_extraction.text import CountVectorizer
    from spacy.lang.fi.stop_words import STOP_WORDS

    import rakenlp
    from rakenlp.vectors import ObservationVectorizer

    table = pd.read_csv(EXAMPLE, sep=";", dtype=str, encoding="utf-8-sig", keep_default_na=False)
    kept = set(rakenlp.read_observations(EXAMPLE).frame.index)
    rows = [i for i in table.index if table.at[i, "ilmoitus_id"] in kept and len(table.at[i, "kuvaus"]) > 80]
    chosen = rows[:: len(rows) // len(PLANTED)]
    for row, (sentence, _) in zip(chosen, PLANTED, strict=False):
        table.at[row, "kuvaus"] = f"{table.at[row, 'kuvaus']} {sentence}"
    path = folder / "export.csv"
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig")
    obs, raw = rakenlp.read_observations(path), rakenlp.read_observations(path, mask=False)
    frame = pd.DataFrame(
        {
            "id": obs.frame.index,
            "text": raw.texts,
            "masked": obs.texts,
            "date": obs.frame["received_date"].to_numpy(),
            "group": obs.frame["respondent_group"].to_numpy(),
        }
    )
    stop = sorted(STOP_WORDS)
    counter = CountVectorizer(min_df=2, token_pattern=TOKENS, stop_words=stop).fit(frame["text"])
    words = sorted(counter.vocabulary_)
    vectorizer = ObservationVectorizer().fit(frame["masked"].tolist())
    vectors, of_words = vectorizer.transform(frame["masked"].tolist()), vectorizer.transform(words)
    frame.to_json(folder / "frame.json", orient="records", date_format="iso", force_ascii=False)
    np.savez(folder / "vectors.npz", vectors=np.asarray(vectors), words=np.asarray(of_words))
    (folder / "words.json").write_text(json.dumps({"words": words, "stop": stop}), "utf-8")


def given(folder: Path) -> Given:
    """Return what every tool gets."""
    frame = pd.DataFrame(json.loads((folder / "frame.json").read_text("utf-8")))
    frame["date"] = pd.to_datetime(frame["date"]).dt.tz_localize(None)
    kept, told = np.load(folder / "vectors.npz"), json.loads((folder / "words.json").read_text("utf-8"))
    return Given(folder / "export.csv", frame, kept["vectors"], told["words"], kept["words"], told["stop"])


def run(tool: str, folder: Path) -> None:
    """Run one tool in this process and keep what it wrote, with notes."""
    outputs = folder / tool / "outputs"
    shutil.rmtree(outputs.parent, ignore_errors=True)
    outputs.mkdir(parents=True)
    package, work = TOOLS[tool]
    start, sheet = time.process_time(), Sheet(outputs)
    work(given(folder), sheet)
    notes = sheet.notes
    notes["seconds of the model"] = notes["seconds of the model"] - start
    kept = {key: value for key, value in vars(sheet).items() if key not in ("folder", "notes")}
    kept |= {"version": version(package), "titles": sorted(sheet.titles), "notes": notes}
    kept["python"] = sys.version.split()[0]
    (folder / tool / "run.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1, default=str), "utf-8")


def measure(tool: str, folder: Path, axe: Path | None) -> dict[str, Any]:
    """Measure what a tool wrote."""
    kept = json.loads((folder / tool / "run.json").read_text("utf-8"))
    frame, kinds = given(folder).frame, kept["kinds"]
    outputs = folder / tool / "outputs"
    plain = {name: content(outputs / name) for name in kinds}
    needles = [beginning(text) for text in frame["masked" if tool == "rakenlp" else "text"]]
    ids = [squeezed(i) for i in frame["id"]]
    outside = set(kept["notes"]["outside"])

    def shown(*chosen: str) -> str:
        return "|".join(text for name, text in plain.items() if kinds[name] in chosen)

    everything = "|".join(plain.values())
    at_sight, hovering, tables = shown("page", "printout"), shown("figure"), shown("table")
    found: dict[str, Any] = {
        "bytes": sum((outputs / name).stat().st_size for name in kinds),
        "reports": len(readable(needles, at_sight)),
        "figures": len(readable(needles, hovering)),
        "tables": len(readable(needles, tables)),
        "by id": len(readable(ids, everything)),
        "outside": len(outside),
        "outside in reports": len(outside & set(readable(needles, at_sight))),
        "outside in figures": len(outside & set(readable(needles, hovering))),
        "outside in tables": len(outside & set(readable(needles, tables))),
        "planted": sorted(sentence for sentence, needle in PLANTED if needle in everything),
        "in files": sorted(name for name, text in plain.items() if any(needle in text for _, needle in PLANTED)),
        "texts published": len(readable(needles, shown("published"))),
    }
    pages = {name: looked_at(outputs / name, axe) for name in kinds if name.endswith(".html")}
    found["pages"] = {name: page for name, page in pages.items() if page}
    return kept | {"measured": found}


def lines(results: dict[str, dict[str, Any]], total: int) -> list[tuple[str, list[str]]]:
    """Return the rows of the table."""

    def row(name: str, tell: Any) -> tuple[str, list[str]]:
        return name, [str(tell(result, result["measured"], result["measured"]["pages"])) for result in results.values()]

    def of(part: Any, whole: Any) -> str:
        return f"{part} of {whole}"

    def serious(pages: dict[str, Any]) -> str:
        found = [page["axe"] for page in pages.values() if "axe" in page]
        return of(sum(any(v[1] in SERIOUS for v in page) for page in found), len(found)) if found else "–"

    return [
        row("version", lambda r, m, p: r["version"]),
        row("model, CPU s", lambda r, m, p: f"{r['notes']['seconds of the model']:.0f}"),
        row("tables, figures, reports, CPU s", lambda r, m, p: f"{r['seconds']:.0f}"),
        row("files; MB", lambda r, m, p: f"{len(r['kinds'])}; {m['bytes'] / 1e6:.1f}"),
        row("functions that failed", lambda r, m, p: ", ".join(r["failed"]) or "none"),
        row("groups", lambda r, m, p: r["notes"]["groups"]),
        row("submissions in no group", lambda r, m, p: r["notes"]["in no group"]),
        row(f"texts of {total} in pages and printouts", lambda r, m, p: m["reports"]),
        row("texts when pointed at in a figure", lambda r, m, p: m["figures"]),
        row("texts in tables of data", lambda r, m, p: m["tables"]),
        row("ids of submissions anywhere", lambda r, m, p: m["by id"]),
        row("in no group: in pages and printouts", lambda r, m, p: of(m["outside in reports"], m["outside"])),
        row("in no group: pointed at in a figure", lambda r, m, p: of(m["outside in figures"], m["outside"])),
        row(f"planted identifiers of {len(PLANTED)} in what was written", lambda r, m, p: len(m["planted"])),
        row("counts of 1–4 shown in tables", lambda r, m, p: r["small"]),
        row("  of these in what is to be published", lambda r, m, p: r["notes"].get("small counts published", "–")),
        row("expected range or error bars: times", lambda r, m, p: r["bands"]),
        row("lines over time; told apart without colour", lambda r, m, p: f"{r['lines']}; {r['looks']}"),
        row("pages that ask the net", lambda r, m, p: of(sum(bool(x["asked"]) for x in p.values()), len(p))),
        row("pages that name their language", lambda r, m, p: of(sum(bool(x.get("lang")) for x in p.values()), len(p))),
        row("pictures with a text alternative", lambda r, m, p: of(*_sums(p, "told", "charts"))),
        row("pages wider than an A4 sheet", lambda r, m, p: of(sum(_wide(x) for x in p.values()), len(p))),
        row("pages with serious findings of axe-core", lambda r, m, p: serious(p)),
        row("Word files", lambda r, m, p: sum(name.endswith(".docx") for name in r["kinds"])),
        row("titles and axes say", lambda r, m, p: "; ".join(r["titles"][:4]) or "–"),
    ]


def _sums(pages: dict[str, Any], *names: str) -> list[int]:
    return [sum(page.get(name, 0) for page in pages.values()) for name in names]


def _wide(page: dict[str, Any]) -> bool:
    return page.get("across", 0) > page.get("screen", 0) + 1


def main() -> None:
    """Run what is asked for and print a Markdown table of everything that the folder has."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where outputs are kept; a temporary folder when not given")
    parser.add_argument("--only", choices=TOOLS, action="append", help="one tool; may be given again")
    parser.add_argument("--axe", type=Path, help="the file axe.min.js of axe-core")
    parser.add_argument("--again", action="store_true", help="measure kept outputs, run nothing")
    parser.add_argument("--run", choices=TOOLS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        run(arguments.run, arguments.folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "frame.json").exists():
            prepare(folder)
        for tool in () if arguments.again else arguments.only or TOOLS:
            package = TOOLS[tool][0]
            if not find_spec(IMPORTED.get(package, package)):
                then = "kept results are used" if _kept(folder, tool) else "left out"
                print(f"{tool}: {package} is not installed here; {then}")
                continue
            command = [sys.executable, __file__, "--folder", str(folder), "--run", tool]
            ran = subprocess.run(command, check=False, capture_output=True, text=True)
            if ran.returncode:
                print(f"{tool}: failed, {ran.stderr.strip().splitlines()[-1]}")
                continue
            (folder / tool / "measured.json").unlink(missing_ok=True)
        results = {}
        for tool in filter(lambda name: _kept(folder, name), TOOLS):
            kept = folder / tool / "measured.json"
            if arguments.again or not kept.exists():
                kept.write_text(json.dumps(measure(tool, folder, arguments.axe), ensure_ascii=False, indent=1), "utf-8")
            results[tool] = json.loads(kept.read_text("utf-8"))
        total = len(given(folder).frame)
        print(f"\n{total} fictional submissions, {len(PLANTED)} fictional identifiers planted\n")
        print("| | " + " | ".join(results) + " |\n|---" * 1 + "|---" * len(results) + "|")
        for name, cells in lines(results, total):
            print(f"| {name} | " + " | ".join(cells) + " |")


def _kept(folder: Path, tool: str) -> bool:
    return (folder / tool / "run.json").exists()


if __name__ == "__main__":
    main()
