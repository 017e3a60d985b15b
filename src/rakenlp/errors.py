"""One family of coded errors: each says what was wrong, what was received and what to do.

The message comes from the catalogue (``texts/errors.toml``) in the language of the user; the ``code`` stays
the same in every language and is what to search for. No error ever carries the text of an observation.
"""

from __future__ import annotations

from .texts import text

_LONGEST = 240


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


class RegisterError(RakeError, RuntimeError):
    """The register's file cannot be used, or what was asked of it cannot be done."""


class ConflictError(RegisterError):
    """Somebody else has decided something since the register was looked at."""


class ServiceError(RakeError, RuntimeError):
    """The HTTP service cannot answer a request as it is, or now."""
