"""One family of coded errors: each says what was wrong, what was received and what to do.

The message comes from the catalogue (``texts/errors.toml``) in the language of the user; the ``code`` stays
the same in every language and is what to search for. No error ever carries the text of an observation.
"""

from __future__ import annotations

import errno

from .texts import text

_LONGEST = 240
#: How the operating system says that there is no more room, or that writing is not allowed.
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
_DENIED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class RakeError(Exception):
    """Base of all errors that rakenlp raises on purpose.

    Parameters
    ----------
    code : str
        Key of the message in ``texts/errors.toml``.
    **values : object
        What the placeholders of the message stand for.

    Attributes
    ----------
    code : str
        The same in every language.
    message : str
        The text without the code.

    Examples
    --------
    >>> from rakenlp.errors import InputError
    >>> InputError("file_not_found", path="x.csv").code
    'file_not_found'
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        values = {name: _told(name, value) for name, value in values.items()}
        self.values = values
        self.message = text(f"errors.{code}", **values) if values else text(f"errors.{code}")
        super().__init__(f"{self.message} [{code}]")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.values)


def _told(name: str, value: object) -> object:
    """Return what is told of a value: of one so long that it may be the text of an observation, only its size."""
    if name == "received" and isinstance(value, (list, tuple, dict, set)) and len(repr(value)) > _LONGEST:
        return f"{type(value).__name__} ({len(value)})"
    long = isinstance(value, str) and name in ("received", "path") and (len(value) > _LONGEST or "\n" in value)
    return f"str ({len(str(value))})" if long else value


def _rebuild(kind: type[RakeError], code: str, values: dict[str, object]) -> RakeError:
    return kind(code, **values)


class InputError(RakeError, ValueError):
    """The export, mapping file or table given cannot be read as observations."""


class ParameterError(RakeError, ValueError):
    """A parameter has a value that it cannot have."""


class NotFittedError(RakeError, ValueError, AttributeError):
    """An estimator was asked to predict before it was fitted."""


class BackendError(RakeError, RuntimeError):
    """No usable Finnish morphology (Voikko) was found on this machine."""


class MissingExtraError(RakeError, ImportError):
    """An optional dependency is needed; the message names the extra that brings it."""


class ModelFormatError(RakeError, ValueError):
    """A saved model or analysis is damaged, foreign or of an unknown schema version."""


class WriteError(RakeError, OSError):
    """A file cannot be written; what was there before is as it was.

    Attributes
    ----------
    errno : int or None
        What the operating system said, as in any OSError.

    Examples
    --------
    >>> from rakenlp.errors import WriteError
    >>> WriteError.of(OSError(28, "No space left on device"), "kooste.html").code
    'write_full'
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, **values)
        number = values.get("errno")
        self.errno = number if isinstance(number, int) else None

    @classmethod
    def of(cls, error: OSError, path: object) -> WriteError:
        """Return what is told of an error of the operating system at a path."""
        code = "write_full" if error.errno in _FULL else "write_denied" if error.errno in _DENIED else "write_failed"
        reason = error.strerror or type(error).__name__
        return cls(code, path=str(path), reason=reason, errno=error.errno)


class RegisterError(RakeError, RuntimeError):
    """The register's file cannot be used, or what was asked of it cannot be done."""


class ConflictError(RegisterError):
    """Somebody else has decided something since the register was looked at."""


class ServiceError(RakeError, RuntimeError):
    """The HTTP service cannot answer a request as it is, or now."""
