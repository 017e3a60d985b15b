"""Masking that its owner can undo: what was masked is encrypted with a key that only the owner has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .._files import digest
from ..errors import MissingExtraError, ParameterError
from ..texts import text as say

if TYPE_CHECKING:
    from .masking import MaskedText


def new_key() -> str:
    """Return a new random key for ``mask(text, key=...)``; keep it apart from the masked texts.

    Returns
    -------
    str
        44 characters. Whoever has it can undo what was masked with it; without it nobody can, not even its loser.

    Raises
    ------
    MissingExtraError
        If ``cryptography`` is not installed (extra ``vault``).

    Examples
    --------
    >>> from rakenlp.privacy import mask, new_key, unmask
    >>> key = new_key()
    >>> masked = mask("Soita 040 123 4567.", key=key)
    >>> masked.text, unmask(masked, key)
    ('Soita [PUHELIN].', 'Soita 040 123 4567.')
    """
    return str(_fernet().generate_key().decode("ascii"))


def unmask(masked: MaskedText, key: str | bytes) -> str:
    """Return the text as it was before masking.

    Parameters
    ----------
    masked : MaskedText
        From :func:`rakenlp.mask` with ``key``. It can be made again of what was stored, as
        ``MaskedText(text, vault=vault)``.
    key : str or bytes
        The key that it was masked with.

    Returns
    -------
    str

    Raises
    ------
    ParameterError
        If there is no vault, the key is not from :func:`new_key` or not the one, or the vault or the masked text has
        been changed since.
    MissingExtraError
        If ``cryptography`` is not installed (extra ``vault``).
    """
    if not isinstance(getattr(masked, "text", None), str) or not isinstance(masked.vault, str | None):
        raise _wrong("masked", say("privacy.expected_vault"), type(masked).__name__)
    if masked.vault is None:
        raise _wrong("masked", say("privacy.expected_vault"), "vault=None")
    from cryptography.fernet import InvalidToken

    try:
        content = json.loads(_cipher(key, "unmask").decrypt(masked.vault.encode("ascii", "replace")))
    except InvalidToken:
        raise _wrong("key", say("privacy.expected_key_of_vault"), say("privacy.another_key")) from None
    if content["sha256"] != _digest(masked.text):
        raise _wrong("masked", say("privacy.expected_unchanged"), say("privacy.another_text"))
    pieces, last = [], 0
    for start, end, original in content["masked"]:
        pieces += [masked.text[last:start], original]
        last = end
    return "".join([*pieces, masked.text[last:]])


def sealed(originals: Sequence[str], places: Sequence[tuple[int, int]], masked: str, key: str | bytes) -> str:
    """Return what was masked, encrypted and authenticated (Fernet: AES in CBC mode and HMAC-SHA256)."""
    rows = [[start, end, original] for (start, end), original in zip(places, originals, strict=True)]
    content = json.dumps({"masked": rows, "sha256": _digest(masked)})
    return str(_cipher(key, "mask").encrypt(content.encode("ascii")).decode("ascii"))


def _cipher(key: str | bytes, owner: str) -> Any:
    try:
        return _fernet()(key)
    except (ValueError, TypeError, AttributeError):
        raise _wrong("key", say("privacy.expected_key"), type(key).__name__, owner) from None


def _fernet() -> Any:
    try:
        from cryptography.fernet import Fernet
    except ImportError:
        raise MissingExtraError("extra", feature="mask(key=...)", extra="vault") from None
    return Fernet


def _digest(text: str) -> str:
    return digest(text.encode("utf-8", "surrogatepass"))


def _wrong(name: str, expected: str, received: str, owner: str = "unmask") -> ParameterError:
    return ParameterError("parameter", name=name, owner=owner, expected=expected, received=received)
