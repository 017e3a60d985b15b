"""Words of a text as people write them: Kela:n, e-resepti, 24/7, missing spaces after full stops."""

from __future__ import annotations

import re

# A url or an e-mail address, then a masking token, then a word with inner hyphens, colons or apostrophes.
_TOKEN = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\[[A-ZÅÄÖ-]+\]"
    r"|[^\W\d_]+(?:[-:'’][^\W\d_]+)*"
    r"|\d+(?:[.,:/]\d+)*"
)
_LETTER = re.compile(r"[^\W\d_]")
_SKIPPED = ("http://", "https://", "www.", "[")


def words(text: str) -> list[str]:
    """Return the words of a text in order, without numbers, addresses and masking tokens.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        As written, capitals included.

    Examples
    --------
    >>> from rakenlp.language.tokens import words
    >>> words("Kela:n päätöstä odotettu 24 viikkoa.Kukaan ei vastaa [PUHELIN]")
    ['Kela:n', 'päätöstä', 'odotettu', 'viikkoa', 'Kukaan', 'ei', 'vastaa']
    """
    return [
        token
        for token in _TOKEN.findall(text)
        if _LETTER.match(token[0]) and "@" not in token and not token.startswith(_SKIPPED)
    ]
