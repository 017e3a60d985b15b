"""Triage: from one new submission to a suggestion for the person who reads it."""

from __future__ import annotations

import ctypes
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from sklearn import config_context

from .._remember import keep_for_service
from .._resources import models_folder
from ..errors import ParameterError
from ..language._kept import kept, reading
from ..language.lemmas import own_words
from ..language.terms import language_of, word_places
from ..language.tokens import words
from ..observations.cleaning import clean_text
from ..observations.screening import screen_text
from ..phenomena import FITS
from ..privacy import mask
from ..texts import text as say
from . import storage
from .building import Knowledge, from_analysis, without_data
from .danger import dangers
from .folding import Folding
from .inputs import Submission, checked, checked_items
from .memory import Voice
from .names import NamedPhenomenon, named
from .reasons import Findings, priority_of, reasons_of
from .sketches import NO_DAY
from .space import Space, novelty
from .status import flag_status
from .suggestion import EvidenceSpan, Guess, Similar, TriageSuggestion, rounded
from .turns import turn

if TYPE_CHECKING:
    from ..analysis import Analysis

#: Characters of a text that are read.
LONGEST = 20_000
#: Similar observations that are named.
SIMILAR = 5
_WHOLE_TEXTS, _AT_ONCE = 40, 100  # texts read first at warm-up, and words read at once after them
#: What few texts need is read at the first that does, which would wait: a word that nobody knows, other languages.
_SELDOM = (
    "Siitä brukkeloinnista ei vastata.",
    "Jag får ingen hjälp och hyran är obetald.",
    "Nobody helps me and the rent is not paid.",
)
_CHECK_TEXT = "Vuokra on rästissä ja häätö uhkaa, perheellä ei ole paikkaa minne mennä."


class Triage:
    """Suggestions on new submissions, one at a time. It orders the queue and never closes a case.

    Made by :meth:`load`, :meth:`default` or :meth:`rakenlp.Analysis.triage`. It does not change after that: any number
    of threads may share one, and a newer one is put in its place as a whole
    (:class:`rakenlp.triage.TriageHolder`). It holds no text of any observation.

    Attributes
    ----------
    model_id : str
        Of the models and stored observations; the same for the same content.
    n_observations : int
        Stored observations.

    Notes
    -----
    The answer on a text does not depend on the batch, thread or process, to the last bit. Texts are masked before
    they are read. Only the first 20,000 characters of a text are read; the reasons say so.

    Examples
    --------
    >>> import rakenlp
    >>> found = rakenlp.Triage.default().suggest("Vuokrat on rästissä ja häätö tulossa ensi kuussa")
    >>> found.phenomena[0].phenomenon_id, found.language, found.near_duplicate_of
    ('haato_vuokravelka', 'fi', None)
    """

    _knowledge: Knowledge
    _space: Space
    _folding: Folding
    _lexicon: Any
    _index: dict[str, int]
    model_id: str

    def __init__(self, knowledge: Knowledge, model_id: str | None = None) -> None:
        keep = object.__setattr__
        keep(self, "_knowledge", knowledge)
        keep(self, "_space", Space.default())
        keep(self, "_lexicon", own_words(knowledge.model.lexicon))
        keep(self, "_folding", Folding(knowledge.model.phenomenon_ids_, knowledge.decided, knowledge.memory))
        keep(self, "model_id", model_id or knowledge.identifier())

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Triage does not change; '{name}' cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Triage does not change; '{name}' cannot be deleted")

    @classmethod
    def default(cls) -> Triage:
        """Return a triage with the shipped models alone, without any county's data.

        What needs earlier observations is then empty: similar ones, near-duplicates, the service line and the
        status of the flag. Novelty is told against the themes of the synthetic corpus.
        """
        return cls(without_data())

    @classmethod
    def of(cls, analysis: Analysis, rules: Any = None) -> Triage:
        """Return the triage of an analysis; see :meth:`rakenlp.Analysis.triage`."""
        return cls(from_analysis(analysis, rules))

    @classmethod
    def load(cls, directory: str | Path) -> Triage:
        """Load a triage.

        Parameters
        ----------
        directory : path
            Written by :meth:`save` or by :meth:`rakenlp.Analysis.save`, or the folder of results that
            ``rakenlp analyse --out`` wrote.

        Returns
        -------
        Triage
            Answers the same as the one that was saved, to the last bit.

        Raises
        ------
        ModelFormatError
            If the folder is missing, foreign, damaged or of another schema version. No code of it is run.
        """
        knowledge, model_id = storage.load(Path(directory))
        return cls(knowledge, model_id)

    def save(self, directory: str | Path) -> Path:
        """Write the triage into a folder as JSON and npz, in one step; no text of an observation is in it.

        A folder that a running service loads from may be written over: it gets the old state or the new one.

        Parameters
        ----------
        directory : path
            Made if needed.

        Returns
        -------
        pathlib.Path
        """
        return storage.save(self._knowledge, self.model_id, Path(directory))

    @property
    def n_observations(self) -> int:
        """Number of stored observations."""
        return len(self._knowledge.memory)

    @property
    def phenomenon_ids(self) -> list[str]:
        """Phenomena that can be suggested."""
        return list(self._folding.ids)

    def suggest(
        self,
        text: str,
        received_date: Any = None,
        respondent_group: str | None = None,
        municipality: str | None = None,
        service_line: str | None = None,
        top_k: int = 3,
    ) -> TriageSuggestion:
        """Return a suggestion on one submission.

        Parameters
        ----------
        text : str
            Any text; an empty or broken one gets an answer whose reasons say so.
        received_date : date, datetime, str or None
            Such as 2026-02-01 or 1.2.2026. The last day of the stored observations is assumed when None; what cannot
            be read as a date is left out, and the reasons say so.
        respondent_group, municipality, service_line : str or None
            Who writes, as on the form: they tell whether this is a new voice.
        top_k : int, default=3
            Phenomena to name, 1–100.

        Returns
        -------
        TriageSuggestion

        Raises
        ------
        ParameterError
            If a parameter is of a wrong type.
        """
        return self._answer(checked(text, received_date, respondent_group, municipality, service_line, top_k))

    def suggest_batch(self, items: Iterable[str | Mapping[str, Any]]) -> list[TriageSuggestion]:
        """Return suggestions on several submissions: those that :meth:`suggest` gives one by one, bit for bit.

        Parameters
        ----------
        items : iterable of str or dict
            A dictionary has ``text``, or the fields of the form from ``description`` on, and may have the other
            parameters of :meth:`suggest`. What else it holds is not looked at.

        Returns
        -------
        list of TriageSuggestion
            In the order of the items. They do not know of each other.

        Raises
        ------
        ParameterError
            If an item is of a wrong type; the message tells which.
        """
        return [self._answer(item) for item in checked_items(items)]

    def evidence_spans(self, text: str, terms: Iterable[str]) -> list[EvidenceSpan]:
        """Return where the words of a text stand that evidence names, so that they can be shown in their place.

        Parameters
        ----------
        text : str
            As it was given to :meth:`suggest`.
        terms : iterable of str
            Lemmas, as in ``evidence_terms`` of the suggestion.

        Returns
        -------
        list of EvidenceSpan
            In order, never overlapping; nothing for words that a damaged text hides.

        Examples
        --------
        >>> import rakenlp
        >>> text = "Vuokrat on rästissä ja häätö tulossa"
        >>> for start, end, term in rakenlp.Triage.default().evidence_spans(text, ["häätö", "vuokra"]):
        ...     print(text[start:end], term)
        Vuokrat vuokra
        häätö häätö
        """
        wanted, found, last = set(terms), [], 0
        with turn(), reading():
            for start, end, term in word_places(checked(text).text[:LONGEST], self._lexicon):
                if term in wanted and start >= last:
                    found.append(EvidenceSpan(start, end, term))
                    last = end
        return found

    def phenomena(self, language: str | None = None) -> list[NamedPhenomenon]:
        """Return the phenomena that can be suggested, with their names.

        Parameters
        ----------
        language : {"fi", "sv", "en"}, optional
            That of the texts at the time when None. A name that people have given is the same in all.

        Returns
        -------
        list of NamedPhenomenon
            (phenomenon_id, name, parent, kind).
        """
        return [named(self._knowledge, code, language) for code in self.phenomenon_ids]

    def warm_up(self, texts: Iterable[str] | None = None, seconds: float = 2.0) -> int:
        """Read some texts, so that the first requests are spared the cost of starting; answers do not change.

        Memory that loading left unused is given back to the system.

        Parameters
        ----------
        texts : iterable of str, optional
            Texts like those to come; when None, some of the synthetic ones that ship and the words of all of them.
        seconds : float, default=2
            No new text is begun after this time, counted from when everything is loaded. What is learned is how words
            are read, the commonest first, so more helps (and takes some kilobytes a word, as reading the words of
            submissions does anyway). The 16,000 words or so that were asked for last are kept, however many come.

        Returns
        -------
        int
            Texts read.
        """
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 600:
            raise ParameterError(
                "parameter",
                name="seconds",
                owner="Triage.warm_up",
                expected=say("triage.expected_seconds"),
                received=seconds,
            )
        for text in _SELDOM:
            self.suggest(text)
        end, done = time.monotonic() + seconds, 0
        for text in _corpus() if texts is None else texts:
            self.suggest(text)
            done += 1
            if time.monotonic() >= end:
                break
        _give_back()
        return done

    def health(self) -> dict[str, Any]:
        """Return whether everything works, as JSON-ready values; answers one fictional text to find out.

        Returns
        -------
        dict
            ``status`` ("ok"), ``model_id``, ``schema``, ``observations``, ``phenomena``, ``county_data``,
            ``as_of`` and ``morphology`` (the back end of Voikko in use).
        """
        from ..language.voikko import active_backend
        from .suggestion import SCHEMA

        works = bool(self.suggest(_CHECK_TEXT).phenomena) or not self._folding.ids
        return {
            "status": "ok" if works else "failing",
            "model_id": self.model_id,
            "schema": SCHEMA,
            "observations": self.n_observations,
            "phenomena": len(self._folding.ids),
            "county_data": self._knowledge.has_data,
            "as_of": self._knowledge.as_of,
            "morphology": active_backend().name,
        }

    def __repr__(self) -> str:
        return say(
            "triage.repr",
            model=self.model_id,
            n=self.n_observations,
            phenomena=len(self._folding.ids),
        )

    def _answer(self, given: Submission) -> TriageSuggestion:
        with turn(), config_context(assume_finite=True, skip_parameter_validation=True), reading():
            found = self._read(given)
        keep_for_service()
        return found

    def _read(self, given: Submission) -> TriageSuggestion:
        known, memory = self._knowledge, self._knowledge.memory
        cut = given.text[:LONGEST]
        clean, _ = clean_text(cut)
        masked = mask(clean)
        screened = screen_text(clean)
        text = masked.text
        kept(("without_identifiers", text), lambda: text)  # the domain model need not look for them again
        ids = self._folding.ids
        guesses: list[Guess] = []
        best, fitting = None, []
        similar: list[tuple[int, float]] = []
        duplicate, unlike, probabilities = None, 0.0, {}
        if screened is None:
            own = known.model.predict_proba([text])[0].tolist()
            probabilities = dict(zip(known.model.phenomenon_ids_, own, strict=True))
            duplicate = known.sketches.find(text, given.day, memory.days)
            repeated = None if duplicate is None else duplicate[0]
            vector = self._space.vector(text, self._lexicon)
            values = self._folding.fold(own)
            label = int(known.model.labels_of(np.array([values]))[0])
            if label >= 0:
                values, label = self._folding.give_to_parts(values, label, vector, known.neighbours, repeated)
            ranked = sorted(range(len(ids)), key=lambda i: (-values[i], i))
            guesses = [self._guess(text, ids[i], values[i], probabilities) for i in ranked[: given.top_k]]
            best = ids[label] if label >= 0 else None
            fitting = [(ids[i], values[i]) for i in ranked if values[i] >= FITS or i == label] if best else []
            similar = known.neighbours.search(vector, SIMILAR)
            unlike = self._novelty(vector, similar)
        repeats = None if duplicate is None else duplicate[0]
        voice = Voice.of(given.respondent_group, given.municipality, given.service_line)
        rules = known.rules
        day = memory.last if given.day == NO_DAY else given.day
        if best is None:
            single = screened is None
        else:
            single = known.has_data and memory.is_first(best, day, rules.first_voice_months, repeats)
        status = None
        if best is not None and known.has_data:
            kinds, handled = known.flags.get(best, []), known.decided.handled.get(best)
            status = flag_status(memory, rules, kinds, handled, best, day, voice, repeats)
        line, line_counts = memory.lines(fitting)
        language = language_of(text)
        reasons = reasons_of(
            Findings(
                dangers=dangers(clean, probabilities),
                screened=screened,
                cut_at=LONGEST if len(given.text) > LONGEST else None,
                guesses=guesses,
                fits=best is not None,
                single_voice=single,
                first_voice_months=rules.first_voice_months,
                novelty=unlike,
                language=language,
                personal_data=masked.counts,
                status=status,
                duplicate_of=None if repeats is None else memory.ids[repeats],
                day_unreadable=given.day_unreadable,
            )
        )
        return TriageSuggestion(
            phenomena=guesses,
            fits=best is not None,
            similar=[Similar(memory.ids[i], rounded(cosine)) for i, cosine in similar],
            near_duplicate_of=None if repeats is None else memory.ids[repeats],
            novelty=rounded(unlike),
            is_single_voice=bool(single),
            service_line=line,
            service_line_counts=line_counts,
            language=language,
            personal_data=masked.counts,
            flag_status=status,
            needs_human=any(reason.asks for reason in reasons),
            priority=priority_of(reasons),
            reasons=reasons,
            model_id=self.model_id,
        )

    def _guess(self, text: str, code: str, probability: float, own: Mapping[str, float]) -> Guess:
        terms = self._knowledge.model.evidence(text, self._folding.spoken_for(code, own))
        found = named(self._knowledge, code)
        return Guess(code, found.name, found.parent, rounded(probability), terms)

    def _novelty(self, vector: np.ndarray, similar: list[tuple[int, float]]) -> float:
        if self._knowledge.quantiles is not None:
            return novelty(similar[0][1] if similar else -1.0, self._knowledge.quantiles)
        themes = self._space.themes.search(vector, 1)
        nearest = max(themes[0][1] if themes else -1.0, similar[0][1] if similar else -1.0)
        return novelty(nearest, self._space.quantiles)


def _give_back() -> None:
    """Give the system the memory that loading left unused, where the C library can (glibc)."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _corpus() -> Iterator[str]:
    """Yield some of the synthetic submissions that ship, then the words of all of them, the commonest first."""
    lines = (models_folder("corpus") / "observations.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["teksti"] for line in lines]
    yield from texts[:: max(1, len(texts) // _WHOLE_TEXTS)]
    counts = Counter(word for text in texts for word in words(text))
    common = [word for word, _ in counts.most_common()]
    for start in range(0, len(common), _AT_ONCE):
        yield " ".join(common[start : start + _AT_ONCE])
