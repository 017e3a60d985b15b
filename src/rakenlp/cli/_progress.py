"""Progress on stderr: a bar where a person looks on, one line a stage where it goes to a file."""

from __future__ import annotations

import sys
from typing import Any, TextIO

from ..texts import text

#: More than this are no stages, but texts.
_STAGES = 100


class Progress:
    """Callback ``progress(stage, done, total)`` for :func:`rakenlp.analyse`, and lines of the command itself.

    Parameters
    ----------
    stream : text file, optional
        Where to tell it; standard error when None.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._stage: str | None = None
        self._bar: Any = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._bar is not None and self._bar.total != total:
            self.close()
        new = stage != self._stage
        self._stage = stage
        if self._bar is None and self._stream.isatty() and total > 1:
            self._bar = _open_bar(total, self._stream)
        if self._bar is None:
            if new:
                self._line(stage_name(stage))
            return
        if new:
            self._bar.set_description_str(stage_name(stage), refresh=False)
        self._bar.update(max(0, min(done, total) - self._bar.n))
        self._bar.refresh()

    def say(self, key: str, **values: object) -> None:
        """Print one line of the catalogue, above whatever bar is open."""
        self.close()
        self._line(text(key, **values))

    def close(self) -> None:
        """Finish the bar that may be open."""
        if self._bar is not None:
            self._bar.close()
        self._bar = self._stage = None

    def _line(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


def stage_name(stage: str) -> str:
    """Return the words for a stage of the analysis; the stage itself if the catalogue has none."""
    try:
        return text(f"cli.stage_{stage}")
    except KeyError:
        return stage


def _open_bar(total: int, stream: TextIO) -> Any:
    try:
        from tqdm import tqdm
    except ImportError:
        return None
    layout = "{desc}: {percentage:3.0f} % |{bar:30}|"
    if total > _STAGES:  # texts are counted, and what is left can be told
        layout += " {n_fmt}/{total_fmt}, " + text("cli.time_left", time="{remaining}")
    return tqdm(total=total, file=stream, dynamic_ncols=True, bar_format=layout)
