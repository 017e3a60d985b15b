"""What can be wrong with a taxonomy, each with the code of its error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..errors import InputError, RakeError
from .taxonomy import PARENTS, Change, KnownPhenomenon


def problems_of(phenomena: Sequence[KnownPhenomenon], changes: Sequence[Change]) -> list[RakeError]:
    """Return the problems of phenomena and history, in the order of the list."""
    return [*_of_phenomena(phenomena), *_of_history({p.code for p in phenomena}, changes)]


def _of_phenomena(phenomena: Sequence[KnownPhenomenon]) -> Iterator[RakeError]:
    if not phenomena:
        yield InputError("taxonomy_empty")
    counts = Counter(p.code for p in phenomena)
    by_code = {p.code: p for p in phenomena}
    for row, p in enumerate(phenomena, start=1):
        if not p.code or p.code != p.code.strip() or any(char.isspace() or char in "|,;" for char in p.code):
            yield InputError("taxonomy_code", row=row, received=p.code)
        if not p.names.get("fi", "").strip():
            yield InputError("taxonomy_name", phenomenon=p.code)
        for parent in p.parents:
            if parent not in PARENTS and parent not in by_code:
                yield InputError("taxonomy_parent", phenomenon=p.code, parent=parent, expected=", ".join(PARENTS))
    for code, count in counts.items():
        if count > 1:
            yield InputError("taxonomy_duplicate", phenomenon=code, n=count)
    if circle := _circle({code: _above(p) for code, p in by_code.items()}):
        yield InputError("taxonomy_circle", codes=" → ".join(circle))


def _above(phenomenon: KnownPhenomenon) -> tuple[str, ...]:
    """Return the phenomena that one stands under: a name of a national parent means that parent."""
    return tuple(parent for parent in phenomenon.parents if parent not in PARENTS)


def _of_history(codes: set[str], changes: Sequence[Change]) -> Iterator[RakeError]:
    old = {change.code: change for change in changes}
    for change in changes:
        if change.code in codes:
            yield InputError("taxonomy_history", phenomenon=change.code, into=", ".join(change.into) or "–")
        elif missing := next((code for code in change.into if code not in codes and code not in old), None):
            yield InputError("taxonomy_history", phenomenon=change.code, into=missing)
    if circle := _circle({code: change.into for code, change in old.items()}):
        yield InputError("taxonomy_circle", codes=" → ".join(circle))


def _circle(following: Mapping[str, Sequence[str]]) -> list[str] | None:
    """Return a way from a code back to itself, if there is one."""
    done: set[str] = set()
    for start in following:
        path, stack = [start], [iter(following[start])]
        while stack and start not in done:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                done.add(path.pop())
            elif step in path:
                return [*path[path.index(step) :], step]
            elif step not in done and step in following:
                path.append(step)
                stack.append(iter(following[step]))
    return None
