"""A second look at what no rule has taken: chunks are scored by a trained model, and joined to identifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..texts import text as say
from ._case_told import NO_HEAD
from ._chunk_features import candidates, is_anchor, terms
from ._chunk_model import KINDS, ChunkModel
from ._chunk_words import word_of
from ._chunks import Chunk, chunks
from ._online import is_public_site
from ._plates import NO_PLATE
from ._span import Span, caseless

#: Kinds whose forms the rules know well: the model has to be surer of them.
FORMED = frozenset(("hetu", "phone", "email", "url", "iban", "business_id"))
_CODES = frozenset(("case_number", "plate", "ip", "handle"))
_HEAD = re.compile("[A-ZÅÄÖa-zåäö]+")
#: Chunks of a text that is looked at: a cell or a heading of fewer has too little around a number to tell by.
_FEWEST = 6
_BARE = 6  # digits with nothing else
_LEAST = 4  # letters and digits
_SUREST = 0.95  # of what is only scored; more is for what a check digit proves
#: A blood pressure, a sum or a dose by time: 145/92, 750/kk.
_MEASURED = re.compile("[0-9]{2,3}/[0-9]{2,3}|[0-9]+/(?:kk|v|vk|vko|pv|vrk|h|t)")
#: A range of sums is no number to call (150–1 300, 9 000–60 000), nor is a row of years and counts.
_RANGE = re.compile("(?:000|[1-9][0-9]*[–—])")
_LONGEST_PHONE = 15  # digits; ITU-T E.164
#: The end of a month in which somebody turned so and so old.
_IN_MONTH = re.compile("[a-zåäö]+kuussa")
_AGE = 3  # digits at most
_PUBLIC_NUMBER = re.compile("11[267](?![0-9])")
_SHAPED = re.compile(r"[0-9@]|\w_\w|[a-zåäö]\.[a-zåäö]|://|\b[uU]/\w|[a-zåäö][A-ZÅÄÖ][a-zåäö]")
_SAID = (
    "kuuta", "kuun", "ary ", "rch ", "pril", "may", "une ", "uly ", "gust", "ber ", "nimim", "nimerk", "nick", "nikk",
    "nikil", "käyttäj", "tunnu", "profiil", "kanava", "insta", "snap", "snäp", "discord", "tiktok", "telegr", "jodel",
    "twit", "faceb", "tube", "reddit", "signatur", "usern", "handle", "gamert", "some", "tili", "nimel",
)  # fmt: skip


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
    if len(pieces) < _FEWEST:
        return cut
    anchors = [at for at in candidates(pieces, taken) if is_anchor(pieces, at, taken)]
    if not anchors:
        return cut
    return cut + _Scores(pieces, taken, sorted({span.kind for span in found}), model).spans(anchors)


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
    return any(map(caseless(text).__contains__, _SAID))


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


class _Scores:
    """Probabilities of the chunks of a text, asked for where they are needed."""

    def __init__(self, pieces: Sequence[Chunk], taken: Sequence[bool], kinds: Sequence[str], model: ChunkModel) -> None:
        self.pieces, self.taken, self.kinds, self.model = pieces, taken, kinds, model
        self._known: dict[int, list[float]] = {}
        self._used: set[int] = set()

    def of(self, at: int) -> list[float]:
        """Return how probable each kind is for a chunk, none first."""
        if at not in self._known:
            self._known[at] = self.model.probabilities(terms(self.pieces, at, self.kinds))
        return self._known[at]

    def spans(self, anchors: Sequence[int]) -> list[Span]:
        """Return the identifiers that begin with one of some chunks, the surest first."""
        limits = self.model.thresholds
        least = min(limits["begin"], limits["formed"])
        out: list[Span] = []
        hopeful = sorted((self.of(at)[0], at) for at in anchors if 1 - self.of(at)[0] >= least)
        reason = say("privacy.reason_scored") if hopeful else ""
        for none, at in hopeful:
            if at in self._used:
                continue
            first = last = at
            while self._goes_along(first - 1, first):
                first -= 1
            while self._goes_along(last + 1, last + 1):
                last += 1
            self._used.update(range(first, last + 1))
            totals = [sum(self.of(place)[kind] for place in range(first, last + 1)) for kind in range(1, len(KINDS))]
            kind = KINDS[1 + totals.index(max(totals))]
            if 1 - none >= limits["formed" if kind in FORMED else "begin"] and self._tells(first, last, kind):
                start, end = self.pieces[first].start, self.pieces[last].end
                out.append(Span(kind, start, end, round(min(1 - none, _SUREST), 4), reason))
        return out

    def _goes_along(self, at: int, later: int) -> bool:
        """Tell whether a chunk belongs to the one beside it; ``later`` is the second of them."""
        if not 0 <= at < len(self.pieces) or at in self._used or self.taken[at] or self.pieces[at].piece[0] == "[":
            return False
        if len(self.pieces[later].gap) > 2 or "\n" in self.pieces[later].gap:
            return False
        parted = self.pieces[later - 1 : later + 1]
        if "," in parted[1].gap and all(chunk.piece.isdigit() for chunk in parted):
            return False  # 4, 11, 17, 23
        plain = word_of(self.pieces[at].piece).group == "aaw"  # a common word
        return 1 - self.of(at)[0] >= self.model.thresholds["begin" if plain else "join"]

    def _tells(self, first: int, last: int, kind: str) -> bool:
        """Tell whether chunks together can tell of anybody: no public number, no figure or two."""
        some = [chunk.piece for chunk in self.pieces[first : last + 1]]
        if any(map(_is_public, some)):
            return False
        length = sum(map(str.isalnum, "".join(some)))
        figures = sum("0" <= sign <= "9" for sign in "".join(some))
        head = _HEAD.match(some[0])
        no_code = head is not None and kind in _CODES and head[0] in NO_HEAD | NO_PLATE
        if head is not None and no_code and (figures < _LEAST or head[0].isupper()):  # RR 145/92, KHO 2017:112
            return False
        if kind == "phone" and (figures > _LONGEST_PHONE or _RANGE.match("".join(some)) is not None):
            return False
        if kind == "birth_date" and figures <= _AGE and _IN_MONTH.fullmatch(some[0]) is not None:
            return False
        if kind in _CODES and any(map(_MEASURED.fullmatch, some)) and not self._beside(first, last):
            return False
        if figures == length and all(map(str.isdigit, some)) and not (length > 2 and self._beside(first, last)):
            return length >= _BARE and max(map(len, some)) > 2  # a year, a count, hours
        return length >= _LEAST or length > 1 and (kind == "birth_date" or self._beside(first, last))

    def _beside(self, first: int, last: int) -> bool:
        """Tell whether nothing but a blank or a dash parts chunks from an identifier that a rule has taken."""
        gaps, after = (" ", "-", "–", "/"), last + 1
        if first > 0 and self.taken[first - 1] and self.pieces[first].gap in gaps:
            return True
        return after < len(self.pieces) and self.taken[after] and self.pieces[after].gap in gaps


def _is_public(piece: str) -> bool:
    low = piece.casefold()
    return _PUBLIC_NUMBER.match(low) is not None or is_public_site(low)
