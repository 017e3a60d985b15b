"""The ready spaCy pipeline of Finnish."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language


def load_language() -> Language:
    """Return a spaCy pipeline for Finnish: the blank tokenizer and the component ``rakenlp_voikko``.

    Returns
    -------
    spacy.language.Language
        Use one pipeline per thread; spaCy's own memory zones are not safe across threads.

    Raises
    ------
    BackendError
        At the first text, if no Voikko works on this machine.

    Examples
    --------
    >>> import rakenlp
    >>> nlp = rakenlp.load_language()
    >>> [(t.lemma_, t.pos_) for t in nlp("Kela:n päätös viipyi")]
    [('kela', 'NOUN'), ('päätös', 'NOUN'), ('viipyä', 'VERB')]
    >>> nlp("toimeentulotukihakemus")[0]._.compound_parts
    ('toimeentulo', 'tuki', 'hakemus')
    """
    import spacy

    from . import component  # noqa: F401 - registers the factory where the package is not installed

    nlp = spacy.blank("fi")
    nlp.add_pipe("rakenlp_voikko")
    return nlp
