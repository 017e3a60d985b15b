"""How much the service takes in at once."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ..errors import ParameterError


@dataclass(frozen=True)
class Limits:
    """Limits of the service; what goes over one is refused, nothing waits without end.

    Attributes
    ----------
    body_bytes : int
        Of one request, counted as it comes in.
    text_characters : int
        Of one text. Triage reads the first 20,000 and says so.
    batch_items : int
        Submissions of one batch.
    seconds : float
        For one request, from its first byte to the answer.
    requests : int
        Under way at once.
    threads : int
        That work at once on single texts; half as many on batches and as many on the register, so that neither
        holds them up.

    Examples
    --------
    >>> from rakenlp.server import Limits
    >>> Limits(seconds=5).batch_items
    100
    """

    body_bytes: int = 2_000_000
    text_characters: int = 100_000
    batch_items: int = 100
    seconds: float = 20.0
    requests: int = 32
    threads: int = 4

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = (int, float) if field.name == "seconds" else (int,)
            if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < float("inf"):
                raise ParameterError("parameter", name=field.name, owner="Limits", expected="> 0", received=value)
