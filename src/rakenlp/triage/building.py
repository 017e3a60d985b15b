"""From an analysis to what triage remembers of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._batches import in_batches
from .._decided import Decided
from ..language.lemmas import own_words
from ..language.terms import topic_terms
from ..phenomena import PhenomenonModel
from ..privacy import mask
from ..signals import Rules
from ..signals.quiet import QUIET
from ..texts import LANGUAGES, text
from .memory import Memory
from .neighbours import Neighbours
from .sketches import Sketches
from .space import Space, own_quantiles
from .status import KINDS

if TYPE_CHECKING:
    from ..analysis import Analysis
    from ..language.lexicon import Lexicon


@dataclass(frozen=True)
class Knowledge:
    """Everything that answers depend on, beside the models that ship.

    Attributes
    ----------
    model : PhenomenonModel
    memory : Memory
    neighbours : Neighbours
    sketches : Sketches
    quantiles : ndarray or None
        Of the nearness of stored observations; None where the shipped ones are used.
    rules : Rules
    decided : Decided
        What people have merged, split and handled.
    flags : dict of str to list of str
        Kinds of the signals of each phenomenon, those that people have handled left out.
    titles : dict of str to dict
        Name, parent and terms of the phenomena that the taxonomy does not name.
    has_data : bool
        Whether there is a county's analysis behind it, be it of no observations.
    as_of : str or None
    """

    model: PhenomenonModel
    memory: Memory
    neighbours: Neighbours
    sketches: Sketches
    quantiles: NDArray[np.float64] | None = None
    rules: Rules = field(default_factory=Rules)
    decided: Decided = field(default_factory=Decided)
    flags: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, dict[str, Any]] = field(default_factory=dict)
    has_data: bool = False
    as_of: str | None = None

    def words(self) -> dict[str, Any]:
        """Return what is not an array, ready for JSON."""
        return {
            "names": self.memory.all_names(),
            "rules": self.rules.plain(),
            "decided": self.decided.plain(),
            "flags": self.flags,
            "titles": self.titles,
            "has_data": self.has_data,
            "as_of": self.as_of,
        }

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return all arrays by name."""
        parts = {"memory": self.memory.arrays, "near": self.neighbours.state(), "sketch": self.sketches.state()}
        found = {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}
        if self.quantiles is not None:
            found["quantiles"] = self.quantiles
        return found

    @classmethod
    def of(cls, model: PhenomenonModel, words: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Knowledge:
        """Put together what :meth:`words` and :meth:`arrays` gave."""

        def part(name: str) -> dict[str, NDArray[Any]]:
            return {key.removeprefix(f"{name}."): a for key, a in arrays.items() if key.startswith(f"{name}.")}

        memory, near, sketch = part("memory"), part("near"), part("sketch")
        _check(words["names"], memory, near, sketch)
        return cls(
            model=model,
            memory=Memory(words["names"], memory),
            neighbours=Neighbours(**near),
            sketches=Sketches(**sketch),
            quantiles=arrays.get("quantiles"),
            rules=Rules.load(words["rules"]),
            decided=Decided.of_plain(words.get("decided")),
            flags=words["flags"],
            titles=words["titles"],
            has_data=words["has_data"],
            as_of=words["as_of"],
        )

    def identifier(self) -> str:
        """Return a short name of the content: the same for the same models and observations."""
        from .. import __version__

        digest = hashlib.sha256()
        state = {**self.words(), "model": self.model.versions_, "ids": self.model.phenomenon_ids_, "r": __version__}
        digest.update(json.dumps(state, sort_keys=True, ensure_ascii=True).encode())
        for name, array in sorted(self.arrays().items()):
            digest.update(f"{name}{array.dtype}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
        return f"{__version__}-{digest.hexdigest()[:12]}"


def _check(names: Mapping[str, list[str]], *parts: dict[str, NDArray[Any]]) -> None:
    """See that arrays belong together, so that no answer fails on them later."""
    memory, near, sketch = parts
    count, dimensions = len(names["ids"]), Space.default().vectors.dimensions
    of_each = [memory[key] for key in ("days", "groups", "places", "lines", "first")]
    of_each += [near["order"], near["vectors"], sketch["signatures"], sketch["sizes"], sketch["lengths"]]
    bounds = [
        (memory["first"], count),
        (memory["pair_rows"], count),
        (memory["pair_phenomena"], len(names["phenomena"])),
        (near["order"], count),
        (sketch["key_rows"], count),
        (sketch["identity_rows"], count),
        *((memory[key], len(names[key])) for key in ("groups", "places", "lines")),
    ]
    fits = (
        all(len(array) == count for array in of_each)
        and all(not len(array) or (array.min() >= 0 and array.max() < limit) for array, limit in bounds)
        and near["vectors"].shape[1:] == near["centres"].shape[1:] == (dimensions,)
        and near["starts"][-1] == count
        and len(near["starts"]) == max(len(near["centres"]), 1) + 1
        and all(array.dtype.kind in "iu" for part in parts for array in part.values())
        and len(memory["pair_rows"]) == len(memory["pair_phenomena"])
        and len(sketch["keys"]) == len(sketch["key_rows"])
        and len(sketch["identities"]) == len(sketch["identity_rows"])
    )
    if not fits:
        raise ValueError("arrays")


def without_data() -> Knowledge:
    """Return what is known with the shipped models alone."""
    space = Space.default()
    nothing = Neighbours.build(np.zeros((0, space.vectors.dimensions), dtype=np.int8))
    return Knowledge(PhenomenonModel().fit([]), Memory.empty(), nothing, Sketches.build([]))


def from_analysis(analysis: Analysis, rules: Any = None) -> Knowledge:
    """Return what is to be remembered of an analysis; texts are read for it and not kept.

    Parameters
    ----------
    analysis : Analysis
    rules : Rules, mapping, path or None
        Those that the analysis was made with when None.
    """
    import pandas as pd

    memory, order = Memory.of(analysis.observations)
    told = analysis.obs.texts
    texts = [told[i] for i in order]
    vectors = analysis.told_vectors if analysis.obs.masked else None
    if vectors is not None:
        vectors = vectors[order]
    else:
        if not analysis.obs.masked:
            texts = [mask(each).text for each in texts]
        words = own_words(analysis.model.lexicon)
        vectors = np.concatenate(in_batches(partial(_vectors, lexicon=words), texts, analysis.model.n_jobs))
    index = Neighbours.build(vectors)
    flags: dict[str, list[str]] = {}
    for name, kind, state in zip(*(analysis.flags[key] for key in ("phenomenon_id", "kind", "state")), strict=True):
        if kind in KINDS and isinstance(name, str) and state not in QUIET:
            flags.setdefault(name, []).append(kind)
    return Knowledge(
        model=analysis.model,
        memory=memory,
        neighbours=index,
        sketches=Sketches.build(texts),
        quantiles=own_quantiles(index, vectors, memory.first),
        rules=analysis.rules if rules is None else Rules.load(rules),
        decided=analysis.decided,
        flags={name: sorted(set(kinds)) for name, kinds in sorted(flags.items())},
        titles=_titles(analysis),
        has_data=True,
        as_of=None if pd.isna(analysis.as_of) else analysis.as_of.date().isoformat(),
    )


def _vectors(texts: Sequence[str], lexicon: Lexicon | None) -> NDArray[np.int8]:
    return vectors_of([topic_terms(text, lexicon=lexicon) for text in texts])


def vectors_of(documents: Sequence[Sequence[str]]) -> NDArray[np.int8]:
    """Return the vectors by which texts are compared, given their terms."""
    return Space.default().vectors_of(documents)


def _titles(analysis: Analysis) -> dict[str, dict[str, Any]]:
    known = analysis.model.taxonomy_.phenomena if analysis.model.taxonomy_ is not None else {}
    titles = {}
    for row in analysis.phenomena.to_dict("records"):
        code, name = str(row["phenomenon_id"]), str(row["name"])
        if code in known and name in known[code].names.values():
            continue
        titles[code] = {"name": name, "parent": str(row["parent"]), "made_of": _made_of(name, str(row["terms"]))}
    return titles


def _made_of(name: str, terms: str) -> list[str] | None:
    """Return the catalogue's key and the terms that a name was made of; None if people have given it."""
    shown = ", ".join(terms.split(", ")[:3])
    for key in ("phenomena.emerging_name", "phenomena.emerging_name_plain"):
        if any(name == text(key, language, terms=shown) for language in LANGUAGES):
            return [key, shown]
    return None
