"""Names, terms and readable identifiers for phenomena that no list holds."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.stats import binom

from ..language.words import is_person_name

#: A term must be in this share of a group's texts (and in two of them) to describe it.
_SHARE = 0.05


def distinctive_terms(
    documents: Sequence[Sequence[str]],
    reference: Mapping[str, float],
    *,
    floor: float,
    importance: Mapping[str, float] | None = None,
    top: int = 6,
) -> list[tuple[str, float]]:
    """Return the terms that a group of texts uses far more than texts in general.

    Parameters
    ----------
    documents : sequence of sequence of str
        Content lemmas of the group's texts.
    reference : mapping of str to float
        Share of texts in general that hold the term.
    floor : float
        Share assumed for a term that the reference does not hold.
    importance : mapping of str to float, optional
        How much a term tells at all (0 = nothing); 0.8 for terms it does not hold.
    top : int, default=6

    Returns
    -------
    list of (str, float)
        Term (never a person's name) and strength, strongest first. The strength is minus the logarithm (base 10)
        of the chance of seeing the term in that many of the texts, times the importance.

    Examples
    --------
    >>> from rakenlp.phenomena.naming import distinctive_terms
    >>> docs = [["apteekki", "auto"], ["apteekki"], ["apteekki", "lääke"], ["lääke"]]
    >>> [t for t, _ in distinctive_terms(docs, {"auto": 0.2, "apteekki": 0.01, "lääke": 0.05}, floor=0.001)]
    ['apteekki', 'lääke']
    """
    counts = Counter(term for document in documents for term in set(document) if len(term) > 2)
    needed = max(2, math.ceil(_SHARE * len(documents))) if len(documents) > 1 else 1
    terms = [term for term, count in counts.items() if count >= needed and not is_person_name(term)]
    usual = np.array([max(reference.get(term, 0.0), floor) for term in terms])
    chances = binom.logsf(np.array([counts[term] - 1 for term in terms]), len(documents), usual) / math.log(10)
    found = []
    for term, chance in zip(terms, chances.tolist(), strict=True):
        weight = 1.0 if importance is None else max(importance.get(term, 0.8), 0.01)
        found.append((term, float(-chance * weight)))
    return sorted(found, key=lambda item: (-item[1], item[0]))[:top]


def slug(terms: Sequence[str]) -> str:
    """Return a readable identifier from terms, the same whenever the terms are the same.

    Examples
    --------
    >>> from rakenlp.phenomena.naming import slug
    >>> slug(["apteekki", "lääke", "odotus"])
    'apteekki_laake_42c4'
    """
    if not terms:
        return "nimeton_0000"
    plain = unicodedata.normalize("NFKD", "_".join(terms[:2]).lower()).encode("ascii", "ignore").decode()
    readable = "".join(c if c.isalnum() else "_" for c in plain).strip("_")
    return f"{readable}_{hashlib.sha256('|'.join(terms[:3]).encode()).hexdigest()[:4]}"


def distinct(names: Iterable[str], taken: Sequence[str] = ()) -> list[str]:
    """Return identifiers after those that are taken; a number is added to one that is there already.

    Examples
    --------
    >>> from rakenlp.phenomena.naming import distinct
    >>> distinct(["kaivo", "kaivo"], ["muu"])
    ['muu', 'kaivo', 'kaivo_3']
    """
    found = list(taken)
    for name in names:
        found.append(name if name not in found else f"{name}_{found.count(name) + len(found)}")
    return found
