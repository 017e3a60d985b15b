"""The ready spaCy pipeline of Finnish."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language

#: Characters in one text; spaCy's own limit of a million spares the memory of parsers, which this pipeline lacks.
MAX_LENGTH = 1 << 30


def load_language(lexicon: str | PathLike[str] | None = None) -> Language:
    """Return a spaCy pipeline for Finnish: the tokenizer of rakenlp and the component ``rakenlp_voikko``.

    The tokenizer keeps together what people write as one word (Kela:n, e-resepti, 18-vuotias), parts what
    lacks its space (viikkoa.Kukaan, 2,5h), and takes any string of any length; its words are those of
    :func:`rakenlp.lemmatize`. Saved with ``nlp.to_disk``, the pipeline is opened by ``spacy.load`` wherever
    rakenlp is installed; spaCy then sets ``nlp.max_length`` to a million characters again. spaCy keeps every word that
    a pipeline has read and saves them, names too, in ``vocab/strings.json``: save one before it reads texts, or read
    them inside ``with nlp.memory_zone():``. ``nlp.add_pipe("rakenlp_mask")`` tells what is to be masked.

    Parameters
    ----------
    lexicon : str or Path, optional
        A file of your own words (abbreviations, names of services), added to the shipped ones; see
        :meth:`rakenlp.language.Lexicon.read`.

    Returns
    -------
    spacy.language.Language
        Threads may share it, except inside ``nlp.memory_zone()``, which spaCy does not make safe across threads.

    Raises
    ------
    InputError
        If the file of words cannot be read.
    BackendError
        At the first text, if no Voikko works on this machine.

    Examples
    --------
    >>> import rakenlp
    >>> nlp = rakenlp.load_language()
    >>> [(token.text, token.lemma_) for token in nlp("Kela:n päätös viipyi.Kukaan")][:4]
    [('Kela:n', 'kela'), ('päätös', 'päätös'), ('viipyi', 'viipyä'), ('.', '.')]
    >>> nlp("toimeentulotukihakemus")[0]._.compound_parts
    ('toimeentulo', 'tuki', 'hakemus')
    """
    import spacy

    from ..privacy import component as masking  # noqa: F401 - and that of rakenlp_mask, to add to what is returned
    from . import component, tokenizer  # noqa: F401 - registers the factory where the package is not installed
    from .lemmas import own_words

    nlp = spacy.blank("fi", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}})
    nlp.max_length = MAX_LENGTH
    added: Any = nlp.add_pipe("rakenlp_voikko")
    added.lexicon = own_words(lexicon)  # the words, not the path: a saved pipeline opens on any machine
    return nlp
