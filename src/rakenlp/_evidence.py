"""What in the texts of a phenomenon speaks for it: words, sentences, and quotes by different voices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from .phenomena.sentence_evidence import sentences

if TYPE_CHECKING:
    from .observations import Observations
    from .phenomena import PhenomenonModel

#: A sentence of fewer words says little by itself: the next one is quoted with it.
_SHORT = 4


def speaking_for(rows: pd.DataFrame, phenomenon_id: str, known: Sequence[str]) -> list[str | None]:
    """Return for which of the model's phenomena the words of each row speak: merged ones for their own."""
    own = rows["machine_phenomenon_id"].where(rows["assigned_by"] == "machine", phenomenon_id)
    return [key if key in known else None for key in own]


def strongest(model: PhenomenonModel, text: str, key: str | None) -> tuple[str, float]:
    """Return the sentence of a text that speaks most for a phenomenon, and its share of all that does.

    Of a text without words for it, or a phenomenon that people made, the first sentence and 0.
    """
    found = model.evidence_by_sentence(text, key) if key else []
    places = [(each.start, each.end) for each in found] or list(sentences(text))
    if not places:
        return "", 0.0
    shares = [each.share for each in found] or [0.0] * len(places)
    best = max(range(len(places)), key=lambda i: (shares[i], -i))
    last = best
    while last + 1 < len(places) and len(text[places[best][0] : places[last][1]].split()) < _SHORT:
        last += 1
    return text[places[best][0] : places[last][1]], sum(shares[best : last + 1])


def in_turn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return observations, the most probable first, one of each respondent group before a second of any."""
    rows = rows.sort_values(["probability", "observation_id"], ascending=[False, True], kind="stable")
    turn = rows.groupby(rows["respondent_group"].fillna(""), sort=False).cumcount()
    return rows.iloc[turn.argsort(kind="stable")]


def quotes_of(
    obs: Observations, model: PhenomenonModel, observations: pd.DataFrame, phenomenon_id: str, n: int
) -> pd.DataFrame:
    """Return quotes from the observations of a phenomenon: the most probable first, each respondent group in turn."""
    rows = observations[(observations["phenomenon_id"] == phenomenon_id) & observations["duplicate_of"].isna()]
    rows = in_turn(rows).head(n)
    texts = dict(zip(obs.frame.index, obs.texts, strict=True))
    keys = speaking_for(rows, phenomenon_id, model.phenomenon_ids_)
    told = [strongest(model, texts[i], key) for i, key in zip(rows["observation_id"], keys, strict=True)]
    out = rows[["observation_id", "respondent_group", "probability"]].reset_index(drop=True)
    out.insert(2, "quote", pd.Series([quote for quote, _ in told], dtype=object))
    out.insert(3, "share", pd.Series([share for _, share in told], dtype=float))
    return out
