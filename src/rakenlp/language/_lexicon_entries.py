"""What a lexicon holds and answers."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What the lexicon knows of a word form.

    Attributes
    ----------
    lemma : str
        By the convention of Universal Dependencies: the word itself in its base form, in lower case.
    pos : str
        Universal part of speech.
    meaning : tuple of str
        Standard lemmas that carry the topic of the word; empty where the lemma itself does.
    kind : {"abbreviation", "term", "service", "misspelling", "user"}
    """

    lemma: str
    pos: str
    meaning: tuple[str, ...]
    kind: str


class Headword(NamedTuple):
    """One line of a lexicon; the inflected forms follow from it.

    Attributes
    ----------
    form : str
        Base form as it is written.
    entry : Entry
    like : str
        Model word of the inflection; "-" for a word that inflects only after a colon.
    case : {"any", "upper", "lower", "capital"}
        Whether capitals matter: "upper" matches the form only as written, "lower" not in capitals,
        "capital" only with a capital first.
    use : {"any", "first"}
        "first" for what stands only before another part of a compound.
    stem : str
        Genitive stem of a noun, or strong stem of a verb, where the model does not give it.
    plural : bool
        Whether a noun has plural forms.
    withheld : tuple of str
        Inflected forms that stay what they are in common Finnish.
    """

    form: str
    entry: Entry
    like: str = "-"
    case: str = "any"
    use: str = "any"
    stem: str = ""
    plural: bool = True
    withheld: tuple[str, ...] = ()


class Split(NamedTuple):
    """A compound of which the lexicon knows a part: nepsy-lapselle, takaisinsoiton, kouluterkkarin.

    Attributes
    ----------
    head, tail : str
        The two parts as written, without the hyphen; the tail carries the inflection.
    head_entry, tail_entry : Entry or None
        What the lexicon knows of them; None for the part that Voikko knows.
    """

    head: str
    tail: str
    head_entry: Entry | None
    tail_entry: Entry | None
