"""What may tell a person by circumstances: a list for people to check before anything is published."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from ..errors import ParameterError
from ..texts import text as say
from ._telling_phrases import phrases_of, place_stems

if TYPE_CHECKING:
    import pandas as pd

#: Codes of the reasons, the surest first.
CODES = ("only_one", "unit_and_profession", "rare_diagnosis", "unique_combination", "rare_combination")

_UNTOLD = frozenset(("", "ei_kerrottu", "muu", "None", "nan"))


def identifying(observations: Any, assignments: Any, k: int = 5, *, rare: bool = False) -> pd.DataFrame:
    """List the observations that may tell a person by circumstances, for a person to check before publishing.

    No rule finds them all, and most of what is listed is harmless: it is a list to read, not a decision.

    Parameters
    ----------
    observations : Observations or DataFrame
        As read by :func:`rakenlp.read_observations`, or its ``frame``.
    assignments : Analysis or DataFrame
        Tells the phenomenon of each observation: an analysis, or its ``observations`` (observation_id,
        phenomenon_id).
    k : int, default=5
        With ``rare``, a municipality, respondent group and phenomenon together are rare where fewer observations than
        this have them.
    rare : bool, default=False
        Whether rare combinations of municipality, group and phenomenon are listed too, after all others. In most data
        they are more than half of the observations: a list that nobody reads.

    Returns
    -------
    DataFrame
        observation_id, code and reason (in words, without the text), the surest first: "only_one" (a phrase such as
        "the only one in the village"), "unit_and_profession", "rare_diagnosis" (and a place is known),
        "unique_combination" (no other has this municipality and respondent group), and with ``rare``
        "rare_combination" (of municipality, group and phenomenon, also of those of no phenomenon). An observation may
        have several rows.

    Raises
    ------
    ParameterError
        If a parameter is of a wrong type.

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.privacy import identifying
    >>> obs = rakenlp.read_observations(["Olemme kunnan ainoa kurdiperhe, tulkkia ei saa.", "Vuokra on rästissä."])
    >>> identifying(obs, rakenlp.analyse(obs))["code"].tolist()
    ['only_one']
    """
    import pandas as pd

    if isinstance(k, bool) or not isinstance(k, int) or k < 2:
        raise ParameterError(
            "parameter", name="k", owner="identifying", expected=say("privacy.expected_k_of_people"), received=k
        )
    frame, texts = _observations(observations)
    found: list[tuple[str, str, str]] = []
    places = [_told(value) for value in _column(frame, "municipality")]
    stems = place_stems(sorted({place for place in places if place}))
    for key, text, proposal, place in zip(frame.index, texts, _column(frame, "proposal"), places, strict=True):
        words = f"{text}\n{proposal}" if isinstance(proposal, str) and proposal != text else text
        for code in phrases_of(words, stems):
            if place or code != "rare_diagnosis":
                found.append((str(key), code, say(f"privacy.role_{code}")))
    found += _combinations(frame, places, assignments, k if rare else 0)
    order = {code: at for at, code in enumerate(CODES)}
    found.sort(key=lambda row: order[row[1]])  # stable: the order of the observations within a code
    columns = ("observation_id", "code", "reason")
    return pd.DataFrame({name: pd.Series([row[at] for row in found], dtype=object) for at, name in enumerate(columns)})


def _combinations(frame: pd.DataFrame, places: list[str], assignments: Any, k: int) -> list[tuple[str, str, str]]:
    """Return those alone in their municipality and group, and those of fewer than ``k`` with their phenomenon."""
    phenomena, names = _assignments(assignments)
    groups = [_told(value) for value in _column(frame, "respondent_group")]
    keys = [
        (place.casefold(), group, phenomena.get(str(key), ""))
        for key, place, group in zip(frame.index, places, groups, strict=True)
    ]
    told = [key for key in keys if key[0] and key[1]]
    pairs, counts = Counter(key[:2] for key in told), Counter(told)
    found = []
    for key, place, own in zip(frame.index, places, keys, strict=True):
        code = "unique_combination" if pairs[own[:2]] == 1 else "rare_combination"
        n = counts[own]
        if not n or (code == "rare_combination" and n >= k):
            continue
        name = names.get(own[2], own[2]) if own[2] else say("privacy.role_no_phenomenon")
        reason = say(f"privacy.role_{code}", n=n, place=place, group=_group(own[1]), phenomenon=name)
        found.append((str(key), code, reason))
    return found


def _group(code: str) -> str:
    try:
        return say(f"kooste.voice_{code}")
    except KeyError:
        return code


def _observations(given: Any) -> tuple[pd.DataFrame, list[str]]:
    import pandas as pd

    from ..observations.observations import texts_of

    frame = given if isinstance(given, pd.DataFrame) else getattr(given, "frame", None)
    if not isinstance(frame, pd.DataFrame):
        raise _wrong("observations", "read_observations(...)", given)
    return frame, list(given.texts) if frame is not given else texts_of(frame)


def _assignments(given: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Return the phenomenon of each observation, and the names of phenomena where they are known."""
    import pandas as pd

    table = given if isinstance(given, pd.DataFrame) else getattr(given, "observations", None)
    if not isinstance(table, pd.DataFrame) or not {"observation_id", "phenomenon_id"} <= set(table.columns):
        raise _wrong("assignments", "analyse(...), analyse(...).observations", given)
    phenomena = getattr(given, "phenomena", None)
    names = {} if phenomena is None else dict(zip(phenomena["phenomenon_id"], phenomena["name"], strict=True))
    pairs = zip(table["observation_id"], table["phenomenon_id"], strict=True)
    return {str(key): _told(value) for key, value in pairs}, {str(key): str(name) for key, name in names.items()}


def _column(frame: pd.DataFrame, name: str) -> list[Any]:
    return frame[name].tolist() if name in frame else [None] * len(frame)


def _told(value: Any) -> str:
    told = " ".join(value.split()) if isinstance(value, str) else ""
    return "" if told in _UNTOLD else told


def _wrong(name: str, expected: str, received: object) -> ParameterError:
    return ParameterError(
        "parameter", name=name, owner="identifying", expected=expected, received=type(received).__name__
    )
