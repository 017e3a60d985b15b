"""Changing to a newer model when its folder changes or when asked to."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from ..errors import RakeError
from ..triage import TriageHolder

log = logging.getLogger("rakenlp.server")

#: Manifests by which a change is seen: of a triage or an analysis, and of the triage in an analysis.
_MANIFESTS = ("manifest.json", "triage/manifest.json")


class Reloader:
    """Puts a newer model in use; requests under way end with the older one.

    Parameters
    ----------
    holder : TriageHolder
    folder : pathlib.Path
        Where the model was loaded from.
    """

    def __init__(self, holder: TriageHolder, folder: Path) -> None:
        self._holder, self._folder = holder, folder
        self._seen = self._signature()
        self._turn = asyncio.Lock()

    async def reload(self) -> bool:
        """Load the folder; if that fails, say so and go on with the older model."""
        async with self._turn:
            self._seen = self._signature()
            try:
                older = await asyncio.to_thread(self._holder.reload, self._folder)
            except RakeError as error:
                log.error("reload %s", error.code)
                return False
            except Exception as error:  # noqa: BLE001 - the service goes on whatever the folder holds
                log.error("reload %s", type(error).__name__)
                return False
            log.info("model %s -> %s", older.model_id, self._holder.current.model_id)
            return True

    async def watch(self, seconds: float) -> None:
        """Look at the folder for ever, and load it when it has changed and then stayed as it is for one look."""
        before = self._seen
        while True:
            await asyncio.sleep(seconds)
            now = self._signature()
            if now == before and now != self._seen and any(now):
                await self.reload()
            before = now

    def _signature(self) -> tuple[tuple[int, int, int] | None, ...]:
        found: list[tuple[int, int, int] | None] = []
        for name in _MANIFESTS:
            try:
                told = (self._folder / name).stat()
            except OSError:
                found.append(None)
            else:
                found.append((told.st_mtime_ns, told.st_size, told.st_ino))
        return tuple(found)
