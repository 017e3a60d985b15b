"""Workers on other machines: a Dask cluster as joblib's back end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .errors import InputError, MissingExtraError

#: Seconds in which a scheduler answers, or is not there.
_PATIENCE = 15


@contextmanager
def dask_workers(address: str | Any, feature: str = "Dask") -> Iterator[None]:
    """Within the block, what is done text by text is done by the workers of a Dask cluster.

    Parameters
    ----------
    address : str or Client
        Of the scheduler, such as ``"tcp://10.0.0.5:8786"``; or an open ``distributed.Client``, which stays open.
    feature : str
        What needs it, for an error.

    Raises
    ------
    MissingExtraError
        If the extra ``dask`` is not installed.
    InputError
        If nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtraError("extra", feature=feature, extra="dask") from None
    from joblib import parallel_config

    if isinstance(address, Client):
        with address.as_current(), parallel_config(backend="dask"):
            yield
        return
    try:
        client = Client(address, timeout=_PATIENCE, name="rakenlp")
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError("dask_unreachable", address=address, reason=type(error).__name__) from None
    with client, parallel_config(backend="dask"):
        yield
