"""Identifiers planted in every column of an export are in nothing that comes out: files, plots, logs, errors.

One export with some fifty identifiers goes through everything that writes, prints, logs or answers. Then all of it is
unpacked and searched, whatever the escaping, letter case, Unicode form or spacing.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import importlib
import io
import json
import logging
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from canaries import CANARIES, Canary, account, as_json, identity_code, leaks, plain, records, squeeze

import rakenlp
from rakenlp import privacy
from rakenlp.cli import main
from rakenlp.privacy import KINDS

SHEET = Canary("phone", "välilehti", "puh 044 8817 305", ("0448817305",))
SEARCHED = (*CANARIES, SHEET)
FORMATS = ("csv", "csv.gz", "tsv", "xlsx", "json", "jsonl", "parquet", "txt", "DataFrame", "records")
_EXTRA = {"xlsx": "openpyxl", "parquet": "pyarrow"}


_DROPPED = ("asiakasnumero", "yhteystieto")  # columns of which only whether they were filled is kept
_TOLD_BY_COLUMN = (*_DROPPED, "gsm numerona")  # what an identifier is, only its column tells

#: What is written in texts: with words around that tell what it is.
SAID = tuple(canary.said for canary in CANARIES if canary.column not in _TOLD_BY_COLUMN)


class Outputs:
    """Collects everything that was written, printed, logged or answered, each under a name."""

    def __init__(self) -> None:
        self.plain: dict[str, str] = {}

    def add(self, name: str, content: Any) -> None:
        known = self.plain.get(name, "")
        self.plain[name] = known + "\n" + plain(content if isinstance(content, bytes) else str(content))

    def add_folder(self, name: str, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            self.add(f"{name}/{path.name}", path.name)
            if path.is_file():
                self.add(f"{name}/{path.name}", path.read_bytes())

    def add_database(self, name: str, path: Path) -> None:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            self.add(f"{name} (dump)", "\n".join(connection.iterdump()))
        for part in path.parent.glob(f"{path.name}*"):
            self.add(f"{name} (bytes)", part.read_bytes())

    def add_error(self, name: str, call: Callable[[], Any], *, must_fail: bool = True) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not tell
            found: BaseException | None = error
            while found is not None:
                self.add(name, f"{found} {found!r} {getattr(found, 'values', '')!r}")
                found = found.__cause__ or found.__context__
            self.add(name, "".join(traceback.format_exception(error)))
        else:
            assert not must_fail, f"{name}: no error"

    def add_command(self, name: str, *arguments: str, expected: int | None = 0) -> None:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(list(arguments))
        self.add(f"{name} (stdout)", out.getvalue())
        self.add(f"{name} (stderr)", err.getvalue())
        assert expected is None or code == expected, (name, code)

    def add_frame(self, name: str, frame: pd.DataFrame) -> None:
        for form in (frame.to_csv(), repr(frame.to_dict()), frame.to_html(), repr(frame), repr(frame.attrs)):
            self.add(name, form)


def write_export(kind: str, folder: Path) -> Any:
    """Return the export in one of the supported forms."""
    rows = records()
    path = folder / f"vienti.{kind}"
    if kind in ("DataFrame", "records"):
        return pd.DataFrame(rows) if kind == "DataFrame" else rows
    if kind == "txt":
        path.write_text(
            "\n".join(" ".join(str(cell) for name, cell in row.items() if name not in _TOLD_BY_COLUMN) for row in rows),
            encoding="utf-8",
        )
    elif kind == "xlsx":
        with pd.ExcelWriter(path) as book:
            for title in ("Vastaukset", SHEET.said):
                _in_cells(rows).to_excel(book, sheet_name=title, index=False)
    elif kind == "parquet":
        _in_cells(rows).to_parquet(path)
    elif kind == "json":
        path.write_text(as_json(rows), encoding="utf-8")
    elif kind == "jsonl":
        path.write_text("\n".join(json.dumps(row) for row in rows) + '\n{"kuvaus": "katkesi', encoding="utf-8")
    else:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]), delimiter="\t" if kind == "tsv" else ";")
        writer.writeheader()
        writer.writerows(rows)
        content = text.getvalue().encode("utf-8-sig")
        path.write_bytes(gzip.compress(content) if kind.endswith("gz") else content)
    return path


def _in_cells(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the rows with nested cells as text, for files that have none."""
    return pd.DataFrame([{key: str(c) if isinstance(c, list) else c for key, c in row.items()} for row in rows])


def tell_of_observations(out: Outputs, name: str, obs: rakenlp.Observations) -> None:
    out.add_frame(f"{name}: frame", obs.frame)
    out.add_frame(f"{name}: set_aside", obs.set_aside)
    tell_of_issues(out, f"{name}: report", obs)
    for shown in (obs.import_report, obs, obs._repr_html_()):
        out.add(f"{name}: report", shown)
    out.add(f"{name}: texts", "\n".join(obs.texts))


def tell_of_issues(out: Outputs, name: str, obs: rakenlp.Observations) -> None:
    out.add_frame(name, obs.import_report.issues)
    out.add_frame(name, obs.import_report.columns)
    out.add(name, obs.import_report.summary() + obs.import_report.source + obs.import_report._repr_html_())


def tell_of_analysis(out: Outputs, name: str, analysis: rakenlp.Analysis, folder: Path) -> None:
    for table in ("phenomena", "observations", "flags"):
        out.add_frame(f"{name}: {table}", getattr(analysis, table))
    cells = (
        analysis._repr_html_(),
        analysis.model._repr_html_(),
        analysis.flag_cards,
        analysis.flag_cards._repr_html_(),
    )
    for shown in (analysis, *cells, analysis.notes, analysis.versions, analysis.lineage):
        out.add(f"{name}: shown", shown)
    out.add_frame(f"{name}: timeline", analysis.timeline())
    for key in analysis.phenomena["phenomenon_id"]:
        out.add_frame(f"{name}: explain", analysis.explain(key))
        out.add_frame(f"{name}: sub_phenomena", analysis.sub_phenomena(key))
    if hasattr(analysis, "to_check_before_publishing"):
        out.add_frame(f"{name}: to check", analysis.to_check_before_publishing())
    from rakenlp.reporting.summary import summarise

    for profile in ("internal", "published"):
        for ending in ("html", "md", "json"):
            analysis.kooste(folder / f"kooste-{profile}.{ending}", profile=profile, period="all")
        analysis.slides(folder / f"diat-{profile}.html", profile, "all")
        analysis.kooste(folder / "k.docx", profile=profile, period="all")
        paths = [folder / "k.docx"]
        for place, key in enumerate(analysis.phenomena["phenomenon_id"]):
            for ending in ("docx", "html", "md", "json"):
                paths.append(analysis.social_report(key, folder / f"s{place}.{ending}", profile))
            paths.append(analysis.rake_vartti(key, folder / f"v{place}.html"))
            paths.append(analysis.rake_vartti(key, folder / f"v{place}.docx"))
        import zipfile

        for path in paths:
            if path.suffix == ".docx":
                with zipfile.ZipFile(path) as archive:
                    for part in archive.namelist():
                        if part.endswith(".xml"):
                            out.add(f"{name}: {path.name} {part}", archive.read(part))
                path.unlink()
        formats = ["csv", *(name for name in ("parquet", "xlsx") if _there(name))]
        tables = analysis.to_tables(folder / f"taulukot-{profile}", profile, formats)
        for path in tables:  # Parquet packs its texts, and a workbook parts them into cells
            if path.suffix == ".parquet":
                out.add_frame(f"{name}: {path.name}", pd.read_parquet(path))
                out.add(f"{name}: {path.name}", pyarrow_words(path))
        out.add(f"{name}: summary", summarise(analysis, profile=profile))
    analysis.save(folder / "malli")
    analysis.triage().save(folder / "triage")
    compare_counties(out, name, analysis, folder)
    write_research(analysis, folder / "tutkimus")
    out.add_folder(name, folder)


def compare_counties(out: Outputs, name: str, analysis: rakenlp.Analysis, folder: Path) -> None:
    """Write what a county hands over, and what a comparison with it makes."""
    from rakenlp.national import summarise_county

    handed = summarise_county(analysis, "Kainuu").hand_over(folder / "luovutus")
    found = rakenlp.compare_counties({"Kainuu": handed, "Lappi": analysis})
    for profile in ("internal", "published"):
        found.page(folder / f"vertailu-{profile}.html", profile)
        found.to_tables(folder / f"alueet-{profile}", profile, ["csv", "json"])
    for table in ("facts", "emerging", "pairs", "together", "few", "flags", "notes"):
        out.add_frame(f"{name}: counties {table}", getattr(found, table))
    out.add(f"{name}: counties", repr(found) + repr(found.summaries))


def write_research(analysis: rakenlp.Analysis, folder: Path) -> None:
    """Write what a researcher exports, the parts of projects as files of their own."""
    import zipfile

    from rakenlp.research import write_qda

    analysis.coding_sheet(folder / "koodaus.csv")
    write_qda(analysis, folder / "koodikirja.qdc")
    with zipfile.ZipFile(write_qda(analysis, folder / "projekti.qdpx")) as archive:
        archive.extractall(folder / "projekti")
    (folder / "projekti.qdpx").unlink()
    for form in ("text", "method", "bibtex"):
        (folder / f"{form}.txt").write_text(analysis.citation(form), encoding="utf-8")


def pyarrow_words(path: Path) -> str:
    """Return what a Parquet file says beside its cells."""
    from pyarrow.parquet import read_schema

    return repr(read_schema(path).metadata)


def tell_of_plots(out: Outputs, analysis: rakenlp.Analysis, folder: Path) -> None:
    pytest.importorskip("matplotlib")
    from matplotlib import pyplot

    for kind in ("timeline", "expected", "voices", "first_heard", "map"):
        figure = getattr(analysis.plot, kind)()
        with pyplot.rc_context({"svg.fonttype": "none"}):
            figure.savefig(folder / f"{kind}.svg")
        out.add(f"plot: {kind}", (folder / f"{kind}.svg").read_bytes())
        out.add(f"plot: {kind}", rakenlp.reporting.plots.alt_text(figure))
        pyplot.close(figure)
    out.add("plot: map page", analysis.plot.map_page(folder / "kartta.html").read_bytes())


def tell_of_triage(out: Outputs, triage: rakenlp.Triage) -> None:
    said = list(SAID)
    for found in (*triage.suggest_batch(said), triage.suggest("Vuokra on rästissä", municipality=said[3])):
        out.add("triage: suggestions", json.dumps(found.to_dict(), ensure_ascii=False))
        out.add("triage: suggestions", repr(found))
    out.add("triage: health", repr(triage.health()) + repr(triage))


def tell_of_register(out: Outputs, path: Path, analysis: rakenlp.Analysis) -> None:
    said = "; ".join(SAID)
    key, row = analysis.phenomena["phenomenon_id"].iloc[0], analysis.observations["observation_id"].iloc[0]
    with rakenlp.Register.open(path, who=said[:200], keep_texts=True) as register:
        rakenlp.analyse(analysis.obs, register=register)
        register.rename(key, said[:200], why=said)
        register.decide(key, "reject", why=said)
        register.reassign(row, key, why=said)
        register.open_report(key, why=said)
        for table in (register.phenomena(), register.assignments(), register.flag_states(), register.reports()):
            out.add_frame("register: tables", table)
        out.add("register: entries", "\n".join(repr(entry) for entry in register.entries()))
        register.export_jsonl(path.with_suffix(".jsonl"))
    out.add("register: jsonl", path.with_suffix(".jsonl").read_bytes())
    out.add_database("register", path)


def tell_of_service(out: Outputs, triage: rakenlp.Triage, register: Path) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    from fastapi.testclient import TestClient

    from rakenlp.server import create_app

    said = list(SAID)
    with rakenlp.Register.open(register) as book:
        client = TestClient(create_app(triage, book), raise_server_exceptions=False)
        for text in said:
            out.add("service: suggest", client.post("/suggest", json={"text": text, "evidence_spans": True}).content)
            out.add("service: wrong", client.post("/suggest", json={"text": [text], "kunta": text}).content)
            out.add("service: wrong", client.post("/suggest", content=text.encode()).content)
            out.add("service: decisions", client.post("/decisions", json={"action": text, "subject": text}).content)
        body = {"text": said[0], "municipality": said[1], "service_line": said[2], "received_date": said[3]}
        out.add("service: suggest", client.post("/suggest", json=body).content)
        out.add("service: batch", client.post("/suggest/batch", json={"items": [{"text": t} for t in said]}).content)
        why = {"action": "accept", "subject": "haato_vuokravelka", "why": "; ".join(said), "who": said[0]}
        out.add("service: decisions", client.post("/decisions", json=why).content)
        for path in ("/decisions", "/flags", "/phenomena", "/health", "/", f"/{said[0]}", f"/flags?kunta={said[1]}"):
            out.add("service: other", client.get(path).content)


def tell_of_masking(out: Outputs, folder: Path) -> None:
    """What masking alone gives: of a text, a table, a pipeline, and by the command."""
    rows = [{key: cell for key, cell in row.items() if key not in _TOLD_BY_COLUMN} for row in records()]
    for said in SAID:
        out.add("mask", repr(rakenlp.mask(said)) + rakenlp.mask(said).text + repr(rakenlp.mask(said).counts))
    if "mask_frame" not in privacy.__all__:
        return
    table = _in_cells(rows).set_axis([f"sarake {n}" for n in range(len(rows[0]))], axis=1)
    masked, report = privacy.mask_frame(table)
    out.add_frame("mask_frame", masked)
    out.add_frame("mask_frame", report)
    _in_cells(rows).to_csv(folder / "peitettava.csv", index=False)
    _file(folder, "peitettava.txt", "\n".join(SAID))
    for ending in ("csv", "txt"):
        target = folder / f"peitetty.{ending}"
        out.add_command(f"cli mask {ending}", "mask", str(folder / f"peitettava.{ending}"), "--out", str(target))
        out.add(f"cli mask {ending} (file)", target.read_bytes())
    out.add_command("cli mask text", "mask", " ".join(SAID), "--json")
    importlib.import_module("rakenlp.privacy.component")  # an install older than the component does not tell of it
    nlp = rakenlp.load_language()
    nlp.add_pipe("rakenlp_mask")
    with nlp.memory_zone():  # spaCy's own store of strings keeps every word it has read, and saves it with a pipeline
        for said in SAID:
            out.add("spacy component", nlp(said)._.masked.text)
    nlp.to_disk(folder / "putki")
    out.add_folder("spacy component (saved)", folder / "putki")


def tell_of_errors(out: Outputs, folder: Path) -> None:
    said = "; ".join(SAID)
    rows = records()
    wrong = {
        "not a path": lambda: rakenlp.read_observations(said),
        "mixed list": lambda: rakenlp.read_observations([rows[0], said]),
        "list of lists": lambda: rakenlp.read_observations([[said]]),
        "no text column": lambda: rakenlp.read_observations([{said: 1, **dict.fromkeys(_headers(), "x")}]),
        "headers of texts": lambda: rakenlp.read_observations(_file(folder, "otsikoton.csv", _headless())),
        "broken json": lambda: rakenlp.read_observations(_file(folder, "rikki.json", as_json(rows)[:-30])),
        "other json": lambda: rakenlp.read_observations(_file(folder, "muu.json", json.dumps({said: said}))),
        "broken lines": lambda: rakenlp.read_observations(_file(folder, "rikki.jsonl", "{" + said + "\n{")),
        "broken xlsx": lambda: rakenlp.read_observations(_file(folder, "rikki.xlsx", "PK\x03\x04xl/" + said)),
        "analyse": lambda: rakenlp.analyse([said]),
        "mask": lambda: rakenlp.mask([said]),
        "mask by": lambda: rakenlp.mask("x", SAID[0]),
        "masking": lambda: privacy.Masking(names=said),
        "read masked by": lambda: rakenlp.read_observations(["x"], mask=SAID[0]),
        "unmask": lambda: privacy.unmask(SAID[0], SAID[0]),
        "mask_frame": lambda: privacy.mask_frame(_in_cells(rows), [SAID[0]]),
        "lemmatize": lambda: rakenlp.lemmatize([[said]]),
        "predict": lambda: rakenlp.PhenomenonModel().fit([]).predict([{"text": said}]),
        "suggest": lambda: rakenlp.Triage.default().suggest([said]),
        "suggest town": lambda: rakenlp.Triage.default().suggest("Vuokra", municipality=[said]),
        "suggest day": lambda: rakenlp.Triage.default().suggest("Vuokra", received_date=[said]),
        "suggest group": lambda: rakenlp.Triage.default().suggest("Vuokra", respondent_group={said: said}),
        "suggest batch": lambda: rakenlp.Triage.default().suggest_batch([{"description": [said]}]),
        "suggest batch of one": lambda: rakenlp.Triage.default().suggest_batch(said),
    }
    for name, call in wrong.items():
        out.add_error(f"error: {name}", call)


def _headers() -> list[str]:
    return [canary.said for canary in CANARIES if canary.column == "kuvaus" and canary.kind != "address"]


def _headless() -> str:
    return "\n".join(";".join(row) for row in (_headers()[:6], _headers()[6:12]))


def _file(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def _marked(canary: Canary) -> Any:
    unmerged = pytest.mark.xfail(
        canary.kind not in KINDS and canary.column not in _DROPPED,
        reason="this kind is not looked for yet",
        strict=True,
    )
    return pytest.param(canary, id=canary.label, marks=unmerged)


@pytest.fixture(scope="module")
def captured_log() -> Iterator[io.StringIO]:
    """Everything that any logger says, from DEBUG on."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(lambda record: not record.name.startswith("http"))  # the client of the test is not ours
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.captureWarnings(True)
    yield stream
    logging.captureWarnings(False)
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory, captured_log: io.StringIO) -> dict[str, str]:
    """Everything that comes out of the export."""
    out, folder = Outputs(), tmp_path_factory.mktemp("kanaria")
    sources = {kind: write_export(kind, folder) for kind in FORMATS if _there(kind)}
    for kind, source in sources.items():
        tell_of_observations(out, f"read {kind}", rakenlp.read_observations(source))
    analysis = rakenlp.analyse(rakenlp.read_observations(sources["csv"]), register=folder / "rekisteri.sqlite")
    (folder / "analyysi").mkdir()
    tell_of_analysis(out, "analysis", analysis, folder / "analyysi")
    tell_of_analysis(out, "loaded", rakenlp.load_analysis(folder / "analyysi" / "malli"), folder / "analyysi")
    tell_of_plots(out, analysis, folder)
    tell_of_triage(out, analysis.triage())
    tell_of_register(out, folder / "rekisteri.sqlite", analysis)
    tell_of_service(out, analysis.triage(), folder / "rekisteri.sqlite")
    tell_of_masking(out, folder)
    tell_of_errors(out, folder)
    export, results = str(sources["csv"]), str(folder / "tulokset")
    model, book = f"{results}/malli", str(folder / "komento.sqlite")
    out.add_command("cli validate", "validate", export, "--out", str(folder / "validointi.csv"))
    out.add_command("cli analyse", "analyse", export, "--out", results, "--register", book, "--keep-texts")
    out.add_command("cli validate json", "validate", export, "--json")
    out.add_command("cli kooste", "kooste", results, "--out", str(folder / "uusi.html"), "--profile", "internal")
    out.add_command("cli slides", "slides", results, "--out", str(folder / "d.html"), "--profile", "internal")
    out.add_command("cli tables", "tables", results, "--out", str(folder / "t"), "--format", "csv", "--json")
    out.add_command("cli triage", "triage", export, "--model", model)
    out.add_command("cli triage json", "triage", export, "--model", model, "--json")
    for canary in CANARIES[::5]:
        out.add_command("cli triage text", "triage", canary.said, "--model", model, expected=None)
    for what in ("history", "phenomena", "flags", "reports"):
        out.add_command(f"cli register {what}", "register", book, what)
        out.add_command(f"cli register {what} json", "register", book, what, "--json")
    out.add_command("cli broken", "analyse", str(folder / "rikki.json"), "--out", results, expected=2)
    out.add("cli validate (file)", (folder / "validointi.csv").read_bytes())
    out.add("cli kooste (file)", (folder / "uusi.html").read_bytes())
    out.add("cli slides (file)", (folder / "d.html").read_bytes())
    out.add_folder("cli tables", folder / "t")
    out.add_folder("cli analyse", folder / "tulokset")
    out.add_database("cli register", Path(book))
    out.add("log", captured_log.getvalue())
    return out.plain


@pytest.fixture(scope="module")
def kept_unmasked(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    """What is kept of an export that was read with ``mask=False`` under a name that holds an identifier."""
    out, folder = Outputs(), tmp_path_factory.mktemp("peittamatta")
    path = write_export("csv", folder).rename(folder / f"{SHEET.said}.csv")
    obs = rakenlp.read_observations(path, mask=False)
    tell_of_issues(out, "issues", obs)
    register = folder / "rekisteri.sqlite"
    with rakenlp.Register.open(register, keep_texts=True) as book:
        analysis = rakenlp.analyse(obs, register=book)
        book.export_jsonl(folder / "rekisteri.jsonl")
    analysis.save(folder / "malli")
    analysis.triage().save(folder / "triage")
    for ending in ("html", "md", "json"):
        analysis.kooste(folder / f"kooste.{ending}", profile="published", period="all")
        out.add(f"kooste.{ending}", (folder / f"kooste.{ending}").read_bytes())
    write_research(analysis, folder / "tutkimus")
    for profile in ("internal", "published"):
        out.add(f"slides {profile}", analysis.slides(folder / "d.html", profile, "all").read_bytes())
    analysis.to_tables(folder / "taulukot", formats=["csv", *(n for n in ("parquet", "xlsx") if _there(n))])
    out.add_folder("tables", folder / "taulukot")
    for name in ("malli", "triage", "tutkimus"):
        out.add_folder(name, folder / name)
    out.add("jsonl", (folder / "rekisteri.jsonl").read_bytes())
    out.add_database("register", register)
    return out.plain, {name: squeeze(said) for name, said in out.plain.items()}


@pytest.mark.slow
@pytest.mark.parametrize("canary", [_marked(canary) for canary in SEARCHED])
def test_what_is_kept_of_an_unmasked_export_is_masked(
    canary: Canary, kept_unmasked: tuple[dict[str, str], dict[str, str]]
) -> None:
    assert leaks(canary, *kept_unmasked) == []


@pytest.fixture(scope="module")
def squeezed(outputs: dict[str, str]) -> dict[str, str]:
    return {name: squeeze(said) for name, said in outputs.items()}


def _there(kind: str) -> bool:
    if kind in _EXTRA:
        try:
            __import__(_EXTRA[kind])
        except ImportError:
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("canary", [_marked(canary) for canary in SEARCHED])
def test_nothing_that_comes_out_holds_it(canary: Canary, outputs: dict[str, str], squeezed: dict[str, str]) -> None:
    assert leaks(canary, outputs, squeezed) == []


def test_the_search_finds_what_is_written_in_any_way(tmp_path: Path) -> None:
    """The test of the test: what leaks is seen through escapes, archives, letter case, Unicode forms and spaces."""
    import unicodedata

    import numpy as np

    canary = Canary("name", "kuvaus", "Raija Möttönen", ("möttönen",))
    number = Canary("phone", "kuvaus", "040 5517 308", ("0405517308",))
    np.savez_compressed(tmp_path / "a.npz", words=np.array(["Möttönen"]), number=np.array(["040-551 7308"]))
    forms = {
        "upper": "MÖTTÖNEN 040 5517308",
        "nfd": unicodedata.normalize("NFD", "Möttönen 040-5517-308"),
        "html": "M&#246;tt&ouml;nen 040&nbsp;5517&nbsp;308",
        "json": json.dumps("Möttönen 040 5517 308"),
        "url": "m%C3%B6tt%C3%B6nen+040%205517%20308",
        "latin": "Möttönen 0405517308".encode("latin-1"),
        "utf-16": "Möttönen 0405517308".encode("utf-16-le"),
        "gzip": gzip.compress("Möttönen 0405517308".encode()),
        "npz": (tmp_path / "a.npz").read_bytes(),
    }
    out = {name: plain(content) for name, content in forms.items()}
    tight = {name: squeeze(said) for name, said in out.items()}
    assert leaks(canary, out, tight) == leaks(number, out, tight) == sorted(forms)
    assert leaks(number, {"x": "0.04055173081"}, {"x": "0.04055173081"}) == []


def test_the_identifiers_are_many_and_in_every_column() -> None:
    assert len(CANARIES) >= 50 and len({canary.said for canary in CANARIES}) == len(CANARIES)
    assert {canary.column for canary in CANARIES} >= set(records()[0]) - {canary.said for canary in CANARIES} - {
        "kuvaus"
    }
    assert rakenlp.mask(f"{identity_code(1, 1, 90, '-', 901)} {account(12345)}").counts == {"hetu": 1, "iban": 1}
