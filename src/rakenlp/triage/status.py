"""How far a phenomenon is from a suggestion for a social report, in numbers and in plain words."""

from __future__ import annotations

from ..signals import Rules
from ..texts import LANGUAGES, plural, text
from .memory import Heard, Memory, Voice
from .sketches import NO_DAY
from .suggestion import FlagStatus

#: Signals that suggest a social report.
KINDS = ("growing", "accumulated")


def flag_status(
    memory: Memory,
    rules: Rules,
    flags: dict[str, list[str]],
    phenomenon: str,
    day: int,
    voice: Voice,
    repeats: int | None,
) -> FlagStatus | None:
    """Return the status of a phenomenon with one more submission, None where there are no days to count from.

    Parameters
    ----------
    memory : Memory
    rules : Rules
    flags : dict of str to list of str
        Kinds of the signals that phenomena have in the analysis.
    phenomenon : str
    day : int
        When the submission came; ``NO_DAY`` if neither that nor the last day of the memory is known.
    voice : Voice
    repeats : int or None
        Row of the stored observation that it repeats.
    """
    if day == NO_DAY:
        return None
    months = rules.recent_months
    heard = memory.heard(phenomenon, day, months, voice, repeats)
    fewer = max(0, rules.min_observations - heard.observations)
    voices = max(0, rules.min_voices - heard.voices)
    kinds = flags.get(phenomenon, [])
    state = "flagged" if kinds else "short" if fewer or voices else "entry_met"
    return FlagStatus(
        phenomenon_id=phenomenon,
        state=state,
        kinds=list(kinds),
        observations=heard.observations,
        voices=heard.voices,
        counts=heard.counts,
        needed_observations=rules.min_observations,
        needed_voices=rules.min_voices,
        missing_observations=fewer,
        missing_voices=voices,
        missing_groups=heard.missing_groups,
        months=months,
        texts={language: _said(language, state, heard, fewer, voices, months) for language in LANGUAGES},
    )


def _said(language: str, state: str, heard: Heard, fewer: int, missing: int, months: int) -> str:
    kind = "heard" if heard.new_voice else "heard_again" if heard.counts else "repeats"
    said = text(
        f"triage.status_{kind}",
        language,
        observation=_ordinal(heard.observations, language),
        voice=_ordinal(heard.voices, language).lower(),
        n=heard.observations,
        voices=heard.voices,
        months=months,
    )
    sentences = [said]
    if state != "short":
        sentences.append(text(f"triage.status_{state}", language))
    else:
        if fewer:
            sentences.append(plural("triage.status_missing_observations", fewer, language))
        if missing:
            sentences.append(plural("triage.status_missing_voices", missing, language))
    return " ".join(sentences)


def _ordinal(number: int, language: str) -> str:
    words = text("triage.ordinals", language).split()
    if 1 <= number <= len(words):
        return words[number - 1]
    return text("triage.ordinal_beyond", language, n=number)
