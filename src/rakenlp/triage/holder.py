"""Changing to a newer model while requests are being answered."""

from __future__ import annotations

from pathlib import Path

from .triage import Triage


class TriageHolder:
    """One place of a service from which every request takes the model.

    A request that began with the old model finishes with it; the next one gets the new one. Nothing waits.

    Parameters
    ----------
    triage : Triage

    Examples
    --------
    >>> import rakenlp
    >>> from rakenlp.triage import TriageHolder
    >>> holder = TriageHolder(rakenlp.Triage.default())
    >>> holder.current.suggest("Vuokra on rästissä").model_id == holder.current.model_id
    True
    """

    def __init__(self, triage: Triage) -> None:
        self._current = triage

    @property
    def current(self) -> Triage:
        """The model in use. Take it once at the beginning of a request."""
        return self._current

    def swap(self, triage: Triage) -> Triage:
        """Put a newer model in use, in one step, and return the older one."""
        older, self._current = self._current, triage
        return older

    def reload(self, directory: str | Path, *, warm_up: bool = True) -> Triage:
        """Load a model, make it ready, and put it in use; return the older one.

        If it cannot be loaded, the error is raised and the older one stays in use.

        Parameters
        ----------
        directory : path
        warm_up : bool, default=True
            Whether its first requests are spared the cost of starting.

        Returns
        -------
        Triage
            The older one.
        """
        newer = Triage.load(directory)
        if warm_up:
            newer.warm_up()
        return self.swap(newer)
