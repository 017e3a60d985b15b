"""Why a person should look at a submission: from what was found to reasons, and to the order of the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..texts import LANGUAGES, plural, text
from .suggestion import FlagStatus, Guess, Reason

#: Below this the best phenomenon is called uncertain.
SURE = 0.5
#: A second phenomenon this near the first one, and of at least that probability, is told.
CLOSE, WORTH_TELLING = 0.15, 0.2
#: From this novelty on a text is said to resemble nothing earlier.
UNLIKE = 0.95


@dataclass(frozen=True)
class Findings:
    """What is known of a submission when its reasons are put together."""

    dangers: list[str]
    screened: str | None
    cut_at: int | None
    guesses: list[Guess]
    fits: bool
    single_voice: bool
    first_voice_months: int
    novelty: float
    language: str
    personal_data: Mapping[str, int]
    status: FlagStatus | None
    duplicate_of: str | None
    day_unreadable: bool


def reasons_of(found: Findings) -> list[Reason]:
    """Return the reasons, the most urgent first."""
    reasons = [Reason.of(f"danger_{kind}") for kind in found.dangers]
    if found.screened in ("blank", "no_words"):
        reasons.append(Reason.of("text_empty"))
    elif found.screened is not None:
        reasons.append(Reason.of("text_says_nothing"))
    if found.cut_at is not None:
        reasons.append(Reason.of("text_cut", n=found.cut_at))
    if found.screened is None:
        reasons += _of_phenomena(found)
    if found.personal_data:
        reasons.append(_personal(found.personal_data))
    if found.status is not None:
        reasons += _of_status(found.status)
    if found.duplicate_of is not None:
        reasons.append(Reason.of("near_duplicate", asks=False, id=found.duplicate_of))
    if found.day_unreadable:
        reasons.append(Reason.of("date_unreadable", asks=False))
    return reasons


def priority_of(reasons: list[Reason]) -> str:
    """Return the place in the queue: danger first, then what asks for a person, then the rest."""
    if any(reason.code.startswith("danger_") for reason in reasons):
        return "first"
    return "human" if any(reason.asks for reason in reasons) else "ordinary"


def _of_phenomena(found: Findings) -> list[Reason]:
    reasons = []
    if not found.fits:
        reasons.append(Reason.of("nothing_fits"))
    else:
        best = found.guesses[0].probability
        second = found.guesses[1].probability if len(found.guesses) > 1 else 0.0
        if second >= WORTH_TELLING and best - second < CLOSE:
            reasons.append(Reason.of("two_close"))
        elif best < SURE:
            reasons.append(Reason.of("low_probability", percent=round(100 * best)))
        if found.single_voice:
            reasons.append(Reason.of("single_voice", months=found.first_voice_months))
    if found.novelty >= UNLIKE and found.duplicate_of is None:
        reasons.append(Reason.of("unlike_anything"))
    if found.language == "unknown":
        reasons.append(Reason.of("unknown_language"))
    elif found.language != "fi":
        reasons.append(Reason.of("foreign_language"))
    return reasons


def _of_status(status: FlagStatus) -> list[Reason]:
    """Return what a submission does to its phenomenon: it asks for a person only where it changes something."""
    if status.state == "handled":
        return [Reason.of("handled", asks=False)]
    if not status.changes:
        return []
    if status.state == "entry_met":
        return [Reason.of("entry_met")]
    if not status.one_short:
        return []
    both = status.missing_observations and status.missing_voices
    lacking = "both" if both else "observations" if status.missing_observations else "voices"
    texts = {language: text(f"triage.one_short_{lacking}", language) for language in LANGUAGES}
    return [Reason("one_voice_short", True, texts)]


def _personal(counts: Mapping[str, int]) -> Reason:
    total = sum(counts.values())
    texts = {}
    for language in LANGUAGES:
        kinds = ", ".join(text(f"triage.kind_{kind}", language) for kind in counts)
        texts[language] = plural("triage.reason_personal_data", total, language, kinds=kinds)
    return Reason("personal_data", True, texts)
