"""How well the language of a short text is told, and how far Swedish texts reach the known phenomena.

    python benchmarks/languages.py

Everything measured here is synthetic: ``tests/language_rows.tsv`` (short rows in many languages; "fresh" ones were
written after the word lists were frozen) and ``tests/swedish_observations.jsonl`` ("held" ones were written before the
Swedish–Finnish list, by the same hand, which flatters). A Swedish text is scored as it is, and as the Finnish terms of
:func:`rakenlp.language.swedish.swedish_terms`.
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from pathlib import Path

from rakenlp.language.swedish import UNKNOWN, swedish_terms
from rakenlp.observations import detect_language
from rakenlp.phenomena.domain_model import DomainModel

TESTS = Path(__file__).resolve().parent.parent / "tests"


def language_figures() -> None:
    """Print the share of right answers for each part of the rows and each language."""
    with (TESTS / "language_rows.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for part in ("development", "kept", "fresh"):
        right: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for row in rows:
            if row["part"] == part:
                expected = row["expected"].split("|")
                total[expected[0]] += 1
                right[expected[0]] += detect_language(row["text"]) in expected
        share = right.total() / total.total()
        detail = ", ".join(f"{language} {right[language]}/{total[language]}" for language in sorted(total))
        print(f"language, {part:<12} {share:.3f} of {total.total()} ({detail})")


def swedish_figures() -> None:
    """Print top-1 and top-3 of the domain model for Swedish texts with and without the Finnish terms."""
    model = DomainModel.default()
    columns = [model.classes.index(code) for code in model.codes]
    lines = (TESTS / "swedish_observations.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for half in ("development", "held"):
        chosen = [row for row in rows if row["half"] == half]
        raw = [row["text"] for row in chosen]
        terms = [" ".join(term for term in swedish_terms(text) if not term.startswith(UNKNOWN)) for text in raw]
        for name, texts in (("as it is", raw), ("Finnish terms", terms)):
            order = (-model.predict_proba(texts)[:, columns]).argsort(axis=1)[:, :3]
            hits = [
                [model.codes[i] in {row["code"], *row["also"]} for i in best]
                for row, best in zip(chosen, order, strict=True)
            ]
            first, third = sum(h[0] for h in hits) / len(hits), sum(any(h) for h in hits) / len(hits)
            print(f"Swedish, {half:<12} {name:<14} top-1 {first:.3f}, top-3 {third:.3f} of {len(hits)}")


def speed() -> None:
    """Print the time of both functions on short texts, caches warm."""
    lines = (TESTS / "swedish_observations.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    tokens = sum(len(text.split()) for text in texts)
    for function in (detect_language, swedish_terms):
        for _ in range(2):
            start = time.perf_counter()
            for text in texts:
                function(text)
            took = time.perf_counter() - start
        print(f"speed, {function.__name__:<16} {1e6 * took / len(texts):.0f} µs a text, {tokens / took:,.0f} tokens/s")


if __name__ == "__main__":
    language_figures()
    swedish_figures()
    speed()
