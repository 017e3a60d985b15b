"""Figures of found names against marked ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from reading import Marked

from rakenlp.privacy import Span
from rakenlp.privacy._name_model import NameModel


class Figures:
    """Counts of names found, missed and falsely found, by source."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.missed: list[tuple[str, str, str]] = []
        self.false: list[tuple[str, str, str]] = []

    def add(self, marked: Marked, found: Sequence[Span], model: NameModel) -> None:
        """Count one text."""
        spans = [(span.start, span.end) for span in found]
        for group in (marked.source, f"{marked.source} {marked.writer}" if marked.source == "synthetic" else ""):
            if group:
                self._count(self.counts[group], marked, spans)
        for start, end in marked.names:
            covered = _covered(start, end, spans, marked.text)
            for kind in kinds(marked, start, end, model):
                self.counts["  " + marked.source + " " + kind]["gold"] += 1
                self.counts["  " + marked.source + " " + kind]["whole"] += covered
            if not covered:
                self.missed.append((marked.source, marked.writer, _shown(marked.text, start, end)))
        for start, end in spans:
            if not any(a < end and start < b for a, b in (*marked.names, *marked.other)):
                self.false.append((marked.source, marked.writer, _shown(marked.text, start, end)))

    @staticmethod
    def _count(count: Counter[str], marked: Marked, spans: Sequence[tuple[int, int]]) -> None:
        count["texts"] += 1
        count["gold"] += len(marked.names)
        for start, end in marked.names:
            count["whole"] += _covered(start, end, spans, marked.text)
            count["touched"] += any(a < end and start < b for a, b in spans)
            count["exact"] += (start, end) in spans
        for start, end in spans:
            if any(a < end and start < b for a, b in marked.names):
                count["found"] += 1
                count["right"] += 1
                count["right exact"] += (start, end) in marked.names
            elif not any(a < end and start < b for a, b in marked.other):
                count["found"] += 1


def kinds(marked: Marked, start: int, end: int, model: NameModel) -> list[str]:
    """Return what is special in a name."""
    name = marked.text[start:end]
    words = [model.words[word.strip(",.()")] for word in name.split() if word.strip(",.()")]
    out = []
    if words and words[-1].case not in ("", "nom"):
        out.append("inflected")
    if name.islower():
        out.append("lower case")
    if any("W" in word.kind or "w" in word.kind for word in words):
        out.append("also a word")
    if any("P" in word.kind for word in words):
        out.append("also a place")
    if all(word.kind in ("u", "w", "u+", "-", "+", "w-", "W", "W-", "W+", "w+") for word in words):
        out.append("in no list")
    if any("g" in word.kind or "f" in word.kind or "h" in word.kind or "e" in word.kind for word in words):
        out.append("foreign")
    return out


def _covered(start: int, end: int, spans: Sequence[tuple[int, int]], text: str) -> bool:
    """Tell whether every letter of a name is in some span."""
    inside = {place for a, b in spans for place in range(a, b)}
    return all(place in inside for place in range(start, end) if text[place].isalpha())


def _shown(text: str, start: int, end: int) -> str:
    return f"{text[max(0, start - 40) : start]}[[{text[start:end]}]]{text[end : end + 30]}".replace("\n", "⏎")


def report(figures: Figures) -> None:
    """Print the figures."""
    for group, n in sorted(figures.counts.items()):
        if group.startswith("  "):
            print(f"{group:32} n {n['gold']:5} recall {n['whole'] / n['gold']:.3f}")
            continue
        line = f"{group:20} texts {n['texts']:6} names {n['gold']:5}"
        if n["gold"]:
            recall = [n[way] / n["gold"] for way in ("whole", "touched", "exact")]
            precision = [n[way] / max(1, n["found"]) for way in ("right", "right exact")]
            line += " recall {:.3f} (touched {:.3f}, exact {:.3f})".format(*recall)
            line += " precision {:.3f} (exact {:.3f})".format(*precision)
        line += f" false {n['found'] - n['right']} = {1000 * (n['found'] - n['right']) / n['texts']:.1f} per 1000 texts"
        print(line)
