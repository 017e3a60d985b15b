"""Train the lemma model that ships with rakenlp.

    python models/lemmas/train.py [--measure] FILE...
    python models/lemmas/train.py --readings

Files ending in ``.conllu`` (``.xz`` too) are treebanks, others raw texts (CSV, JSON lines); the synthetic corpus in
``models/corpus`` is added to the raw texts. ``--measure`` prints the accuracy by cross-validation over the documents of
the TDT file, and writes nothing. ``--readings`` makes only the ready readings again, for the same forms: after a change
in the field lexicon or in the table of spoken forms. See README.md beside this file.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from fitting import Group, fit
from reading_data import Sentence, count_words, read_texts, read_treebank
from ready_terms import forget_model, store_terms

from rakenlp.language import context
from rakenlp.language.candidates import Candidate, basic, from_analyses
from rakenlp.language.forms import possible_readings, read_word
from rakenlp.language.lemma_model import LemmaModel, nested
from rakenlp.language.lexicon import Lexicon
from rakenlp.language.ranker import candidates_of, choose, keys, scores, values
from rakenlp.language.sentences import is_doubtful
from rakenlp.language.stored_readings import Reading
from rakenlp.language.voikko import morphology

HERE = Path(__file__).resolve().parent
FOLDS = 5
PARTS = 3  # the context's ranker is fitted on beliefs from other documents
CONTEXT_SPREAD = 0.5
ITERATIONS = 80
MINIMUM = 3  # forms and lemmas seen less often are left out: they might tell of single texts
SMALLEST = 0.02  # weights below it are dropped
_UNINFLECTED = frozenset(
    "asemosana seikkasana suhdesana sidesana huudahdussana kieltosana lukusana lyhenne".split()  # noqa: SIM905
)
_ENDINGS = ("FOCUS", "KYSYMYSLIITE", "POSSESSIVE")


@cache
def analyse(form: str) -> tuple[Mapping[str, str], ...]:
    """Return Voikko's analyses of a form."""
    return tuple(morphology().analyze(form)) if len(form) < 255 else ()


def learn_from_raw(texts: Iterable[str]) -> tuple[LemmaModel, Counter[str]]:
    """Count forms and lemmas of raw texts, and learn the suffix edits."""
    everywhere, inside = count_words(texts)
    forms: Counter[str] = Counter()
    capitals: Counter[str] = Counter()
    seen_inside: Counter[str] = Counter()
    for form, n in everywhere.items():
        forms[form.lower()] += n
    for form, n in inside.items():
        seen_inside[form.lower()] += n
        capitals[form.lower()] += n * form[0].isupper()
    common = {form: n for form, n in everywhere.items() if n >= 2}
    bases = {form: {basic(a, form.lower()) for a in analyse(form)} for form in common}
    model = LemmaModel(
        forms={form: int(math.log2(n)) for form, n in forms.items() if n >= MINIMUM},
        capitals={f: int(4 * capitals[f] / n) for f, n in seen_inside.items() if n >= 2 and forms[f] >= MINIMUM},
        lemmas={lemma: int(math.log2(n)) for lemma, n in _lemma_counts(common, bases).items() if n >= MINIMUM},
        edits=_learn_edits(common),
        seen={},
        weights={},
        context_weights={},
        readings={},
        choices={},
    )
    return model, Counter(common)


def _lemma_counts(common: Mapping[str, int], bases: Mapping[str, set[str]]) -> Counter[str]:
    """Count lemmas: sure forms first, then the others shared out by those counts (one step of EM)."""
    sure: Counter[str] = Counter()
    for form, n in common.items():
        if len(bases[form]) == 1:
            sure[next(iter(bases[form]))] += n
    shared: dict[str, float] = defaultdict(float)
    for form, n in common.items():
        mass = sum(sure[base] + 0.5 for base in bases[form])
        for base in bases[form]:
            shared[base] += n * (sure[base] + 0.5) / mass
    return Counter(shared)  # type: ignore[arg-type]


def _learn_edits(common: Iterable[str]) -> dict[str, list[tuple[str, str, str, str, int]]]:
    """Learn what a suffix tells, from the forms that Voikko reads in one way only."""
    counts: dict[str, Counter[tuple[str, str, str, str]]] = defaultdict(Counter)
    for form in common:
        low = form.lower()
        analyses = analyse(form)
        if not low.isalpha() or len(low) < 4 or not analyses:
            continue
        if any(a.get("CLASS") in _UNINFLECTED or any(map(a.get, _ENDINGS)) for a in analyses):
            continue
        found = [c for c in from_analyses(low, analyses) if c.source in ("base", "verb", "minen")]
        found = [c for c in found if c.source != "base"] or found
        if len({c.lemma for c in found}) != 1:
            continue
        candidate = found[0]
        same = 0
        while same < min(len(low), len(candidate.lemma)) and low[same] == candidate.lemma[same]:
            same += 1
        if same < 2 or len(low) - same > 6:
            continue
        name = candidate.pos == "PROPN"
        signature = "nimisana|" + candidate.signature.partition("|")[2] if name else candidate.signature
        edit = (low[same:], candidate.lemma[same:], "NOUN" if name else candidate.pos, signature)
        for length in range(1, min(7, len(low)) + 1):
            counts[low[-length:]][edit] += 1
    return {
        suffix: [(*edit, max(-4, int(1.5 * math.log(n / found.total())))) for edit, n in found.most_common(4) if n >= 2]
        for suffix, found in counts.items()
        if found.total() >= 4
    }


def train(raw: LemmaModel, sentences: Sequence[Sentence]) -> LemmaModel:
    """Return the model with both rankers fitted; the one of context on documents that its beliefs do not come from."""
    groups: list[Group] = []
    parts = sorted({s.document for s in sentences})
    for part in range(PARTS):
        held = set(parts[part::PARTS])
        model = train_forms(raw, [s for s in sentences if s.document not in held])
        groups += _context_groups(model, [s for s in sentences if s.document in held])
    weights = fit(groups, ITERATIONS, CONTEXT_SPREAD)
    print(f"{len(groups)} doubtful tokens", flush=True)
    return replace(train_forms(raw, sentences), context_weights=nested(_pruned(weights)))


def _pruned(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: weight for name, weight in weights.items() if abs(weight) >= SMALLEST}


def _context_groups(model: LemmaModel, sentences: Iterable[Sentence]) -> Iterable[Group]:
    reader = Reader(model)
    for sentence in sentences:
        words = [token.form for token in sentence.tokens]
        readings = [reader.alone(word) for word in words]
        for position, token in enumerate(sentence.tokens):
            choice = reader.choice(token.form)
            right = [c.lemma == token.lemma for c in choice.candidates]
            if readings[position].certainty >= context.TAUGHT or not any(right) or all(right):
                continue
            both = [ok and c.pos == token.pos for ok, c in zip(right, choice.candidates, strict=True)]
            near = context.around(words, readings, position)
            names = [_names(context.keys(token.form.lower(), c), near) for c in choice.candidates]
            yield Group(sentence.treebank, names, right, both if any(both) else right, 1, choice.beliefs)


class Reader:
    """A model with the readings of forms kept."""

    def __init__(self, model: LemmaModel) -> None:
        self.model = model
        self._weighed: dict[str, tuple[list[Candidate], list[float]]] = {}
        self._alone: dict[str, Reading] = {}
        self._choices: dict[str, context.Choice] = {}

    def alone(self, form: str) -> Reading:
        """Read a form without its neighbours."""
        if form not in self._alone:
            self._alone[form] = choose(*self._weigh(form))
        return self._alone[form]

    def choice(self, form: str) -> context.Choice:
        """Return the possible candidates of a form."""
        if form not in self._choices:
            kept = context.possible(*self._weigh(form))
            self._choices[form] = context.choice_of(form.lower(), kept, self.model.context_weights)
        return self._choices[form]

    def _weigh(self, form: str) -> tuple[list[Candidate], list[float]]:
        if form not in self._weighed:
            found = candidates_of(form, analyse(form), analyse, self.model)
            self._weighed[form] = found, scores(form, found, self.model)
        return self._weighed[form]

    def read(self, words: Sequence[str]) -> list[Reading]:
        """Read the words of a sentence, with their neighbours."""
        alone = [self.alone(word) for word in words]
        readings = list(alone)
        for position, word in enumerate(words):
            if alone[position].certainty < context.SURE:
                choice = self.choice(word)
                near = context.around(words, alone, position)
                readings[position] = choose(choice.candidates, context.scores(choice, near))
        return readings


def train_forms(model: LemmaModel, sentences: Sequence[Sentence]) -> LemmaModel:
    """Return the model with the ranker of forms fitted to the sentences."""
    pairs: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    tokens: Counter[tuple[str, str, str, str]] = Counter()
    for sentence in sentences:
        for token in sentence.tokens:
            pairs[token.form.lower()][token.lemma, token.pos] += 1
            tokens[sentence.treebank, token.form, token.lemma, token.pos] += 1
    model = replace(model, seen={form: found for form in pairs if (found := _sure(form, pairs[form]))})
    weights = fit(_groups(model, tokens), ITERATIONS)
    used = {form: tuple(p for p in found if _is_new(model, form, p[0])) for form, found in model.seen.items()}
    return replace(
        model,
        seen={form: found for form, found in used.items() if found},
        weights=nested(_pruned(weights)),
    )


def _sure(form: str, found: Counter[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return what a form was most often, if that is sure: not once, not against a word in its base form (katto)."""
    (lemma, pos), n = found.most_common(1)[0]
    base = any(basic(a, form) == form for a in analyse(form)) and lemma != form
    return ((lemma, pos),) if n > 1 and n > 0.7 * found.total() and not base else ()


def _groups(model: LemmaModel, tokens: Mapping[tuple[str, str, str, str], int]) -> Iterable[Group]:
    for (treebank, form, lemma, pos), n in tokens.items():
        candidates = candidates_of(form, analyse(form), analyse, model)
        right = [c.lemma == lemma for c in candidates]
        if len(candidates) == 1 or not any(right):
            continue
        both = [ok and c.pos == pos for ok, c in zip(right, candidates, strict=True)]
        rows = values(form, candidates, model)
        names = [_names(keys(c.source, c.signature, c.pos), row) for c, row in zip(candidates, rows, strict=True)]
        yield Group(treebank, names, right, both if any(both) else right, n)


def _names(own: Sequence[str], others: Sequence[str]) -> list[str]:
    return [f"{key}\t{value}" for key, value in zip(own, others, strict=True)]


def _is_new(model: LemmaModel, form: str, lemma: str) -> bool:
    bare = replace(model, seen={})
    return all(c.lemma != lemma for c in candidates_of(form, analyse(form), analyse, bare))


def measure(raw: LemmaModel, sentences: Sequence[Sentence]) -> None:
    """Print the accuracy on TDT by cross-validation over its documents; the other treebanks always train."""
    documents = sorted({s.document for s in sentences if s.treebank == "tdt"})
    random.Random(7).shuffle(documents)
    totals: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for fold in range(FOLDS):
        held = set(documents[fold::FOLDS])
        test = [s for s in sentences if s.treebank == "tdt" and s.document in held]
        model = train(raw, [s for s in sentences if s.treebank != "tdt" or s.document not in held])
        reader = Reader(model)
        totals += score(test, reader.read)
        alone += score(test, lambda words, reader=reader: [reader.alone(word) for word in words])
        print(f"{fold + 1} of {FOLDS} folds: {_shares(totals)}; without context {_shares(alone)}", flush=True)


def score(test: Iterable[Sentence], read: Callable[[Sequence[str]], Sequence[Reading]]) -> Counter[str]:
    """Count right lemmas and parts of speech over the tokens of the test."""
    totals: Counter[str] = Counter()
    for sentence in test:
        for token, reading in zip(sentence.tokens, read([t.form for t in sentence.tokens]), strict=True):
            word = token.pos not in ("PUNCT", "SYM")
            totals += Counter(n=1, lemma=reading.lemma == token.lemma, pos=reading.pos == token.pos)
            totals += Counter(words=word, word_lemma=word and reading.lemma == token.lemma)
    return totals


def _shares(totals: Counter[str]) -> str:
    return (
        f"lemma {100 * totals['lemma'] / totals['n']:.2f} % of {totals['n']} tokens, "
        f"{100 * totals['word_lemma'] / totals['words']:.2f} % of words, pos {100 * totals['pos'] / totals['n']:.2f} %"
    )


def store_readings(forms: Iterable[str]) -> None:
    """Read common forms with the model as it is stored, and add them to it.

    What Voikko does not know may be misspelt, which is decided when it is met.
    """
    replace(LemmaModel.load(HERE), readings={}, choices={}).save(HERE)
    forget_model()
    model = LemmaModel.default()
    readings = {form: read_word(form) for form in sorted(forms) if analyse(form) or not form.islower()}
    doubtful = {form: possible_readings(form) for form, reading in readings.items() if is_doubtful(reading)}
    choices = {form: context.to_text(zip(c.candidates, c.beliefs, strict=True)) for form, c in doubtful.items()}
    replace(model, readings=readings, choices=choices, lexicon=Lexicon.default().fingerprint).save(HERE)
    size = sum(path.stat().st_size for path in HERE.glob("*.npz"))
    print(f"{sum(map(len, model.weights.values()))} weights, {len(readings)} readings, {size / 1e6:.1f} MB")
    store_terms()


def main() -> None:
    """Train and write the model, or measure."""
    if "--readings" in sys.argv:
        store_readings(list(LemmaModel.load(HERE).readings))
        return
    files = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    treebanks = [path for path in files if ".conllu" in path.name]
    texts = [path for path in files if path not in treebanks] + [HERE.parent / "corpus" / "observations.jsonl"]
    sentences = [sentence for path in treebanks for sentence in read_treebank(path)]
    raw, common = learn_from_raw(text for path in texts for text in read_texts(path))
    print(f"{len(raw.forms)} forms, {len(raw.lemmas)} lemmas, {len(raw.edits)} suffixes, {len(sentences)} sentences")
    if "--measure" in sys.argv:
        measure(raw, sentences)
        return
    train(raw, sentences).save(HERE)
    store_readings(common)


if __name__ == "__main__":
    main()
