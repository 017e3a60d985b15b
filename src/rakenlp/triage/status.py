"""How far a phenomenon is from a suggestion for a social report, in numbers and in plain words."""

from __future__ import annotations

import datetime as dt

from .._decided import Handled
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
    kinds: list[str],
    handled: Handled | None,
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
    kinds : list of str
        Kinds of the signals that the phenomenon has in the analysis and nobody has handled.
    handled : Handled or None
        How people have handled it.
    phenomenon : str
    day : int
        When the submission came; ``NO_DAY`` if neither that nor the last day of the memory is known.
    voice : Voice
    repeats : int or None
        Row of the stored observation that it repeats.
    """
    if day == NO_DAY:
        return None
    if handled is not None and handled.until is not None and day >= _number(handled.until):
        handled = None
    months = rules.recent_months
    since = None if handled is None or handled.through is None else _number(handled.through)
    heard = memory.heard(phenomenon, day, months, voice, repeats, since)
    now = _missing(rules, heard.observations, heard.voices)
    before = _missing(rules, heard.observations - heard.counts, heard.voices - heard.new_voice)
    if kinds:
        state = "flagged"
    elif handled is not None and handled.state is not None:
        state = "handled"
    elif any(now):
        state = "short"
    else:
        state = "entry_met" if any(before) else "met_before"
    done = None if handled is None or state != "handled" else handled
    return FlagStatus(
        phenomenon_id=phenomenon,
        state=state,
        kinds=list(kinds),
        observations=heard.observations,
        voices=heard.voices,
        counts=heard.counts,
        needed_observations=rules.min_observations,
        needed_voices=rules.min_voices,
        missing_observations=now[0],
        missing_voices=now[1],
        missing_groups=heard.missing_groups,
        months=months,
        texts={language: _said(language, state, heard, now, months, done) for language in LANGUAGES},
        changes=now != before,
    )


def _missing(rules: Rules, observations: int, voices: int) -> tuple[int, int]:
    return max(0, rules.min_observations - observations), max(0, rules.min_voices - voices)


def _said(
    language: str, state: str, heard: Heard, missing: tuple[int, int], months: int, handled: Handled | None
) -> str:
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
    if handled is not None:
        day = dt.date.fromisoformat(handled.day)
        shown = f"{day.day}.{day.month}.{day.year}"
        after = "since" if handled.through is not None else "quiet"
        how = text(f"triage.handled_{handled.state}", language, day=shown)
        return f"{how} {text(f'triage.handled_{after}', language, said=said)}"
    if state != "short":
        return f"{said} {text(f'triage.status_{state}', language)}"
    parts = [
        plural(f"triage.missing_{name}", count, language)
        for name, count in zip(("observations", "voices"), missing, strict=True)
        if count
    ]
    return f"{said} {text('triage.status_short', language, missing=text('triage.and', language).join(parts))}"


def _number(day: str) -> int:
    """Return an ISO date as days since 1.1.1970."""
    return (dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days


def _ordinal(number: int, language: str) -> str:
    words = text("triage.ordinals", language).split()
    if 1 <= number <= len(words):
        return words[number - 1]
    return text(f"triage.ordinal_{_ending(number)}", language, n=number)


def _ending(number: int) -> str:
    """Return which form an ordinal in digits takes: English tells 21st, 22nd, 23rd, 24th; Swedish 21:a, 23:e."""
    last = number % 10
    return str(last) if last in (1, 2, 3) and number % 100 not in (11, 12, 13) else "other"
