"""What a user would pick instead of rakenlp for masking: presidio, and a set of regular expressions.

Each is a function from a text to (kind, start, end), with the kinds of rakenlp.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

Found = list[tuple[str, int, int]]
Finder = Callable[[str], Found]

# ---- a set of regular expressions as a programmer writes it in half an hour, with the most common given names
_FIRST = """
    Juhani Johannes Olavi Antero Tapani Kalevi Tapio Matti Mikael Ilmari Pekka Timo Jari Mika Antti Kari Markku Jukka
    Juha Hannu Heikki Seppo Ville Janne Sami Marko Petri Lauri Jussi Toni Maria Helena Johanna Anneli Kaarina Marjatta
    Anna Liisa Annikki Hannele Inkeri Tuulikki Elina Kristiina Päivi Pirjo Tuula Ritva Leena Sari Minna Tarja Katja
    Tiina Satu Eeva Laura Heidi Sanna Jaana Riitta Aino Emma Sofia Onni Leo Elias Oliver Eino Veikko Erkki Eila
"""
_CAPITAL = r"[A-ZÅÄÖ][a-zåäöé]+(?:-[A-ZÅÄÖ][a-zåäöé]+)?"
PATTERNS = {
    "hetu": re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b"),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}(?: ?\d{4}){3,5}(?: ?\d{1,3})?\b"),
    "business_id": re.compile(r"\b\d{7}-\d\b"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    "phone": re.compile(r"(?:\+358 ?|\b0)\d{1,3}[ -]?\d{3,4}[ -]?\d{2,4}\b"),
    "url": re.compile(r"\b(?:https?://|www\.)\S+"),
    "plate": re.compile(r"\b[A-ZÅÄÖ]{2,3}-\d{1,3}\b"),
    "address": re.compile(
        r"\b[A-ZÅÄÖ]\w*(?:katu|kadu|tie|kuja|polku|polu|raitti|vägen|gatan)\w* \d+(?: [A-Z](?: \d+)?)?"
    ),
    "postcode": re.compile(r"\b\d{5} [A-ZÅÄÖ]\w+"),
    "birth_date": re.compile(r"(?<=synt\. )\d{1,2}\.\d{1,2}\.\d{4}|(?<=syntynyt )\d{1,2}\.\d{1,2}\.\d{4}"),
    "ip": re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
    "handle": re.compile(r"(?<!\w)@\w+"),
    "case_number": re.compile(r"(?<=numero )\d+|\b\d+/\d{4}\b"),
    "name": re.compile(rf"\b(?:{'|'.join(_FIRST.split())})[a-zåäö]{{0,4}}\b(?: {_CAPITAL})?|\b{_CAPITAL} {_CAPITAL}\b"),
}


def by_patterns(text: str) -> Found:
    """Return what the regular expressions match."""
    return [(kind, *match.span()) for kind, pattern in PATTERNS.items() for match in pattern.finditer(text)]


# ---- presidio
_KINDS = {
    "FI_PERSONAL_IDENTITY_CODE": "hetu",
    "EMAIL_ADDRESS": "email",
    "PHONE_NUMBER": "phone",
    "IBAN_CODE": "iban",
    "URL": "url",
    "IP_ADDRESS": "ip",
}


def presidio() -> tuple[str, Finder] | None:
    """Return presidio's name with its version, and a finder of its kinds; None if it is not installed.

    It runs with a blank Finnish pipeline of spaCy: the recognisers of numbers and addresses need no more, and spaCy's
    model of Finnish entities is not on the package index, so names are not looked for.
    """
    try:
        import spacy
        from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import SpacyNlpEngine
        from presidio_analyzer.predefined_recognizers import (
            EmailRecognizer,
            FiPersonalIdentityCodeRecognizer,
            IbanRecognizer,
            IpRecognizer,
            PhoneRecognizer,
            UrlRecognizer,
        )
    except ImportError:
        return None
    for noisy in ("presidio-analyzer", "tldextract"):  # the latter asks the net for newer endings of domains, in vain
        logging.getLogger(noisy).setLevel(logging.CRITICAL)

    class Blank(SpacyNlpEngine):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"fi": spacy.blank("fi")}

        def load(self) -> None:
            """There is nothing to load."""

    plain = (FiPersonalIdentityCodeRecognizer, EmailRecognizer, IbanRecognizer, IpRecognizer, UrlRecognizer)
    recognisers = [recogniser(supported_language="fi") for recogniser in plain]
    recognisers.append(PhoneRecognizer(supported_language="fi", supported_regions=("FI",)))
    registry = RecognizerRegistry(recognizers=recognisers, supported_languages=["fi"])
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["fi"])
    entities = list(_KINDS)

    def find(text: str) -> Found:
        return [(_KINDS[r.entity_type], r.start, r.end) for r in engine.analyze(text, language="fi", entities=entities)]

    find("Soita 040 123 4567.")
    return f"presidio {_version('presidio-analyzer')}", find


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "?"


def seconds(call: Callable[[str], object], text: str) -> float:
    """Return the processor seconds that a call takes."""
    start = time.process_time()
    call(text)
    return time.process_time() - start
