"""The HTTP service of triage and of the register's decisions (extra ``server``).

Nothing of a submission is kept or logged, and no error repeats any of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from .limits import Limits

if TYPE_CHECKING:
    from ._app import create_app as create_app
    from ._serve import serve as serve

_HOME = {"create_app": "_app", "serve": "_serve"}
__all__ = ["Limits", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    from .._lazy import loader

    try:
        return loader(__name__, _HOME)(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("fastapi", "pydantic", "starlette", "uvicorn"):
            raise
        raise MissingExtraError("extra", feature="rakenlp.server", extra="server") from error
