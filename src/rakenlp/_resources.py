"""Where the shipped models lie: inside the installed package, or at the root of a checkout."""

from __future__ import annotations

from pathlib import Path

from .errors import ModelFormatError

_PACKAGE = Path(__file__).resolve().parent


def models_folder(name: str) -> Path:
    """Return the folder of one shipped model.

    Parameters
    ----------
    name : str
        Such as "taxonomy", "domain" or "vectors".

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ModelFormatError
        If this installation lacks the model.
    """
    for root in (_PACKAGE / "models", _PACKAGE.parent.parent / "models"):
        if (root / name).is_dir():
            return root / name
    raise ModelFormatError("model_missing", path=f"models/{name}")
