"""Signals in three years of real headlines: when would each large event have been flagged, and how much else?

    python benchmarks/signals_headlines.py HEADLINES.csv.xz [--folder KEPT] [--per-week 150] [--epidemic]

``HEADLINES`` has the columns date, headline and lead (nkrusch/fi-news-corpus). **A week plays the part of a month**:
windows of 1, 3 and 6 weeks, a past of up to 52 weeks. Nothing looks ahead:

- every ``--refit`` weeks a ``PhenomenonModel(taxonomy=None)`` is fitted on the last ``--memory`` weeks up to that day;
  with it the past year is read anew, and the weeks until the next fit as they come. Texts that no phenomenon fits
  count with none;
- each week :func:`rakenlp.signals.growth_evidence` sees the counts up to that week; a flag is a chance recurrence of at
  most 6 a year (``p × phenomena × 52``) with three texts in six weeks. Headlines have no respondents, so no voice rule;
- a phenomenon once flagged is quiet for six weeks. After a new fit it is the one that at least half of its texts had
  before.

Of each week ``--per-week`` texts are drawn (seeded), for the sake of time and of counts like those of a form.

Keywords say afterwards which flag an event belongs to: at least a quarter of the texts that raised it, and three, have
one. They label nothing before. Events and words were written with hindsight, without looking at the flags.

What is left of the flags when no event is left: *dealt anew* puts the texts that a model has read into any of its
weeks, so that nothing but chance remains; *weeks mixed* puts whole weeks in another order, so that bursts of a week
remain, but no growth.

``--epidemic``: fits each week of January to March 2020 on the past only. The epidemic *stands* when half of the texts
of some phenomenon, and three, have its words.

With ``--folder`` what the models said of each text (numbers and the phenomena's words, no texts) is kept: another run
tests other statistics in seconds. The texts are a newspaper's: none is shown.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from rakenlp import PhenomenonModel
from rakenlp.signals import Rules, growth_evidence

START = pd.Timestamp("2018-11-05")  # a Monday; before it the file has a few texts a week
HISTORY, PAST, QUIET = 12, 52, 6
ABOUT, BEFORE, AFTER = 0.25, 6, 12
RULES = Rules()
EPIDEMIC = "korona|covid|wuhan|pandemi"
EVENTS = (
    ("care homes found wanting", "2019-01-25", "esperi|hoivako|attendo|vanhustenh|vanhuspalv"),
    ("government resigns over health reform", "2019-03-08", "sote-|sotee|soten|sipilän hallit"),
    ("Boeing 737 crash", "2019-03-10", "boeing|ethiopian"),
    ("Britain's votes on Brexit", "2019-03-12", "brexit"),
    ("climate strike", "2019-03-15", "ilmastol|koululak|ilmastomars|thunberg"),
    ("parliamentary election", "2019-04-14", "eduskuntavaal|hallitusneuvot|hallitustunnust"),
    ("fire of Notre-Dame", "2019-04-15", "notre"),
    ("ice hockey world champions", "2019-05-26", "leijon|mm-kul|mm-fin|jääkiekon mm"),
    ("European election", "2019-05-26", "eurovaal|europarlam"),
    ("Hong Kong protests", "2019-06-09", "hongkong"),
    ("climate strike, Thunberg at the UN", "2019-09-20", "ilmastol|koululak|ilmastomars|thunberg"),
    ("Turkey attacks in Syria, al-Hol", "2019-10-09", "syyria|kurdi|al-hol"),
    ("postal strike, the government falls", "2019-12-03", "posti|paatero|rinne|lakko|lako"),
    ("killing of Soleimani", "2020-01-03", "iran|soleiman"),
    ("epidemic: first case in Finland", "2020-01-29", EPIDEMIC),
    ("Brexit", "2020-01-31", "brexit"),
    ("epidemic: state of emergency", "2020-03-16", EPIDEMIC),
    ("killing of George Floyd", "2020-05-25", "floyd|black lives|mielenosoit"),
    ("explosion in Beirut", "2020-08-04", "beirut|libanon"),
    ("election in Belarus", "2020-08-09", "valko-venä|valkoven|lukaš|lukas"),
    ("masks are recommended", "2020-08-13", "maski|maske|hengityssuoj"),
    ("Vastaamo data breach", "2020-10-21", "vastaamo|tietomur|kirist"),
    ("election in the United States", "2020-11-03", "trump|biden"),
    ("vaccination begins", "2020-12-27", "rokot"),
    ("storming of the Capitol", "2021-01-06", "capitol|kongressital|virkarik|trump"),
    ("restaurants closed, curfew planned", "2021-03-01", "liikkumisraj|ravintoloiden sul|sulkutil|poikkeusol"),
    ("European football championship", "2021-06-12", "huuhkaj|em-kis|em-tur|eriksen"),
    ("municipal elections", "2021-06-13", "kuntavaal"),
    ("Olympic Games", "2021-07-23", "olympia|tokio"),
    ("fall of Kabul", "2021-08-15", "afgan|kabul|taleban|taliban"),
    ("price of energy", "2021-10-01", "sähkön hin|sähkölask|energian hin|polttoain|bensan hin|bensiini|sähkön"),
    ("border of Belarus and Poland", "2021-11-08", "valko-venä|puola"),
    ("omicron", "2021-11-26", "omikron"),
)


@dataclass(frozen=True)
class Block:
    """What one fit said: ``labels`` of the texts ``rows``, judged from week ``first`` until before week ``end``."""

    first: int
    end: int
    rows: NDArray[np.int64]
    labels: NDArray[np.int64]
    terms: list[list[str]]


@dataclass(frozen=True)
class Flag:
    """A phenomenon flagged at the end of a week, with the texts of its strongest window."""

    week: int
    identity: int
    members: NDArray[np.int64]
    window: int
    observed: int
    expected: float
    chance: float
    terms: list[str]


@cache
def headlines(path: Path) -> tuple[list[str], NDArray[np.int64]]:
    """Return the texts and the week of each."""
    table = pd.read_csv(path, parse_dates=["date"]).dropna(subset=["headline"])
    table = table[table["date"] >= START]
    week = (table["date"] - START).dt.days // 7
    return (table["headline"] + ". " + table["lead"].fillna("")).tolist(), np.asarray(week, dtype=np.int64)


def drawn(week: NDArray[np.int64], per_week: int) -> NDArray[np.int64]:
    """Draw texts of each week evenly, seeded by the week."""
    out = []
    for w in range(int(week.max()) + 1):
        here = np.flatnonzero(week == w)
        out.append(np.sort(np.random.default_rng(w).choice(here, min(per_week, len(here)), replace=False)))
    return np.concatenate(out)


def sunday(week: int) -> str:
    return (START + pd.Timedelta(days=7 * week + 6)).strftime("%Y-%m-%d")


def block(
    path: Path, folder: Path, per_week: int, memory: int, past: int, phenomena: int | None, span: tuple[int, int]
) -> Block:
    """Fit at the end of a week on the weeks before it, and read the past and the weeks until ``span`` ends."""
    first, end = span
    longer = "" if past == PAST else f"-{past}"
    kept = folder / f"{per_week}-{memory}-{phenomena or 'own'}-{first}-{end}{longer}.npz"
    if not kept.exists():
        texts, week = headlines(path)
        rows = drawn(week, per_week)
        fit = rows[(week[rows] > first - memory) & (week[rows] <= first)]
        read = rows[(week[rows] > first - past) & (week[rows] < end)]
        model = PhenomenonModel(taxonomy=None, n_phenomena=phenomena).fit([texts[i] for i in fit])
        shown = model.phenomena_.set_index("phenomenon_id")["terms"]
        words = [shown.get(key, "").split(", ") for key in model.phenomenon_ids_]
        labels = model.predict([texts[i] for i in read])
        np.savez(kept, rows=read, labels=labels, terms=json.dumps(words))
    with np.load(kept) as found:
        return Block(first, end, found["rows"], found["labels"].astype(np.int64), json.loads(str(found["terms"])))


def counts_of(labels: NDArray[np.int64], week: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return weeks × phenomena from the first week read to the last."""
    table = np.zeros((int(week.max() - week.min()) + 1, size), dtype=np.int64)
    inside = labels >= 0
    np.add.at(table, (week[inside] - week.min(), labels[inside]), 1)
    return table


def identities(now: Block, before: dict[int, int], fresh: int) -> list[int]:
    """Return which earlier phenomenon each of a new fit is: the one that half of its texts had, each only once."""
    out = [-1] * len(now.terms)
    pairs = []
    for k in range(len(out)):
        olds = [before[i] for i in now.rows[now.labels == k].tolist() if before.get(i, -1) >= 0]
        if olds:
            names, n = np.unique(olds, return_counts=True)
            pairs += [(int(c), k, int(name)) for name, c in zip(names, n, strict=True) if c >= 0.5 * len(olds)]
    taken = set()
    for _, k, name in sorted(pairs, reverse=True):
        if name not in taken and out[k] < 0:
            out[k] = name
            taken.add(name)
    return [name if name >= 0 else fresh + k for k, name in enumerate(out)]


def walk(blocks: list[Block], week: NDArray[np.int64], disorder: str = "", seed: int = 0) -> list[Flag]:
    """Walk the weeks and return the flags; ``disorder`` ("dealt", "mixed") takes the events out first."""
    flags: list[Flag] = []
    before: dict[int, int] = {}
    spoke: dict[int, int] = {}
    random = np.random.default_rng(seed)
    for number, b in enumerate(blocks):
        names = identities(b, before, 1000 * (number + 1))
        before = {i: names[k] if k >= 0 else -1 for i, k in zip(b.rows.tolist(), b.labels.tolist(), strict=True)}
        labels, when = b.labels, week[b.rows]
        if disorder == "dealt":
            labels = random.permutation(labels)
        elif disorder == "mixed":
            present = np.unique(when)
            when = random.permutation(present)[np.searchsorted(present, when)]
        counts, start = counts_of(labels, when, len(names)), int(when.min())
        for t in range(b.first, b.end):
            past = counts[: t - start + 1]
            found = growth_evidence(past)
            chance = found.chance_per_year * 52 / 12
            enough = past[-RULES.recent_months :].sum(axis=0) >= RULES.min_observations
            for k in np.flatnonzero(enough & (chance <= RULES.max_chance_per_year)).tolist():
                if t - spoke.get(names[k], -99) <= QUIET:
                    continue
                spoke[names[k]] = t
                j = int(found.p_windows[k].argmin())
                w = found.windows[j]
                members = b.rows[(labels == k) & (when > t - w) & (when <= t)]
                seen, expected = int(found.observed[k, j]), float(found.expected[k, j])
                flags.append(Flag(t, names[k], members, w, seen, expected, float(chance[k]), b.terms[k]))
    return flags


def show_events(
    flags: list[Flag], blocks: list[Block], texts: list[str], rows: NDArray[np.int64], week: NDArray[np.int64]
) -> set[int]:
    """Print when each event was first flagged; return which flags are about some event."""
    own: set[int] = set()
    print(f"{'event':40s}{'date':>11s}{'texts':>6s}{'flagged':>12s}{'days':>5s}{'seen':>5s}{'expected':>9s}{'weeks':>6s}"
          f"{'share':>6s}{'once in':>9s}  phenomenon")  # fmt: skip
    lower = {i: texts[i].lower() for i in rows.tolist()}
    end = max(b.end for b in blocks)
    for name, date, words in EVENTS:
        holds = pd.Series(lower).str.contains(words, regex=True)
        day = (pd.Timestamp(date) - START).days
        at = day // 7
        if at >= end:
            continue
        near = sum(bool(holds[i]) for i in rows[(week[rows] >= at) & (week[rows] <= at + 3)].tolist())
        first = None
        for number, flag in enumerate(flags):
            hits = int(holds[flag.members].sum())
            if at - BEFORE <= flag.week <= at + AFTER and hits >= 3 and hits >= ABOUT * len(flag.members):
                own.add(number)
                first = first or (flag, hits / len(flag.members))
        line = f"{name:40s}{date:>11s}{near:6d}"
        if first:
            flag, share = first
            once = f"{1 / flag.chance:8.0f} y" if flag.chance < 1 else f"{12 / flag.chance:7.0f} mo"
            line += f"{sunday(flag.week):>12s}{7 * flag.week + 6 - day:5d}{flag.observed:5d}{flag.expected:9.1f}"
            line += f"{flag.window:6d}"
            line += f"{share:6.2f} {once if flag.chance > 1e-4 else '> 9999 y':>9s}  {', '.join(flag.terms[:3])}"
        else:
            line += f"{'–':>12s}"
        print(line)
    return own


def speaks(texts: list[str], rows: NDArray[np.int64], words: str) -> NDArray[np.bool_]:
    """Return which texts have one of the words."""
    return pd.Series([texts[i].lower() for i in rows]).str.contains(words, regex=True).to_numpy(dtype=bool)


def show_epidemic(
    path: Path, folder: Path, per_week: int, memory: int, past: int, workers: int, until: pd.Timestamp | None
) -> None:
    """Print for each week of spring 2020 whether the epidemic is a phenomenon of its own."""
    texts, week = headlines(path)
    begin, end = 62, 72  # an old model that ends on 19.1.2020, before the first news of it; until 22.3.2020
    if until is not None:
        end = min(end, (until - START).days // 7 + 1)
    spans = [(begin, end), *((w, w + 1) for w in range(begin + 1, end))]
    with ProcessPoolExecutor(workers) as pool:
        old, *found = pool.map(partial(block, path, folder, per_week, memory, past, None), spans)
    old_words = speaks(texts, old.rows, EPIDEMIC)
    print(f"The epidemic as a new phenomenon: fitted each week on the last {memory} weeks, {per_week} texts of each.")
    print("texts: of the week that speak of it. share, caught: how much of a group is about it, and of it is there;")
    print("the group of its own, else that with most of it. none: what fits nothing known on 19.1., all and its own\n")
    print(f"{'week ends':11s}{'texts':>6s}{'so far':>7s}{'groups':>7s}{'share':>7s}{'caught':>7s}{'stands':>7s}"
          f"{'chance/yr':>10s}{'none':>6s}{'its own':>8s}  group")  # fmt: skip
    for b in found:
        holds, fitted, groups = speaks(texts, b.rows, EPIDEMIC), week[b.rows] > b.first - memory, len(b.terms)
        mine = np.bincount(b.labels[holds & fitted & (b.labels >= 0)], minlength=groups)
        share = mine / np.maximum(np.bincount(b.labels[fitted & (b.labels >= 0)], minlength=groups), 1)
        own = (share >= 0.5) & (mine >= 3)
        best = int(np.lexsort((mine, own))[-1])
        total = int((holds & fitted).sum())
        chance = growth_evidence(counts_of(b.labels, week[b.rows], groups)).chance_per_year[best] * 52 / 12
        then = week[old.rows] == b.first
        none, none_own = (old.labels[then] < 0).mean(), (old.labels[then & old_words] < 0).mean()
        print(f"{sunday(b.first):11s}{int((holds & (week[b.rows] == b.first)).sum()):6d}{total:7d}{groups:7d}"
              f"{share[best]:7.2f}{mine[best] / max(total, 1):7.2f}{'yes' if own[best] else 'no':>7s}{chance:10.2g}"
              f"{none:6.2f}{none_own:8.2f}  {', '.join(b.terms[best][:4])}", flush=True)  # fmt: skip


def main() -> None:
    """Walk the headlines and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headlines", type=Path)
    parser.add_argument("--folder", type=Path, help="keep what the models said here and use it again")
    parser.add_argument("--per-week", type=int, default=150, help="texts drawn of each week")
    parser.add_argument("--memory", type=int, default=26, help="weeks that a model is fitted on")
    parser.add_argument("--past", type=int, default=PAST, help="weeks that are read anew after a fit")
    parser.add_argument("--refit", type=int, default=4, help="weeks between fits")
    parser.add_argument("--phenomena", type=int, help="how many; the model decides by default")
    parser.add_argument("--until", type=pd.Timestamp, help="last day looked at, if not the end")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--epidemic", action="store_true", help="the weeks of spring 2020 only, in detail")
    arguments = parser.parse_args()
    texts, week = headlines(arguments.headlines)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (arguments.folder or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        common = (arguments.headlines, folder, arguments.per_week, arguments.memory, arguments.past)
        if arguments.epidemic:
            show_epidemic(*common, arguments.workers, arguments.until)
            return
        last = int(week.max()) + 1
        if arguments.until is not None:
            last = min(last, (arguments.until - START).days // 7 + 1)
        spans = [(w, min(w + arguments.refit, last)) for w in range(HISTORY - 1, last, arguments.refit)]
        with ProcessPoolExecutor(arguments.workers) as pool:
            blocks = list(pool.map(partial(block, *common, arguments.phenomena), spans))
    rows = drawn(week, arguments.per_week)
    flags = walk(blocks, week)
    groups = [len(b.terms) for b in blocks]
    used, there = int((week[rows] < last).sum()), int((week < last).sum())
    print(f"{used} texts of {there} drawn, {last} weeks from {START.date()}, {len(blocks)} fits, "
          f"{min(groups)}–{max(groups)} phenomena each\n")  # fmt: skip
    own = show_events(flags, blocks, texts, rows, week)
    calendar = range(2019, int(sunday(last - 1)[:4]) + 1)
    print(f"\n{'flags':24s}" + "".join(f"{year:>8d}" for year in calendar))
    years = np.array([int(sunday(f.week)[:4]) for f in flags])
    for name, chosen in (("all", range(len(flags))), ("about an event above", sorted(own))):
        print(f"{name:24s}" + "".join(f"{int((years[list(chosen)] == y).sum()):8d}" for y in calendar))
    length = (last - HISTORY + 1) / 52
    for disorder, name in (("dealt", "a year, texts dealt anew"), ("mixed", "a year, weeks mixed")):
        rates = [len(walk(blocks, week, disorder, seed)) / length for seed in range(5)]
        print(f"{name:24s}{np.mean(rates):8.1f}  ({min(rates):.1f}–{max(rates):.1f} in five draws)")
    per_year = [(f, sunday(f.week)) for n, f in enumerate(flags) if n not in own]
    print("\nothers, first three words: " + "; ".join(f"{day} {', '.join(f.terms[:3])}" for f, day in per_year))


if __name__ == "__main__":
    main()
