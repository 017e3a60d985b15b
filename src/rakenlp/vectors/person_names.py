"""Which words of an archive are names of persons, and must therefore not enter a vocabulary."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ..language.forms import MAX_WORD, analyses_of
from ..language.lexicon import Lexicon
from ..language.tokens import pieces

_NAMES = frozenset({"etunimi", "sukunimi"})
_SENTENCE_ENDS = frozenset('.!?:;…•–—-"”»(\n')
#: Letters at least by which a form is taken for one of a word that Voikko does not know.
_STEM = 3


class NameCounts:
    """How often words are written with a capital inside a sentence, and without one.

    Voikko knows many given and family names, but not every one, and many are ordinary words too (*toivo*, *lahti*,
    *matti*). What people write with a capital letter inside a sentence tells the two apart.

    Parameters
    ----------
    lexicon : Lexicon, optional
        Words of the field, which are never names; the shipped ones by default.

    Examples
    --------
    >>> from rakenlp.vectors.person_names import NameCounts
    >>> counts = NameCounts()
    >>> counts.add("Sitten Abdirahman ja Matti tulivat, toivo heräsi.")
    >>> lemmas = dict.fromkeys(["abdirahman", "matti", "toivo", "virtanen"], False)
    >>> sorted(counts.names_among(lemmas))
    ['abdirahman', 'matti', 'virtanen']
    """

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or Lexicon.default()
        self._forms: Counter[tuple[str, bool]] = Counter()

    def add(self, text: str) -> None:
        """Count the words of a text."""
        if text.isupper():  # a capital tells nothing there
            return
        starts = True
        for piece in pieces(text):
            word = piece.strip()
            if not word:
                starts = starts or "\n" in piece
                continue
            if word[0].isalpha():
                if word[0].islower() or word[:2].isupper():
                    self._forms[word, False] += 1
                elif not starts:
                    self._forms[word, True] += 1
            starts = word[-1] in _SENTENCE_ENDS

    def add_all(self, texts: Iterable[str]) -> NameCounts:
        """Count the words of several texts, and return itself."""
        for text in texts:
            self.add(text)
        return self

    def names_among(self, lemmas: Mapping[str, bool]) -> set[str]:
        """Return the lemmas that are to be taken for names of persons.

        Those are lemmas which Voikko knows as nothing else; and those which it knows as names too, or does not know
        at all, unless these texts write them more often without a capital than with one.

        Parameters
        ----------
        lemmas : mapping of str to bool
            Whether a lemma is only met as a part of compounds, where nothing is to be seen of capitals.

        Returns
        -------
        set of str
        """
        classes = {lemma: _classes(lemma) for lemma in lemmas if self._lexicon.get(lemma) is None}
        names = {lemma for lemma, found in classes.items() if found and found <= _NAMES}
        doubtful = {lemma for lemma, found in classes.items() if not found or found & _NAMES} - names
        unknown = {lemma for lemma in doubtful if not classes[lemma]}
        written = self._written(doubtful - unknown, unknown)
        for lemma in doubtful:
            capital, small = written[lemma]
            if capital >= small and (capital > 0 or not lemmas[lemma]):
                names.add(lemma)
        return names

    def _written(self, known: set[str], unknown: set[str]) -> defaultdict[str, list[int]]:
        """Count the forms of lemmas with a capital and without; forms of unknown ones are those that begin alike."""
        stems: defaultdict[str, list[str]] = defaultdict(list)
        for lemma in unknown:
            stems[lemma[:-1] if len(lemma) > _STEM else lemma].append(lemma)
        found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        for (form, is_capital), count in self._forms.items():
            low = form.lower()
            analyses = analyses_of(form) if len(form) <= MAX_WORD else ()
            if analyses:
                lemmas = {analysis.get("BASEFORM", "").lower() for analysis in analyses} & known
            else:
                lemmas = {lemma for end in range(_STEM, len(low) + 1) for lemma in stems.get(low[:end], ())}
            for lemma in lemmas:
                found[lemma][not is_capital] += count
        return found


def _classes(lemma: str) -> set[str | None]:
    """Return Voikko's word classes of a lemma, with a capital or without; those of its tail (*mira-maija*) at least."""
    for word in (lemma, lemma.rpartition("-")[2]):
        if word and len(word) <= MAX_WORD:
            found = {analysis.get("CLASS") for form in (word, word.capitalize()) for analysis in analyses_of(form)}
            if found:
                return found
    return set()
