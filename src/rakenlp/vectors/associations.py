"""A dictionary of what words go with: a sofa with a mattress, a friend, staying the night.

Texts show which lemmas keep the same company, but of a rare word, a spoken word or a new one they show little. What
people connect with it says more than the few texts that hold it.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path

import numpy as np
from scipy import sparse

from .._resources import models_folder
from ..errors import InputError
from ..language.terms import PART

Associations = Mapping[str, Sequence[str]]
#: A lemma and an associate of it count as if they had been met so many times side by side.
WEIGHT = 15.0
#: Two associates of one lemma count as this share of it.
_AMONG = 0.3
_COLUMNS = ("lemma", "associates")


def read_associations(path: str | PathLike[str] | None = None) -> dict[str, list[str]]:
    """Return the dictionary of associations.

    Parameters
    ----------
    path : path, optional
        A CSV file with the columns ``lemma`` and ``associates`` (separated by ``|``); the dictionary that ships with
        rakenlp (``models/vectors/associations.csv``) by default.

    Returns
    -------
    dict of str to list of str

    Raises
    ------
    InputError
        If the file is missing, is no CSV in UTF-8 or lacks a column.

    Examples
    --------
    >>> from rakenlp.vectors.associations import read_associations
    >>> "patja" in read_associations()["sohva"]
    True
    """
    if path is None:
        return _shipped()
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(_COLUMNS) <= set(reader.fieldnames or ()):
                raise InputError("associations_columns", path=str(path), columns=", ".join(_COLUMNS))
            return {row["lemma"]: [word for word in row["associates"].split("|") if word] for row in reader}
    except FileNotFoundError as error:
        raise InputError("file_not_found", path=str(path)) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("associations_unreadable", path=str(path)) from error


@lru_cache(maxsize=1)
def _shipped() -> dict[str, list[str]]:
    return read_associations(models_folder("vectors") / "associations.csv")


def touching(associations: Associations, documents: Iterable[Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the entries of a dictionary that have to do with some texts: few for few texts, so that they cost little.

    Examples
    --------
    >>> from rakenlp.vectors.associations import touching
    >>> touching({"sohva": ["patja"], "laina": ["korko"]}, [["patja", "olla"]])
    {'sohva': ['patja']}
    """
    terms = {term.removeprefix(PART) for document in documents for term in document}
    return {
        lemma: associates
        for lemma, associates in associations.items()
        if lemma in terms or not terms.isdisjoint(associates)
    }


def linked_terms(associations: Associations) -> list[str]:
    """Return the terms of a dictionary that deserve a vector: its lemmas, and what at least two of them name."""
    named: Counter[str] = Counter()
    for lemma, associates in associations.items():
        named.update({lemma, *associates})
    return sorted(term for term, times in named.items() if times > 1 or term in associations)


def links(associations: Associations, vocabulary: Mapping[str, int], weight: float = WEIGHT) -> sparse.csr_matrix:
    """Return the company that a dictionary gives the lemmas of a vocabulary, symmetric, (n_lemmas, n_lemmas)."""
    rows: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    for lemma, associates in associations.items():
        row = vocabulary.get(lemma)
        places = [vocabulary[term] for term in associates if term in vocabulary]
        for rank, column in enumerate(places):
            if row is not None:
                rows.append(row)
                columns.append(column)
                weights.append(weight)
            for other in places[rank + 1 :]:
                rows.append(column)
                columns.append(other)
                weights.append(weight * _AMONG)
    size = len(vocabulary)
    linked = sparse.csr_matrix((np.array(weights, np.float32), (rows, columns)), shape=(size, size))
    linked = linked + linked.T
    linked.setdiag(0)
    linked.eliminate_zeros()
    return linked
