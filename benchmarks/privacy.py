"""How much personal data is found, beside what a user would pick instead, how fast, and what masking changes?

    python benchmarks/privacy.py [--ner FILE] [--quick]

1. Recall and precision by kind on ``benchmarks/data/privacy.jsonl``: 500 fictional texts that nothing was trained on,
   with 95 % intervals from a bootstrap by text. Presidio (``pip install presidio-analyzer``) and a set of regular
   expressions beside it; a line tells where presidio is not installed.
2. Names by what makes them hard: inflected, in lower case, words of the language too, foreign, Swedish rows.
3. Persons in a named-entity set given by path (``--ner``: a token and its tag a line, tags as B-PER and I-PER, such as
   the development set of the Turku NER corpus, CC BY-SA 4.0, not in this repository), bootstrapped by document.
4. Speed on the texts of the example, and hostile input of 1 MB: time must grow as the length does.
5. In how many observations the phenomenon of the masked text is that of the raw text.

What counts as found: every letter and digit of the marked span is inside what a system marked, whatever kind it took
it for; an ending after a colon ("7:stä") need not be. "Same kind": inside spans of that kind alone. A span of a system
is right if it overlaps a marked span of any kind ("same kind": of its own kind).
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from privacy_peers import Finder, Found, by_patterns, presidio, seconds
from quality import environment

import rakenlp
from rakenlp import privacy
from rakenlp.language.voikko import morphology

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "models" / "names"))

from reading import KINDS, without_marks  # noqa: E402 - lies in the folder of the marked texts

TEXTS = Path(__file__).with_name("data") / "privacy.jsonl"
_ENDING = re.compile(r":[a-zåäö]+$")
_INITIALS = re.compile(r"(?:[A-ZÅÄÖ]\.?[ -]?){1,4}(?::[a-zåäö]+)?")
_DRAWS = 2000


class Marked(NamedTuple):
    """A text and what is marked in it."""

    text: str
    gold: Found
    writer: str


def unmarked(said: str, writer: str) -> Marked:
    """Take the marks out of a text."""
    text, marks = without_marks(said)
    return Marked(text, [(KINDS[mark], start, end) for mark, start, end in marks], writer)


def entities(path: Path) -> list[Marked]:
    """Read the persons of a named-entity set, each document as one text without the spaces between its tokens."""
    found: list[Marked] = []
    text, gold = "", list[tuple[str, int, int]]()
    content = path.read_bytes()
    lines = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8").splitlines()
    for line in [*lines, "-DOCSTART-\tO"]:
        token, _, tag = line.partition("\t")
        if token == "-DOCSTART-":
            found += [Marked(text, gold, "ner")] if text else []
            text, gold = "", []
        elif token:
            glue = "" if not text or token in ".,:;!?)%" or text[-1] == "(" else " "
            start, text = len(text) + len(glue), text + glue + token
            if tag == "I-PER" and gold:
                gold[-1] = ("name", gold[-1][1], len(text))
            elif tag.endswith("-PER"):
                gold.append(("name", start, len(text)))
    return found


# ---- counting
def covered(text: str, span: tuple[str, int, int], found: Iterable[tuple[str, int, int]]) -> bool:
    """Tell whether every letter and digit of a marked span is in one of the spans found."""
    _, start, end = span
    ending = _ENDING.search(text[start:end])
    end -= len(ending[0]) if ending else 0
    hidden = {at for _, first, last in found for at in range(max(first, start), min(last, end))}
    return all(at in hidden for at in range(start, end) if text[at].isalnum())


def overlaps(span: tuple[str, int, int], others: Iterable[tuple[str, int, int]]) -> bool:
    """Tell whether a span has a character in common with one of the others."""
    return any(span[1] < end and start < span[2] for _, start, end in others)


def of_kind(spans: Found, kind: str) -> Found:
    """Return the spans of a kind."""
    return [span for span in spans if span[0] == kind]


def counts(rows: list[Marked], found: list[Found], kinds: Iterable[str]) -> np.ndarray:
    """Return for each text: marked, found, found as the same kind, spans of the system, right, right by kind."""
    out = np.zeros((len(rows), 6), dtype=np.int64)
    for row, (text, gold, _), spans in zip(out, rows, found, strict=True):
        for kind in kinds:
            for span in of_kind(gold, kind):
                row[:3] += 1, covered(text, span, spans), covered(text, span, of_kind(spans, kind))
            for span in of_kind(spans, kind):
                row[3:] += 1, overlaps(span, gold), overlaps(span, of_kind(gold, kind))
    return out


def shares(table: np.ndarray) -> list[str]:
    """Return recall, recall by kind, precision, precision by kind, those of any kind with their 95 % intervals."""
    weights = np.random.default_rng(0).multinomial(len(table), np.full(len(table), 1 / len(table)), _DRAWS)
    drawn, whole = weights @ table, table.sum(axis=0)
    cells = []
    for part, total, interval in ((1, 0, True), (2, 0, False), (4, 3, True), (5, 3, False)):
        if not whole[total]:
            cells.append("–".center(18 if interval else 6))
            continue
        cell = f"{whole[part] / whole[total]:6.3f}"
        if interval:
            usable = drawn[:, total] > 0
            low, high = np.quantile(drawn[usable, part] / drawn[usable, total], (0.025, 0.975))
            cell += f" [{low:.2f}–{high:.2f}]"
        cells.append(cell)
    return cells


def table(title: str, rows: list[Marked], systems: dict[str, list[Found]], kinds: dict[str, tuple[str, ...]]) -> None:
    """Print recall and precision of each system by kind."""
    print(f"\n{title}\n")
    print(f"{'':<14}{'':<22}{'marked':>7}  {'recall':<14}  {'kind':>6}  {'spans':>6}  {'precision':<14}  {'kind':>6}")
    for label, members in kinds.items():
        for name, found in systems.items():
            told = counts(rows, found, members)
            whole = told.sum(axis=0)
            if not whole[0] and not whole[3]:
                continue
            recall, same, precision, right = shares(told)
            print(
                f"{label:<14}{name:<22}{whole[0]:7}  {recall}  {same}  {whole[3]:6}  {precision}  {right}", flush=True
            )
            label = ""


# ---- names by what makes them hard
def traits(row: Marked, span: tuple[str, int, int], language: str) -> Iterator[str]:
    """Yield what is told of a name, by Voikko and by its place."""
    _, start, end = span
    said, before = row.text[start:end], row.text[:start].rstrip(" \"”'(–-")
    words = [word for word in re.split(r"[ \-]+", _ENDING.sub("", said)) if len(word.strip(".")) > 1]
    yield "one word" if " " not in said else "two words or more"
    yield "at the start of a sentence" if not before or before[-1] in ".!?:\n" else "inside a sentence"
    if said[0].islower():
        yield "in lower case"
    if said.isupper() and len(said) > 3:
        yield "in capitals"
    if language == "sv":
        yield "in Swedish rows"
    if _INITIALS.fullmatch(said) or not words:
        yield "initials only"
        return
    readings = [morphology().analyze(word[0].upper() + word[1:].lower()) for word in words]
    if any(_is_word(word.lower()) for word in words):
        yield "also a word (homograph)"
    if not any(readings):
        yield "unknown to Voikko (foreign, rare, nickname, typo)"
    cases = {reading.get("SIJAMUOTO") for reading in readings[-1]}
    if cases:
        yield "base form (by Voikko)" if "nimento" in cases else "inflected (by Voikko)"


def _is_word(word: str) -> bool:
    names = {"nimi", "etunimi", "sukunimi", "paikannimi"}
    return any(reading.get("CLASS") not in names for reading in morphology().analyze(word))


def names_by_trait(rows: list[Marked], systems: dict[str, list[Found]]) -> None:
    """Print the recall of names by what makes them hard."""
    obs = rakenlp.read_observations([row.text for row in rows], mask=False)
    language = dict(zip(obs.frame["row"], obs.frame["language"], strict=True))
    groups: dict[str, np.ndarray] = {}
    for at, row in enumerate(rows):
        for span in of_kind(row.gold, "name"):
            hit = [covered(row.text, span, found[at]) for found in systems.values()]
            for trait in ("all", f"writer {row.writer}", *traits(row, span, str(language.get(at + 1)))):
                held = groups.setdefault(trait, np.zeros((len(rows), len(systems), 2), dtype=np.int64))
                held[at, :, 0] += 1
                held[at, :, 1] += hit
    print("\n2. NAMES BY WHAT MAKES THEM HARD: recall (in spans of any kind) with 95 % intervals\n")
    print(f"{'':<52}{'names':>6}  " + "  ".join(f"{name:<19}" for name in systems))
    for trait, held in sorted(groups.items(), key=lambda item: (item[0] != "all", item[0])):
        cells = []
        for column in range(len(systems)):
            rest = held[:, column, :][:, [0, 1, 1, 0, 0, 0]]
            cells.append(f"{shares(rest)[0]:<19}")
        print(f"{trait:<52}{held[:, 0, 0].sum():6}  " + "  ".join(cells), flush=True)
    wrong = {
        name: sum(
            not overlaps(s, row.gold) for row, spans in zip(rows, found, strict=True) for s in of_kind(spans, "name")
        )
        for name, found in systems.items()
    }
    without = [at for at, row in enumerate(rows) if not of_kind(row.gold, "name")]
    print(f"\n   names found where nothing is marked: {', '.join(f'{name} {n}' for name, n in wrong.items())};")
    clean = {name: sum(not of_kind(found[at], "name") for at in without) for name, found in systems.items()}
    told = ", ".join(f"{name} {n}" for name, n in clean.items())
    print(f"   of the {len(without)} texts without a name, left without one: {told}")


# ---- speed, hostile input
HOSTILE = {
    "spaces": " ", "zeros": "0", "digits and spaces": "0 ", "letters": "a", "capitals": "Aa ", "at signs": "@",
    "unfinished e-mails": "a@", "dots": "a.", "www.": "www.", "http://": "http://", "slashes": "0/0",
    "brackets": "(0", "plus signs": "+3", "mobile numbers cut": "040 ", "identity codes cut": "010190-",
    "identity codes": "010190-901X ", "accounts cut": "FI21 1234 ", "country codes": "AB12", "plates cut": "ABC-",
    "letters and digits": "A1", "streets": "katu ", "street names": "Pitkäkatu ", "street, number": "Pitkäkatu 1 A ",
    "told phones": "puh", "postcodes": "33100 ", "dashes": "-1", "colons": ":1", "IPv6": "2001:db8:",
    "IPv4": "1.2.3.", "handles": "@a_", "dates": "1.1.", "birth": "synt. ", "cases": "päätös nro ",
    "names": "Maija Virtanen ", "initials": "M. ", "combining marks": "a\u0301", "open brackets": "[",
    "tokens": "[NIMI]", "wide": "\U0001d7ce", "soft hyphens": "a\u00ad", "line breaks": "\n", "nulls": "\0",
}  # fmt: skip


def speed(systems: dict[str, Callable[[str], object]], quick: bool) -> None:
    """Print megabytes of ordinary text a second, and how the time grows with hostile input."""
    print("\n4. SPEED: processor time for the texts of the example (synthetic), one text at a time; a thread\n")
    said = rakenlp.read_observations(ROOT / "src/rakenlp/demo/example.csv", mask=False).texts
    pieces = said * (1 + 1_000_000 // sum(map(len, said)))
    for name, call in systems.items():
        part = pieces if "presidio" not in name else pieces[: len(pieces) // 10]
        size = sum(len(piece.encode()) for piece in part) / 1e6

        def every(_: str, call: Callable[[str], object] = call, part: list[str] = part) -> None:
            for piece in part:
                call(piece)

        took = min(seconds(every, "") for _ in range(1 if quick else 3))
        print(f"   {name:<40}{size / took:8.2f} MB/s")
    size = 100_000 if quick else 1_000_000
    print(f"\n   Hostile input, {size:,} characters in one text: seconds, times a quarter of it (linear: 4)\n")
    ours = {name: call for name, call in systems.items() if name.startswith("rakenlp")}
    for name, call in ours.items():
        long = {told: seconds(call, (piece * size)[:size]) for told, piece in HOSTILE.items()}
        slow = sorted(long, key=lambda told: -long[told])[:5]
        grown = {told: long[told] / max(seconds(call, (HOSTILE[told] * size)[: size // 4]), 1e-3) for told in slow}
        print(f"   {name}: median {np.median(list(long.values())):.2f} s; slowest " + ", ".join(
            f"{told} {long[told]:.2f} s (×{grown[told]:.1f})" for told in slow
        ), flush=True)  # fmt: skip


def agreement(sets: dict[str, list[str]]) -> None:
    """Print how often the known phenomenon, or that none fits, is the same of the raw and of the masked text."""
    print("\n5. PHENOMENA OF MASKED AND OF RAW TEXTS (shipped model; synthetic texts)\n")
    model = rakenlp.PhenomenonModel().fit([])
    print(f"{'':<46}{'texts':>6}{'changed':>9}{'same phenomenon':>17}{'of the changed':>16}{'of those that fit':>19}")
    for name, texts in sets.items():
        masked = [privacy.mask(text).text for text in texts]
        changed = np.array([one != other for one, other in zip(texts, masked, strict=True)])
        raw = model.predict(texts)
        same, fits = raw == model.predict(masked), raw >= 0
        parts = [same.mean(), same[changed].mean() if changed.any() else np.nan, same[fits].mean()]
        print(f"{name:<46}{len(texts):6}{changed.sum():9}{parts[0]:17.4f}{parts[1]:16.3f}{parts[2]:19.4f}", flush=True)


def ours(text: str) -> Found:
    """Return what ``rakenlp.mask`` masks."""
    return [(span.kind, span.start, span.end) for span in privacy.mask(text).spans]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ner", type=Path, help="a named-entity set with persons")
    parser.add_argument("--quick", action="store_true", help="less hostile input, no repeats")
    arguments = parser.parse_args()
    print(environment())
    finders: dict[str, Finder] = {"rakenlp": ours}
    peer = presidio()
    if peer is None:
        print("presidio is not installed: left out (pip install presidio-analyzer)")
    else:
        finders[peer[0]] = peer[1]
    finders["regular expressions"] = by_patterns
    rows = [unmarked(row["teksti"], row["kirjoittaja"]) for row in map(json.loads, TEXTS.open(encoding="utf-8"))]
    systems = {name: [find(row.text) for row in rows] for name, find in finders.items()}
    structured = tuple(kind for kind in KINDS.values() if kind != "name")
    kinds = {"structured": structured, **{kind: (kind,) for kind in KINDS.values()}}
    table(f"1. FICTIONAL TEXTS WITH PERSONAL DATA MARKED ({len(rows)} by two writers)", rows, systems, kinds)
    names_by_trait(
        rows, {name: found for name, found in systems.items() if any(of_kind(s, "name") for s in found)} or systems
    )
    if arguments.ner:
        documents = entities(arguments.ner)
        found = {
            name: [of_kind(find(row.text), "name") for row in documents]
            for name, find in finders.items()
            if name != (peer or ("",))[0]
        }
        table(f"3. PERSONS IN {arguments.ner.name}: {len(documents)} documents", documents, found, {"name": ("name",)})
    calls: dict[str, Callable[[str], object]] = {
        "rakenlp, structured (find_identifiers)": privacy.find_identifiers,
        "rakenlp, all (mask)": privacy.mask,
    }
    if hasattr(privacy, "find_names"):
        calls["rakenlp, names (find_names)"] = privacy.find_names
    speed(calls | {name: find for name, find in finders.items() if name != "rakenlp"}, arguments.quick)
    example = rakenlp.read_observations(ROOT / "src/rakenlp/demo/example.csv", mask=False).texts
    agreement({"the example export": example, "the test set (personal data in most texts)": [row.text for row in rows]})


if __name__ == "__main__":
    main()
