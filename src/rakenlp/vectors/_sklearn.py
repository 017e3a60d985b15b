"""What scikit-learn expects of estimators that take texts: tags, and an error of its own kind."""

from __future__ import annotations

from sklearn import exceptions
from sklearn.utils import Tags

from ..errors import NotFittedError


class NotFitted(NotFittedError, exceptions.NotFittedError):  # type: ignore[misc]
    """rakenlp's coded error, which scikit-learn knows as its own too."""


def not_fitted(owner: str) -> NotFitted:
    """Return the error of an estimator that was asked before it was fitted.

    Examples
    --------
    >>> from sklearn.exceptions import NotFittedError
    >>> from rakenlp.vectors._sklearn import not_fitted
    >>> isinstance(not_fitted("LemmaVectorizer"), NotFittedError)
    True
    """
    return NotFitted("not_fitted", owner=owner)


def text_tags(tags: Tags) -> Tags:
    """Return the tags of an estimator whose input is a list of texts, and whose numbers are always doubles."""
    tags.input_tags.string = True
    tags.input_tags.two_d_array = False
    tags.input_tags.one_d_array = True
    tags.target_tags.required = False
    if tags.transformer_tags is not None:
        tags.transformer_tags.preserves_dtype = []
    return tags
