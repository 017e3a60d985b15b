"""The register: a county's memory of its phenomena and of what people have decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from ._database import Database
from ._decisions import Decisions
from ._exchange import Exchange
from ._recorder import Recorder
from ._reports import Reports
from ._views import Views
from ._writing import label


class Register(Decisions, Reports, Recorder, Views, Exchange):
    """A county's memory, in one SQLite file.

    It holds observations' ids, dates and voices (their texts only if the county so chooses, then masked),
    phenomena that keep their identity, and people's decisions. Decisions are only ever added: whatever holds
    now is the sum of the entries, and undoing is an entry too. What a method has returned from is on the
    disk. Threads may share a register, and several programs may use the same file at once.

    Open one with :meth:`open`; use it in a ``with`` block or :meth:`close` it.

    Examples
    --------
    >>> import tempfile
    >>> import rakenlp
    >>> folder = tempfile.TemporaryDirectory()
    >>> register = rakenlp.Register.open(f"{folder.name}/rake.sqlite", who="rake-tiimi")
    >>> obs = rakenlp.read_observations(["Vuokra on rästissä, häätö uhkaa", "Yömaja on täynnä, nukun autossa"])
    >>> analysis = rakenlp.analyse(obs, register=register)
    >>> entry = register.rename("haato_vuokravelka", "Vuokravelat ja häädöt")
    >>> rakenlp.analyse(obs, register=register).phenomena["name"].tolist()
    ['Asunnottomuus ja tilapäismajoitus', 'Vuokravelat ja häädöt']
    >>> undone = register.undo(entry, why="Väärä ilmiö")
    >>> register.history()[["seq", "action", "subject", "undone_by"]].values.tolist()
    [[1, 'rename', 'haato_vuokravelka', 2], [2, 'undo', '1', <NA>]]
    >>> register.close()
    """

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        who: str = "",
        read_only: bool = False,
        timeout: float = 30.0,
        keep_texts: bool = False,
    ) -> Self:
        """Open a register, making the file if there is none.

        Parameters
        ----------
        path : path
            On a local disk, preferably. An older register is brought up to date.
        who : str, optional
            Who decides, unless told with a decision: a free label such as "rake-tiimi".
        read_only : bool, default=False
            Read decisions and write none; analyses leave no trace in the register. Where its folder may not be
            written to, it is read as it is at that moment, which ``notes`` tells.
        timeout : float, default=30
            Seconds to wait for another process that is writing.
        keep_texts : bool, default=False
            Store the texts of the observations that are recorded, masked.

        Returns
        -------
        Register

        Raises
        ------
        RegisterError
            If the file is no register, damaged, or of a newer rakenlp (none of which is touched), or cannot
            be used.
        """
        register = cls(Database(Path(path).expanduser(), read_only, timeout), label(who, "who", "Register.open"))
        register.keep_texts = keep_texts
        return register
