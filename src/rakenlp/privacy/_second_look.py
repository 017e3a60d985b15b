"""A second look at what no rule has taken: chunks are scored by a trained model, and joined to identifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..texts import text as say
from ._chunk_features import candidates, is_anchor, terms
from ._chunk_model import KINDS, ChunkModel
from ._chunks import Chunk, chunks, word_of
from ._online import is_public_site
from ._span import Span

_SUREST = 0.95  # of what is only scored; more is for what a check digit proves
_PUBLIC_NUMBER = re.compile("11[267](?![0-9])")
_SHAPED = re.compile(r"[0-9@]|\w_\w|[a-zåäö]\.[a-zåäö]|://|\b[uU]/\w|[a-zåäö][A-ZÅÄÖ][a-zåäö]")
_SAID = re.compile(
    "kuuta|kuun|ary |rch |pril|May|une |uly |gust|ber |nimim|nimerk|nick|nikk|nikil|käyttäj|tunnu|profiil|kanava|insta|snap|snäp|discord"
    "|tiktok|telegr|jodel|twit|faceb|tube|reddit|signatur|usern|handle|gamert|some|tili|nimel",
    re.IGNORECASE,
)


def missed(text: str, found: Sequence[Span], model: ChunkModel | None = None) -> list[Span]:
    """Return identifiers that the rules have left, and what of a word they have cut.

    Parameters
    ----------
    text : str
    found : sequence of Span
        What the rules have found, in the order of the text and without overlaps.
    model : ChunkModel, optional
        The shipped one when None.

    Returns
    -------
    list of Span
        Their scores are probabilities as measured on texts of the training's kind.
    """
    if not _may_hold(text, found):
        return []
    model = model or ChunkModel.default()
    pieces = chunks(text)
    taken, cut = _taken(text, pieces, found)
    places = candidates(pieces, taken)
    if not places:
        return cut
    kinds = sorted({span.kind for span in found})
    scored = {at: model.probabilities(terms(pieces, at, kinds)) for at in places}
    return cut + _spans(pieces, taken, scored, model)


def _may_hold(text: str, found: Sequence[Span]) -> bool:
    """Tell whether anything outside what is found is shaped or told as an identifier can be."""
    at = 0
    spans = iter(found)
    span = next(spans, None)
    while (shaped := _SHAPED.search(text, at)) is not None:
        while span is not None and span.end <= shaped.start():
            span = next(spans, None)
        if span is None or shaped.start() < span.start:
            return True
        at = span.end
        if at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
            return True
    return _SAID.search(text) is not None


def _taken(text: str, pieces: Sequence[Chunk], found: Sequence[Span]) -> tuple[list[bool], list[Span]]:
    """Return which chunks are in something found, and whole what ends in the middle of letters or digits."""
    taken: list[bool] = []
    whole: list[Span] = []
    at = 0
    for chunk in pieces:
        while at < len(found) and found[at].end <= chunk.start:
            at += 1
        span = found[at] if at < len(found) and found[at].start < chunk.end else None
        taken.append(span is not None)
        if span is None:
            continue
        start, end = span.start, span.end
        if chunk.start < start and text[start - 1].isalnum() and text[start].isalnum():
            start = chunk.start
        if end < chunk.end and text[end - 1].isalnum() and text[end].isalnum():
            end = chunk.end
        if (start, end) != (span.start, span.end):
            whole.append(span._replace(start=start, end=end))
    return taken, whole


def _spans(
    pieces: Sequence[Chunk], taken: Sequence[bool], scored: dict[int, list[float]], model: ChunkModel
) -> list[Span]:
    begin, join = model.thresholds["begin"], model.thresholds["join"]
    out: list[Span] = []
    used: set[int] = set()
    reason = say("privacy.reason_scored")
    for at in sorted(scored, key=lambda place: (scored[place][0], place)):
        sure = 1 - scored[at][0]
        if sure < begin:
            break
        if at in used or not is_anchor(pieces, at, taken):
            continue
        first = last = at
        while _goes_along(pieces, scored, used, first - 1, first, join):
            first -= 1
        while _goes_along(pieces, scored, used, last + 1, last + 1, join):
            last += 1
        members = range(first, last + 1)
        used.update(members)
        if any(_is_public(pieces[place].piece) for place in members):
            continue
        totals = [sum(scored[place][kind] for place in members) for kind in range(1, len(KINDS))]
        kind = KINDS[1 + totals.index(max(totals))]
        out.append(Span(kind, pieces[first].start, pieces[last].end, round(min(sure, _SUREST), 4), reason))
    return out


def _goes_along(
    pieces: Sequence[Chunk], scored: dict[int, list[float]], used: set[int], at: int, later: int, join: float
) -> bool:
    """Tell whether a chunk belongs to the one beside it; ``later`` is the second of them."""
    if at not in scored or at in used or 1 - scored[at][0] < join:
        return False
    return len(pieces[later].gap) < 3 and "\n" not in pieces[later].gap


def _is_public(piece: str) -> bool:
    low = word_of(piece).low if piece.isalpha() else piece.casefold()
    return _PUBLIC_NUMBER.match(low) is not None or is_public_site(low)
