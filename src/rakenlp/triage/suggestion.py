"""What is suggested of one submission: plain values, the same as JSON, never the text itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from ..errors import ParameterError
from ..texts import LANGUAGES, get_language, plural, text

#: Version of the form of :meth:`TriageSuggestion.to_dict`. Raised when a field changes its meaning or goes.
SCHEMA = 1
#: In what order submissions are to be read.
PRIORITIES = ("first", "human", "ordinary")
_DIGITS = 8


class Guess(NamedTuple):
    """A phenomenon that a text may be about.

    Attributes
    ----------
    phenomenon_id, name, parent : str
        The name is in the language of the texts at the time.
    probability : float
    evidence_terms : list of str
        Words of the text (lemmas) that speak for it, strongest first.
    """

    phenomenon_id: str
    name: str
    parent: str
    probability: float
    evidence_terms: list[str]

    def __repr__(self) -> str:
        return (
            f"Guess({self.phenomenon_id!r}, probability={self.probability}, {len(self.evidence_terms)} evidence terms)"
        )


class EvidenceSpan(NamedTuple):
    """A place of a text where a word of the evidence stands.

    Attributes
    ----------
    start, end : int
        Places among the characters of the text; ``text[start:end]`` is the word as it was written.
    term : str
        The lemma that the evidence names.
    """

    start: int
    end: int
    term: str

    def __repr__(self) -> str:
        return f"EvidenceSpan({self.start}, {self.end})"


class Similar(NamedTuple):
    """An earlier observation that is near in meaning.

    Attributes
    ----------
    observation_id : str
    similarity : float
        Cosine of the vectors of meaning, 1 for the same words.
    """

    observation_id: str
    similarity: float


@dataclass(frozen=True)
class Reason:
    """Why a person should look at a submission, or what to know of it.

    Attributes
    ----------
    code : str
        Stable; what programs look at.
    asks : bool
        Whether it asks for a person (``needs_human``) or only tells.
    texts : dict of str to str
        In plain words, by language: "fi", "sv", "en". Never holds text of the submission.
    """

    code: str
    asks: bool
    texts: dict[str, str]

    @classmethod
    def of(cls, code: str, asks: bool = True, count: int | None = None, **values: object) -> Reason:
        """Make a reason whose text is ``triage.reason_<code>`` of the catalogue."""
        key = f"triage.reason_{code}"
        if count is None:
            return cls(code, asks, {language: text(key, language, **values) for language in LANGUAGES})
        return cls(code, asks, {language: plural(key, count, language, **values) for language in LANGUAGES})

    @property
    def text(self) -> str:
        """The text in the language of the texts at the time of asking."""
        return self.texts[get_language()]


@dataclass(frozen=True)
class FlagStatus:
    """How far a phenomenon is from a suggestion for a social report, this submission counted.

    Attributes
    ----------
    phenomenon_id : str
        The phenomenon that fits best.
    state : {"flagged", "handled", "entry_met", "met_before", "short"}
        Suggested already; handled by people and quiet; this submission meets the rule of observations and voices and
        the next analysis decides; the rule was met without it, and the analysis suggested nothing; not met yet.
    kinds : list of str
        Its signals in the analysis that nobody has handled: "growing", "accumulated".
    observations, voices : int
        In the last ``months`` months, near-duplicates once; of a handled phenomenon, since it was handled.
    counts : bool
        False if this submission repeats an earlier one and adds nothing.
    needed_observations, needed_voices : int
        What the rules ask for.
    missing_observations, missing_voices : int
        What is still missing of that.
    missing_groups : list of str
        Respondent groups not heard, in the order of the form.
    months : int
    texts : dict of str to str
        In plain words, by language.
    changes : bool
        Whether this submission changes what is missing.
    """

    phenomenon_id: str
    state: str
    kinds: list[str]
    observations: int
    voices: int
    counts: bool
    needed_observations: int
    needed_voices: int
    missing_observations: int
    missing_voices: int
    missing_groups: list[str]
    months: int
    texts: dict[str, str]
    changes: bool = False

    @property
    def one_short(self) -> bool:
        """Whether one more submission in a new voice would be enough for the rule."""
        return self.state == "short" and max(self.missing_observations, self.missing_voices) == 1

    @property
    def text(self) -> str:
        """The text in the language of the texts at the time of asking."""
        return self.texts[get_language()]


@dataclass(frozen=True)
class TriageSuggestion:
    """A suggestion on one submission, made by :meth:`rakenlp.Triage.suggest`. A person decides.

    Attributes
    ----------
    phenomena : list of Guess
        Most probable first: (phenomenon_id, name, parent, probability, evidence_terms).
    fits : bool
        Whether the first of them fits at all; if not, the submission is a single voice.
    similar : list of Similar
        Nearest earlier observations: (observation_id, similarity).
    near_duplicate_of : str or None
        The earlier observation that this one repeats, but for small edits.
    novelty : float
        0–1: the share of earlier observations that had a nearer neighbour than this one. Above 0.95 the text is
        unlike anything seen.
    is_single_voice : bool
        No phenomenon fits, or it is the first of its phenomenon in 12 months.
    service_line : str or None
        Where the county's earlier observations of such phenomena went; None where they are too few to tell.
    service_line_counts : dict of str to int
        How many of them went where, most first.
    language : {"fi", "sv", "en", "unknown"}
    personal_data : dict of str to int
        Kinds of identifiers in the text and how many; never the text.
    flag_status : FlagStatus or None
        None where no phenomenon fits or there are no earlier observations.
    needs_human : bool
    priority : {"first", "human", "ordinary"}
        Order of the queue; "first" where the text may speak of danger to life.
    reasons : list of Reason
    model_id : str
        Of the models and stored observations that answered.
    """

    phenomena: list[Guess]
    fits: bool
    similar: list[Similar]
    near_duplicate_of: str | None
    novelty: float
    is_single_voice: bool
    service_line: str | None
    service_line_counts: dict[str, int]
    language: str
    personal_data: dict[str, int]
    flag_status: FlagStatus | None
    needs_human: bool
    priority: str
    reasons: list[Reason]
    model_id: str

    def to_dict(self) -> dict[str, Any]:
        """Return the suggestion as JSON-ready values, always with the same keys in the same order.

        Returns
        -------
        dict

        Examples
        --------
        >>> import rakenlp
        >>> found = rakenlp.Triage.default().suggest("Vuokra on rästissä ja häätö uhkaa").to_dict()
        >>> found["schema"], found["phenomena"][0]["phenomenon_id"]
        (1, 'haato_vuokravelka')
        """
        out: dict[str, Any] = {"schema": SCHEMA}
        for name in _NAMES:
            out[name] = _plain(getattr(self, name))
        return out

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TriageSuggestion:
        """Return the suggestion that :meth:`to_dict` described; it is equal to the first one.

        Parameters
        ----------
        data : mapping
            What :meth:`to_dict` gave, also by way of JSON.

        Returns
        -------
        TriageSuggestion

        Raises
        ------
        ParameterError
            If it is not such a dictionary, or one of another schema.
        """
        if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
            received = data.get("schema") if isinstance(data, Mapping) else type(data).__name__
            raise _wrong(f"schema {SCHEMA}", received)
        try:
            values = {name: data[name] for name in _NAMES}
            values["phenomena"] = [Guess(**item) for item in values["phenomena"]]
            values["similar"] = [Similar(**item) for item in values["similar"]]
            values["reasons"] = [Reason(**item) for item in values["reasons"]]
            status = values["flag_status"]
            values["flag_status"] = None if status is None else FlagStatus(**status)
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise _wrong("TriageSuggestion.to_dict()", type(error).__name__) from None


_NAMES = tuple(field.name for field in fields(TriageSuggestion))


def rounded(value: float) -> float:
    """Return a float as every suggestion gives it."""
    return round(float(value), _DIGITS)


def _plain(value: Any) -> Any:
    if isinstance(value, Guess | Similar):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, Reason | FlagStatus):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return dict(value) if isinstance(value, dict) else value


def _wrong(expected: str, received: object) -> ParameterError:
    return ParameterError(
        "parameter", name="data", owner="TriageSuggestion.from_dict", expected=expected, received=received
    )
